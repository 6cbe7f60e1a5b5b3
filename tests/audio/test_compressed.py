"""Compressed sound files, with the extra and without."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voiceapp.audio.compressed import write_compressed
from voiceapp.errors import WavError

TONE = (np.sin(np.arange(24_000) * 0.06) * 8_000).astype("<i2")
STEREO = np.stack([TONE, np.zeros_like(TONE)], axis=1)


def blocks() -> list[bytes]:
    return [STEREO[:10_000].tobytes(), STEREO[10_000:].tobytes()]


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(WavError, match=r"FLAC files need the extra `audio-files`"):
        write_compressed(tmp_path / "a.flac", iter(blocks()))
    assert list(tmp_path.iterdir()) == []


def test_flac_loses_nothing(tmp_path: Path) -> None:
    write_compressed(tmp_path / "a.flac", iter(blocks()))
    sound, rate_hz = soundfile.read(tmp_path / "a.flac", dtype="int16")
    assert rate_hz == 24_000
    assert np.array_equal(sound, STEREO)
    assert [path.name for path in tmp_path.iterdir()] == ["a.flac"]


def test_opus_keeps_the_sides_and_the_length(tmp_path: Path) -> None:
    write_compressed(tmp_path / "a.opus", iter(blocks()))
    sound, rate_hz = soundfile.read(tmp_path / "a.opus", dtype="int16")
    assert rate_hz == 24_000
    assert abs(len(sound) - 24_000) <= 480
    assert np.abs(sound[:, 0]).max() > 6_000
    assert np.abs(sound[:, 1]).max() < 500


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WavError, match="cannot be written"):
        write_compressed(tmp_path / "nowhere" / "a.flac", iter(blocks()))
