"""A stream of a real device: what its callbacks do with time, channels and rates before a door sees a block.

The doors know one format, 24 000 Hz mono. A device that cannot do that runs at its own rate and channels,
with blocks of as many milliseconds as make whole frames on both sides (10 ms almost always) and `resample.py`
in between. The resampler's delay is part of a block's time: a frame that leaves a door is heard that much
later, one that reaches a door was captured that much earlier. So the doors' counts and times stay exact.

Everything called `on_…` runs on the device's thread: it copies, counts, hands over; no logging, no locks; it
never raises, because an exception would end the stream.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.capture import Capture
from voiceapp.audio.device_list import Direction, gone
from voiceapp.audio.device_time import DeviceTime
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.resample import Resampler
from voiceapp.clock import Clock
from voiceapp.pcm import FRAME_BYTES, NS_PER_S, RATE_HZ


@dataclass(frozen=True, slots=True)
class DeviceFormat:
    """What a device is asked for; samples are int16, interleaved."""

    rate_hz: int
    channels: int

    @property
    def block_frames(self) -> int:
        """Frames per block: the shortest of 10, 20, 40 … ms that is whole at this rate and at the wire's."""
        # 44 100 Hz: 441 frames; 22 050 Hz has no whole 10 ms and gets 441 frames in 20 ms.
        block_ms = next(ms for ms in (10, 20, 40, 80, 1000) if self.rate_hz * ms % 1000 == 0)
        return self.rate_hz * block_ms // 1000

    @property
    def block_ns(self) -> int:
        """Length of a block."""
        return self.block_frames * NS_PER_S // self.rate_hz

    def __str__(self) -> str:
        return f"{self.rate_hz} Hz, {'mono' if self.channels == 1 else f'{self.channels} channels'}"


@dataclass(frozen=True, slots=True)
class StreamStatistics:
    """Counters of one stream."""

    format: DeviceFormat
    latency_ns: int
    """What the driver reports for the stream; rough."""
    blocks: int
    xruns: int
    """Blocks before which the driver says it ran over (microphone) or empty (loudspeaker)."""
    estimates: int
    """Blocks whose time the driver did not tell credibly."""
    faults: int
    """Blocks lost to an exception on the device's thread; always a bug."""


class DeviceStream:
    """What both directions have in common: opened, running, lost or closed."""

    direction: Direction

    def __init__(
        self, clock: Clock, door: Capture | PlayoutQueue, device_name: str, device_format: DeviceFormat
    ) -> None:
        """Prepare the callbacks of a stream that is not open yet."""
        self._clock = clock
        self._any_door = door
        self._device_name = device_name
        self._format = device_format
        self._time = DeviceTime(0.0, output=self.direction is Direction.SPEAKER)
        self._latency_ns = 0
        self.release: Callable[[], None] | None = None
        """How to let go of the device; set by whoever opened it."""
        self._closed = False
        self._lost = False
        self._blocks = 0
        self._xruns = 0
        self._faults = 0

    @property
    def device_name(self) -> str:
        """The device's name, for people."""
        return self._device_name

    def opened(self, latency_s: float) -> None:
        """Take what is known once the device is open; before it runs."""
        self._time = DeviceTime(latency_s, output=self.direction is Direction.SPEAKER)
        self._latency_ns = round(latency_s * NS_PER_S)

    def close(self) -> None:
        """Stop at once and release the device; the door hears nothing more. Idempotent, never raises."""
        self._closed = True
        release, self.release = self.release, None
        if release is not None:
            release()

    def statistics(self) -> StreamStatistics:
        """Return the counters; any thread."""
        return StreamStatistics(
            format=self._format,
            latency_ns=self._latency_ns,
            blocks=self._blocks,
            xruns=self._xruns,
            estimates=self._time.estimates,
            faults=self._faults,
        )

    @property
    def asked_frames(self) -> int:
        """Frames of the device's that each callback is to bring."""
        return self._format.block_frames

    def on_block(self, data: Any, frames: int, time: Any, status: Any) -> None:
        """Take or fill one block; the arguments are those of sounddevice's raw callbacks."""
        raise NotImplementedError

    def on_finished(self) -> None:
        """Tell the door that the device is gone, unless we closed it. Runs on the device's thread."""
        if not self._closed and not self._lost:
            self._lost = True
            self._any_door.lost(gone(self._device_name, self.direction))


