"""Where a recording is, for whoever names it, and where a new one goes: never onto another one."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from pathlib import Path

from voiceapp.settings_file import data_folder

LINES = "tape.jsonl"
INNER = "tape"
"""What `--record DIR` and `demo --output DIR` make inside the folder they are given."""


def tape_folder(named: Path) -> Path:
    """Return the folder of the tape that is meant; `named` itself where there is none."""
    if named.name == LINES and named.is_file():
        return named.parent
    if not (named / LINES).is_file() and (named / INNER / LINES).is_file():
        return named / INNER
    return named


def recordings_folder() -> Path:
    """Return the folder of recordings nobody named a place for; it need not exist."""
    return data_folder() / "recordings"


def dated_folder(began: datetime) -> Path:
    """Return the folder for a recording that begins now, named by the time; it is free."""
    return free_folder(recordings_folder() / began.strftime("%Y-%m-%d %H-%M-%S"))


def free_folder(wanted: Path) -> Path:
    """Return `wanted`, or with a number behind its name where a recording is in it already."""
    others = (wanted.with_name(f"{wanted.name}-{number}") for number in count(2))
    return wanted if not _is_taken(wanted) else next(other for other in others if not _is_taken(other))


def set_aside(folder: Path) -> None:
    """Give a recording in `folder` a number behind its name, so that another one can be made there.

    Raises OSError.
    """
    if _is_taken(folder):
        folder.rename(free_folder(folder))


def _is_taken(folder: Path) -> bool:
    return (folder / LINES).exists()


def title_of(folder: Path) -> str:
    """Return what a person calls the recording in a tape's folder."""
    folder = folder.absolute()
    return folder.parent.name if folder.name == INNER and folder.parent.name else folder.name
