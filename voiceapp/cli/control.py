"""`voiceapp ptt`, `mute`, `stop`, `status`, `show`, `quit`: what a running voiceapp is told from outside.

A desktop binds these to its own keys, so nothing is imported that is not needed to say one line.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from voiceapp.cli.words import Commands
from voiceapp.errors import ControlError

if TYPE_CHECKING:
    from voiceapp.control.status import Status


def add(commands: Commands) -> None:
    """Add the commands."""
    ptt = _verb(
        commands,
        "ptt",
        "press, release or toggle the talk key of the running voiceapp",
        "Push to talk from anywhere: bind `voiceapp ptt toggle` to a key in the desktop's own settings, or "
        "`down` and `up` where it can tell a press from a release. A hold ends after five minutes.",
    )
    ptt.add_argument("argument", choices=["down", "up", "toggle"], help="what the talk key does")
    mute = _verb(
        commands,
        "mute",
        "mute the running voiceapp, or no longer",
        "Let nothing leave the microphone of the running voiceapp, or no longer.",
    )
    mute.add_argument(
        "argument", nargs="?", default="toggle", choices=["on", "off", "toggle"], help="default: %(default)s"
    )
    _verb(commands, "stop", "stop the answer of the running voiceapp", "Stop the answer; the talk goes on.")
    show = _verb(
        commands, "show", "bring the window of the running voiceapp to the front", "Show the window."
    )
    show.add_argument(
        "--mini",
        action="store_const",
        const="mini",
        default="",
        dest="argument",
        help="the mini window instead, above all others; it takes the keyboard from nobody",
    )
    _verb(
        commands, "quit", "end the running voiceapp", "End the running voiceapp as if its window was closed."
    )
    status = commands.add(
        "status",
        _status,
        summary="what the running voiceapp is doing",
        description="Tell the state of the running voiceapp. Exit code 1 where none is running.",
    )
    status.add_argument(
        "--json", action="store_true", dest="as_json", help="one JSON object (docs/control.md)"
    )


def _verb(commands: Commands, verb: str, summary: str, description: str) -> argparse.ArgumentParser:
    command = commands.add(verb, _say, summary=summary, description=description)
    command.set_defaults(verb=verb, argument="")
    return command


def _say(words: argparse.Namespace) -> int:
    from voiceapp.control.caller import ask
    from voiceapp.control.place import control_folder

    answer = ask(control_folder(), words.verb, words.argument)
    if not answer.ok:
        raise ControlError(answer.sentence)
    sys.stdout.write(f"{answer.sentence}\n")
    return 0


def _status(words: argparse.Namespace) -> int:
    import msgspec

    from voiceapp.control.caller import ask
    from voiceapp.control.place import control_folder

    answer = ask(control_folder(), "status")
    if not answer.ok or answer.status is None:
        raise ControlError(answer.sentence)
    if words.as_json:
        sys.stdout.write(msgspec.json.encode(answer.status).decode() + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines_of(answer.status)))
    return 0


def lines_of(status: Status) -> list[str]:
    """Return a status for people."""
    muted = ", muted" if status.muted else ""
    lines = [
        f"{status.phase}{muted}",
        f"microphone {status.microphone}: {status.microphone_device}",
        f"{status.rows} rows",
    ]
    lines += [f"last heard: {status.heard}"] if status.heard else []
    return [*lines, status.problem] if status.problem else lines
