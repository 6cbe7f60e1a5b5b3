"""Sound files in and out."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from tests.sounds import counting, samples, tone, tone_error_db
from voiceapp.audio.wav import StereoTimeline, read_wav, write_stereo, write_wav
from voiceapp.errors import WavError

EXTENSIBLE_TAIL = (
    struct.pack("<HHI", 22, 16, 4)
    + struct.pack("<H", 1)
    + b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
)


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def wav(
    data: bytes, *, rate_hz: int = 24_000, channels: int = 1, bits: int = 16, tag: int = 1, tail: bytes = b""
) -> bytes:
    """Return a WAV file; `tail` goes behind the 16 bytes of the format."""
    frame_bytes = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate_hz, rate_hz * frame_bytes, frame_bytes, bits) + tail
    body = b"WAVE" + chunk(b"fmt ", form) + chunk(b"LIST", b"INFOodd") + chunk(b"data", data)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "question.wav"
    path.write_bytes(content)
    return path


# -- reading -----------------------------------------------------------------------------------------


def test_file_in_the_format_of_the_wire_is_read_unchanged(tmp_path: Path) -> None:
    assert read_wav(saved(tmp_path, wav(counting(0, 5_000)))) == counting(0, 5_000)


def test_extensible_header_is_understood(tmp_path: Path) -> None:
    path = saved(tmp_path, wav(counting(0, 500), tag=0xFFFE, tail=EXTENSIBLE_TAIL))
    assert read_wav(str(path)) == counting(0, 500)


@pytest.mark.parametrize(
    ("bits", "data", "expected"),
    [
        (8, bytes([0, 127, 128, 129, 255]), [-32_768, -256, 0, 256, 32_512]),
        (16, struct.pack("<5h", -32_768, -1, 0, 1, 32_767), [-32_768, -1, 0, 1, 32_767]),
        (24, b"\x00\x00\x80\xff\xff\xff\x7f\x01\x00\x80\x01\x00\xff\xff\x7f", [-32_768, 0, 1, 2, 32_767]),
        (32, struct.pack("<5i", -(2**31), -1, 0x17FFF, 0x18000, 2**31 - 1), [-32_768, 0, 1, 2, 32_767]),
    ],
)
def test_every_width_of_sample_is_read_and_rounded(
    tmp_path: Path, bits: int, data: bytes, expected: list[int]
) -> None:
    assert samples(read_wav(saved(tmp_path, wav(data, bits=bits)))).tolist() == expected


def test_stereo_is_mixed_in_equal_parts(tmp_path: Path) -> None:
    path = saved(tmp_path, wav(struct.pack("<6h", 100, 300, -32_768, -32_768, 32_767, 32_767), channels=2))
    assert samples(read_wav(path)).tolist() == [200, -32_768, 32_767]


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000, 12_347])
def test_every_rate_becomes_ours_in_step_with_the_file(tmp_path: Path, rate_hz: int) -> None:
    frames = rate_hz * 3 // 10
    sound = samples(read_wav(saved(tmp_path, wav(tone(300, rate_hz=rate_hz), rate_hz=rate_hz))))
    assert len(sound) == -(-frames * 24_000 // rate_hz)
    middle = sound[1_200:6_000]
    assert tone_error_db(middle, hz=1_000) < -65
    ideal = np.sin(2 * np.pi * 1_000 * np.arange(1_200, 6_000) / 24_000) * 8_000
    # In step to half a frame, which at 1 kHz is 13 % of the amplitude.
    assert np.abs(middle - ideal).max() < 8_000 * 0.14


def test_long_file_has_no_seams(tmp_path: Path) -> None:
    sound = samples(read_wav(saved(tmp_path, wav(tone(3_500, rate_hz=48_000), rate_hz=48_000))))
    assert len(sound) == 84_000
    assert tone_error_db(sound[1_200:-1_200], hz=1_000) < -75


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "question.wav is empty."),
        (b"ID3\x04" + bytes(100), "question.wav is not a WAV file."),
        (b"RIFF\x00\x00\x00\x00AVI " + bytes(100), "question.wav is not a WAV file."),
        (b"RIF", "question.wav is not a WAV file."),
        (b"RF64" + bytes(100), "format for files above 4 GB"),
        (b"RIFF\x04\x00\x00\x00WAVE", "without any sound in it"),
        (wav(b""), "without any sound in it"),
        (wav(counting(0, 100))[:-1], "ends too early; the file is incomplete"),
        (wav(counting(0, 100))[:30], "ends too early; the file is incomplete"),
        (wav(counting(0, 100))[:-204], "ends too early; the file is incomplete"),
        (b"RIFF\x10\x00\x00\x00WAVE" + chunk(b"data", bytes(8)), "does not say what its sound is like"),
        (b"RIFF\x10\x00\x00\x00WAVE" + chunk(b"fmt ", bytes(8)), "does not say what its sound is like"),
        (wav(bytes(800), tag=3, bits=32), "holds floating point sound; save it as uncompressed PCM, 16 bit"),
        (wav(bytes(800), tag=7, bits=8), "holds mu-law sound"),
        (wav(bytes(800), tag=0x55), "holds MP3 sound"),
        (wav(bytes(800), tag=0x1234), "holds a kind we do not know (0x1234) sound"),
        (
            wav(bytes(800), tag=0xFFFE, tail=EXTENSIBLE_TAIL[:8] + b"\x03" + EXTENSIBLE_TAIL[9:]),
            "floating point",
        ),
        (wav(bytes(1_200), channels=6), "has 6 channels; save it as mono or stereo"),
        (wav(bytes(800), bits=64), "has 64 bits per sample"),
        (wav(bytes(800), bits=0), "has 0 bits per sample"),
        (wav(bytes(800), rate_hz=4_000), "has a sample rate of 4000 Hz"),
        (wav(bytes(800), rate_hz=0), "has a sample rate of 0 Hz"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = saved(tmp_path, content)
    with pytest.raises(WavError) as caught:
        read_wav(path)
    assert complaint in caught.value.sentence
    assert caught.value.sentence.startswith("question.wav ")
    assert caught.value.sentence.endswith(".")
    assert caught.value.path == str(path)


def test_file_above_2_gb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.wav"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3 + 1)
    with pytest.raises(WavError, match="larger than 2 GB"):
        read_wav(path)


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(WavError, match=r"There is no file question\.wav\."):
        read_wav(tmp_path / "question.wav")
    with pytest.raises(WavError, match="cannot be read"):
        read_wav(tmp_path)


# -- writing -----------------------------------------------------------------------------------------


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "answer.wav"
    write_wav(path, counting(0, 1_000))
    assert read_wav(path) == counting(0, 1_000)
    with wave.open(str(path)) as file:
        assert file.getparams()[:4] == (1, 2, 24_000, 1_000)


def test_stereo_is_written_interleaved(tmp_path: Path) -> None:
    path = tmp_path / "both.wav"
    write_wav(path, struct.pack("<4h", 1, -1, 2, -2), channels=2)
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getnframes()) == (2, 2)
        assert file.readframes(2) == struct.pack("<4h", 1, -1, 2, -2)


def test_place_that_cannot_be_written_is_named_and_an_older_file_survives(tmp_path: Path) -> None:
    with pytest.raises(WavError, match=r"answer\.wav cannot be written: "):
        write_wav(tmp_path / "missing" / "answer.wav", b"")
    path = tmp_path / "answer.wav"
    path.write_bytes(b"older")
    (tmp_path / "answer.wav.part").mkdir()
    with pytest.raises(WavError, match="cannot be written"):
        write_wav(path, counting(0, 10))
    assert path.read_bytes() == b"older"


# -- a conversation ----------------------------------------------------------------------------------


def line(timeline: StereoTimeline) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    """Return the whole line, one row per frame."""
    return samples(b"".join(timeline.blocks())).reshape(-1, 2)


def test_each_sound_lies_on_its_side_at_its_own_moment() -> None:
    timeline = StereoTimeline()
    timeline.add_left(2, struct.pack("<2h", 10, 11))
    timeline.add_right(3, struct.pack("<3h", 20, 21, 22))
    assert timeline.frames == 6
    assert line(timeline).tolist() == [[0, 0], [0, 0], [10, 0], [11, 20], [0, 21], [0, 22]]


def test_overlaps_add_and_saturate() -> None:
    timeline = StereoTimeline()
    timeline.add_left(0, struct.pack("<3h", 30_000, -30_000, 5))
    timeline.add_left(0, struct.pack("<2h", 30_000, -30_000))
    assert line(timeline)[:, 0].tolist() == [32_767, -32_768, 5]


def test_sound_over_the_border_of_a_piece_is_whole(tmp_path: Path) -> None:
    timeline = StereoTimeline()
    timeline.add_right(47_000, counting(0, 100_000))
    assert [len(block) for block in timeline.blocks()] == [192_000, 192_000, 192_000, 12_000]
    assert line(timeline)[47_000:, 1].astype("<i2").tobytes() == counting(0, 100_000)
    timeline.write(tmp_path / "conversation.wav")
    with wave.open(str(tmp_path / "conversation.wav")) as file:
        assert (file.getnchannels(), file.getnframes()) == (2, 147_000)


def test_empty_conversation_is_an_empty_file(tmp_path: Path) -> None:
    StereoTimeline().write(tmp_path / "conversation.wav")
    with wave.open(str(tmp_path / "conversation.wav")) as file:
        assert file.getnframes() == 0


def test_nothing_lies_before_the_beginning() -> None:
    with pytest.raises(ValueError, match="begins at 0, not at -1"):
        StereoTimeline().add_left(-1, b"\0\0")


def test_blocks_of_both_sides_are_a_stereo_file(tmp_path: Path) -> None:
    write_stereo(tmp_path / "both.wav", iter([struct.pack("<2h", 1, 2), struct.pack("<4h", 3, 4, 5, 6)]))
    with wave.open(str(tmp_path / "both.wav")) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, 24_000, 3)
        assert file.readframes(3) == struct.pack("<6h", 1, 2, 3, 4, 5, 6)
