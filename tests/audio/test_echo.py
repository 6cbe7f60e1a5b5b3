"""The canceller: echo goes, the person stays, and every frame is exactly as late as it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from voiceapp.audio.echo import (
    EchoCanceller,
    Gate,
    Passed,
    PassThrough,
    RoomCanceller,
    WebRtcSuppressor,
    import_webrtc,
    room_canceller,
)
from voiceapp.audio.near_end import NearEndState
from voiceapp.audio.rooms import Room, at_dbfs, babble

FAR = babble(6_000)


class Late:
    """A suppressor that holds everything back by 100 frames and removes all of it."""

    delay_frames = 100
    is_witness = False

    def process(
        self, near: NDArray[np.int16], far: NDArray[np.int16], rest: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        return np.zeros(240, dtype=np.float32)

    def reset(self) -> None:
        pass


def cleaned(canceller: EchoCanceller, mic: NDArray[np.int16], far: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return what has left after all of it went in."""
    blocks = range(0, len(mic) - 239, 240)
    left = [canceller.process(mic[at : at + 240], far[at : at + 240]) for at in blocks]
    return np.concatenate([passed.samples for block in left for passed in block])


def level_db(sound: NDArray[np.int16]) -> float:
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-3))


def missing() -> Any:
    raise ImportError("not installed")


@pytest.fixture(params=["webrtc", "gate"])
def canceller(request: pytest.FixtureRequest) -> RoomCanceller:
    if request.param == "gate":
        return RoomCanceller(Gate())
    return RoomCanceller(WebRtcSuppressor(import_webrtc()))


def test_an_echo_12_db_below_the_answer_loses_20_db_in_the_first_second_and_25_later(
    canceller: RoomCanceller,
) -> None:
    mic = Room().microphone(FAR)
    out = cleaned(canceller, mic, FAR)
    assert len(mic) - len(out) <= 50 * 240
    assert level_db(mic[:24_000]) - level_db(out[:24_000]) > 20
    assert level_db(mic[48_000:]) - level_db(out[48_000:]) > 25


def test_a_person_over_the_echo_is_not_turned_down(canceller: RoomCanceller) -> None:
    near = np.zeros_like(FAR)
    near[4 * 24_000 :] = at_dbfs(babble(2_000, seed=9), -32.0)
    out = cleaned(canceller, Room().microphone(FAR, near), FAR)
    late = canceller.delay_frames
    heard = out[int(4.5 * 24_000) + late :].astype(np.float64)
    said = near[int(4.5 * 24_000) : len(out) - late].astype(np.float64)
    assert 20 * np.log10(np.dot(heard, said) / np.dot(said, said)) == pytest.approx(0.0, abs=1.5)


@pytest.mark.parametrize("voice", [7, 9])
def test_with_headphones_a_person_passes_sample_for_sample_from_the_first_half_second(
    canceller: RoomCanceller, voice: int
) -> None:
    near = np.zeros(72_000, dtype=np.int16)
    near[12_000:] = at_dbfs(babble(2_500, seed=voice), -35.0)
    mic = Room(echo_db=-100.0).microphone(FAR[:72_000], near)
    out = cleaned(canceller, mic, FAR[:72_000])
    assert len(out) == 72_000
    late = canceller.delay_frames
    assert out[12_000 + late :].tolist() == mic[12_000 : 72_000 - late].tolist()


def test_with_headphones_a_person_who_begins_with_the_answer_passes_from_their_first_sample(
    canceller: RoomCanceller,
) -> None:
    near = np.zeros(72_000, dtype=np.int16)
    near[4_800:] = at_dbfs(babble(2_800, seed=9), -30.0)
    mic = Room(echo_db=-100.0).microphone(FAR[:72_000], near)
    first, late = int(np.flatnonzero(np.abs(near) > 50)[0]), canceller.delay_frames
    out = cleaned(canceller, mic, FAR[:72_000])
    assert out[first + late :].tolist() == mic[first : len(out) - late].tolist()


def test_every_frame_is_as_late_as_it_says() -> None:
    said = babble(1_000, seed=3)
    out = cleaned(RoomCanceller(Late()), said, np.zeros_like(said))
    assert out[100:].tolist() == said[:-100].tolist()
    assert not out[:100].any()


def test_webrtc_is_as_late_as_the_rest_it_is_faded_into() -> None:
    said = babble(2_000, seed=3)
    suppressor = WebRtcSuppressor(import_webrtc())
    silent, unused = np.zeros(240, dtype=np.int16), np.zeros(240, dtype=np.float32)
    quiet = np.concatenate(
        [suppressor.process(said[at : at + 240], silent, unused) for at in range(0, 48_000, 240)]
    )
    size = 1 << 17
    match = np.fft.irfft(np.fft.rfft(quiet, size) * np.conj(np.fft.rfft(said.astype(np.float64), size)))
    assert abs(int(np.argmax(match)) - suppressor.delay_frames) <= 2


