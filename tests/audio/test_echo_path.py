"""The linear model explains an echo and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceapp.audio.echo_path import EchoPath
from voiceapp.audio.rooms import Room, at_dbfs, babble


def rest_of(path: EchoPath, mic: NDArray[np.int16], far: NDArray[np.int16]) -> NDArray[np.float32]:
    blocks = range(0, len(mic) - 239, 240)
    return np.concatenate([path.process(mic[at : at + 240], far[at : at + 240])[0] for at in blocks])


def level_db(sound: NDArray[np.float32] | NDArray[np.int16]) -> float:
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-9))


FAR = babble(6_000)


@pytest.mark.parametrize(
    "room", [Room(), Room(echo_db=-3.0, delay_ms=150, rt60_ms=150, noise_dbfs=-60.0)], ids=["desk", "loud"]
)
def test_20_db_of_an_echo_are_explained_within_4_s(room: Room) -> None:
    mic = room.microphone(FAR)
    rest = rest_of(EchoPath(), mic, FAR)
    assert level_db(mic[4 * 24_000 :]) - level_db(rest[4 * 24_000 :]) > 20


def test_rest_and_echo_are_the_microphone() -> None:
    path = EchoPath()
    mic = Room().microphone(FAR[:4_800])
    for at in range(0, 4_800, 240):
        rest, echo = path.process(mic[at : at + 240], FAR[at : at + 240])
        assert np.allclose(rest + echo, mic[at : at + 240], atol=0.01)


def test_a_person_who_speaks_over_a_learned_echo_is_left_untouched() -> None:
    near = np.zeros_like(FAR)
    near[4 * 24_000 :] = at_dbfs(babble(2_000, seed=9), -32.0)
    rest = rest_of(EchoPath(), Room().microphone(FAR, near), FAR)[4 * 24_000 :]
    said = near[4 * 24_000 : 4 * 24_000 + len(rest)].astype(np.float64)
    gain = float(np.dot(rest, said) / np.dot(said, said))
    assert 20 * np.log10(gain) == pytest.approx(0.0, abs=0.5)
    assert level_db(near[4 * 24_000 :]) - level_db((rest - said).astype(np.float32)) > 8


def test_without_a_loudspeaker_the_microphone_passes_exactly() -> None:
    silent = np.zeros(24_000, dtype=np.int16)
    said = babble(1_000, seed=3)
    assert np.allclose(rest_of(EchoPath(), said, silent), said, atol=0.01)


def test_reset_forgets_the_room() -> None:
    path = EchoPath()
    mic = Room().microphone(FAR[:72_000])
    first = rest_of(path, mic, FAR[:72_000])
    path.reset()
    again = rest_of(path, mic, FAR[:72_000])
    assert level_db(again[:2_400]) == pytest.approx(level_db(first[:2_400]), abs=1.0)


def test_a_room_is_learned_as_quickly_after_a_long_silence() -> None:
    mic = Room().microphone(FAR)
    waited = EchoPath()
    silence = np.zeros(30 * 24_000, dtype=np.int16)
    rest_of(waited, silence, silence)
    at_once, later = rest_of(EchoPath(), mic, FAR), rest_of(waited, mic, FAR)
    assert level_db(later[:24_000]) - level_db(at_once[:24_000]) < 0.5
