from __future__ import annotations

from tests.ui_tools import shown
from voiceapp.dialogue.snapshot import Microphone, Snapshot
from voiceapp.ui.settings_meter import SettingsMeter


def test_both_levels_are_shown_and_whether_anything_is_sent() -> None:
    made = SettingsMeter()
    shown(made, 500, 120)
    made.show_snapshot(
        Snapshot(microphone=Microphone.SENDING, mic_rms=3_000, speaker_rms=300, speaker_works=True)
    )
    assert made.microphone.segments_lit()[0] > made.speaker.segments_lit()[0] > 0
    assert made.says.text() == "What you say is being sent to the assistant."


def test_a_microphone_that_is_off_shows_no_level() -> None:
    made = SettingsMeter()
    shown(made, 500, 120)
    made.show_snapshot(Snapshot(microphone=Microphone.OFF, mic_rms=3_000))
    assert made.microphone.segments_lit()[0] == 0
    assert made.says.text() == "No device is open; nothing is heard."
