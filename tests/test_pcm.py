"""Exact arithmetic on the one format of sound; milliseconds round down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp import pcm


@pytest.mark.parametrize(("size", "frames"), [(0, 0), (1, 0), (2, 1), (3, 1), (48_000, 24_000)])
def test_an_odd_byte_is_no_frame(size: int, frames: int) -> None:
    assert pcm.frames_of_bytes(size) == frames


@pytest.mark.parametrize(("frames", "ms"), [(0, 0), (23, 0), (24, 1), (47, 1), (11_520, 480)])
def test_milliseconds_never_claim_more_than_the_frames(frames: int, ms: int) -> None:
    assert pcm.ms_of_frames(frames) == ms


def test_a_millisecond_is_exactly_24_frames() -> None:
    assert pcm.frames_of_ms(20) == 480
    assert pcm.frames_of_ms(10) == pcm.BLOCK_FRAMES
    assert pcm.COMMIT_FRAMES_MIN == 2_400


@pytest.mark.parametrize(("frames", "ns"), [(0, 0), (1, 41_666), (3, 125_000), (24_000, 1_000_000_000)])
def test_nanoseconds_of_frames_round_down(frames: int, ns: int) -> None:
    assert pcm.ns_of_frames(frames) == ns


@pytest.mark.parametrize(
    ("ns", "frames"), [(41_666, 0), (41_667, 1), (1_000_000_000, 24_000), (-1, -1), (-41_667, -2)]
)
def test_frames_of_nanoseconds_round_towards_the_past(ns: int, frames: int) -> None:
    assert pcm.frames_of_ns(ns) == frames


@given(st.integers(min_value=0, max_value=10**12))
def test_no_conversion_makes_sound_longer(frames: int) -> None:
    assert pcm.frames_of_ms(pcm.ms_of_frames(frames)) <= frames
    assert frames - 1 <= pcm.frames_of_ns(pcm.ns_of_frames(frames)) <= frames


def test_silence_is_zeros() -> None:
    assert pcm.silence(3) == b"\0\0\0\0\0\0"
