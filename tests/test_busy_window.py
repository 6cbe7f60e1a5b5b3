"""A window that hangs costs the sound nothing: whatever its thread does, the voice has threads of its own."""

from __future__ import annotations

import time

from benchmarks.busy import compute, sound_beside

HANGS_S = 1.5
"""`python -m benchmarks busy` lets it hang for five."""


def test_window_asleep_in_c_costs_no_microphone_block_and_no_sound() -> None:
    found = sound_beside(time.sleep, HANGS_S)

    assert found.blocks >= 120
    assert found.lost_blocks == 0
    assert found.underruns == 0
    assert found.is_whole


def test_window_computing_in_python_costs_no_microphone_block_and_no_sound() -> None:
    found = sound_beside(compute, HANGS_S)

    assert found.blocks >= 120
    assert found.lost_blocks == 0
    assert found.underruns == 0
    assert found.is_whole
    # With a lock or a wait on the window's thread it would be all of them.
    assert found.dropouts < found.blocks // 4
