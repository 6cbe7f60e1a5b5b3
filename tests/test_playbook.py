"""The script tool fails when it must; otherwise the scripts prove nothing."""

from __future__ import annotations

import gc
import sys

import pytest

from tests.playbook import CREATE, CUT, Playbook, answer_begins, connected, play, send, sound, speech_starts
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import CutPlayout
from voiceapp.protocol.client_events import InputAudioClear


def test_command_that_is_missing_is_shown() -> None:
    script = Playbook(connected()) >> i.MuteChosen(5_000_000, True) << send(InputAudioClear()) << CUT
    with pytest.raises(AssertionError) as failure:
        bool(script)
    assert str(failure.value) == (
        "step 1 at 5 ms, MuteChosen(muted=True)\n"
        "(- expected, + got)\n"
        "  SendEvent(event=InputAudioClear())\n"
        "- CutPlayout(order=0)"
    )


def test_command_nobody_expected_is_shown() -> None:
    with pytest.raises(AssertionError, match=r"\+ SendEvent\(event=InputAudioClear\("):
        bool(Playbook(connected()) >> i.MuteChosen(0, True))


def test_sound_is_shown_by_its_length_and_compared_by_its_samples() -> None:
    script = Playbook(connected()) >> answer_begins() >> sound(ms=10) << play(ms=20)
    with pytest.raises(AssertionError, match=r"- PlayPcm\(.*<20 ms>\)\n\+ PlayPcm\(.*<10 ms>\)"):
        bool(script)


def test_ids_and_orders_count_where_they_are_given() -> None:
    named = send(InputAudioClear(event_id="evt_77"))
    with pytest.raises(AssertionError, match="evt_77"):
        bool(Playbook(connected()) >> i.MuteChosen(0, True) << named)
    dialogue = connected()
    assert Playbook(dialogue) >> answer_begins() >> sound(ms=10) << play(ms=10)
    with pytest.raises(AssertionError, match="order=7"):
        bool(Playbook(dialogue) >> i.Stopped(0) << CutPlayout(7))


def test_notes_are_compared_only_when_asked_for() -> None:
    unheard = sound(ms=10)
    assert Playbook(connected()) >> unheard
    with pytest.raises(AssertionError, match=r"\+ Note"):
        bool(Playbook(connected(), notes=True) >> unheard)


def test_only_the_last_of_several_happenings_may_cause_something() -> None:
    with pytest.raises(AssertionError, match="step 1"):
        bool(Playbook(connected()) >> [i.TextSubmitted(0, "hello"), speech_starts()] << CREATE)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_script_that_was_never_played_complains() -> None:
    complaints: list[object] = []
    before, sys.unraisablehook = sys.unraisablehook, lambda args: complaints.append(args.exc_value)
    try:
        Playbook(connected())  # thrown away at once
        gc.collect()
    finally:
        sys.unraisablehook = before
    assert [str(one)[:32] for one in complaints] == ["a playbook was never played: wri"]
