"""Takes the loudspeaker out of the microphone, and leaves the person in.

There are three versions of every block of 10 ms (why three: `echo_path.py`):

* the microphone itself;
* the *rest*: the microphone less what a linear model of the room explains. Nothing but echo is missing, where
  there is one; where there is none, whatever the model takes away is the person.
* the *quiet* version: what WebRTC's canceller makes of it, 40 dB less echo, and up to 60 dB less person.

`near_end.py` says which one leaves: the quiet one while there is only echo; else the rest where an echo is
heard at all, and the microphone where not, sample for sample. They are faded into each other within a block.
All are late by the same `delay_frames`, so that the changes cannot be heard as jumps.

Somebody who speaks over an echo is noticed a little late. Until it is known whether it is an echo a block
waits (`undecided.py`), so every frame of the microphone leaves once, in its place.

WebRTC's part comes from the package pywebrtc-audio. Where that is not installed, the rest turned down by
`GATE_DB` takes its place. Measured against livekit's canceller and against each alone: `docs/echo.md`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.echo_path import EchoPath
from voiceapp.audio.moved_echo import RecentSound, Verdict
from voiceapp.audio.near_end import NearEnd, NearEndState
from voiceapp.audio.new_echo import NewEcho
from voiceapp.audio.undecided import Undecided, Version
from voiceapp.pcm import BLOCK_FRAMES, RATE_HZ

Samples = NDArray[np.int16]

WEBRTC_DELAY_FRAMES = 222
"""9.25 ms: what AEC3 at 24 000 Hz holds back; measured by correlation, checked by a test."""
DOUBTED_BLOCKS = 10
"""100 ms: so long an echo that has just moved is a mixture of two, and not yet known for one."""
GATE_DB = -36.0
"""How far the rest is turned down where there is no suppressor; the rest itself is 20 dB below the echo."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What was in one block of 10 ms; mean squares of int16."""

    mic: float
    rest: float
    """The microphone less the predicted echo."""
    echo: float
    """The predicted echo."""
    far: float
    out: float
    """What left last. Concerns sound that is older than the other numbers."""
    state: NearEndState


@dataclass(frozen=True, slots=True)
class Passed:
    """A block of 240 frames that leaves."""

    samples: Samples
    near: bool | None
    """What is known about it, as in `MicBlock.near`."""


class EchoCanceller(Protocol):
    """Takes 10 ms of microphone and of what left the loudspeaker at that time; used by one thread."""

    @property
    def delay_frames(self) -> int:
        """How much later every frame comes out."""
        ...

    @property
    def levels(self) -> Levels | None:
        """What was in the last block; None where nobody looks."""
        ...

    def process(self, near: Samples, far: Samples) -> list[Passed]:
        """Take 240 frames of each and return the blocks that leave now: each block once, in order."""
        ...

    def reset(self) -> None:
        """Forget the room, and the blocks that have not left: a device is another one."""
        ...


