"""The sound of a stretch of a tape, written as a person would listen to it."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from voiceapp.errors import TapeError
from voiceapp.recording.header import TapeHeader
from voiceapp.recording.tape import TapeReader, TapeWriter
from voiceapp.tape_sound import write_sound
from voiceapp.tape_voices import TapeVoices

TAPE = Path(__file__).parent / "tapes" / "barge-in-while-generating-ga"


def test_the_person_is_left_and_what_was_heard_is_right(tmp_path: Path) -> None:
    voices = TapeVoices()
    for happened, _ in TapeReader(TAPE).steps():
        voices.take(happened)
    both = voices.voices()
    write_sound(TAPE, tmp_path / "all.wav", from_ns=1_000_000_000, duration_ms=5_000)
    with wave.open(str(tmp_path / "all.wav"), "rb") as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, 24_000, 120_000)
        stereo = np.frombuffer(file.readframes(120_000), dtype="<i2").reshape(-1, 2)
    assert stereo[:, 0].any()
    assert stereo[:, 1].any()
    mixed = np.clip(stereo[:, 0].astype(int) + stereo[:, 1], -32_768, 32_767)
    assert mixed.tolist() == both.sound(24_000, 120_000).tolist()


def test_a_stretch_begins_where_it_is_asked_for(tmp_path: Path) -> None:
    write_sound(TAPE, tmp_path / "all.wav", from_ns=0, duration_ms=4_000)
    write_sound(TAPE, tmp_path / "part.wav", from_ns=1_000_000_000, duration_ms=2_000)
    with (
        wave.open(str(tmp_path / "all.wav"), "rb") as whole,
        wave.open(str(tmp_path / "part.wav"), "rb") as part,
    ):
        whole.setpos(24_000)
        assert whole.readframes(48_000) == part.readframes(48_000)


def test_a_private_tape_has_no_sound(tmp_path: Path) -> None:
    with TapeWriter(tmp_path / "tape", TapeHeader(private=True)):
        pass
    with pytest.raises(TapeError, match="is private: it has no sound"):
        write_sound(tmp_path / "tape", tmp_path / "x.wav", from_ns=0, duration_ms=1_000)


def test_a_recording_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(TapeError):
        write_sound(tmp_path / "gone", tmp_path / "x.wav", from_ns=0, duration_ms=1_000)
