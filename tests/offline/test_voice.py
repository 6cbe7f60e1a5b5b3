"""The voice: text in, sound out, with whatever can speak."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import numpy as np
import pytest

from voiceapp.errors import OfflineError
from voiceapp.offline.voice import Voice, sentences, speakable


def level_dbfs(pcm: bytes) -> float:
    sound = np.frombuffer(pcm, dtype="<i2").astype(np.float64) / 32768
    voiced = sound[np.abs(sound) > 0.005]
    return float(20 * np.log10(np.sqrt(np.mean(voiced**2))))


def script(folder: Path, body: str) -> str:
    """Return the path of a program with this body."""
    path = folder / "flite"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def only(path: str) -> Voice:
    return Voice(which=lambda name: path if name == "flite" else None)


def test_flite_speaks_at_the_common_loudness() -> None:
    assert shutil.which("flite"), "`make setup` installs flite"
    voice = Voice(which=lambda name: shutil.which(name) if name == "flite" else None)
    assert voice.description == "flite"
    pcm = voice.speak("It is ten past three.")
    assert 1.0 < len(pcm) / 48_000 < 3.0
    assert -22 < level_dbfs(pcm) < -17


def test_without_any_program_recorded_words_are_used() -> None:
    voice = Voice(which=lambda name: None)
    assert "recorded words" in voice.description
    assert -22 < level_dbfs(voice.speak("It is three o'clock.")) < -15


def test_nothing_to_say_is_silence_of_no_length() -> None:
    assert Voice(which=lambda name: None).speak(" … ") == b""


@pytest.mark.parametrize("body", ["exit 3", "true", 'while [ "$1" != -o ]; do shift; done; echo x > "$2"'])
def test_a_program_that_fails_is_told_in_a_sentence(tmp_path: Path, body: str) -> None:
    with pytest.raises(OfflineError, match="could not speak"):
        only(script(tmp_path, body)).speak("hello")


def test_text_never_reaches_a_shell(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    pcm = Voice(which=lambda name: shutil.which(name) if name == "flite" else None).speak(
        f"hello $(touch {victim}) `touch {victim}`; touch {victim}"
    )
    assert pcm
    assert not victim.exists()


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("It is 3:00.", "It is 3 o'clock."),
        ("It is 3:05.", "It is 3 oh 5."),
        ("It is 10:45.", "It is 10 45."),
        ("−5°C", "minus 5 degrees Celsius"),
        ("1,250 metres", "1250 metres"),
        ("15% of 80", "15 percent of 80"),
        ("“Well” — yes…", "Well , yes."),
        ("e-mail", "e-mail"),
    ],
)
def test_symbols_are_made_speakable(text: str, spoken: str) -> None:
    assert speakable(text) == spoken


def test_a_long_text_is_spoken_sentence_by_sentence() -> None:
    assert sentences("One. Two! Three? Four") == ["One.", "Two!", "Three?", "Four"]
    assert sentences("3.5 is a number.") == ["3.5 is a number."]
