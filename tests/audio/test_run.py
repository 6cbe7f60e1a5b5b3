"""Runs and the shape of fades."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sounds import counting, samples
from voiceapp.audio.run import FADE_FRAMES, GAINS, Run
from voiceapp.protocol.wire import ItemId


@pytest.mark.parametrize("pieces", [(1_000,), (1, 999), (333, 333, 334), (250, 250, 250, 250)])
def test_run_hands_its_chunks_over_in_order_whatever_the_sizes(pieces: tuple[int, ...]) -> None:
    run = Run(ItemId("item_1"), 0, first_frame=100, end_frame=100, next_frame=100)
    for first in range(0, 1_000, 130):
        run.chunks.append(samples(counting(first, min(130, 1_000 - first))))
    out = np.zeros(1_000, dtype=np.int16)
    at = 0
    for frames in pieces:
        run.copy_to(out[at : at + frames])
        at += frames
    assert out.tobytes() == counting(0, 1_000)
    assert run.next_frame == 1_100
    assert not run.chunks


def test_gains_rise_from_silence_to_nearly_one_without_a_step() -> None:
    assert len(GAINS) == FADE_FRAMES + 1 == 73
    assert GAINS[0] == 0.0
    assert 0.999 < GAINS[-1] < 1.0
    assert np.all(np.diff(GAINS) > 0)
    assert np.diff(GAINS).max() < 0.022
