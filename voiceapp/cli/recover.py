"""`voiceapp recover`: what a program that was stopped by force had not delivered."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voiceapp.cli.words import Commands, choices_of
from voiceapp.errors import UsageError

if TYPE_CHECKING:
    from voiceapp.recording.recovery import Recovery

NOTHING = "Everything was delivered; there is nothing to recover.\n"


def add(commands: Commands) -> None:
    """Add the command."""
    recover = commands.add(
        "recover",
        _recover,
        connects=True,
        summary="what was said and not delivered when the program crashed",
        description="Show what was spoken or typed and not delivered when the program was stopped by force; "
        "send it as the beginning of a conversation, save it, or throw it away.",
    )
    what = recover.add_mutually_exclusive_group()
    what.add_argument("--send", action="store_true", help="begin a conversation in the terminal with it")
    what.add_argument("--save", type=Path, metavar="FILE", help="write the speech to a WAV file; keep it")
    what.add_argument("--discard", action="store_true", help="throw it away")


def _recover(words: argparse.Namespace) -> int:
    from voiceapp.recording.journal import undelivered_folder
    from voiceapp.recording.recovery import Recovery

    recovery = Recovery(undelivered_folder())
    try:
        if not recovery.turns:
            sys.stdout.write(NOTHING)
            return 0
        if words.send:
            return _send(words, recovery)
        if words.discard:
            recovery.discard()
            sys.stdout.write("Thrown away.\n")
            return 0
        sys.stdout.write(f"{recovery.sentence(datetime.now().astimezone())}\n")
        for turn in recovery.turns:
            if turn.text:
                sys.stdout.write(f"  typed: {turn.text}\n")
        if words.save is not None:
            recovery.save(words.save)
            sys.stdout.write(f"The speech is in {words.save}.\n")
        else:
            sys.stdout.write("Use --send, --save FILE or --discard.\n")
        return 0
    finally:
        recovery.release()


def _send(words: argparse.Namespace, recovery: Recovery) -> int:
    from voiceapp.choices import undelivered_of
    from voiceapp.talk import talk

    choices = choices_of(words)
    if undelivered_of(choices) is None:
        raise UsageError(
            "The settings keep nothing, so nobody would see it delivered: use --save FILE and --discard."
        )
    return talk(choices, as_json=False, recovery=recovery)
