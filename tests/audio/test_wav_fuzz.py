"""Damaged sound files: read, or refused in a sentence, and never with more sound than the file can hold."""

from __future__ import annotations

import struct
from pathlib import Path
from random import Random

import pytest

from tests.fuzzing import FACTOR, attempt, damaged_bytes, named, seeds
from voiceapp.audio.wav import read_wav
from voiceapp.errors import WavError

EXTENSIBLE = struct.pack("<HHI", 22, 16, 4) + b"\1\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"
BORDERS = (0, 1, 2, 7, 8, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFF)


def wav(random: Random) -> bytes:
    """Return a sound file with plausible or impossible numbers in its header, a few chunks and some sound."""
    channels, bits = random.choice((1, 2)), random.choice((8, 16, 24, 32))
    rate_hz = random.choice((8_000, 11_025, 24_000, 44_100, 48_000, 192_000))
    fmt = struct.pack("<HHIIHH", 1, channels, rate_hz, rate_hz * 2, channels * bits // 8, bits)
    if random.random() < 0.3:
        fmt = struct.pack("<H", 0xFFFE) + fmt[2:] + EXTENSIBLE
    sound = random.randbytes(random.choice((0, 1, 63, 400, 4_000)))
    chunks = [(b"fmt ", fmt), (b"data", sound)]
    if random.random() < 0.3:
        chunks.insert(random.randrange(3), (b"LIST", random.randbytes(random.randrange(20))))
    if random.random() < 0.1:
        random.shuffle(chunks)
    body = b""
    for name, data in chunks:
        size = len(data) if random.random() < 0.9 else random.choice(BORDERS)
        body += name + struct.pack("<I", size) + data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


@pytest.mark.timeout(60 * FACTOR)
def test_every_damaged_file_is_sound_or_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    read = 0
    for random in seeds(300):
        content = wav(random)
        if random.random() < 0.7:
            content = damaged_bytes(content, random)
        path.write_bytes(content)
        with named(repr(content[:100])):
            pcm = attempt(lambda: read_wav(path), WavError)
            if isinstance(pcm, WavError):
                assert str(pcm).endswith(".")
                assert pcm.path == str(path)
                continue
            assert len(pcm) % 2 == 0
            assert len(pcm) <= 2 * 3 * (
                len(content) + 1
            )  # 8 bits at 8 000 Hz become three times as many frames
            read += 1
    assert read > 50
