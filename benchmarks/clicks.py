"""Clicks played into the microphone: how old sound really is when it goes on the wire.

A microphone's driver says when its samples were captured, and may be wrong. A click that is written to the
player at a known moment cannot have been captured before it, so counting from the writing gives an age that
is never too small; it is too large by the player's way to the microphone, up to a block of the sound server.
"""

from __future__ import annotations

import subprocess
import time
from bisect import bisect_right
from collections.abc import Sequence
from random import Random

import numpy as np

from benchmarks.known_sound import LEVEL, Samples
from voiceapp.dialogue.inputs import MicBlock
from voiceapp.pcm import FRAMES_PER_MS, NS_PER_MS, RATE_HZ, frames_of_ms

CLICK_MS = 30
"""Longer than what the player waits for before it begins."""
PERIOD_FRAMES = 24
"""1 000 Hz, where neither the sound card's filters nor the canceller's change anything."""
LOUD = 1_000
LIMIT_NS = 100 * NS_PER_MS
"""A click that has not come by then was lost."""


def play(place: str, times: int, draw: Random) -> list[int]:
    """Play clicks into the sink `place` at uneven distances; return when each was written."""
    high = np.arange(frames_of_ms(CLICK_MS)) % PERIOD_FRAMES < PERIOD_FRAMES // 2
    click = np.where(high, LEVEL, -LEVEL).astype("<i2").tobytes()
    command = ["pacat", "--raw", "--format=s16le", f"--rate={RATE_HZ}", "--channels=1", "--latency-msec=10"]
    written_ns = []
    with subprocess.Popen([*command, f"--device={place}"], stdin=subprocess.PIPE, bufsize=0) as player:
        assert player.stdin is not None
        time.sleep(0.3)
        for _ in range(times):
            time.sleep(draw.uniform(0.15, 0.25))
            written_ns.append(time.monotonic_ns())
            player.stdin.write(click)
        time.sleep(0.2)
        player.stdin.close()
    return written_ns


def ages_ms(
    written_ns: Sequence[int],
    blocks: Sequence[MicBlock],
    oldest: Sequence[MicBlock],
    arrived_ns: Sequence[int],
) -> list[float]:
    """Return how old the oldest sample of the append with each click was when the service had it.

    `blocks` is everything the microphone brought, `oldest` the first block of each append, `arrived_ns` when
    the service had that append. Clicks that did not come are left out.
    """
    starts = [block.first_frame for block in oldest]
    found = []
    for at_ns in written_ns:
        first_frame = _loud_from(blocks, at_ns)
        if first_frame is None:
            continue
        append = bisect_right(starts, first_frame) - 1
        older_ms = (first_frame - starts[append]) / FRAMES_PER_MS
        found.append((arrived_ns[append] - at_ns) / NS_PER_MS + older_ms)
    return found


def _loud_from(blocks: Sequence[MicBlock], at_ns: int) -> int | None:
    """Return the first loud frame that came after a moment."""
    for block in blocks:
        if at_ns < block.at_ns < at_ns + LIMIT_NS:
            samples: Samples = np.frombuffer(block.pcm, dtype="<i2")
            loud = np.flatnonzero(np.abs(samples) > LOUD)
            if len(loud):
                return block.first_frame + int(loud[0])
    return None
