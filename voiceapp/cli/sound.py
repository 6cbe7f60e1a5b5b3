"""`voiceapp devices` and `voiceapp echo`: the sound of this computer."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voiceapp.cli.words import Commands
from voiceapp.errors import SoundError

if TYPE_CHECKING:
    from voiceapp.audio.device import DeviceInfo


def add(commands: Commands) -> None:
    """Add the two commands."""
    devices = commands.add(
        "devices",
        _devices,
        summary="list microphones and loudspeakers",
        description="List the devices a conversation can use; `*` marks the defaults.",
    )
    devices.add_argument("--json", action="store_true", dest="as_json", help="print a JSON list")

    echo = commands.add(
        "echo",
        _echo,
        summary="the echo check: does the microphone hear the loudspeaker?",
        description="Play five seconds of noise, listen, and say how much comes back. Be quiet meanwhile.",
    )
    echo.add_argument("--microphone", metavar="NAME", help="a microphone by its name")
    echo.add_argument("--speaker", metavar="NAME", help="a loudspeaker by its name")


def _echo(words: argparse.Namespace) -> int:
    from voiceapp import interruptible
    from voiceapp.audio.desk import in_thread
    from voiceapp.audio.echo_check import check_echo
    from voiceapp.audio.echo_measure import sentence
    from voiceapp.audio.portaudio import PortAudioSystem
    from voiceapp.clock import SystemClock

    clock = SystemClock()
    chosen = {"microphone": words.microphone, "speaker": words.speaker}
    report = interruptible.run(lambda: check_echo(PortAudioSystem(clock), clock, run=in_thread, **chosen))
    sys.stdout.write(f"{sentence(report)} Recommended: {report.duplex.value} duplex.\n")
    return 0


def _devices(words: argparse.Namespace) -> int:
    from voiceapp.audio.portaudio import PortAudioSystem
    from voiceapp.clock import SystemClock

    found = PortAudioSystem(SystemClock()).devices()
    if not found and not words.as_json:
        raise SoundError("There is no microphone and no loudspeaker on this computer.")
    sys.stdout.write(devices_as_json(found) if words.as_json else devices_as_text(found))
    return 0


def devices_as_json(found: Sequence[DeviceInfo]) -> str:
    """Return one line: a list of objects, empty for no devices."""
    names = ("name", "host_api", "inputs", "outputs", "default_input", "default_output", "rate_hz")
    rows = [{name: getattr(device, name) for name in names} for device in found]
    return json.dumps(rows, ensure_ascii=False) + "\n"


def devices_as_text(found: Sequence[DeviceInfo]) -> str:
    """Return microphones, then loudspeakers, a line each; a star marks the defaults."""
    lines = []
    for role, count, default in (
        ("microphones", "inputs", "default_input"),
        ("loudspeakers", "outputs", "default_output"),
    ):
        lines.append(f"{role}:")
        for device in (device for device in found if getattr(device, count)):
            mark = "*" if getattr(device, default) else " "
            lines.append(f"  {mark} {device.name}  ({device.host_api}, {device.rate_hz} Hz)")
    return "\n".join(lines) + "\n"
