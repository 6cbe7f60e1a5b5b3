"""A `sounddevice` without PortAudio: devices of chosen kinds that refuse, deliver, misbehave and vanish.

It has the part of the module's interface that `voiceapp.audio.portaudio` uses, and its rules: a fixed list of
devices until it is initialised anew, error codes of portaudio.h, no callback after a stream is closed.
"""

# ruff: noqa: N815  (the names are sounddevice's)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from voiceapp.clock import ManualClock
from voiceapp.pcm import NS_PER_S


class PortAudioError(Exception):
    """As sounddevice's: text, then the code."""


@dataclass
class FakeDevice:
    """One device and what it is like."""

    name: str
    inputs: int = 0
    outputs: int = 0
    host_api: int = 0
    own_rate_hz: int = 48_000
    rates_hz: tuple[int, ...] = (24_000,)
    channels: tuple[int, ...] = (1,)
    busy: bool = False
    broken: bool = False
    """Opens, but does not start."""
    denied: bool = False
    """The system does not let us have it."""


@dataclass
class TimeInfo:
    """The stamps a callback gets."""

    inputBufferAdcTime: float = 0.0
    outputBufferDacTime: float = 0.0
    currentTime: float = 5_000.0


@dataclass
class Flags:
    """The flags a callback gets."""

    input_overflow: bool = False
    output_underflow: bool = False


class FakeStream:
    """A raw stream; `turn()` is one callback."""

    def __init__(self, library: FakeSoundDevice, device: FakeDevice, options: dict[str, Any]) -> None:
        self.library = library
        self.device = device
        self.options = options
        self.latency = 0.02
        self.running = False
        self.closed = False

    def start(self) -> None:
        if self.device.broken:
            raise PortAudioError("Error starting stream: Unanticipated host error", -9999)
        self.running = True

    def abort(self) -> None:
        if self.running:
            self.running = False
            self.options["finished_callback"]()

    def close(self) -> None:
        assert not self.closed, "closing twice crashes PortAudio"
        self.abort()
        self.closed = True

    def vanish(self) -> None:
        """Be unplugged."""
        self.abort()

    def turn(
        self,
        data: bytes | None = None,
        *,
        offset_s: float = 0.03,
        frames: int | None = None,
        xrun: bool = False,
    ) -> bytes:
        """Call back once: with `data` as a microphone, without as a loudspeaker; return the buffer."""
        assert self.running
        count = self.options["blocksize"] if frames is None else frames
        buffer = bytearray(b"\xff" * (count * self.options["channels"] * 2))
        if data is not None:
            assert len(data) == len(buffer)
            buffer[:] = data
        stamps = TimeInfo(5_000.0 + offset_s, 5_000.0 + offset_s, 5_000.0)
        self.options["callback"](memoryview(buffer), count, stamps, Flags(xrun, xrun))
        clock = self.library.clock
        clock.advance(ns=count * NS_PER_S // self.options["samplerate"])
        return bytes(buffer)


@dataclass
class Default:
    """The module's `default` object."""

    hostapi: int = 0


@dataclass
class FakeSoundDevice:
    """The module."""

    clock: ManualClock
    plugged: list[FakeDevice]
    host_api_name: str = "ALSA"
    default: Default = field(default_factory=Default)
    streams: list[FakeStream] = field(default_factory=list)
    initialisations: int = 1
    starts: bool = True
    """Whether it can be initialised."""
    during_open: Callable[[], None] | None = None
    """What happens while a stream is being opened."""
    PortAudioError: type[Exception] = PortAudioError

    def __post_init__(self) -> None:
        self._known = list(self.plugged)

    def get_portaudio_version(self) -> tuple[int, str]:
        return 1246976, "PortAudio V19.7.0-devel"

    def query_devices(self) -> list[dict[str, Any]]:
        self._check()
        return [
            {
                "name": device.name,
                "hostapi": 0,
                "max_input_channels": device.inputs,
                "max_output_channels": device.outputs,
                "default_samplerate": float(device.own_rate_hz),
            }
            for device in self._known
        ]

    def query_hostapis(self) -> list[dict[str, Any]]:
        self._check()
        inputs = [at for at, device in enumerate(self._known) if device.inputs]
        outputs = [at for at, device in enumerate(self._known) if device.outputs]
        return [
            {
                "name": self.host_api_name,
                "devices": list(range(len(self._known))),
                "default_input_device": inputs[0] if inputs else -1,
                "default_output_device": outputs[0] if outputs else -1,
            }
        ]

    def RawInputStream(self, **options: Any) -> FakeStream:
        return self._open(options)

    def RawOutputStream(self, **options: Any) -> FakeStream:
        return self._open(options)

    def WasapiSettings(self, *, auto_convert: bool) -> str:
        return f"auto_convert={auto_convert}"

    def _terminate(self) -> None:
        self._check()
        assert all(stream.closed for stream in self.streams), "a refresh with an open stream kills it"
        self.initialisations = 0

    def _initialize(self) -> None:
        if not self.starts:
            raise PortAudioError("Error initializing PortAudio", -9999)
        self.initialisations += 1
        self._known = list(self.plugged)

    def _check(self) -> None:
        if not self.initialisations:
            raise PortAudioError("PortAudio not initialized", -10000)

    def _open(self, options: dict[str, Any]) -> FakeStream:
        self._check()
        if self.during_open is not None:
            self.during_open()
        device = self._known[options["device"]]
        if device.denied:
            host_error = (0, -13, "Permission denied")
            raise PortAudioError("Error opening RawInputStream: Unanticipated host error", -9999, host_error)
        if device.busy or device not in self.plugged:
            raise PortAudioError("Device unavailable", -9985)
        if options["channels"] not in device.channels:
            raise PortAudioError("Invalid number of channels", -9998)
        if options["samplerate"] not in device.rates_hz:
            raise PortAudioError("Invalid sample rate", -9997)
        stream = FakeStream(self, device, options)
        self.streams.append(stream)
        return stream
