"""`voiceapp training`: kept conversations as data for fine-tuning, and a check of such files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from voiceapp.cli.sessions import opened
from voiceapp.cli.streams import say
from voiceapp.cli.words import Commands


def add(commands: Commands) -> None:
    """Add the command and its own commands."""
    group = commands.group(
        "training",
        summary="kept conversations as training data, and a check of such files",
        description="Training data for chat fine-tuning and for preference optimisation, one object a line.",
    )
    export = group.add(
        "export",
        _export,
        summary="write kept conversations as training data",
        description="Write one example for each conversation: only words that were heard, interrupted "
        "answers with weight 0. With --preferences, one for each pair of answers of which you kept one.",
    )
    export.add_argument("file", type=Path, metavar="FILE", help="ends in .jsonl by custom")
    export.add_argument("--tag", default="", help="only conversations with this tag")
    export.add_argument(
        "--preferences", action="store_true", help="pairs of answers instead of conversations"
    )

    validate = group.add(
        "validate",
        _validate,
        summary="check a file of training data line by line",
        description="Check a file against the documented rules. Exit code 1 if a service would refuse it.",
    )
    validate.add_argument("file", type=Path, metavar="FILE")


def _export(words: argparse.Namespace) -> int:
    from voiceapp.kept_files import chat_examples, preference_pairs
    from voiceapp.store.training.file import size_advice, write_examples

    with opened() as archive:
        numbers = [summary.id for summary in reversed(archive.list(tag=words.tag))]
        make = preference_pairs if words.preferences else chat_examples
        count = write_examples(words.file, make(archive, numbers))
    sys.stdout.write(f"{words.file}: {count} examples.\n")
    if advice := size_advice(count):
        say(advice)
    return 0


def _validate(words: argparse.Namespace) -> int:
    from voiceapp.store.training.rules import validate

    verdict = validate(words.file)
    for breach in verdict.breaches:
        sys.stdout.write(f"{breach}\n")
    for warning in verdict.warnings:
        sys.stdout.write(f"Warning: {warning}\n")
    what = "keeps all rules" if verdict.is_valid else "would be refused"
    sys.stdout.write(f"{words.file}: {verdict.examples} examples ({verdict.kind}), {what}.\n")
    return 0 if verdict.is_valid else 1
