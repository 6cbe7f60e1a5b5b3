from __future__ import annotations

from voiceapp.ui.settings_voice import VOICE


def test_each_way_to_find_the_end_of_a_turn_shows_its_own_settings() -> None:
    turns = next(section for section in VOICE.sections if section.title == "Taking turns")
    needs = {entry.name: entry.needs for entry in turns.entries}
    assert needs["eagerness"] == ("turn_detection", ("semantic_vad",))
    assert needs["vad_silence_ms"] == ("turn_detection", ("server_vad",))
    assert needs["turn_detection"] == ("hands_free", (True,))
    assert needs["confirm_ms"] is None  # interrupting is possible either way
