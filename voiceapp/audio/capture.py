"""A door: sound goes from the microphone's thread to the loop.

The device thread calls `block()`; what arrives on the other side are inputs, in order, each stamped with the
time it crossed. There are two ways across:

* without `call_soon`, every input is given to `post` on the thread it happens on, so `post` must be safe to
  call from any thread and must not block (`LoopThread.post` is both);
* with `call_soon` (the thread-safe kind: `loop.call_soon_threadsafe`), what happens waits in a bounded deque
  and the loop is woken once per batch. A loop that was busy for a second then takes a hundred blocks at once.

No lock is taken: a deque's `append` and `popleft` are atomic, and a wake-up too many is harmless.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from voiceapp.audio.cue_eraser import CueEraser
from voiceapp.audio.echo_stage import EchoStage
from voiceapp.audio.level import FULL_SCALE, peak, rms
from voiceapp.clock import Clock
from voiceapp.dialogue.inputs import Input, MicBlock, MicrophoneLost, MicrophoneOpened
from voiceapp.pcm import frames_of_bytes

WAITING_BLOCKS_MAX = 3_000
"""30 s of 10 ms blocks (1.4 MB). Past that the newest are dropped: the oldest are the beginning of what the
person said, and a hole at the end is marked by `overflowed` on the block that follows it."""


@dataclass(frozen=True, slots=True)
class CaptureStatistics:
    """Counters since the door was made."""

    blocks: int
    """Blocks the device has delivered, dropped ones included."""
    overflows: int
    """Blocks before which the driver said that it had lost frames."""
    dropped_blocks: int
    """Blocks that found the deque full."""
    faults: int
    """Exceptions caught on the device thread: a bug, or a loop that has ended."""
    waiting_blocks: int
    """What waits for the loop now."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """The microphone delivers."""

    device: str


@dataclass(frozen=True, slots=True)
class _Block:
    """A block on its way."""

    first_frame: int
    captured_at_ns: int
    pcm: bytes
    overflowed: bool
    clipped: bool
    near: bool | None


@dataclass(frozen=True, slots=True)
class _Lost:
    """The microphone is gone."""

    sentence: str


class Capture:
    """Takes blocks from a device thread and posts `MicrophoneOpened`, `MicBlock` and `MicrophoneLost`."""

    def __init__(
        self,
        clock: Clock,
        post: Callable[[Input], None],
        call_soon: Callable[[Callable[[], None]], object] | None = None,
        echo: EchoStage | None = None,
        cues: CueEraser | None = None,
    ) -> None:
        """Keep the clock that stamps `at_ns` and a way to the loop; see the module for the two ways.

        `echo` takes the loudspeaker out of every block, on the device's thread; `cues` what it leaves of a
        cue.
        """
        self._clock = clock
        self._post = post
        self._call_soon = call_soon
        self._echo = echo
        self._cues = cues
        self._waiting: deque[_Opened | _Block | _Lost] = deque()
        self._wakeup_asked = False
        self._next_frame = 0
        self._hole = False
        self._clipped = False
        self._blocks = 0
        self._overflows = 0
        self._dropped_blocks = 0
        self._faults = 0

    def opened(self, name: str) -> None:
        """Say that blocks of the device `name` follow; frames count from 0 again. Before its first block."""
        self._next_frame = 0
        self._hole = self._clipped = False
        if self._echo is not None:
            self._echo.microphone_opened()
        self._cross(_Opened(name))

    def block(self, pcm: bytes, captured_at_ns: int, overflowed: bool = False) -> None:
        """Take one block of 24 000 Hz mono int16; its first frame met the converter at `captured_at_ns`.

        Runs on the device's thread; counts, hands over; no logging, no locks; never raises. `pcm` must be
        a copy: the driver's own buffer is overwritten after its callback. `overflowed` says that the driver
        lost frames before this block; the frame index does not know how many. Frames that we drop keep their
        indexes. Costs 0.7 us with `call_soon`, 3.4 us without (the rms of 240 frames is most of
        that), and 0.25 ms with an echo canceller.
        """
        # Before the echo canceller, which would hide it; told with the next block that leaves.
        self._clipped = self._clipped or peak(pcm) >= FULL_SCALE
        self._overflows += overflowed
        self._hole = self._hole or overflowed
        if self._echo is None:
            self._deliver(pcm, captured_at_ns, None)
            return
        for cleaned in self._echo.clean(pcm, captured_at_ns):
            self._deliver(cleaned.pcm, cleaned.captured_at_ns, cleaned.near)

    def _deliver(self, pcm: bytes, captured_at_ns: int, near: bool | None) -> None:
        """Count one piece of sound and hand it over."""
        if self._cues is not None:
            pcm = self._cues.erase(pcm, captured_at_ns)
        first_frame = self._next_frame
        self._next_frame += frames_of_bytes(len(pcm))
        self._blocks += 1
        if len(self._waiting) >= WAITING_BLOCKS_MAX:
            self._dropped_blocks += 1
            self._hole = True
            return
        self._cross(_Block(first_frame, captured_at_ns, pcm, self._hole, self._clipped, near))
        self._hole = self._clipped = False

    def lost(self, sentence: str) -> None:
        """Say that the microphone is gone; `sentence` is for the person. Any thread, never raises."""
        self._cross(_Lost(sentence))

    def statistics(self) -> CaptureStatistics:
        """Return the counters; any thread, each number is exact, the set is not one instant."""
        return CaptureStatistics(
            blocks=self._blocks,
            overflows=self._overflows,
            dropped_blocks=self._dropped_blocks,
            faults=self._faults,
            waiting_blocks=len(self._waiting),
        )

    def _cross(self, happened: _Opened | _Block | _Lost) -> None:
        """Bring one thing to the loop, at once or with the next batch; never raises (a device calls this)."""
        try:
            if self._call_soon is None:
                self._post(self._as_input(happened))
                return
            self._waiting.append(happened)
            if not self._wakeup_asked:
                self._wakeup_asked = True
                self._call_soon(self._drain)
        except Exception:  # noqa: BLE001
            # A loop that has ended refuses; there is nobody left to tell, and PortAudio's thread must live.
            self._wakeup_asked = False
            self._faults += 1

    def _drain(self) -> None:
        """Post everything that waits; runs on the loop."""
        # Cleared first: a block that comes while we post asks for another wake-up rather than being stranded.
        self._wakeup_asked = False
        while self._waiting:
            self._post(self._as_input(self._waiting.popleft()))

    def _as_input(self, happened: _Opened | _Block | _Lost) -> Input:
        """Return the input that says so, stamped now."""
        now_ns = self._clock.now_ns()
        match happened:
            case _Opened(device):
                return MicrophoneOpened(now_ns, device)
            case _Lost(sentence):
                return MicrophoneLost(now_ns, sentence)
            case _Block(first_frame, captured_at_ns, pcm, overflowed, clipped, near):
                return MicBlock(now_ns, first_frame, captured_at_ns, pcm, rms(pcm), overflowed, clipped, near)
