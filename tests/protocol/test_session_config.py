"""The session: nested, and silent about what nobody said."""

from __future__ import annotations

import pytest

from voiceapp.protocol.session_config import (
    PCM_24K,
    AudioInput,
    Session,
    SessionAudio,
    TurnDetection,
    turn_detection_of,
)
from voiceapp.protocol.structs import plain
from voiceapp.protocol.wire import UNSET

SERVER_VAD = TurnDetection(threshold=0.5)


@pytest.mark.parametrize(
    ("session", "detection"),
    [
        (Session(), None),
        (Session(audio=None), None),
        (Session(audio=SessionAudio()), None),
        (Session(audio=SessionAudio(input=None)), None),
        (Session(audio=SessionAudio(input=AudioInput())), None),
        (Session(audio=SessionAudio(input=AudioInput(turn_detection=None))), None),
        (Session(audio=SessionAudio(input=AudioInput(turn_detection=SERVER_VAD))), SERVER_VAD),
    ],
)
def test_the_turn_detection_in_force_is_found_or_none(
    session: Session, detection: TurnDetection | None
) -> None:
    assert turn_detection_of(session) == detection


def test_an_update_says_only_what_it_changes() -> None:
    assert plain(Session()) == {}
    assert plain(Session(audio=SessionAudio(input=AudioInput(turn_detection=None, format=UNSET)))) == {
        "audio": {"input": {"turn_detection": None}}
    }


def test_the_one_format_of_the_program_is_24_khz() -> None:
    assert plain(PCM_24K) == {"type": "audio/pcm", "rate": 24_000}
