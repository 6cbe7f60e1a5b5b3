"""What a conversation is set up with."""

from __future__ import annotations

from voiceapp.dialogue.options import DialogueOptions


def test_without_wishes_the_service_decides_and_the_person_talks_freely() -> None:
    options = DialogueOptions()
    assert (options.instructions, options.voice, options.language) == ("", "", "")
    assert (options.hands_free, options.turn_detection, options.modality) == (True, "server_vad", "audio")
    assert (options.noise_reduction, options.max_output_tokens, options.truncation) == ("off", 0, "auto")
