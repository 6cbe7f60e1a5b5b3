from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from voiceapp.offline.timers_talk import Duration, Promise, TimersTalk, duration_in, spoken_seconds
from voiceapp.offline.utterance import utterance

WALL = datetime(2026, 11, 20, 14, 5)
ASKS = Promise("For how long? Say for example: for 2 minutes.")
NONE_RUNNING = Promise("No timer is running.")


def answer(heard: str, of: TimersTalk | None = None, *, after_s: int = 0) -> Promise | None:
    return (of or TimersTalk()).answer(utterance(heard), WALL + timedelta(seconds=after_s))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("ten seconds", 10),
        ("a minute", 60),
        ("to minutes", 120),
        ("half an hour", 1_800),
        ("for half an hour", 1_800),
        ("for an hour", 3_600),
        ("for a quarter of an hour", 900),
        ("for three quarters of an hour", 2_700),
        ("for hours", 14_400),
        ("an hour and a half", 5_400),
        ("two and a half minutes", 150),
        ("one minute and thirty seconds", 90),
        ("1 hour 2 minutes 3 seconds", 3_723),
        ("a couple of minutes", 120),
        ("quarter of an hour", 900),
        ("a quarter of an hour", 900),
        ("ten", None),
        ("minutes", None),
        ("minus five minutes", None),
        ("", None),
    ],
)
def test_durations_are_found(text: str, seconds: int | None) -> None:
    found = duration_in(utterance(text).words)
    assert (found.seconds if found is not None else None) == seconds


def test_a_second_part_must_be_smaller() -> None:
    found = duration_in(utterance("ten seconds two minutes").words)
    assert found == Duration(Fraction(10), "10 seconds", 0, 2)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "1 second"),
        (60, "1 minute"),
        (90, "1 minute and 30 seconds"),
        (7_200, "2 hours"),
        (3_723, "1 hour, 2 minutes and 3 seconds"),
        (0, "0 seconds"),
    ],
)
def test_spans_are_said_as_people_do(seconds: int, text: str) -> None:
    assert spoken_seconds(Fraction(seconds)) == text


@pytest.mark.parametrize(
    ("heard", "promise"),
    [
        (
            "set a timer for ten seconds",
            Promise("Your timer is set for 10 seconds.", 10, "Your timer for 10 seconds is over."),
        ),
        (
            "stop, set a timer for two minutes",
            Promise("Your timer is set for 2 minutes.", 120, "Your timer for 2 minutes is over."),
        ),
        (
            "start a five minute timer",
            Promise("Your timer is set for 5 minutes.", 300, "Your timer for 5 minutes is over."),
        ),
        (
            "wake me in an hour",
            Promise("I will wake you in 1 hour.", 3_600, "Wake up. 1 hour is over."),
        ),
        (
            "wake me in 90 minutes",
            Promise(
                "I will wake you in 1 hour and 30 minutes.", 5_400, "Wake up. 1 hour and 30 minutes are over."
            ),
        ),
        (
            "remind me in five minutes to call my mother",
            Promise("I will remind you in 5 minutes.", 300, "Remember to call your mother."),
        ),
        (
            "remind me to feed the cat in half an hour",
            Promise("I will remind you in 30 minutes.", 1_800, "Remember to feed the cat."),
        ),
        (
            "remind me about the oven in one minute",
            Promise("I will remind you in 1 minute.", 60, "Remember the oven."),
        ),
    ],
)
def test_a_timer_is_set_and_its_ring_is_promised(heard: str, promise: Promise) -> None:
    assert answer(heard) == promise


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        ("set a timer for zero seconds", "A timer needs at least 1 second."),
        ("set a timer for two days", "I can set a timer for at most 24 hours."),
        ("set an alarm for seven", "I can set a timer, but no alarm for a time of day."),
        ("wake me up at seven", "I can set a timer, but no alarm for a time of day."),
    ],
)
def test_what_cannot_be_kept_is_not_promised(heard: str, text: str) -> None:
    assert answer(heard) == Promise(text)


def test_a_second_timer_is_called_so_until_the_first_has_rung() -> None:
    timers = TimersTalk()
    answer("timer for ten seconds", timers)
    second = answer("timer for one minute", timers, after_s=9)
    assert second is not None
    assert second.text == "Your second timer is set for 1 minute."
    third = answer("timer for one minute", timers, after_s=20)
    assert third is not None
    assert third.text == "Your second timer is set for 1 minute."


def test_how_long_is_asked_once_and_the_answer_understood() -> None:
    timers = TimersTalk()
    assert answer("set a timer", timers) == ASKS
    promise = answer("for two minutes", timers)
    assert promise is not None
    assert promise.ring_in_s == 120
    assert answer("for two minutes", timers) is None


def test_another_question_instead_of_a_duration_is_left_alone() -> None:
    timers = TimersTalk()
    answer("set a timer", timers)
    assert answer("how many seconds are in two minutes", timers) is None
    answer("set a timer", timers)
    assert answer("never mind", timers) is None


def test_the_time_left_is_told() -> None:
    timers = TimersTalk()
    assert answer("how much time is left", timers) == NONE_RUNNING
    answer("timer for ten minutes", timers)
    assert answer("how long do i have", timers, after_s=30) == Promise(
        "Your timer is over in 9 minutes and 30 seconds."
    )
    answer("timer for one minute", timers, after_s=30)
    assert answer("how much time is left on the timer", timers, after_s=60) == Promise(
        "2 timers are running. The next is over in 30 seconds, the last in 9 minutes."
    )
    assert answer("how much time is left", timers, after_s=600) == NONE_RUNNING


def test_a_running_timer_is_not_said_to_be_cancelled() -> None:
    timers = TimersTalk()
    assert answer("cancel the timer", timers) == NONE_RUNNING
    answer("timer for ten seconds", timers)
    assert answer("stop the timer", timers, after_s=4) == Promise(
        "A timer cannot be cancelled yet. Yours is over in 6 seconds."
    )


def test_no_more_timers_are_promised_than_the_server_keeps() -> None:
    timers = TimersTalk()
    promises = [answer("timer for one hour", timers) for _ in range(33)]
    assert [promise.text for promise in promises if promise is not None][-2:] == [
        "Your next timer is set for 1 hour.",
        "32 timers are running. That is all I can keep.",
    ]


@pytest.mark.parametrize(
    "heard",
    [
        "what time is it",
        "two minutes",
        "how many seconds are in a minute",
        "how long is a marathon",
        "stop",
        "",
    ],
)
def test_other_talk_of_time_is_not_about_timers(heard: str) -> None:
    assert answer(heard) is None
