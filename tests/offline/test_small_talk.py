from __future__ import annotations

import pytest

from voiceapp.offline.small_talk import ABILITIES, enough_answer, small_talk_answer
from voiceapp.offline.utterance import utterance


@pytest.mark.parametrize(
    "heard",
    [
        "stop",
        "stop stop stop",
        "okay stop it",
        "please be quiet",
        "never mind",
        "forget it",
        "no thank you",
        "that's enough",
        "hold on",
        "stop talking",
        "stop telling me jokes",
        "no more stories",
        "i don't want another joke",
        "wait",
        "cancel",
    ],
)
def test_an_order_to_be_quiet_is_answered_with_one_word(heard: str) -> None:
    assert enough_answer(utterance(heard)) == "Okay."


@pytest.mark.parametrize(
    "heard", ["stop tell me a joke", "wait what time is it", "no i want a story", "hello", ""]
)
def test_an_order_with_a_wish_after_it_is_not_only_an_order(heard: str) -> None:
    assert enough_answer(utterance(heard)) is None


@pytest.mark.parametrize(
    ("heard", "answer"),
    [
        ("Hello!", "Hello. What can I do for you?"),
        ("hey there", "Hello. What can I do for you?"),
        ("hi how are you today", "I am well, thank you. What can I do for you?"),
        ("good morning", "Good morning."),
        ("good night", "Good night."),
        ("thank you so much", "You are welcome."),
        ("okay thanks", "You are welcome."),
        ("good bye", "Goodbye."),
        ("see you later", "Goodbye."),
        ("yes please", "Good. What shall I do?"),
        ("nope", "All right."),
        ("maybe", "Take your time."),
        ("what can you do", ABILITIES),
        ("help", ABILITIES),
        ("what's your name", "I am the assistant embedded in voiceapp. I run on this computer alone."),
        ("who made you", "The authors of voiceapp made me."),
        ("are you a robot", "I am a program, and a small one: I follow rules and know a few things well."),
        ("flip a coin", "I have no coin and no dice: nothing about me is random."),
        ("could you roll the dice", "I have no coin and no dice: nothing about me is random."),
        ("what's the weather like", "I have no connection to the world outside, so I do not know."),
        ("are you still there", "Yes, I am here."),
        ("sorry", "No harm done."),
    ],
)
def test_manners_are_answered(heard: str, answer: str) -> None:
    assert small_talk_answer(utterance(heard), typed=False) == answer


def test_a_typing_person_is_read_and_not_heard() -> None:
    assert small_talk_answer(utterance("can you hear me?"), typed=True) == "Yes, I can read you."
    assert small_talk_answer(utterance("can you hear me"), typed=False) == "Yes, I can hear you."


@pytest.mark.parametrize("heard", ["purple monkeys", "hello monkeys are purple", "yes it rains cats", ""])
def test_what_only_begins_with_manners_is_not_small_talk(heard: str) -> None:
    assert small_talk_answer(utterance(heard), typed=False) is None
