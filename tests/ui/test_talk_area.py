from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from tests.ui_tools import settle, shown, spoken_name
from voiceapp.dialogue.snapshot import Microphone, Phase, Snapshot
from voiceapp.ui.talk_area import TalkArea


@pytest.fixture
def area() -> TalkArea:
    widget = TalkArea()
    shown(widget, 1000, 120)
    return widget


@pytest.mark.parametrize("phase", Phase)
def test_stop_can_be_pressed_where_there_is_something_to_stop(area: TalkArea, phase: Phase) -> None:
    area.show_snapshot(Snapshot(phase=phase))
    assert area.stop.isEnabled() == (phase in (Phase.THINKING, Phase.SPEAKING))


def test_mute_asks_and_shows_what_the_conversation_says(area: TalkArea) -> None:
    asked: list[bool] = []
    area.mute_requested.connect(asked.append)
    area.mute.click()
    assert asked == [True]
    area.show_snapshot(Snapshot(muted=False))
    assert not area.mute.isChecked()  # the wish was not granted
    area.show_snapshot(Snapshot(muted=True))
    assert area.mute.isChecked()
    assert spoken_name(area.mute) == "Muted"
    area.mute.click()
    assert asked == [True, False]


def test_one_of_the_two_modes_is_always_chosen(area: TalkArea) -> None:
    asked: list[bool] = []
    area.hands_free_requested.connect(asked.append)
    assert area.hands_free.isChecked()
    area.push_to_talk.click()
    assert (area.hands_free.isChecked(), area.push_to_talk.isChecked()) == (False, True)
    area.push_to_talk.click()
    assert (area.hands_free.isChecked(), area.push_to_talk.isChecked()) == (False, True)
    area.show_snapshot(Snapshot(hands_free=True))
    assert (area.hands_free.isChecked(), area.push_to_talk.isChecked()) == (True, False)
    assert asked == [False, False]


def test_send_is_enabled_while_there_is_something_to_send(area: TalkArea) -> None:
    sent: list[str] = []
    area.message.submitted.connect(sent.append)
    assert not area.send.isEnabled()
    QTest.keyClicks(area.message, "hi")
    assert area.send.isEnabled()
    area.send.click()
    assert sent == ["hi"]
    assert not area.send.isEnabled()


def test_the_reason_for_a_silent_microphone_is_shown(area: TalkArea) -> None:
    area.show_snapshot(Snapshot(microphone=Microphone.OFF, microphone_device="No microphone is connected."))
    assert "No microphone is connected." in area.microphone.accessibleDescription()
    assert area.devices.microphone.toolTip() == "No microphone is connected."


def test_the_level_is_the_microphones(area: TalkArea) -> None:
    area.show_snapshot(Snapshot(mic_rms=32_767))
    lit, _ = area.talk.meter.segments_lit()
    assert lit > 5


def test_words_go_where_there_is_no_room_for_them(area: TalkArea) -> None:
    labelled = [area.mute.labelled]
    area.resize(700, 120)
    settle()
    labelled.append(area.mute.labelled)
    assert labelled == [True, False]
    assert spoken_name(area.mute) == "Mute"