def test_levels_tell_what_was_in_the_block() -> None:
    canceller = RoomCanceller(Gate())
    block = np.full(240, 100, dtype=np.int16)
    canceller.process(block, block)
    assert canceller.levels is not None
    assert canceller.levels.mic == pytest.approx(10_000.0)
    assert canceller.levels.far == pytest.approx(10_000.0)


def test_noise_suppression_is_an_option_and_its_delay_is_told() -> None:
    assert room_canceller().delay_frames == 222  # 9.25 ms
    canceller = room_canceller(noise_suppression=True)
    assert canceller.delay_frames == 398  # 16.6 ms
    hiss = np.random.default_rng(1).normal(0, 300, 72_000).astype(np.int16)
    out = cleaned(canceller, hiss, np.zeros_like(hiss))
    assert level_db(hiss[48_000:]) - level_db(out[48_000:]) > 6


def test_without_the_library_there_is_still_a_canceller() -> None:
    canceller = room_canceller(noise_suppression=True, library=missing)
    assert canceller.delay_frames == 0
    mic = Room().microphone(FAR[:48_000])
    assert level_db(mic) - level_db(cleaned(canceller, mic, FAR[:48_000])) > 30


def test_pass_through_changes_nothing() -> None:
    block = babble(10)
    canceller = PassThrough()
    assert canceller.process(block, block) == [Passed(block, None)]
    assert canceller.delay_frames == 0
    canceller.reset()


def test_reset_forgets_the_room() -> None:
    canceller = RoomCanceller(Gate())
    mic = Room().microphone(FAR[:24_000])
    first = cleaned(canceller, mic, FAR[:24_000])
    canceller.reset()
    again = cleaned(canceller, mic, FAR[:24_000])
    assert level_db(again[2_400:]) == pytest.approx(level_db(first[2_400:]), abs=3.0)


def test_another_microphone_does_not_begin_with_the_end_of_the_one_before() -> None:
    canceller = RoomCanceller(Late())
    loud, silent = np.full(240, 9_000, dtype=np.int16), np.zeros(240, dtype=np.int16)
    canceller.process(loud, silent)
    canceller.reset()
    (passed,) = canceller.process(silent, silent)
    assert not passed.samples.any()


def test_the_first_syllable_of_a_person_leaves_in_its_place_as_soon_as_they_are_noticed(
    canceller: RoomCanceller,
) -> None:
    near = np.zeros_like(FAR)
    near[4 * 24_000 :] = at_dbfs(babble(2_000, seed=9), -32.0)
    mic = Room().microphone(FAR, near)
    left = [canceller.process(mic[at : at + 240], FAR[at : at + 240]) for at in range(0, len(FAR), 240)]
    noticed = next(index for index, blocks in enumerate(left) if index >= 400 and len(blocks) > 1)
    assert noticed < 425  # within a quarter of a second
    assert sum(len(blocks) for blocks in left[: noticed + 1]) == noticed + 1  # nothing waits any more
    assert all(passed.near for passed in left[noticed][-(noticed - 400) :])
    out = np.concatenate([passed.samples for blocks in left for passed in blocks])
    onset = out[4 * 24_000 + canceller.delay_frames :][:12_000]
    assert np.corrcoef(onset, near[4 * 24_000 :][:12_000])[0, 1] > 0.95


@pytest.mark.parametrize("near_db", [-18.0, -32.0, -38.0])
@pytest.mark.parametrize("echo_db", [-100.0, -12.0, 0.0])
def test_every_block_of_the_microphone_leaves_once_and_half_a_second_late_at_most(
    canceller: RoomCanceller, echo_db: float, near_db: float
) -> None:
    near, far = np.zeros_like(FAR), FAR.copy()
    for at, seed in ((2_400, 1), (40_000, 2), (96_000, 3)):
        near[at : at + 12_000] = at_dbfs(babble(500, seed=seed), near_db)
    far[-24_000:] = 0
    mic = Room(echo_db=echo_db).microphone(far, near)
    waiting = 0
    for at in range(0, len(mic), 240):
        left = canceller.process(mic[at : at + 240], far[at : at + 240])
        assert {len(passed.samples) for passed in left} <= {240}
        waiting += 1 - len(left)
        assert 0 <= waiting <= 50
    assert waiting == 0  # the answer is over


def test_an_echo_that_moves_is_not_taken_for_a_person() -> None:
    canceller = RoomCanceller(WebRtcSuppressor(import_webrtc()))
    before = Room(delay_ms=60, rt60_ms=0).microphone(FAR)
    after = Room(delay_ms=75, rt60_ms=0).microphone(FAR)
    mic = np.concatenate((before[: 4 * 24_000], after[4 * 24_000 :]))
    states = []
    for at in range(0, len(mic) - 239, 240):
        canceller.process(mic[at : at + 240], FAR[at : at + 240])
        assert canceller.levels is not None
        states.append(canceller.levels.state)
    assert NearEndState.PERSON not in states
