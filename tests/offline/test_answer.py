from __future__ import annotations

import pytest

from tests.offline.scripted import WALL, EchoAssistant
from voiceapp.offline.answer import Question, Timer, decided, spoken_output
from voiceapp.offline.conversation import Entry, user_sound
from voiceapp.offline.function_call import FunctionCall
from voiceapp.protocol.objects import Item, assistant_text, function_output, user_text
from voiceapp.protocol.wire import CallId, ItemId

CLOCK = {"type": "function", "name": "clock"}


def user(text: str) -> Entry:
    return Entry(user_text(text, ItemId("u")))


def assistant(text: str) -> Entry:
    return Entry(assistant_text(text, ItemId("a")))


def call() -> Entry:
    return Entry(
        Item(type="function_call", id=ItemId("c"), call_id=CallId("call"), name="clock", arguments="{}")
    )


def output(text: str) -> Entry:
    return Entry(function_output(CallId("call"), text, ItemId("o")))


def said(*context: Entry) -> str:
    return decided(Question(context=context, wall=WALL), EchoAssistant()).text


def test_the_users_last_words_are_answered() -> None:
    assert said(user("one"), assistant("two"), user("three"), user("four")) == "You told me four."


def test_the_assistant_is_told_the_time_and_whether_it_was_typed() -> None:
    wit = EchoAssistant()
    spoken = user_sound(ItemId("s"), b"\0\0")
    spoken.words = "hello"
    decided(Question(context=(user("typed"),), wall=WALL), wit)
    decided(Question(context=(spoken,), wall=WALL), wit)
    assert wit.asked == [("typed", WALL, True), ("hello", WALL, False)]


def test_sound_without_words_was_not_understood() -> None:
    assert said(user_sound(ItemId("s"), b"\0\0")) == "I did not understand."


def test_silence_is_not_misunderstood() -> None:
    assert said(user_sound(ItemId("s"), b"\0\0", is_silence=True)) == "Are you still there?"


def test_with_nothing_said_there_is_a_greeting_and_later_nothing_new() -> None:
    assert said().startswith("Hello.")
    assert said(user("one"), assistant("two")) == "I have nothing to add."


def test_an_output_is_told_instead_of_the_words_that_led_to_it() -> None:
    assert said(user("clock"), call(), output("noon")) == "noon"


def test_words_behind_an_output_are_answered_as_well() -> None:
    assert said(user("clock"), call(), output("noon"), user("thanks")) == "noon You told me thanks."


def test_calls_come_before_words() -> None:
    question = Question(context=(user("the clock please"),), wall=WALL, tools=(CLOCK,))
    assert decided(question, EchoAssistant()).calls == (FunctionCall("clock", "{}"),)


def test_an_output_is_not_a_reason_to_call_again() -> None:
    question = Question(context=(user("clock"), call(), output("noon")), wall=WALL, tools=(CLOCK,))
    assert decided(question, EchoAssistant()).text == "noon"


def test_a_timer_is_passed_on_and_not_for_an_aside() -> None:
    context = (user("a timer"),)
    assert decided(Question(context, WALL), EchoAssistant()).timer == Timer(10, "Ten seconds are over.")
    assert decided(Question(context, WALL, is_aside=True), EchoAssistant()).timer is None


def test_a_title_is_the_first_words_of_the_user() -> None:
    context = (assistant("Welcome."), user("the next train to Kyoto, when does it leave?"))
    question = Question(context, WALL, is_aside=True, wants_title=True)
    assert decided(question, EchoAssistant()).text == "the next train to Kyoto, when"
    assert (
        decided(Question((), WALL, is_aside=True, wants_title=True), EchoAssistant()).text == "Conversation"
    )


@pytest.mark.parametrize(
    ("output", "spoken"),
    [
        ("Platform four.", "Platform four."),
        ('"Platform four."', "Platform four."),
        ('{"next_train": "ten", "platform": 4}', "next train: ten, platform: 4"),
        ('["a", 2]', "a, 2"),
        ("12", "12"),
        ("{broken", "{broken"),
        ("", "The function has answered nothing."),
        ("null", "The function has answered nothing."),
        ("x" * 700, "x" * 600),
    ],
)
def test_an_output_is_made_speakable(output: str, spoken: str) -> None:
    assert spoken_output(output) == spoken
