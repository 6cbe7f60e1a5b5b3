"""How much of the loudspeaker comes back, and how much of that is left.

* *Echo return loss* (ERL): how much quieter the microphone hears the loudspeaker than it was sent out. High
  is good: 50 dB are headphones, 12 dB a laptop, 0 dB a loudspeaker beside the microphone.
* *Enhancement* (ERLE): how much of that echo the canceller takes away.
* *Residual*: what is left of it, dBFS. This is what a voice detector hears while the assistant speaks.

Only blocks in which the loudspeaker sounds and nobody else does are counted: energies are summed with a
memory of three seconds of such blocks. Pure; levels are mean squares of int16.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from enum import Enum

from voiceapp.audio.echo import Levels
from voiceapp.audio.near_end import NearEndState

FAR_ACTIVE_DBFS = -50.0
"""A block of the loudspeaker that is louder counts; the pauses between words would only add noise."""
TAIL_BLOCKS = 12
"""An echo is 20 to 120 ms late: the far level is the loudest of as many blocks."""
MEMORY_BLOCKS = 300
"""3 s."""
REPORT_BLOCKS = 50
"""2 reports a second at most."""
NOTICE_BLOCKS = 30
"""A person is noticed up to so many blocks late, and what was heard meanwhile is not counted."""
PERSON_DB = 12.0
SETTLED_BLOCKS = 100
"""1 s of echo alone before anything is said about it."""
NO_ECHO_DB = 3.0
"""Less than this above the microphone's own noise: there is no echo that could be measured."""
GOOD_ERLE_DB = 15.0
QUIET_RESIDUAL_DBFS = -52.0
"""3 dB below the quietest voice our detectors and the service take for one (-49 dBFS)."""
LOUD_RESIDUAL_DBFS = -40.0
HYSTERESIS_DB = 3.0
_FULL_DB = 20.0 * math.log10(32_768.0)


class Duplex(Enum):
    """How an interruption may be made."""

    FULL = "full"
    """By speaking."""
    CAUTIOUS = "cautious"
    """By speaking clearly: the local threshold is raised while the assistant speaks."""
    HALF = "half"
    """By key or button only: the microphone is not listened to while the assistant speaks."""


@dataclass(frozen=True, slots=True)
class EchoReport:
    """What is known about the echo now."""

    erl_db: float | None
    """Echo return loss; None before it could be measured or where no echo stands out of the noise."""
    erle_db: float | None
    """What the canceller takes away; None as above."""
    residual_dbfs: float
    """Level of what leaves while only the loudspeaker sounds."""
    far_active: bool
    """Whether the loudspeaker sounds now."""
    near_active: bool
    """Whether a person is noticed while it does."""
    converged: bool
    """Whether the canceller has found the room, or there is nothing to find."""
    seconds_observed: float
    """How much echo without a person the numbers rest on."""
    duplex: Duplex = Duplex.FULL


