from __future__ import annotations

import pytest

from tests.ui_tools import settle, shown, spoken_description, spoken_name
from voiceapp.dialogue.snapshot import Recording
from voiceapp.ui.record_bar import RecordBar, what_is_kept


@pytest.fixture
def bar() -> RecordBar:
    widget = RecordBar()
    shown(widget, 900, 44)
    return widget


def test_the_sign_is_a_drawing_and_a_word_as_long_as_something_is_recorded(bar: RecordBar) -> None:
    bar.show_recording(Recording("2026-11-20 14-02-09"))
    assert bar.isVisible()
    assert (bar.sign.icon_name, bar.sign.word) == ("record", "Recording")
    assert spoken_name(bar) == "Recording"
    assert spoken_description(bar).startswith("Words and sound of both of you")
    assert bar.text.toolTip() == "Recorded as 2026-11-20 14-02-09"
    bar.show_recording(None)
    assert bar.isHidden()


def test_a_private_recording_has_another_word(bar: RecordBar) -> None:
    bar.show_recording(Recording("a", private=True))
    assert bar.sign.word == "Recording timing"


@pytest.mark.parametrize(
    ("recording", "sentence"),
    [
        (Recording("a"), "Words and sound of both of you, also of what was said before."),
        (Recording("a", from_start=False), "Words and sound of both of you, from here on."),
        (
            Recording("a", private=True),
            "Timing only, also of what came before. No words and no sound are kept.",
        ),
        (
            Recording("a", private=True, from_start=False),
            "Timing only, from here on. No words and no sound are kept.",
        ),
        (
            Recording("a", lost_steps=7),
            "Words and sound of both of you, also of what was said before. It has a gap: the disk is too slow.",
        ),
    ],
)
def test_what_is_kept_and_since_when_is_said(recording: Recording, sentence: str) -> None:
    assert what_is_kept(recording) == sentence


def test_it_can_be_ended_there_also_where_it_is_narrow(bar: RecordBar) -> None:
    asked: list[str] = []
    bar.stop_requested.connect(lambda: asked.append("stop"))
    bar.show_recording(Recording("a"))
    labelled = [bar.stop.labelled]
    bar.stop.click()
    bar.resize(480, 44)
    settle()
    labelled.append(bar.stop.labelled)
    bar.stop.click()
    assert (asked, labelled) == (["stop", "stop"], [True, False])
    assert spoken_name(bar.stop) == "Stop recording"
