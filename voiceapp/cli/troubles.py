"""`voiceapp report`, `redact` and `bundle`: what a recording shows, and how to show it to others."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from voiceapp.cli.streams import say
from voiceapp.cli.tapes import TAPE_HELP
from voiceapp.cli.words import Commands, choices_of
from voiceapp.errors import UsageError, VoiceappError

if TYPE_CHECKING:
    from voiceapp.bundle import Bundle, BundleFile
    from voiceapp.recording.report.findings import Report

LINES_SHOWN = 200
"""A file of a bundle with more lines is not shown whole in the terminal, …"""
BEGINNING_LINES = 20
"""… but its beginning."""
CHARS_SHOWN = 200
"""Of a line."""


def add(commands: Commands) -> None:
    """Add the three commands."""
    told = commands.add(
        "report",
        _report,
        summary="what a recording shows: turns, delays, interruptions, tokens, errors",
        description="Report on a recording: turns, time to first audio, interruptions and how fast they "
        "were obeyed, heard of generated speech, tokens, errors. With a second recording: what changed.",
    )
    told.add_argument("tape", type=Path, metavar="TAPE", help=TAPE_HELP)
    told.add_argument("other", type=Path, metavar="OTHER", nargs="?", help="a recording to compare it with")
    form = told.add_mutually_exclusive_group()
    for name, what in (("json", "one JSON object"), ("html", "a single page with plots")):
        form.add_argument(f"--{name}", action="store_const", dest="form", const=name, help=what)
    told.add_argument("--output", type=Path, metavar="FILE", help="write to FILE instead of the terminal")
    told.set_defaults(form="text")

    redact = commands.add(
        "redact",
        _redact,
        summary="a copy of a recording without words and sound; its timing is kept",
        description="Copy a recording without what was said: of each text its length stays, of the sound its "
        "loudness, of everything its time. The recording itself stays as it is.",
    )
    redact.add_argument("tape", type=Path, metavar="TAPE", help=TAPE_HELP)
    redact.add_argument(
        "out", type=Path, metavar="OUT", nargs="?", help="a new folder; by default TAPE-redacted beside TAPE"
    )

    bundle = commands.add(
        "bundle",
        _bundle,
        summary="put together what helps to find a fault, without words, sound, keys and names",
        description="Show what belongs to the report of a problem: a recording without words and sound, the "
        "end of the log, versions and devices. It is saved only with --output, and never sent.",
    )
    bundle.add_argument("tape", type=Path, metavar="TAPE", nargs="?", help=TAPE_HELP)
    bundle.add_argument("--output", type=Path, metavar="FILE.zip", help="save it as FILE.zip")


def _report(words: argparse.Namespace) -> int:
    from voiceapp.recording.report.forms import render

    found = _report_of(words.tape)
    other = _report_of(words.other) if words.other is not None else None
    text = render(found, other, words.form)
    if words.output is None:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        return 0
    try:
        words.output.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise VoiceappError(f"The report cannot be written to {words.output} ({reason}).") from error
    return 0


def _report_of(named: Path) -> Report:
    from voiceapp.recording.report.reading import report
    from voiceapp.recording.tape import TapeReader
    from voiceapp.tape_place import tape_folder, title_of

    folder = tape_folder(named)
    return report(TapeReader(folder, tolerant=True), title_of(folder))


def _redact(words: argparse.Namespace) -> int:
    from voiceapp.recording.redaction import redact_tape
    from voiceapp.tape_place import tape_folder

    folder = tape_folder(words.tape).absolute()
    out = words.out or folder.with_name(f"{folder.name}-redacted")
    redaction = redact_tape(folder, out)
    for damage in redaction.damages:
        say(damage)
    sys.stdout.write(f"{redaction.steps} steps, without words and sound: {out}\n")
    return 0


def _bundle(words: argparse.Namespace) -> int:
    from voiceapp import log
    from voiceapp.bundle import make_bundle, save_bundle
    from voiceapp.bundle_facts import facts, names_of
    from voiceapp.tape_place import tape_folder
    from voiceapp.whereabouts import whereabouts

    output: Path | None = words.output
    if output is not None and output.exists():
        raise UsageError(f"{output} is there already, and is left as it is. Name a file that is new.")
    choices = choices_of(words)
    bundle = make_bundle(
        tape_folder(words.tape) if words.tape is not None else None,
        facts(choices.settings, choices.connection, environ=os.environ),
        whereabouts(names_of(choices.settings, choices.connection)),
        log_file=log.log_path(),
    )
    sys.stdout.write(as_text(bundle))
    if output is None:
        sys.stdout.write("\nNothing was saved. --output FILE.zip saves this.\n")
        return 0
    save_bundle(bundle, output)
    sys.stdout.write(f"\nSaved as {output}. Nothing was sent.\n")
    return 0


def as_text(bundle: Bundle) -> str:
    """Return every file of a bundle with its size and its content, of long ones the beginning."""
    return "\n".join(_file_as_text(file) for file in bundle.files)


def _file_as_text(file: BundleFile) -> str:
    lines = file.text.splitlines()
    shown = lines if len(lines) <= LINES_SHOWN else lines[:BEGINNING_LINES]
    content = "".join(f"  {line[:CHARS_SHOWN]}{'…' if len(line) > CHARS_SHOWN else ''}\n" for line in shown)
    more = f"  … and {len(lines) - len(shown)} more lines\n" if len(shown) < len(lines) else ""
    return f"{file.name}  ({len(file.content):,} bytes)\n{content}{more}"
