"""`voiceapp check`: what works, what does not, and what to do about it."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from typing import TYPE_CHECKING

from voiceapp.cli.words import Commands, choices_of

if TYPE_CHECKING:
    from voiceapp.audio.device import SoundSystem
    from voiceapp.checkup import Checkup, Finding

MARKS = {"ok": "ok", "warning": "note", "failed": "FAILED"}


def add(commands: Commands) -> None:
    """Add the command."""
    check = commands.add(
        "check",
        _check,
        connects=True,
        summary="check settings, network, sign-in, session, a spoken answer and devices, each with its cure",
        description="Ask one question after the other, and say what to do where the answer is bad. The exit "
        "code is 1 if anything failed. A spoken question is put to the service; it costs what a turn costs.",
    )
    check.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object a line")
    check.add_argument("--no-speech", action="store_true", help="open a session, but ask nothing")
    check.add_argument("--echo", action="store_true", help="play five seconds of noise and measure the echo")


def _check(words: argparse.Namespace) -> int:
    from voiceapp import interruptible
    from voiceapp.audio.portaudio import PortAudioSystem
    from voiceapp.checkup import Checkup
    from voiceapp.clock import SystemClock

    clock = SystemClock()

    def sound() -> SoundSystem:
        return PortAudioSystem(clock)

    checkup = Checkup(choices_of(words), clock, sound, speak=not words.no_speech, echo=words.echo)
    return interruptible.run(lambda: _print(checkup, as_json=words.as_json))


async def _print(checkup: Checkup, *, as_json: bool) -> int:
    code = 0
    async for finding in checkup.findings():
        sys.stdout.write(as_line_of_json(finding) if as_json else as_line(finding))
        sys.stdout.flush()
        if finding.outcome.value == "failed":
            code = 1
    return code


def as_line(finding: Finding) -> str:
    """Return a line for people, and a second one for details that help with a failure."""
    origin = f"  ({finding.origin})" if finding.origin else ""
    line = f"{MARKS[finding.outcome.value]:8}{finding.name:14}{finding.sentence}{origin}\n"
    return line + (f"{'':22}{finding.details}\n" if finding.details else "")


def as_line_of_json(finding: Finding) -> str:
    """Return the same as one JSON object."""
    fields = {**dataclasses.asdict(finding), "outcome": finding.outcome.value}
    return json.dumps(fields, ensure_ascii=False) + "\n"
