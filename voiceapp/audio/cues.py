"""Cue sounds on their way to the loudspeaker, beside the answers and outside their account.

A cue is added to a block after its frames were counted, so no span, no order and no offset of an answer knows
of it; and before the block is given to the echo canceller, to which it is sound of the loudspeaker like any
other. What the canceller leaves of it `cue_eraser.py` takes out.

The loop writes `_asked`, one immutable object by one assignment; the loudspeaker's thread reads it and keeps
everything else to itself. A cue that sounds is heard to its end, since breaking it off would click; of those
that come meanwhile the last one waits.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceapp.assets_path import asset
from voiceapp.audio.cue_eraser import CueEraser
from voiceapp.audio.level import samples_of
from voiceapp.audio.wav import read_wav
from voiceapp.clock import Clock
from voiceapp.dialogue.commands import Cue
from voiceapp.errors import WavError
from voiceapp.pcm import NS_PER_MS, ns_of_frames

log = logging.getLogger("voiceapp.state")

Samples = NDArray[np.int16]

LATE_NS = 250 * NS_PER_MS
"""What sounds later than that tells of something that may not be so any more; a loudspeaker that was just
opened, or another cue, may have kept it waiting."""
NOTHING: Samples = np.zeros(0, dtype=np.int16)


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A cue that is to sound."""

    cue: Cue
    samples: Samples
    at_ns: int


@dataclass(frozen=True, slots=True)
class CueStatistics:
    """Counters since it was made."""

    played: int
    missed: int
    """Came while another one sounded or nothing took sound, and were left out."""


def load_cues() -> dict[Cue, Samples]:
    """Return the sounds of `assets/cues`; one that cannot be read is left out and stays silent.

    Blocks for a few small files.
    """
    found: dict[Cue, Samples] = {}
    for cue in Cue:
        try:
            found[cue] = samples_of(read_wav(asset(f"cues/{cue.value}.wav")))
        except WavError as error:
            log.warning("! %s", error.sentence)
    return found


class CueMixer:
    """Adds cues to blocks of sound; one loop that asks, one thread that mixes."""

    def __init__(self, clock: Clock, sounds: Mapping[Cue, Samples], eraser: CueEraser | None = None) -> None:
        """Know the sounds, 24 000 Hz each; a cue without one is silent. `eraser` is told what sounds when."""
        self._clock = clock
        self._eraser = eraser
        self._sounds = sounds
        # The loop's.
        self._asked: _Asked | None = None
        self._asked_count = 0
        # The loudspeaker's.
        self._taken: _Asked | None = None
        self._rest = NOTHING
        self._played = 0

    def play(self, cue: Cue) -> None:
        """Let a cue sound as soon as the loudspeaker takes the next block. Loop only."""
        samples = self._sounds.get(cue)
        if samples is not None:
            self._asked_count += 1
            self._asked = _Asked(cue, samples, self._clock.now_ns())

    def add_to(self, block: Samples, now_ns: int, dac_at_ns: int) -> None:
        """Add what sounds to a block that is handed over at `now_ns` and heard from `dac_at_ns` on.

        Loudspeaker's thread: no logging, no locks, nothing at all while no cue sounds. What is too loud is
        clipped, not wrapped.
        """
        filled = 0
        while filled < len(block):
            if not len(self._rest):
                asked = self._asked
                if asked is None or asked is self._taken:
                    return
                self._taken = asked
                if now_ns - asked.at_ns > LATE_NS:
                    return
                self._rest = asked.samples
                self._played += 1
            piece = self._rest[: len(block) - filled]
            self._rest = self._rest[len(piece) :]
            stretch = block[filled : filled + len(piece)]
            stretch[:] = np.clip(stretch.astype(np.int32) + piece, -32_768, 32_767)
            filled += len(piece)
            if self._eraser is not None and self._taken is not None:
                self._eraser.sounds(self._taken.cue, dac_at_ns, dac_at_ns + ns_of_frames(len(block)))

    def statistics(self) -> CueStatistics:
        """Return the counters; any thread. One that waits counts as missed until it sounds."""
        return CueStatistics(self._played, self._asked_count - self._played)
