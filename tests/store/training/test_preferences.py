"""Examples for preference optimisation."""

from __future__ import annotations

from tests.store.stored import answer, conversation, user
from voiceapp.store.kept import Preference
from voiceapp.store.training.preferences import pair_of

STORED = conversation(
    user("When?", key="u1"),
    answer("At ten, and at four.", key="a1", heard="At ten,"),
    user("Which platform?", key="u2"),
    answer("Platform four.", key="a2"),
)


def test_a_choice_is_a_pair_of_answers_to_everything_said_up_to_then() -> None:
    assert pair_of(STORED, Preference("u2", "Platform four.", "Dunno.")) == {
        "input": {
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "When?"},
                {"role": "assistant", "content": "At ten,"},
                {"role": "user", "content": "Which platform?"},
            ]
        },
        "preferred_output": [{"role": "assistant", "content": "Platform four."}],
        "non_preferred_output": [{"role": "assistant", "content": "Dunno."}],
    }


def test_functions_that_were_offered_belong_to_the_input() -> None:
    tool = {"type": "function", "name": "find", "parameters": {}}
    pair = pair_of(conversation(user("When?", key="u1"), tools=(tool,)), Preference("u1", "a", "b"))
    assert pair["input"]["tools"] == [{"type": "function", "function": {"name": "find", "parameters": {}}}]
