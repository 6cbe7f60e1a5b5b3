"""The rules for messages and functions."""

from __future__ import annotations

from typing import Any

import pytest

from voiceapp.store.training.messages import breaches_of_messages, breaches_of_tools

USER = {"role": "user", "content": "When?"}
ANSWER = {"role": "assistant", "content": "At ten."}
TOOLS = [{"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}]


def call(name: str = "find", arguments: object = "{}", **more: object) -> dict[str, Any]:
    one = {"id": "c1", "type": "function", "function": {"name": name, "arguments": arguments}, **more}
    return {"role": "assistant", "tool_calls": [one]}


RESULT = {"role": "tool", "tool_call_id": "c1", "content": "12:10"}


@pytest.mark.parametrize(
    "messages",
    [
        [USER, ANSWER],
        [
            {"role": "system", "content": "Be brief."},
            USER,
            {**ANSWER, "weight": 0},
            USER,
            {**ANSWER, "weight": 1},
        ],
        [USER, call(), RESULT, ANSWER],
        [USER, call(), {**RESULT, "content": ""}, ANSWER],
        [{"role": "user", "content": [{"type": "text", "text": "When?"}]}, ANSWER],
    ],
)
def test_good_messages_keep_all_rules(messages: list[dict[str, Any]]) -> None:
    assert list(breaches_of_messages(messages, "messages", tools=TOOLS)) == []


@pytest.mark.parametrize(
    ("messages", "breach"),
    [
        (None, "`messages` is not a list with at least one message."),
        ([], "`messages` is not a list with at least one message."),
        (["hi"], "message 1 of `messages` is no object."),
        ([{"role": "bot", "content": "x"}], "has no role out of system, developer, user, assistant, tool."),
        ([{**USER, "mood": "x"}], "message 1 of `messages` has a field `mood` that nobody knows."),
        ([{"role": "user"}], "message 1 of `messages` has no content."),
        ([{"role": "user", "content": " "}], "the content of message 1 of `messages` is empty."),
        ([{"role": "user", "content": 3}], "neither a text nor a list of parts."),
        ([{"role": "user", "content": []}], "neither a text nor a list of parts."),
        ([{**USER, "weight": 1}], "has a weight, which only messages of the assistant have."),
        ([USER, {**ANSWER, "weight": 0.5}], "the weight of message 2 of `messages` is neither 0 nor 1."),
        ([USER, {**ANSWER, "weight": True}], "neither 0 nor 1."),
        ([USER, RESULT], "message 2 of `messages` answers a call that nobody made before it."),
        ([USER, call(), ANSWER], "message 3 of `messages` comes before the call of message 2 is answered."),
        ([USER, call()], "the call of message 2 of `messages` is not answered."),
        ([{**call(), "role": "user"}], "calls functions, which only the assistant does."),
        ([{"role": "assistant", "tool_calls": []}], "is not a list with at least one call."),
        ([call(type="x")], "has not an id, the type `function`, and a function."),
        ([call("f g"), RESULT], "has no name of up to 64 letters, digits, _ and -."),
        ([call("other"), RESULT], "calls `other`, which is not among the example's `tools`."),
        ([call(arguments={}), RESULT], "the arguments of `find` in message 1 of `messages` are not a text"),
        ([call(arguments="{"), RESULT], "the arguments of `find` in message 1 of `messages` are not JSON."),
    ],
)
def test_a_breach_is_a_sentence_that_names_the_message(messages: object, breach: str) -> None:
    found = list(breaches_of_messages(messages, "messages", tools=TOOLS))
    assert len(found) == 1
    assert breach in found[0]


def test_a_preference_has_no_weights() -> None:
    found = list(breaches_of_messages([{**ANSWER, "weight": 0}], "preferred_output", weighs=False))
    assert found == ["message 1 of `preferred_output` has a weight; a preference has none."]


@pytest.mark.parametrize(
    ("tools", "breach"),
    [
        ([], "leave it out instead"),
        ([{"type": "function", "name": "find"}], "function 1 of `tools` is not written as"),
        ([{"type": "function", "function": {}}], "has no name"),
        ([{"type": "function", "function": {"name": "f", "parameters": "x"}}], "are no JSON schema"),
    ],
)
def test_functions_have_a_form_too(tools: object, breach: str) -> None:
    found = list(breaches_of_tools(tools))
    assert len(found) == 1
    assert breach in found[0]


def test_no_functions_and_good_ones_are_fine() -> None:
    assert list(breaches_of_tools(None)) == list(breaches_of_tools(TOOLS)) == []