class MicrophoneStream(DeviceStream):
    """Brings blocks from a device to a `Capture`."""

    direction = Direction.MICROPHONE

    def __init__(self, clock: Clock, door: Capture, device_name: str, device_format: DeviceFormat) -> None:
        """Prepare the way from the device's format to the wire's."""
        super().__init__(clock, door, device_name, device_format)
        self._door = door
        self._is_plain = device_format == DeviceFormat(RATE_HZ, 1)
        self._resampler = Resampler(device_format.rate_hz, RATE_HZ)
        self._gathered = b""
        """The first half of a block, until the second has come."""
        self._gathered_at_ns = 0
        self._gathered_overflowed = False

    @property
    def asked_frames(self) -> int:
        """Half a block where that is whole frames; the door gets whole ones.

        Measured with clicks on the virtual card: sound is 5 ms younger when it reaches the door. A callback
        that comes 200 ms late loses nothing there either way.
        """
        frames = self._format.block_frames
        return frames // 2 if frames % 2 == 0 else frames

    def on_block(self, data: Any, frames: int, time: Any, status: Any) -> None:
        """Hand one block over."""
        if self._closed:
            return
        try:
            now_ns = self._clock.now_ns()
            if not self._blocks:
                self._door.opened(self._device_name)
            self._blocks += 1
            overflowed = bool(status.input_overflow)
            self._xruns += overflowed
            captured_at_ns, _ = self._time.block_at(
                now_ns, time.inputBufferAdcTime - time.currentTime, frames * NS_PER_S // self._format.rate_hz
            )
            if not self._gathered:
                self._gathered_at_ns = captured_at_ns
            self._gathered += bytes(data)
            self._gathered_overflowed |= overflowed
            if len(self._gathered) < self._format.block_frames * self._format.channels * FRAME_BYTES:
                return
            pcm, self._gathered = self._gathered, b""
            captured_at_ns = self._gathered_at_ns
            overflowed, self._gathered_overflowed = self._gathered_overflowed, False
            if not self._is_plain:
                pcm = self._resampler.process(self._mono(pcm)).astype("<i2", copy=False).tobytes()
                captured_at_ns -= self._resampler.delay_ns
            self._door.block(pcm, captured_at_ns, overflowed)
        except Exception:  # noqa: BLE001
            # An exception would abort the stream; the counter tells.
            self._faults += 1

    def _mono(self, raw: bytes) -> NDArray[np.int16]:
        """Return one channel: the mean of two, the first of more (on an interface they are other things)."""
        samples = np.frombuffer(raw, dtype="<i2").reshape(-1, self._format.channels)
        if self._format.channels == 2:
            mean: NDArray[np.int16] = (samples.sum(axis=1, dtype=np.int32) >> 1).astype(np.int16)
            return mean
        return samples[:, 0]


class SpeakerStream(DeviceStream):
    """Brings blocks from a `PlayoutQueue` to a device."""

    direction = Direction.SPEAKER

    def __init__(
        self, clock: Clock, door: PlayoutQueue, device_name: str, device_format: DeviceFormat
    ) -> None:
        """Prepare the way from the wire's format to the device's."""
        super().__init__(clock, door, device_name, device_format)
        self._door = door
        self._is_plain = device_format == DeviceFormat(RATE_HZ, 1)
        self._resampler = Resampler(RATE_HZ, device_format.rate_hz)
        self._wire = np.zeros(device_format.block_frames * RATE_HZ // device_format.rate_hz, dtype="<i2")
        self._ready: NDArray[np.int16] = np.zeros(0, dtype=np.int16)
        """Frames at the device's rate that the last block had no room for; none while blocks are as asked."""

    def on_block(self, data: Any, frames: int, time: Any, status: Any) -> None:
        """Fill one block."""
        if self._closed:
            data[:] = bytes(len(data))
            return
        try:
            now_ns = self._clock.now_ns()
            if not self._blocks:
                self._door.opened(self._device_name)
            self._blocks += 1
            self._xruns += bool(status.output_underflow)
            dac_at_ns, estimated = self._time.block_at(
                now_ns, time.outputBufferDacTime - time.currentTime, frames * NS_PER_S // self._format.rate_hz
            )
            if self._is_plain:
                self._door.fill(data, frames, dac_at_ns, estimated)
            else:
                self._fill_converted(data, frames, dac_at_ns, estimated)
        except Exception:  # noqa: BLE001
            # An exception would abort the stream; the counter tells.
            self._faults += 1
            data[:] = bytes(len(data))

    def _fill_converted(self, out: Any, frames: int, dac_at_ns: int, estimated: bool) -> None:
        """Fill one block of the device's own format."""
        while len(self._ready) < frames:
            ready_ns = len(self._ready) * NS_PER_S // self._format.rate_hz
            heard_at_ns = dac_at_ns + ready_ns + self._resampler.delay_ns
            self._door.fill(self._wire, len(self._wire), heard_at_ns, estimated)
            self._ready = np.concatenate((self._ready, self._resampler.process(self._wire)))
        samples = np.frombuffer(out, dtype="<i2").reshape(frames, self._format.channels)
        # The first two channels are the front ones on every card; the others stay silent.
        samples[:, :2] = self._ready[:frames, np.newaxis]
        samples[:, 2:] = 0
        self._ready = self._ready[frames:]
