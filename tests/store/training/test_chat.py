"""Examples for chat fine-tuning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.store.stored import answer, conversation, tool, user
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.store.kept import StoredRow
from voiceapp.store.training.chat import example_of, messages_of

FIND = {"type": "function", "name": "find", "description": "Finds.", "parameters": {"type": "object"}}
SYSTEM = {"role": "system", "content": "Be brief."}


def test_a_conversation_is_one_example_with_its_instructions_as_system_message() -> None:
    assert example_of(conversation(user("When?"), answer("At ten."))) == {
        "messages": [
            SYSTEM,
            {"role": "user", "content": "When?"},
            {"role": "assistant", "content": "At ten."},
        ]
    }


def test_an_interrupted_answer_has_its_heard_words_only_and_is_not_learned() -> None:
    stored = conversation(
        user("When?"),
        answer("At ten, and at four.", heard="At ten,"),
        user("Which platform?"),
        answer("Four."),
    )
    example = example_of(stored)
    assert example is not None
    assert example["messages"][2] == {"role": "assistant", "content": "At ten,", "weight": 0}
    assert example["messages"][4] == {"role": "assistant", "content": "Four."}


def test_an_answer_of_which_nothing_was_heard_is_not_there() -> None:
    stored = conversation(user("When?"), answer("At ten.", heard=""), user("Well?"), answer("At ten!"))
    assert [message["role"] for message in messages_of(stored)] == ["system", "user", "user", "assistant"]


def test_an_answer_to_words_that_nobody_wrote_down_is_not_learned() -> None:
    lost = StoredRow("u", RowKind.USER, RowState.FAILED, note="(not transcribed)")
    messages = messages_of(conversation(lost, answer("Yes."), user("Why?"), answer("Because.")))
    assert [message.get("weight") for message in messages[1:]] == [0, None, None]


def test_a_call_is_there_whole() -> None:
    stored = conversation(
        user("When?"), tool('find({"q": "Kyoto"})', "12:10"), answer("At ten past twelve."), tools=(FIND,)
    )
    assert example_of(stored) == {
        "messages": [
            SYSTEM,
            {"role": "user", "content": "When?"},
            {
                "role": "assistant",
                "tool_calls": [
                    {
                        "id": "call_2",
                        "type": "function",
                        "function": {"name": "find", "arguments": '{"q": "Kyoto"}'},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": "call_2", "content": "12:10"},
            {"role": "assistant", "content": "At ten past twelve."},
        ],
        "tools": [
            {
                "type": "function",
                "function": {"name": "find", "description": "Finds.", "parameters": {"type": "object"}},
            }
        ],
    }


@pytest.mark.parametrize(
    "half",
    [
        tool('find({"q": "Kyoto"})', "", done=False),
        tool('find({"q": "Kyo', "12:10"),
        tool("find([1])", "12:10"),
        tool("other({})", "12:10"),
    ],
)
def test_or_not_at_all(half: StoredRow) -> None:
    stored = conversation(user("When?"), half, answer("I do not know."), tools=(FIND,))
    assert [message["role"] for message in messages_of(stored)] == ["system", "user", "assistant"]


def test_an_example_ends_with_an_answer() -> None:
    stored = conversation(
        user("When?"), answer("At ten."), user("And then?"), tool("find({})", "12:10"), tools=(FIND,)
    )
    example = example_of(stored)
    assert example is not None
    assert example["messages"][-1] == {"role": "assistant", "content": "At ten."}


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (user("Hello?"),),
        (user("Hello?"), answer("Hi there, friend.", heard="Hi")),
        (user("When?"), tool("find({})", "12:10")),
    ],
)
def test_without_an_answer_to_learn_there_is_no_example(rows: tuple[StoredRow, ...]) -> None:
    assert example_of(conversation(*rows, tools=(FIND,))) is None


def test_without_instructions_there_is_no_system_message() -> None:
    assert messages_of(conversation(user("Hi"), instructions="")) == [{"role": "user", "content": "Hi"}]


def test_of_two_answers_the_one_that_counts_is_learned() -> None:
    stored = conversation(
        user("When?"), replace(answer("At ten."), set_aside=True), answer("At four.", key="b")
    )
    assert [message["content"] for message in messages_of(stored)] == ["Be brief.", "When?", "At four."]
