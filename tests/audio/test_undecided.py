"""Blocks that wait for a verdict: each leaves once, in order, in the version that was decided."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from voiceapp.audio.near_end import NearEndState
from voiceapp.audio.undecided import WAITING_BLOCKS_MAX, Undecided, Version

OPEN, CLOSED, PERSON = NearEndState.OPEN, NearEndState.CLOSED, NearEndState.PERSON


def block(microphone: float, rest: float, quiet: float) -> NDArray[np.float32]:
    """Return the versions of a block, each of one value."""
    return np.repeat(np.array([[microphone], [rest], [quiet]], dtype=np.float32), 240, axis=1)


def counted(number: int) -> NDArray[np.float32]:
    """Return a block whose versions are the same, and whose frames say their own index."""
    frames = np.arange(240 * number, 240 * (number + 1), dtype=np.float32)
    return np.stack((frames, frames, frames))


def test_without_an_echo_every_block_leaves_at_once_and_unaltered() -> None:
    undecided = Undecided()
    for number in range(100):
        ((out, is_near),) = undecided.add(counted(number), OPEN, 0, Version.MICROPHONE)
        assert out.tolist() == list(range(240 * number, 240 * (number + 1)))
        assert is_near
    assert len(undecided) == 0


def test_an_echo_leaves_20_ms_late_in_the_quiet_version() -> None:
    undecided = Undecided()
    out = [undecided.add(block(3, 2, number), CLOSED, 0, Version.REST) for number in range(20)]
    assert [len(left) for left in out] == [0] * 2 + [1] * 18
    assert [(left[0][0][-1], left[0][1]) for left in out[2:]] == [(number, False) for number in range(18)]


def test_what_may_be_a_person_waits_and_leaves_whole_once_it_is_one() -> None:
    undecided = Undecided()
    for _ in range(20):
        undecided.add(block(3, 2, 1), CLOSED, 0, Version.REST)
    for suspicious in range(1, 9):
        assert not undecided.add(block(3, 2, 1), CLOSED, suspicious + 2, Version.REST)
    left = undecided.add(block(3, 2, 1), PERSON, 11, Version.REST)
    assert [is_near for _, is_near in left] == [True] * 11
    assert [out[-1] for out, _ in left] == [2.0] * 11
    assert len(undecided) == 0


def test_what_came_before_the_onset_leaves_as_echo() -> None:
    undecided = Undecided()
    for _ in range(5):
        undecided.add(block(3, 2, 1), CLOSED, 0, Version.REST)
    left = undecided.add(block(3, 2, 1), PERSON, 1, Version.REST)
    assert [(out[-1], is_near) for out, is_near in left] == [(1.0, False)] * 2 + [(2.0, True)]


def test_once_it_is_known_that_there_is_no_echo_all_that_waits_leaves_as_it_was() -> None:
    undecided = Undecided()
    for _ in range(5):
        undecided.add(block(3, 2, 1), CLOSED, 0, Version.MICROPHONE)
    left = undecided.add(block(3, 2, 1), OPEN, 0, Version.MICROPHONE)
    assert [(out[-1], is_near) for out, is_near in left] == [(3.0, True)] * 3


def test_an_echo_that_ends_leaves_quiet_and_only_the_block_after_it_is_open() -> None:
    undecided = Undecided()
    for _ in range(5):
        undecided.add(block(3, 2, 1), CLOSED, 0, Version.REST)
    left = undecided.add(block(3, 2, 1), OPEN, 0, Version.REST)
    assert [(out[-1], is_near) for out, is_near in left] == [(1.0, False)] * 2 + [(2.0, True)]


def test_nothing_waits_longer_than_half_a_second() -> None:
    undecided = Undecided()
    for number in range(200):
        undecided.add(block(3, 2, 1), CLOSED, number, Version.REST)
    assert len(undecided) == 50 == WAITING_BLOCKS_MAX


def test_a_change_of_version_is_a_fade_over_one_block() -> None:
    undecided = Undecided()
    undecided.add(block(300, 200, 0), OPEN, 0, Version.MICROPHONE)
    ((out, _),) = undecided.add(block(300, 200, 0), OPEN, 0, Version.REST)
    assert (out[0], out[-1]) == (300.0, 200.0)
    assert np.abs(np.diff(out)).max() < 0.5
    ((out, _),) = undecided.add(block(300, 200, 0), OPEN, 0, Version.REST)
    assert set(out.tolist()) == {200.0}


def test_another_device_begins_with_nothing_that_waits() -> None:
    undecided = Undecided()
    undecided.add(block(3, 2, 1), CLOSED, 0, Version.REST)
    undecided.forget()
    assert len(undecided.add(block(3, 2, 1), PERSON, 9, Version.REST)) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NearEndState),
            st.integers(0, 80),
            st.sampled_from((Version.MICROPHONE, Version.REST)),
        ),
        max_size=200,
    )
)
def test_whatever_is_decided_every_frame_leaves_once_and_in_order(
    decisions: list[tuple[NearEndState, int, Version]],
) -> None:
    undecided = Undecided()
    left = [
        out
        for number, (state, onset_blocks, open_as) in enumerate(decisions)
        for out, _ in undecided.add(counted(number), state, onset_blocks, open_as)
    ]
    frames = np.concatenate([*left, np.zeros(0)])
    assert frames.tolist() == list(range(240 * (len(decisions) - len(undecided))))
    assert len(undecided) <= 50
    if decisions and decisions[-1][0] is not CLOSED:
        assert len(undecided) == 0
