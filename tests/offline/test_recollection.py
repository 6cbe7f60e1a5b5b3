"""What the embedded assistant knows of the conversation itself."""

from __future__ import annotations

import pytest

from voiceapp.dialogue.history import INTRODUCTION
from voiceapp.offline.conversation import Entry
from voiceapp.offline.recollection import recalled
from voiceapp.protocol.objects import assistant_text, user_text
from voiceapp.protocol.wire import ItemId

TOLD_AT_ONCE = f"""{INTRODUCTION}
User: Hello, my name is mira
Assistant: Nice to meet you, Mira.
User: When does it leave?
Function look_up({{}}) returned: ten
Assistant: At ten past three, and"""


def user(text: str) -> Entry:
    return Entry(user_text(text, ItemId("u")))


def assistant(text: str) -> Entry:
    return Entry(assistant_text(text, ItemId("a")))


@pytest.mark.parametrize(
    "words",
    ["what did you say", "What did you just say?", "say that again please", "pardon", "Repeat, please."],
)
def test_questions_about_what_was_said_are_recognised(words: str) -> None:
    assert recalled(words, [assistant("At noon.")]) == "I said: At noon."


@pytest.mark.parametrize("words", ["what time is it", "repeat after me", "I beg your pardon for that"])
def test_other_questions_are_not(words: str) -> None:
    assert recalled(words, [assistant("At noon.")]) is None


def test_what_the_user_said_can_be_asked_for() -> None:
    assert recalled("what did I say", [user("hello"), assistant("hi")]) == "You said: hello"
    assert recalled("what did I just say", []) == "You have not said anything yet."


def test_a_name_that_was_told_is_greeted_and_known_later() -> None:
    assert recalled("My name is mira.", []) == "Nice to meet you, Mira."
    told = [user("My name is mira."), assistant("Nice to meet you, Mira."), user("What time is it?")]
    assert recalled("what is my name", told) == "Your name is Mira."
    assert recalled("do you remember my name", told) == "Your name is Mira."


def test_a_name_that_nobody_told_is_not_known() -> None:
    assert recalled("What's my name?", [assistant("My name is Ada.")]) == "You have not told me your name."


def test_the_newest_name_counts() -> None:
    assert recalled("who am i", [user("my name is Ann"), user("my name is Bo")]) == "Your name is Bo."


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("what did I say", "You said: When does it leave?"),
        ("what did you say", "I said: At ten past three, and"),
        ("what is my name", "Your name is Mira."),
    ],
)
def test_an_earlier_conversation_told_as_one_message_is_taken_apart(words: str, answer: str) -> None:
    assert recalled(words, [user(TOLD_AT_ONCE)]) == answer
