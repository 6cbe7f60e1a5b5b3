"""The ears, on spoken sentences the program ships, and without a recogniser."""

from __future__ import annotations

import shutil
from typing import Any

import numpy as np
import pytest

from voiceapp.assets_path import asset
from voiceapp.audio.wav import read_wav
from voiceapp.offline.ears import Ears
from voiceapp.offline.voice import Voice
from voiceapp.pcm import silence

EARS = Ears()
"""Loading the models takes half a second: once for all tests."""


def heard(pcm: bytes) -> str | None:
    """Return the words; where no recogniser can be installed, what was promised instead."""
    return EARS.recognise(pcm)


def expected(text: str) -> str | None:
    return text if EARS.available else None


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("question_time", "what time is it"),
        ("cut_in", "what is twelve plus thirty"),
    ],
)
def test_shipped_questions_are_understood(file: str, text: str) -> None:
    pcm = read_wav(asset(f"speech/{file}.wav"))
    assert heard(silence(7_200) + pcm + silence(12_000)) == expected(text)


@pytest.mark.parametrize("level", [0.1, 0.4, 1.0])
def test_loudness_does_not_matter(level: float) -> None:
    pcm = np.frombuffer(read_wav(asset("speech/question_time.wav")), dtype="<i2")
    quieter = (pcm * level).astype("<i2").tobytes()
    assert heard(quieter) == expected("what time is it")


@pytest.mark.parametrize(
    "text", ["set a timer for ten seconds", "tell me another joke", "what is six times six", "good morning"]
)
def test_what_the_voice_says_the_ears_understand(text: str) -> None:
    voice = Voice(which=lambda name: shutil.which(name) if name == "flite" else None)
    assert heard(voice.speak(text)) == expected(text)


@pytest.mark.parametrize("pcm", [b"", b"\0", silence(24_000), b"\1" * 999])
def test_nothing_is_heard_in_nothing(pcm: bytes) -> None:
    assert heard(pcm) is None


def test_without_the_library_nothing_is_heard_and_the_reason_is_said() -> None:
    def missing() -> Any:
        raise ImportError("no pocketsphinx here")

    ears = Ears(library=missing)
    assert not ears.available
    assert "pocketsphinx" in ears.why_not
    assert ears.recognise(read_wav(asset("speech/question_time.wav"))) is None
    ears.prepare()
