"""Where the echo is taken out: in the microphone's callback, with what the loudspeaker's callback has left.

`put()` runs on the loudspeaker's thread, `clean()` on the microphone's; between them lies `FarEnd`. A block
costs 0.2 ms of the 10 it lasts (`docs/echo.md`), less than a hand-over to a thread of its own would cost with
a busy interpreter (5 ms at the median, 13 at worst).
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from voiceapp.audio.echo import EchoCanceller, Samples
from voiceapp.audio.echo_measure import EchoMeasure, EchoReport
from voiceapp.audio.far_end import FarEnd
from voiceapp.audio.level import samples_of
from voiceapp.pcm import BLOCK_FRAMES, ns_of_frames

NOTHING = np.zeros(0, dtype=np.int16)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Sound without its echo."""

    pcm: bytes
    captured_at_ns: int
    """When its first frame was captured."""
    near: bool | None = None
    """Whether what is in it comes from the room: True for a person or where there is no echo, False while it
    was taken for echo, None where nobody looks."""


@dataclass(frozen=True, slots=True)
class EchoStatistics:
    """Counters since the stage was made."""

    blocks: int
    """Blocks of 10 ms that were cleaned."""
    faults: int
    """Blocks that went through unchanged because of an exception; always a bug."""


class EchoStage:
    """Cleans the microphone's blocks of any length; never raises, never loses a frame."""

    def __init__(
        self,
        canceller: EchoCanceller,
        far_end: FarEnd,
        measure: EchoMeasure | None = None,
        report: Callable[[EchoReport], None] | None = None,
    ) -> None:
        """Put a canceller to work; `report` is called on the microphone's thread and must not block."""
        self._canceller = canceller
        self._far_end = far_end
        self._measure = measure or EchoMeasure()
        self._report = report
        self._reports: deque[EchoReport] = deque(maxlen=1)
        self._near: Samples = NOTHING
        """Frames that wait for their block of 10 ms to be full; none with blocks as asked for."""
        self._far: Samples = NOTHING
        self._waiting: deque[Cleaned] = deque()
        """Blocks that the canceller has and has not returned, as they were captured."""
        self._blocks = 0
        self._faults = 0

    @property
    def latest(self) -> EchoReport | None:
        """The last report; any thread."""
        return self._reports[-1] if self._reports else None

    # -- the loudspeaker's thread ------------------------------------------------------------------

    def speaker_opened(self) -> None:
        """Note that another loudspeaker, or the same one again, takes sound from now on."""
        self._far_end.opened()

    def put(self, samples: Samples, dac_at_ns: int) -> None:
        """Take what was handed to the loudspeaker; its first frame is heard at `dac_at_ns`."""
        try:
            self._far_end.put(samples, dac_at_ns)
        except Exception:  # noqa: BLE001
            # Sound that is not known to be echo is not cancelled; the loudspeaker must not suffer.
            self._faults += 1

    # -- the microphone's thread -------------------------------------------------------------------

    def microphone_opened(self) -> None:
        """Note that another microphone delivers: its room is unknown."""
        self._near = self._far = NOTHING
        self._waiting.clear()
        try:
            self._far_end.microphone_opened()
            self._canceller.reset()
            self._measure.reset()
        except Exception:  # noqa: BLE001
            self._faults += 1

    def clean(self, pcm: bytes, captured_at_ns: int) -> list[Cleaned]:
        """Return the block without its echo; none while a block of odd length is completed.

        What comes out was captured earlier than `captured_at_ns`, by what the canceller holds back. Every
        frame that goes in comes out once, in order, at most half a second later (`undecided.py`); the first
        that come out are the silence from before the first that went in.
        """
        heard = samples_of(pcm)
        far = np.concatenate((self._far, self._far_heard(captured_at_ns, len(heard))))
        near = np.concatenate((self._near, heard))
        begun_ns = captured_at_ns - ns_of_frames(len(self._near))
        whole = len(near) - len(near) % BLOCK_FRAMES
        self._near, self._far = near[whole:], far[whole:]
        return [
            piece
            for at in range(0, whole, BLOCK_FRAMES)
            for piece in self._block(
                near[at : at + BLOCK_FRAMES], far[at : at + BLOCK_FRAMES], begun_ns + ns_of_frames(at)
            )
        ]

    def statistics(self) -> EchoStatistics:
        """Return the counters; any thread."""
        return EchoStatistics(blocks=self._blocks, faults=self._faults)

    def _far_heard(self, captured_at_ns: int, frames: int) -> Samples:
        try:
            return self._far_end.heard(captured_at_ns, frames)
        except Exception:  # noqa: BLE001
            self._faults += 1
            return np.zeros(frames, dtype=np.int16)

    def _block(self, near: Samples, far: Samples, captured_at_ns: int) -> list[Cleaned]:
        self._waiting.append(Cleaned(near.astype("<i2", copy=False).tobytes(), captured_at_ns))
        self._blocks += 1
        try:
            passed = self._canceller.process(near, far)
            self._take_levels()
        except Exception:  # noqa: BLE001
            # A person who is heard with an echo is better off than one who is not heard.
            self._faults += 1
            return self._uncleaned()
        delay_ns = ns_of_frames(self._canceller.delay_frames)
        return [
            Cleaned(
                block.samples.astype("<i2", copy=False).tobytes(),
                self._waiting.popleft().captured_at_ns - delay_ns,
                block.near,
            )
            for block in passed
        ]

    def _take_levels(self) -> None:
        levels = self._canceller.levels
        report = None if levels is None else self._measure.add(levels)
        if report is not None:
            self._reports.append(report)
            if self._report is not None:
                self._report(report)

    def _uncleaned(self) -> list[Cleaned]:
        """Return what the canceller has not returned, after an exception in it."""
        left = list(self._waiting)
        self._waiting.clear()
        with contextlib.suppress(Exception):
            self._canceller.reset()
        return left
