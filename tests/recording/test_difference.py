"""A difference, laid out to be read."""

from __future__ import annotations

from typing import Any

from voiceapp.dialogue import inputs as i
from voiceapp.recording.difference import LINES_MAX, Difference


def truncate(audio_end_ms: int) -> dict[str, Any]:
    event = {"type": "conversation.item.truncate", "item_id": "item_a", "audio_end_ms": audio_end_ms}
    return {"do": "SendEvent", "event": event}


def test_the_step_its_time_its_cause_and_the_changed_lines_are_named() -> None:
    cut = {"do": "CutPlayout", "order": 3}
    found = Difference(
        step=41,
        happened=i.TextSubmitted(5_000_000_000, "stop"),
        recorded=[cut, truncate(480)],
        replayed=[cut, truncate(500)],
        since_start_ns=4_210_000_000,
    )
    assert str(found) == (
        "Step 41, at 4.210 s, asks for something else.\n"
        "It happened: TextSubmitted(text = 'stop')\n"
        "The recording has what is marked -, this program asks for what is marked +.\n"
        "    CutPlayout\n"
        "        order = 3\n"
        "    SendEvent conversation.item.truncate\n"
        "        event.item_id = 'item_a'\n"
        "  -     event.audio_end_ms = 480\n"
        "  +     event.audio_end_ms = 500"
    )


def test_commands_that_are_there_on_one_side_only_are_said_to_be_nothing_on_the_other() -> None:
    found = Difference(1, i.StopPressed(0), [{"do": "OpenLink"}], [])
    assert str(found).splitlines()[-2:] == ["  - OpenLink", "  + (nothing)"]


def test_the_cause_is_told_without_sound_and_in_one_line() -> None:
    block = i.MicBlock(0, 240, 7, b"\1\2" * 240)
    cause = str(Difference(1, block, [], [])).splitlines()[1]
    assert cause.startswith("It happened: MicBlock(first_frame = 240, captured_at_ns = 7, pcm.bytes = 480")


def test_a_long_difference_is_cut() -> None:
    many = [{"do": "CutPlayout", "order": order} for order in range(100)]
    lines = str(Difference(1, i.StopPressed(0), many, [])).splitlines()
    assert len(lines) == LINES_MAX + 1
    assert lines[-1] == "    … and 144 lines more"
