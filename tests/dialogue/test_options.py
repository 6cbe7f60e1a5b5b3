"""What a session is asked for."""

from __future__ import annotations

from voiceapp.dialogue.options import DialogueOptions, turn_detection_update, wanted_session
from voiceapp.protocol.session_config import AudioInput, SessionAudio, TurnDetection, turn_detection_of
from voiceapp.protocol.wire import UNSET


def listening(options: DialogueOptions, *, hands_free: bool = True) -> AudioInput:
    audio = wanted_session(options, hands_free=hands_free).audio
    assert isinstance(audio, SessionAudio)
    assert isinstance(audio.input, AudioInput)
    return audio.input


def test_server_finds_turns_and_answers_but_does_not_interrupt() -> None:
    assert listening(DialogueOptions()).turn_detection == TurnDetection(
        type="server_vad",
        threshold=0.5,
        prefix_padding_ms=300,
        silence_duration_ms=500,
        create_response=True,
        interrupt_response=False,
    )


def test_push_to_talk_switches_detection_off_and_says_so() -> None:
    assert listening(DialogueOptions(), hands_free=False).turn_detection is None


def test_what_is_left_empty_is_left_to_the_server() -> None:
    session = wanted_session(DialogueOptions(), hands_free=True)
    assert session.instructions is UNSET
    assert session.audio
    assert session.audio.output
    assert session.audio.output.voice is UNSET


def test_captions_can_be_switched_off() -> None:
    assert listening(DialogueOptions(transcription_model="")).transcription is None
    transcription = listening(DialogueOptions(language="en")).transcription
    assert transcription
    assert (transcription.model, transcription.language) == ("whisper-1", "en")


def test_switch_changes_nothing_but_the_turn_detection() -> None:
    update = turn_detection_update(DialogueOptions(), hands_free=True)
    assert turn_detection_of(update) is not None
    assert (update.instructions, update.tools, update.type) == (UNSET, UNSET, "realtime")
