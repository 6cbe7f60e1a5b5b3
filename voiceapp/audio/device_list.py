"""Which devices a person may choose from, and which one is meant; pure.

Devices are known by name and host API, never by an index: PortAudio's numbers change whenever something is
plugged in. What a person says is a name, or `name (host API)` where two host APIs have the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from voiceapp.audio.device import DeviceInfo
from voiceapp.errors import DeviceMissing, SoundError

WINDOWS_HOST_API = "Windows WASAPI"
"""Windows lists each device once per host API (MME, DirectSound, WASAPI, WDM-KS): 4 rows for one microphone.
This one has whole names (MME cuts at 31 characters), the lowest latency and converts rates itself."""

_ALSA_PLUGIN = re.compile(
    r"(a52|center_lfe|dmix|dsnoop|front|hdmi|iec958|jack|lavrate\w*|modem|null|oss|phoneline|rear|samplerate\w*"
    r"|side|spdif|speex|speexrate\w*|surround\d\d|sysdefault|upmix|usbstream|vdownmix)(:|$)"
)
"""Names under which ALSA lists its own plumbing beside the hardware, `default`, `pulse` and `pipewire`."""


class Direction(Enum):
    """Which way sound goes; the value is what people call the device."""

    MICROPHONE = "microphone"
    SPEAKER = "loudspeaker"


@dataclass(frozen=True, slots=True)
class ListedDevice:
    """A device and its number in PortAudio's list of this moment."""

    info: DeviceInfo
    index: int


def label(device: DeviceInfo) -> str:
    """Return the name that is unique."""
    return f"{device.name} ({device.host_api})"


def offered(devices: Sequence[DeviceInfo], direction: Direction) -> tuple[str, ...]:
    """Return what to offer for one direction: names, with the host API where two have the same."""
    usable = [device for device in devices if channels(device, direction)]
    return tuple(dict.fromkeys(_short(device, usable) for device in usable))


def offered_as(devices: Sequence[DeviceInfo], name: str, direction: Direction) -> str:
    """Return under which of the `offered` names a chosen device is offered; a missing one keeps its name."""
    usable = [device for device in devices if channels(device, direction)]
    if not any(name in (device.name, label(device)) for device in usable):
        return name
    return _short(choose(usable, name, direction), usable)


def _short(device: DeviceInfo, others: Sequence[DeviceInfo]) -> str:
    same = {other.host_api for other in others if other.name == device.name}
    return label(device) if len(same) > 1 else device.name


def channels(device: DeviceInfo, direction: Direction) -> int:
    """Return how many channels a device has that way; 0 means none."""
    return device.inputs if direction is Direction.MICROPHONE else device.outputs


def choose(devices: Iterable[DeviceInfo], name: str | None, direction: Direction) -> DeviceInfo:
    """Return the device meant by `name`, or the default one. Raises SoundError with what to do."""
    usable = [device for device in devices if channels(device, direction)]
    if name is None:
        if not usable:
            raise SoundError(f"There is no {direction.value}. Plug one in, or start the sound server.")
        return next((device for device in usable if _is_default(device, direction)), usable[0])
    named = [device for device in usable if name in (device.name, label(device))]
    if not named:
        raise DeviceMissing(
            f"The {direction.value} “{name}” is not there now. Plug it in or choose another.", device=name
        )
    return next((device for device in named if _is_default(device, direction)), named[0])


def gone(device_name: str, direction: Direction) -> str:
    """Return the sentence for a device that stopped without being asked."""
    return (
        f"The {direction.value} “{device_name}” has stopped: it was unplugged, or the sound server ended. "
        "Plug it in again or choose another."
    )


def listed(
    devices: Sequence[Mapping[str, Any]], host_apis: Sequence[Mapping[str, Any]], default_host_api: int
) -> tuple[ListedDevice, ...]:
    """Return what is worth showing of PortAudio's list, in its order.

    The arguments are what `sounddevice.query_devices()` and `query_hostapis()` return, and the index of
    the host API to take the defaults from (-1 if there is none). On Windows only `WINDOWS_HOST_API` is
    shown, where it exists and has devices; of ALSA no plumbing; nowhere the monitor of a loudspeaker, since
    an assistant that listens to one hears itself. The default devices are always shown.
    """
    shown_host_api = next(
        (at for at, api in enumerate(host_apis) if api["name"] == WINDOWS_HOST_API and api["devices"]), None
    )
    if shown_host_api is not None:
        default_host_api = shown_host_api
    default_input = default_output = -1
    if 0 <= default_host_api < len(host_apis):
        default_input = int(host_apis[default_host_api]["default_input_device"])
        default_output = int(host_apis[default_host_api]["default_output_device"])
    rows = []
    for index, device in enumerate(devices):
        host_api = str(host_apis[device["hostapi"]]["name"])
        info = DeviceInfo(
            name=str(device["name"]),
            host_api=host_api,
            inputs=int(device["max_input_channels"]),
            outputs=int(device["max_output_channels"]),
            default_input=index == default_input,
            default_output=index == default_output,
            rate_hz=round(device["default_samplerate"]),
        )
        if shown_host_api is not None and device["hostapi"] != shown_host_api:
            continue
        if index in (default_input, default_output) or not _is_plumbing(info):
            rows.append(ListedDevice(info, index))
    return tuple(rows)


def _is_default(device: DeviceInfo, direction: Direction) -> bool:
    return device.default_input if direction is Direction.MICROPHONE else device.default_output


def _is_plumbing(device: DeviceInfo) -> bool:
    if device.name.startswith("Monitor of "):
        return True
    return device.host_api == "ALSA" and _ALSA_PLUGIN.match(device.name) is not None