class Suppressor(Protocol):
    """Makes the quiet version of a block, `delay_frames` later."""

    @property
    def is_witness(self) -> bool:
        """Whether what it leaves says something about a person that the rest does not say."""
        ...

    @property
    def delay_frames(self) -> int:
        """How much later every frame comes out."""
        ...

    def process(self, near: Samples, far: Samples, rest: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return 240 frames; `rest` is `near` less the predicted echo."""
        ...

    def reset(self) -> None:
        """Forget the room."""
        ...


class PassThrough:
    """No echo canceller: what comes in goes out, at once."""

    delay_frames = 0
    levels: Levels | None = None

    def process(self, near: Samples, far: Samples) -> list[Passed]:
        """Return `near`."""
        return [Passed(near, None)]

    def reset(self) -> None:
        """Do nothing."""


def import_webrtc() -> Any:
    """Return the library. Raises ImportError where it is not installed or cannot be loaded."""
    return importlib.import_module("pywebrtc_audio")


class WebRtcSuppressor:
    """AEC3 of WebRTC, without noise suppression (7 ms more) and gain control (it would fight the judge)."""

    delay_frames = WEBRTC_DELAY_FRAMES
    is_witness = True

    def __init__(self, library: Any) -> None:
        """Make a processor of the module `pywebrtc_audio` (0.2). Takes 1 ms."""
        # No hint of a delay: AEC3 finds it, and with a wrong hint it is worse than without.
        self._processor = library.AudioProcessor(RATE_HZ, 1, echo_cancellation=True)

    def process(self, near: Samples, far: Samples, rest: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the block that AEC3 makes of `near` and `far`; 0.07 ms, without the interpreter's lock."""
        quiet: NDArray[np.float32] = self._processor.process(near, far).astype(np.float32)
        return quiet

    def reset(self) -> None:
        """Forget the room."""
        self._processor.reset()


class Gate:
    """Turns the rest down: the suppressor for machines without WebRTC's."""

    delay_frames = 0
    is_witness = False

    def process(self, near: Samples, far: Samples, rest: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return `rest`, `GATE_DB` quieter."""
        return rest * np.float32(10 ** (GATE_DB / 20))

    def reset(self) -> None:
        """Do nothing."""


class RoomCanceller:
    """The canceller of the program: linear model, suppressor, and a judge between them."""

    def __init__(self, suppressor: Suppressor, *, noise_suppressor: Any = None) -> None:
        """Know nothing of the room; `noise_suppressor` is an `AudioProcessor` with only that switched on."""
        self._suppressor = suppressor
        self._noise_suppressor = noise_suppressor
        self._path = EchoPath()
        self._near_end = NearEnd()
        self._recent = RecentSound()
        self._new_echo = NewEcho()
        self._doubted_blocks = 0
        self._undecided = Undecided()
        self._state = NearEndState.OPEN
        self._out = 0.0
        self._late_frames = np.zeros((2, suppressor.delay_frames), dtype=np.float32)
        """Of microphone and rest, what waits for the quiet version."""
        self.levels: Levels | None = None

    @property
    def delay_frames(self) -> int:
        """How much later every frame comes out; a block that is undecided comes later still."""
        return self._suppressor.delay_frames + (NOISE_DELAY_FRAMES if self._noise_suppressor else 0)

    def process(self, near: Samples, far: Samples) -> list[Passed]:
        """Take a block and return what leaves; costs 0.2 ms."""
        rest, echo = self._path.process(near, far)
        mic = near.astype(np.float32)
        levels = mean_square(mic), mean_square(rest), mean_square(echo), mean_square(far.astype(np.float32))
        quiet = self._suppressor.process(near, far, rest)
        witness = mean_square(quiet) if self._suppressor.is_witness else None
        self._recent.add(near, far, rest)
        state = self._near_end.judge(*levels, quiet=witness)
        if self._near_end.may_be_new_echo(levels[0]) and self._new_echo.look(self._recent):
            self._path.reset()
            state = self._near_end.learn_anew()
        if state is NearEndState.PERSON and self._state is NearEndState.CLOSED:
            state = self._second_thought()
        self._state = state
        versions = np.concatenate((self._late(np.stack((mic, rest))), quiet[np.newaxis]))
        open_as = Version.REST if self._near_end.hears_echo else Version.MICROPHONE
        left = self._undecided.add(versions, state, self._near_end.onset_blocks, open_as)
        passed = [Passed(self._finished(block), near=is_near) for block, is_near in left]
        if passed:
            self._out = mean_square(passed[-1].samples.astype(np.float32))
        self.levels = Levels(*levels, out=self._out, state=state)
        return passed

    def reset(self) -> None:
        """Forget the room."""
        self._path.reset()
        self._near_end.reset()
        self._new_echo.reset()
        self._suppressor.reset()
        self._undecided.forget()
        self._late_frames[:] = 0.0
        self._state = NearEndState.OPEN
        self._doubted_blocks = 0

    def _second_thought(self) -> NearEndState:
        """Say whether a person who was just noticed is let out: not an echo that has moved."""
        match self._recent.verdict():
            case Verdict.ECHO:
                self._doubted_blocks = 0
                return self._near_end.deny()
            case Verdict.DOUBT if self._doubted_blocks < DOUBTED_BLOCKS:
                self._doubted_blocks += 1
                return NearEndState.CLOSED
        self._doubted_blocks = 0
        return NearEndState.PERSON

    def _late(self, both: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return microphone and rest as late as the quiet version."""
        joined = np.concatenate((self._late_frames, both), axis=1)
        self._late_frames = joined[:, BLOCK_FRAMES:]
        return joined[:, :BLOCK_FRAMES]

    def _finished(self, block: NDArray[np.float32]) -> Samples:
        """Return a block as it leaves."""
        out: Samples = np.clip(np.rint(block), -32_768, 32_767).astype(np.int16)
        return out if self._noise_suppressor is None else self._noise_suppressor.process(out)


NOISE_DELAY_FRAMES = 176
"""What WebRTC's noise suppression alone holds back at 24 000 Hz."""


def mean_square(sound: NDArray[np.float32]) -> float:
    """Return the mean square of some frames, 0 for none."""
    return float(np.dot(sound, sound)) / len(sound) if len(sound) else 0.0


def room_canceller(
    *, noise_suppression: bool = False, library: Callable[[], Any] = import_webrtc
) -> RoomCanceller:
    """Return the best canceller this machine can have; `library` gives WebRTC's module or raises ImportError.

    Without the library there is no noise suppression either.
    """
    try:
        webrtc = library()
    except (ImportError, OSError):
        return RoomCanceller(Gate())
    noise = webrtc.AudioProcessor(RATE_HZ, 1, noise_suppression=True) if noise_suppression else None
    return RoomCanceller(WebRtcSuppressor(webrtc), noise_suppressor=noise)
