"""What the program needs of a sound system; PortAudio and the simulation both keep this contract.

Streams run at the wire's format (24 000 Hz mono int16) towards us, whatever the hardware does. A stream
calls the door it was given (`audio.capture.Capture`, `audio.playout.PlayoutQueue`) once per block from a
thread of its own, and tells the door when the device is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voiceapp.audio.capture import Capture
from voiceapp.audio.playout import PlayoutQueue


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One device as the person may choose it; identified by name and host API, never by an index."""

    name: str
    host_api: str
    inputs: int
    """Channels it can record; 0 for a loudspeaker."""
    outputs: int
    default_input: bool = False
    default_output: bool = False
    rate_hz: int = 0
    """The device's own preferred rate."""


class Stream(Protocol):
    """An open, running stream."""

    @property
    def device_name(self) -> str:
        """The device's name, for people."""
        ...

    def close(self) -> None:
        """Stop at once and release the device; the door hears nothing more. Idempotent, never raises."""
        ...


class SoundSystem(Protocol):
    """Opens streams and lists devices; raises `SoundError` with a sentence."""

    def devices(self) -> tuple[DeviceInfo, ...]:
        """List what is there now; empty without hardware. Raises SoundError without a sound library."""
        ...

    def devices_now(self) -> tuple[DeviceInfo, ...]:
        """List what is plugged in now, also while streams are open; may take a second. Raises SoundError."""
        ...

    def open_microphone(self, door: Capture, name: str | None = None) -> Stream:
        """Open the named (or default) microphone; blocks arrive at `door` from now on."""
        ...

    def open_speaker(self, door: PlayoutQueue, name: str | None = None) -> Stream:
        """Open the named (or default) loudspeaker; it takes blocks from `door` from now on."""
        ...

    def refresh(self) -> None:
        """Look for devices anew; only while no stream is open. Never raises."""
        ...
