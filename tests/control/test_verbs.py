"""What each verb does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.control.fake_program import FakeProgram
from voiceapp.control.status import status_of
from voiceapp.control.verbs import ARGUMENTS, answer_to
from voiceapp.control.wire import Answer, Request
from voiceapp.dialogue.snapshot import Phase


def say(program: FakeProgram, verb: str, argument: str = "") -> Answer:
    return answer_to(Request(verb=verb, argument=argument), program)


def test_the_talk_key_goes_down_and_up() -> None:
    program = FakeProgram()
    assert say(program, "ptt", "down").sentence == "The talk key is down."
    assert say(program, "ptt", "up").sentence == "The talk key is up."
    assert program.done == ["begin", "end"]


def test_a_toggle_goes_by_what_is_the_case() -> None:
    program = FakeProgram()
    say(program, "ptt", "toggle")
    program.picture = replace(program.picture, talk_held=False)  # somebody else let go
    say(program, "ptt", "toggle")
    say(program, "ptt", "toggle")
    assert program.done == ["begin", "begin", "end"]


def test_without_a_conversation_there_is_nothing_to_talk_to() -> None:
    program = FakeProgram(phase=Phase.OFF)
    answer = say(program, "ptt", "toggle")
    assert (answer.ok, program.done) == (False, [])
    assert answer.sentence == "There is no conversation to talk to: voiceapp is not connected."
    assert say(program, "ptt", "up").ok


@pytest.mark.parametrize(
    ("muted", "argument", "done"),
    [(False, "on", "mute"), (True, "off", "unmute"), (False, "toggle", "mute"), (True, "toggle", "unmute")],
)
def test_mute(muted: bool, argument: str, done: str) -> None:
    program = FakeProgram()
    program.picture = replace(program.picture, muted=muted)
    assert say(program, "mute", argument).ok
    assert program.done == [done]


@pytest.mark.parametrize(
    ("phase", "sentence"),
    [
        (Phase.SPEAKING, "The answer is stopped."),
        (Phase.THINKING, "The answer is stopped."),
        (Phase.LISTENING, "There was no answer to stop."),
    ],
)
def test_stop(phase: Phase, sentence: str) -> None:
    program = FakeProgram(phase=phase)
    assert say(program, "stop") == Answer(sentence=sentence)
    assert program.done == ["interrupt"]


def test_status_is_of_this_moment() -> None:
    program = FakeProgram(phase=Phase.SPEAKING)
    assert say(program, "status") == Answer(status=status_of(program.picture))


def test_a_window_is_shown_and_a_terminal_cannot_be() -> None:
    assert say(FakeProgram(), "show") == Answer(sentence="The window is shown.")
    assert say(FakeProgram(), "show", "mini") == Answer(sentence="The mini window is shown.")
    assert say(FakeProgram(), "show", "sideways").sentence == "After “show” one of these is expected: mini."
    answer = say(FakeProgram(has_window=False), "show")
    assert answer == Answer(ok=False, sentence="This voiceapp runs in a terminal and has no window.")


def test_quit_ends_the_program() -> None:
    program = FakeProgram()
    assert say(program, "quit").ok
    assert program.done == ["quit"]


def test_an_unknown_verb_is_answered_with_the_known_ones() -> None:
    answer = say(FakeProgram(), "dance")
    assert (answer.ok, answer.sentence) == (
        False,
        "There is no command “dance”. Known are: ptt, mute, stop, status, show, quit.",
    )


@pytest.mark.parametrize("verb", [verb for verb, allowed in ARGUMENTS.items() if allowed])
def test_an_unknown_argument_is_answered_with_the_known_ones(verb: str) -> None:
    program = FakeProgram()
    answer = say(program, verb, "sideways")
    assert (answer.ok, program.done) == (False, [])
    assert f"After “{verb}” one of these is expected: " in answer.sentence
