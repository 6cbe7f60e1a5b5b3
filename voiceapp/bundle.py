"""The bug bundle: what somebody may send us when something went wrong, and can read through before they do.

A redacted tape (`recording/redaction.py`), the end of the log, and facts of versions and devices. Everything
but the tape passes `Whereabouts.cover`; the tape has no text that could need it. The same files always make
the same bytes.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiceapp.errors import TapeError, VoiceappError
from voiceapp.recording.redaction import KeptSteps, Redaction, redact_steps, redact_tape
from voiceapp.whereabouts import Whereabouts

LOG_BYTES_MAX = 200_000
TAPE_BYTES_MAX = 1 << 26
"""64 MB, about twenty minutes; packed a tenth of it."""
SHOWN_CHARS_MAX = 1 << 20
"""More of one file is not shown: a window needs seconds for it, and it is more of the same."""
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip knows; the real one would make two equal bundles differ."""
ABOUT = """\
What is in here
---------------
{files}
What is not in here
-------------------
Words, sound, keys, addresses, and the names of people and of this
computer. Of the conversation there is when something happened and how
much of it: a text is told by its number of characters, sound by its
length and loudness. Names of devices are in facts.json.
"""


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file of a bundle, UTF-8."""

    name: str
    content: bytes
    about: str
    """What it is, in a few words."""

    @property
    def text(self) -> str:
        """Return what to show of it: all, unless it is very long."""
        text = self.content.decode("utf-8", errors="replace")
        if len(text) <= SHOWN_CHARS_MAX:
            return text
        rest = len(text) - SHOWN_CHARS_MAX
        return f"{text[:SHOWN_CHARS_MAX]}\n… {rest} more characters of the same kind are not shown here."


@dataclass(frozen=True, slots=True)
class Bundle:
    """What would be sent."""

    files: tuple[BundleFile, ...]
    remarks: tuple[str, ...]
    """What is missing, in sentences; empty: nothing."""


def make_bundle(
    tape: Path | KeptSteps | None, facts: dict[str, Any], where: Whereabouts, *, log_file: Path | None = None
) -> Bundle:
    """Put a bundle together; reads and writes files, so not on a loop.

    `tape` is the folder of one; without it the bundle has none, and says so. A log file that is not there is
    left out. Raises TapeError where `tape` is no tape.
    """
    told = json.dumps(_covered(facts, where), indent=2, ensure_ascii=False) + "\n"
    files = [BundleFile("facts.json", told.encode(), "versions, system, devices and settings")]
    remarks: list[str] = []
    if log_file is not None and (log := _end_of(log_file)):
        files.append(BundleFile("log.txt", where.cover(log).encode(), "the end of the log"))
    if tape is None:
        remarks.append("There is no tape of the conversation.")
    else:
        content, redaction = _redacted(tape)
        files.append(BundleFile("tape/tape.jsonl", content, "the conversation without words and sound"))
        remarks += redaction.damages
    list_of = "".join(f"{file.name}: {file.about}\n" for file in files)
    if remarks:
        list_of += "\nWhat is missing:\n" + "".join(f"* {remark}\n" for remark in remarks)
    files.append(BundleFile("about.txt", ABOUT.format(files=list_of).encode(), "what this is"))
    return Bundle(tuple(sorted(files, key=lambda file: file.name)), tuple(remarks))


def save_bundle(bundle: Bundle, path: Path) -> None:
    """Write a bundle as a zip, whole or not at all; an older file of that name is replaced.

    Raises VoiceappError with a sentence when that is not possible.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".bundle-", suffix=".zip", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
                for one in bundle.files:
                    entry = zipfile.ZipInfo(one.name, _WHEN)
                    entry.create_system = 3  # as on Unix, wherever we are
                    entry.external_attr = 0o644 << 16
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, one.content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise VoiceappError(f"The bundle is not saved: {path} cannot be written ({reason}).") from error


def _covered(value: Any, where: Whereabouts) -> Any:
    """Return plain data with its texts covered, and not the names of its fields."""
    match value:
        case str():
            return where.cover(value)
        case dict():
            return {name: _covered(one, where) for name, one in value.items()}
        case list() | tuple():
            return [_covered(one, where) for one in value]
    return value


def _redacted(tape: Path | KeptSteps) -> tuple[bytes, Redaction]:
    with tempfile.TemporaryDirectory(prefix="voiceapp-bundle-") as folder:
        into = Path(folder) / "tape"
        if isinstance(tape, KeptSteps):
            redaction = redact_steps(tape, into, bytes_max=TAPE_BYTES_MAX)
        else:
            redaction = redact_tape(tape, into, bytes_max=TAPE_BYTES_MAX)
        try:
            return (into / "tape.jsonl").read_bytes(), redaction
        except OSError as error:
            raise TapeError("The redacted tape cannot be read.", details=str(error)) from error


def _end_of(path: Path) -> str:
    """Return the last whole lines of a log; empty where there is none."""
    with suppress(OSError), path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - LOG_BYTES_MAX))
        text = file.read(LOG_BYTES_MAX).decode("utf-8", errors="replace")
        return text if size <= LOG_BYTES_MAX else text.partition("\n")[2]
    return ""