class EchoMeasure:
    """Sums up blocks of 10 ms; used by one thread."""

    def __init__(self) -> None:
        """Know nothing."""
        self.reset()

    def reset(self) -> None:
        """Forget what was measured: a device is another one."""
        self._blocks = 0
        self._observed = 0
        self._waiting: deque[Levels] = deque()
        self._far_recent: list[float] = [0.0] * TAIL_BLOCKS
        self._sums = {"far": 0.0, "mic": 0.0, "out": 0.0}
        self._floor = 1e6
        """The microphone's noise in pauses; the first block says more than this."""
        self._duplex = Duplex.FULL

    def add(self, levels: Levels) -> EchoReport | None:
        """Take one block; return a report twice a second."""
        self._blocks += 1
        self._far_recent[self._blocks % TAIL_BLOCKS] = levels.far
        far = max(self._far_recent)
        far_active = dbfs_of(far) > FAR_ACTIVE_DBFS
        near_active = far_active and levels.state is NearEndState.PERSON
        if near_active:
            self._waiting.clear()
        elif far_active:
            self._waiting.append(levels)
            if len(self._waiting) > NOTICE_BLOCKS:
                self._count(self._waiting.popleft())
        elif not far_active:
            # The quietest moments of the pauses; rises 1 dB a second with the room.
            self._floor = max(3.0, min(levels.mic, self._floor * 1.0023))
        if self._blocks % REPORT_BLOCKS:
            return None
        return self._report(far_active=far_active, near_active=near_active)

    def _count(self, levels: Levels) -> None:
        """Add a block in which nobody but the loudspeaker was heard."""
        if levels.state is NearEndState.OPEN and levels.mic > self._floor * 10 ** (PERSON_DB / 10):
            return  # no echo is to be expected, and yet it is not quiet
        self._observed += 1
        share = 1.0 / min(self._observed, MEMORY_BLOCKS)
        for name, value in (("far", levels.far), ("mic", levels.mic), ("out", levels.out)):
            self._sums[name] += (value - self._sums[name]) * share

    def _report(self, *, far_active: bool, near_active: bool) -> EchoReport:
        far, mic, out = self._sums["far"], self._sums["mic"], self._sums["out"]
        settled = self._observed >= SETTLED_BLOCKS
        audible = settled and mic > self._floor * 10 ** (NO_ECHO_DB / 10)
        erle_db = dbfs_of(mic) - dbfs_of(out) if audible else None
        residual_dbfs = dbfs_of(out)
        self._duplex = recommended(residual_dbfs if settled else None, self._duplex)
        return EchoReport(
            erl_db=dbfs_of(far) - dbfs_of(mic) if audible else None,
            erle_db=erle_db,
            residual_dbfs=residual_dbfs,
            far_active=far_active,
            near_active=near_active,
            converged=settled
            and (erle_db is None or erle_db >= GOOD_ERLE_DB or residual_dbfs < QUIET_RESIDUAL_DBFS),
            seconds_observed=self._observed / 100,
            duplex=self._duplex,
        )


def recommended(residual_dbfs: float | None, present: Duplex) -> Duplex:
    """Return how an interruption may be made, given what is left of the echo; None: not yet measured.

    Going back to more freedom takes `HYSTERESIS_DB` more than losing it did.
    """
    if residual_dbfs is None:
        return present
    quiet_dbfs = QUIET_RESIDUAL_DBFS - (HYSTERESIS_DB if present is not Duplex.FULL else 0.0)
    loud_dbfs = LOUD_RESIDUAL_DBFS - (HYSTERESIS_DB if present is Duplex.HALF else 0.0)
    if residual_dbfs <= quiet_dbfs:
        return Duplex.FULL
    return Duplex.CAUTIOUS if residual_dbfs <= loud_dbfs else Duplex.HALF


def sentence(report: EchoReport) -> str:
    """Return what a person should know, in one sentence."""
    if report.seconds_observed < SETTLED_BLOCKS / 100:
        return "The echo has not been measured yet: let the assistant speak for a moment."
    if report.erl_db is None:
        return "No echo: headphones or a quiet loudspeaker."
    erle = round(max(0.0, report.erle_db or 0.0))
    match report.duplex:
        case Duplex.FULL if report.converged:
            return f"Echo is cancelled well ({erle} dB)." if erle else "The echo is too quiet to matter."
        case Duplex.FULL | Duplex.CAUTIOUS:
            return (
                f"Some echo remains ({erle} dB are cancelled): speak clearly to interrupt, "
                "or turn the loudspeaker down."
            )
        case Duplex.HALF:
            return (
                "The loudspeaker is very loud in the microphone; turn it down or use headphones. "
                "Until then the talk key interrupts, your voice does not."
            )


def dbfs_of(mean_square: float) -> float:
    """Return a mean square of int16 in decibels below full scale, at least -96."""
    return max(-96.0, 10.0 * math.log10(max(mean_square, 1e-6)) - _FULL_DB)
