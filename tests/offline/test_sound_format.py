from __future__ import annotations

from array import array

import pytest

from tests.offline.scripted import tone
from voiceapp.offline.sound_format import pcm_of, wire_of
from voiceapp.protocol.session_config import PCM_24K, AudioFormat

MU_LAW = AudioFormat(type="audio/pcmu")
A_LAW = AudioFormat(type="audio/pcma")


def test_pcm_passes_unchanged() -> None:
    pcm = tone(20)
    assert pcm_of(pcm, PCM_24K) == pcm == wire_of(pcm, PCM_24K)


@pytest.mark.parametrize(
    ("form", "code", "level"),
    # Known points of the two laws in ITU-T G.711: the loudest, the quietest, and the middle of a segment.
    [
        (MU_LAW, 0x00, -32124),
        (MU_LAW, 0x80, 32124),
        (MU_LAW, 0xFF, 0),
        (MU_LAW, 0x8F, 16764),
        (A_LAW, 0x2A, -32256),
        (A_LAW, 0xAA, 32256),
        (A_LAW, 0xD5, 8),
        (A_LAW, 0x55, -8),
    ],
)
def test_a_code_has_the_level_the_standard_gives_it(form: AudioFormat, code: int, level: int) -> None:
    assert array("h", pcm_of(bytes([code]), form)).tolist() == [level] * 3


@pytest.mark.parametrize("form", [MU_LAW, A_LAW])
def test_every_code_survives_the_way_there_and_back(form: AudioFormat) -> None:
    for code in range(256):
        level = array("h", pcm_of(bytes([code]), form))
        again = wire_of(level.tobytes(), form)
        assert array("h", pcm_of(again, form))[0] == level[0]


@pytest.mark.parametrize("form", [MU_LAW, A_LAW])
def test_a_tone_keeps_its_length_and_its_shape(form: AudioFormat) -> None:
    pcm = tone(100, hz=300.0)
    telephone = wire_of(pcm, form)
    assert len(telephone) == 800
    back = array("h", pcm_of(telephone, form))
    assert len(back) == 2_400
    original = array("h", pcm)
    error = sum((one - other) ** 2 for one, other in zip(original[2:-2], back[1:-3], strict=True)) / 2_396
    power = sum(sample * sample for sample in original) / 2_400
    assert error < power / 100  # More than 20 dB below the tone.


def test_neighbours_are_joined_by_a_line() -> None:
    zero, loud = 0xFF, 0x8F
    assert array("h", pcm_of(bytes([zero, loud]), MU_LAW)).tolist() == [0, 5588, 11176, 16764, 16764, 16764]


def test_nothing_becomes_nothing() -> None:
    assert pcm_of(b"", MU_LAW) == b""
    assert wire_of(b"\0\0\0\0", MU_LAW) == b""
