"""A sound system without hardware: a loudspeaker, a microphone and the air between them, on any clock.

Time is divided into *ticks* of 10 ms. At each tick the microphone delivers the block that has just been
captured and the loudspeaker takes the block that will be heard `latency_ms` later, exactly as PortAudio would
call. The system keeps what reaches the air, by the moment it does, so that a test can ask what was *heard*
and not only what was handed over; a person's voice and an echo of the loudspeaker are mixed into the
microphone.

Two ways to make time pass: `advance()` and `run_until()` move a `ManualClock` from tick to tick; `pace()`
follows a real one (used where a real conversation is held without a sound card). In both, a tick's times are
exact.

It is never kinder than hardware: devices are unplugged in the middle of an answer (what had been handed over
but not heard is lost), callbacks stop and come back in a burst, buffers run over and run empty meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.capture import Capture
from voiceapp.audio.device import DeviceInfo
from voiceapp.audio.device_list import Direction, choose, gone
from voiceapp.audio.level import samples_of
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.clock import Clock, ManualClock
from voiceapp.errors import LocalProtocolError, SoundError
from voiceapp.pcm import (
    BLOCK_FRAMES,
    NS_PER_MS,
    NS_PER_S,
    RATE_HZ,
    frames_of_ms,
    frames_of_ns,
    ns_of_frames,
    silence,
)

MICROPHONE = "Simulated microphone"
SPEAKER = "Simulated loudspeaker"
HOST_API = "Simulation"
MIC_BUFFER_FRAMES = frames_of_ms(200)
"""What a driver keeps while nobody fetches it; older sound is lost and reported as an overflow."""
AIR_BLOCKS_MAX = 60_000
"""10 minutes of sound remembered (29 MB); older sound is forgotten and counted."""
QUIET_BLOCK = silence(BLOCK_FRAMES)
BURST_TICKS_MAX = 50
"""How many overdue ticks run before the loop gets a turn: 0.5 s of sound, about 1 ms of work."""


class Air:
    """What a loudspeaker has put, or is about to put, into the air, by the moment it is heard."""

    def __init__(self) -> None:
        """Start silent; positions are frames since the system was made."""
        self._blocks: dict[int, NDArray[np.int16]] = {}
        self.forgotten_blocks = 0

    def put(self, position: int, samples: NDArray[np.int16]) -> None:
        """Add a block whose first frame is heard at `position`; later positions only."""
        self._blocks[position] = samples
        if len(self._blocks) > AIR_BLOCKS_MAX:
            del self._blocks[next(iter(self._blocks))]
            self.forgotten_blocks += 1

    def take_back(self, position: int) -> None:
        """Silence everything from `position` on: the device is gone before it could be heard."""
        for first in [first for first in self._blocks if first + BLOCK_FRAMES > position]:
            self._blocks[first][max(0, position - first) :] = 0

    def sound(self, position: int, frames: int) -> NDArray[np.int16]:
        """Return `frames` frames from `position`; silence where nothing was put."""
        out = np.zeros(frames, dtype=np.int16)
        # Blocks begin at one phase of the tick for ever, so each can be found without a search.
        phase = next(iter(self._blocks), 0) % BLOCK_FRAMES
        first = position - (position - phase) % BLOCK_FRAMES
        for at in range(first, position + frames, BLOCK_FRAMES):
            block = self._blocks.get(at)
            if block is not None:
                start, end = max(at, position), min(at + BLOCK_FRAMES, position + frames)
                out[start - position : end - position] = block[start - at : end - at]
        return out


@dataclass(slots=True, eq=False)
class _Stall:
    """Callbacks that do not come for a while."""

    until_ns: int = -1
    ticks: list[int] = field(default_factory=list)
    """Those that are overdue."""


class SimulatedStream:
    """An open simulated stream."""

    def __init__(self, device_name: str, on_close: Callable[[SimulatedStream], None]) -> None:
        """Keep the name and what to do at the end."""
        self._device_name = device_name
        self._on_close = on_close

    @property
    def device_name(self) -> str:
        """The device's name."""
        return self._device_name

    def close(self) -> None:
        """Stop at once; the door hears nothing more. Idempotent."""
        self._on_close(self)


