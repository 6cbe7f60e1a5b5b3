"""The two voices beside a tape."""

from __future__ import annotations

import struct
import wave
from contextlib import closing
from pathlib import Path

import pytest

from voiceapp.recording.wav_files import SIZE_MAX, WavReader, WavWriter, wav_header


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "voice.wav"
    with closing(WavWriter(path)) as writer:
        assert writer.append(b"\1\0" * 240) == 0
        assert writer.append(b"\2\0" * 240) == 480
    return path


def read(path: Path, at: int, size: int) -> bytes:
    with closing(WavReader(path)) as reader:
        return reader.read(at, size)


def test_what_was_written_is_an_ordinary_wav_file(path: Path) -> None:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)
        assert file.getnframes() == 480


def test_sound_is_read_by_its_place_in_any_order(path: Path) -> None:
    with closing(WavReader(path)) as reader:
        assert reader.read(480, 4) == b"\2\0\2\0"
        assert reader.read(484, 2) == b"\2\0"
        assert reader.read(478, 4) == b"\1\0\2\0"


def test_past_the_end_there_is_as_much_as_there_is(path: Path) -> None:
    assert read(path, 958, 4) == b"\2\0"
    assert read(path, 10**18, 4) == b""
    assert read(path, 10**30, 4) == b""
    assert read(path, -2, 4) == b""


def test_a_header_that_was_never_completed_does_not_matter(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4:8] = data[40:44] = bytes(4)
    path.write_bytes(data)
    assert read(path, 480, 4) == b"\2\0\2\0"


def test_a_header_has_no_room_for_more_than_four_gigabytes() -> None:
    header = wav_header(5_000_000_000)
    assert struct.unpack("<I", header[4:8]) == struct.unpack("<I", header[40:44]) == (SIZE_MAX,)


def test_sound_beyond_four_gigabytes_is_found(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    with path.open("wb") as file:  # a sparse file: it takes no room
        file.write(wav_header(5_000_000_000))
        file.seek(44 + 4_900_000_000)
        file.write(b"\3\0\4\0")
    assert read(path, 4_900_000_000, 4) == b"\3\0\4\0"


def test_chunks_an_editor_put_before_the_sound_are_passed_over(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:36] + b"LIST" + struct.pack("<I", 3) + b"abc\0" + data[36:])
    assert read(path, 0, 2) == b"\1\0"


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"not a sound file at all", wav_header(0)[:30], b"RIFF\0\0\0\0WAVE"]
)
def test_what_is_no_wav_file_has_no_sound(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.wav").write_bytes(content)
    assert read(tmp_path / "x.wav", 0, 2) == b""
    assert read(tmp_path / "nowhere.wav", 0, 2) == b""


def test_sound_at_another_rate_is_not_taken_for_ours(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[24:28] = struct.pack("<I", 48_000)
    path.write_bytes(data)
    assert read(path, 0, 2) == b""