class SimulatedSound:
    """A `SoundSystem` of simulated devices; everything runs on the thread that moves time."""

    def __init__(
        self,
        clock: Clock,
        *,
        latency_ms: int = 25,
        capture_latency_ms: int = 5,
        microphones: tuple[str, ...] = (MICROPHONE,),
        speakers: tuple[str, ...] = (SPEAKER,),
        listener: Callable[[int, bytes], None] | None = None,
    ) -> None:
        """Plug in the named devices; the first of each kind is the default one.

        `latency_ms` is from a callback to the ear (25-30 ms on the desktops measured), `capture_latency_ms`
        from the mouth to a callback, beyond the block itself. `listener(at_ns, pcm)` is told of every block
        the loudspeaker takes, with the moment its first frame is heard.
        """
        self._clock = clock
        self._origin_ns = clock.now_ns()
        self._latency_frames = frames_of_ms(latency_ms)
        self._capture_latency_frames = frames_of_ms(capture_latency_ms)
        self._names = {Direction.MICROPHONE: microphones, Direction.SPEAKER: speakers}
        self._plugged = {*microphones, *speakers}
        self._listener = listener
        self._tick = 1
        self._microphone: tuple[SimulatedStream, Capture] | None = None
        self._speaker: tuple[SimulatedStream, PlayoutQueue] | None = None
        self._stalls = {Direction.MICROPHONE: _Stall(), Direction.SPEAKER: _Stall()}
        self._voices: list[tuple[int, NDArray[np.int16]]] = []
        self._echo: tuple[int, float] | None = None
        self._overflowed = False
        self.air = Air()
        self.dropouts = 0
        """Blocks in which the ear heard nothing because the loudspeaker was not served in time."""
        self.overflows = 0
        """Blocks that were lost because the microphone was not served in time."""

    # -- what every sound system does --------------------------------------------------------------

    def devices(self) -> tuple[DeviceInfo, ...]:
        """List what is plugged in."""
        return tuple(
            DeviceInfo(
                name=name,
                host_api=HOST_API,
                inputs=int(direction is Direction.MICROPHONE),
                outputs=int(direction is Direction.SPEAKER),
                default_input=direction is Direction.MICROPHONE and at == 0,
                default_output=direction is Direction.SPEAKER and at == 0,
                rate_hz=RATE_HZ,
            )
            for direction, names in self._names.items()
            for at, name in enumerate(name for name in names if name in self._plugged)
        )

    def devices_now(self) -> tuple[DeviceInfo, ...]:
        """List what is plugged in, which is never out of date."""
        return self.devices()

    def open_microphone(self, door: Capture, name: str | None = None) -> SimulatedStream:
        """Open a microphone; blocks come from the next tick on. Raises SoundError."""
        device = choose(self.devices(), name, Direction.MICROPHONE)
        if self._microphone is not None:
            raise SoundError(f"The microphone “{device.name}” is in use.", device=device.name)
        stream = SimulatedStream(device.name, self._close)
        self._microphone = stream, door
        self._stalls[Direction.MICROPHONE] = _Stall()
        self._skip_idle_ticks()
        door.opened(device.name)
        return stream

    def open_speaker(self, door: PlayoutQueue, name: str | None = None) -> SimulatedStream:
        """Open a loudspeaker; blocks are taken from the next tick on. Raises SoundError."""
        device = choose(self.devices(), name, Direction.SPEAKER)
        if self._speaker is not None:
            raise SoundError(f"The loudspeaker “{device.name}” is in use.", device=device.name)
        stream = SimulatedStream(device.name, self._close)
        self._speaker = stream, door
        self._stalls[Direction.SPEAKER] = _Stall()
        self._skip_idle_ticks()
        door.opened(device.name)
        return stream

    def refresh(self) -> None:
        """Do nothing: the list is always new."""

    # -- time --------------------------------------------------------------------------------------

    @property
    def due_ns(self) -> int:
        """When the next tick is due (voice clock); for whoever interleaves this with other things."""
        return self._origin_ns + ns_of_frames(self._tick * BLOCK_FRAMES)

    def run_due(self) -> None:
        """Run every tick that the clock has reached."""
        while self.due_ns <= self._clock.now_ns():
            self._run_tick()

    def run_until(self, at_ns: int) -> None:
        """Move a `ManualClock` to `at_ns`, stopping at every tick on the way."""
        if not isinstance(self._clock, ManualClock):
            raise LocalProtocolError("only a ManualClock can be moved; use pace()")
        while self.due_ns <= at_ns:
            self._clock.advance_to(self.due_ns)
            self._run_tick()
        self._clock.advance_to(at_ns)

    def advance(self, ms: int) -> None:
        """Let `ms` milliseconds pass on a `ManualClock`."""
        self.run_until(self._clock.now_ns() + ms * NS_PER_MS)

    async def pace(self) -> None:
        """Follow the clock until cancelled; a loop that was late catches up, no tick is left out."""
        while True:
            burst_ticks = 0
            while self.due_ns <= self._clock.now_ns():
                self._run_tick()
                burst_ticks += 1
                if burst_ticks % BURST_TICKS_MAX == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(max(0, self.due_ns - self._clock.now_ns()) / NS_PER_S)

    # -- the room ----------------------------------------------------------------------------------

    def say(self, pcm: bytes, at_ns: int | None = None) -> int:
        """Let a person speak into the microphone from `at_ns` (now, if None) on; return when they end.

        Sound is mixed with what else is said then. Whatever lies before the last block that was captured is
        missed.
        """
        starts_ns = self._clock.now_ns() if at_ns is None else at_ns
        samples = samples_of(pcm)
        self._voices.append((frames_of_ns(starts_ns - self._origin_ns), samples))
        return starts_ns + ns_of_frames(len(samples))

    def set_echo(self, delay_ms: int, gain_db: float) -> None:
        """Let the microphone hear the loudspeaker `delay_ms` (not below 0) after the ear, at `gain_db`."""
        if delay_ms < 0:
            raise ValueError(f"an echo comes after the sound, not {-delay_ms} ms before it")
        self._echo = frames_of_ms(delay_ms), 10 ** (gain_db / 20)

    def remove_echo(self) -> None:
        """Put headphones on."""
        self._echo = None

    def heard(self, from_ns: int | None = None, until_ns: int | None = None) -> bytes:
        """Return what reached the ear between two moments, by default from the beginning until now.

        Frame by frame: a frame counts from the moment its playing begins. Silence is zeros.
        """
        first = 0 if from_ns is None else max(0, self._position(from_ns))
        last = self._position(self._clock.now_ns() if until_ns is None else until_ns)
        return self.air.sound(first, max(0, last - first)).tobytes()

    # -- trouble -----------------------------------------------------------------------------------

    def unplug(self, name: str) -> None:
        """Take a device away; an open stream on it is lost, with what was handed over but not yet heard."""
        self._plugged.discard(name)
        microphone, speaker = self._microphone, self._speaker
        if microphone is not None and microphone[0].device_name == name:
            self._microphone = None
            microphone[1].lost(gone(name, Direction.MICROPHONE))
        if speaker is not None and speaker[0].device_name == name:
            self._speaker = None
            self.air.take_back(self._position(self._clock.now_ns()))
            speaker[1].lost(gone(name, Direction.SPEAKER))

    def plug(self, name: str) -> None:
        """Bring a device back; nothing opens by itself."""
        if not any(name in names for names in self._names.values()):
            raise ValueError(f"there never was a device {name!r}")
        self._plugged.add(name)

    def stall(self, ms: int, *, microphone: bool = True, speaker: bool = True) -> None:
        """Let no callback come for `ms` milliseconds, then all that are still of use in a burst.

        The microphone's driver keeps 200 ms, the rest is lost and the next block says so. The loudspeaker
        plays what it was handed; blocks that can no longer be heard in time are never asked for, and the ear
        hears a dropout instead.
        """
        until_ns = self._clock.now_ns() + ms * NS_PER_MS
        if microphone:
            self._stalls[Direction.MICROPHONE].until_ns = until_ns
        if speaker:
            self._stalls[Direction.SPEAKER].until_ns = until_ns

    # -- one tick ----------------------------------------------------------------------------------

    def _position(self, at_ns: int) -> int:
        """Return the frame of the room that begins at or last before `at_ns`."""
        return frames_of_ns(at_ns - self._origin_ns)

    def _skip_idle_ticks(self) -> None:
        """Leave out ticks that passed while no stream was open; the room was quiet."""
        if (self._microphone is None) != (self._speaker is None):
            self._tick = max(self._tick, self._position(self._clock.now_ns()) // BLOCK_FRAMES + 1)

    def _close(self, stream: SimulatedStream) -> None:
        if self._microphone is not None and self._microphone[0] is stream:
            self._microphone = None
        if self._speaker is not None and self._speaker[0] is stream:
            self._speaker = None
            # As with an aborted stream: the driver's buffer is thrown away.
            self.air.take_back(self._position(self._clock.now_ns()))

    def _run_tick(self) -> None:
        """Run one tick: the microphone first, as a duplex device would."""
        tick = self._tick
        self._tick += 1
        for stall, serve in (
            (self._stalls[Direction.MICROPHONE], self._serve_microphone),
            (self._stalls[Direction.SPEAKER], self._serve_speaker),
        ):
            stall.ticks.append(tick)
            if self._origin_ns + ns_of_frames(tick * BLOCK_FRAMES) >= stall.until_ns:
                overdue, stall.ticks = stall.ticks, []
                for each in overdue:
                    serve(each, tick)

    def _serve_microphone(self, tick: int, present_tick: int) -> None:
        """Deliver the block that was captured by `tick`."""
        if self._microphone is None:
            return
        if (present_tick - tick) * BLOCK_FRAMES >= MIC_BUFFER_FRAMES:
            self.overflows += 1
            self._overflowed = True
            return
        first = (tick - 1) * BLOCK_FRAMES - self._capture_latency_frames
        overflowed, self._overflowed = self._overflowed, False
        self._microphone[1].block(self._captured(first), self._origin_ns + ns_of_frames(first), overflowed)

    def _captured(self, first: int) -> bytes:
        """Return what the microphone hears in the block from position `first`."""
        if not self._voices and self._echo is None:
            return QUIET_BLOCK
        mix = np.zeros(BLOCK_FRAMES, dtype=np.float32)
        for start, samples in self._voices:
            at, skipped = max(0, start - first), max(0, first - start)
            if at < BLOCK_FRAMES and skipped < len(samples):
                sound = samples[skipped : skipped + BLOCK_FRAMES - at]
                mix[at : at + len(sound)] += sound
        self._voices = [(start, samples) for start, samples in self._voices if start + len(samples) > first]
        if self._echo is not None:
            delay_frames, gain = self._echo
            mix += gain * self.air.sound(first - delay_frames, BLOCK_FRAMES)
        return np.clip(np.rint(mix), -32_768, 32_767).astype("<i2").tobytes()

    def _serve_speaker(self, tick: int, present_tick: int) -> None:
        """Take the block that is heard `latency` after `tick`."""
        if self._speaker is None:
            return
        position = tick * BLOCK_FRAMES + self._latency_frames
        if position < present_tick * BLOCK_FRAMES:
            self.dropouts += 1
            return
        at_ns = self._origin_ns + ns_of_frames(position)
        samples = np.zeros(BLOCK_FRAMES, dtype="<i2")
        served = self._speaker
        served[1].fill(samples, BLOCK_FRAMES, at_ns)
        if self._speaker is not served:
            # Whoever was told of the block has closed the stream: it is aborted before this can be heard.
            return
        self.air.put(position, samples)
        if self._listener is not None:
            self._listener(at_ns, samples.tobytes())
