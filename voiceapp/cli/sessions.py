"""`voiceapp sessions`: the conversations that were kept, found, shown, named, taken out and deleted."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from voiceapp.cli.streams import say
from voiceapp.cli.words import Commands, whole_number
from voiceapp.errors import CredentialsError, StoreError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from voiceapp.store.archive import Archive
    from voiceapp.store.export.texts import Unheard
    from voiceapp.store.kept import ConversationId, Summary

TEXTS = ("md", "txt", "json", "srt", "vtt")
SOUNDS = ("wav", "flac", "opus")
LISTED = 50


def add(commands: Commands) -> None:
    """Add the command and its own commands."""
    group = commands.group(
        "sessions",
        summary="conversations that were kept: list, search, export, delete",
        description="Conversations are kept only with `keep_conversations = true` in settings.toml, on this "
        "computer only. `voiceapp talk --continue NUMBER` goes on with one.",
    )
    listed = group.add(
        "list",
        _list,
        summary="the newest conversations",
        description="List conversations, with the moment each was last gone on with, the newest first.",
    )
    listed.add_argument("--tag", default="", help="only those with this tag")
    listed.add_argument(
        "--limit", type=whole_number, default=LISTED, help="how many at most (default: %(default)s)"
    )
    _add_json(listed)

    search = group.add(
        "search",
        _search,
        summary="conversations in which words occur",
        description="Find conversations with a line, a title or a tag that has all the words, or parts of "
        'them. "Several words" in quotation marks are found as they stand.',
    )
    search.add_argument("words", nargs="+", metavar="WORD")
    _add_json(search)

    show = group.add("show", _show, summary="one conversation", description="Print a conversation.")
    _add_number(show)
    _add_unheard(show)

    rename = group.add("rename", _rename, summary="give a title", description="Give a conversation a title.")
    _add_number(rename)
    rename.add_argument("title", nargs="+", metavar="TITLE")

    tag = group.add("tag", _tag, summary="add or remove tags", description="Add tags, or take them away.")
    _add_number(tag)
    tag.add_argument("tags", nargs="+", metavar="TAG")
    tag.add_argument("--remove", action="store_true", help="take these tags away")

    delete = group.add(
        "delete",
        _delete,
        summary="delete for good",
        description="Delete conversations so that no word of them stays in the file. Their recordings stay "
        "unless --with-recordings is given; files you have exported are yours.",
    )
    delete.add_argument("numbers", nargs="*", type=whole_number, metavar="NUMBER")
    delete.add_argument("--all", action="store_true", dest="everything", help="every conversation")
    delete.add_argument("--yes", action="store_true", help="with --all: I mean it")
    delete.add_argument("--with-recordings", action="store_true", help="delete their recordings as well")

    export = group.add(
        "export",
        _export,
        summary="write to files",
        description="Write conversations to files named by date, time and title. Sound needs a conversation "
        "that was recorded.",
    )
    export.add_argument("numbers", nargs="+", type=whole_number, metavar="NUMBER")
    export.add_argument("--format", choices=[*TEXTS, *SOUNDS], default="md", help="(default: %(default)s)")
    export.add_argument(
        "--output", type=Path, default=Path(), metavar="DIR", help="a folder (default: this one)"
    )
    _add_unheard(export)

    group.add(
        "encrypt",
        _encrypt,
        summary="encrypt all of them",
        description="Encrypt the kept conversations with a new key that lies in the system's keyring. Needs "
        "the extra `encryption`. Without that key nobody reads them again.",
    )
    group.add("decrypt", _decrypt, summary="undo that", description="Write them unencrypted again.")


def _add_number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "number", type=whole_number, metavar="NUMBER", help="as `voiceapp sessions list` shows it"
    )


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object a line")


def _add_unheard(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--unheard",
        choices=["leave-out", "mark"],
        default="leave-out",
        help="what becomes of words that were generated but not heard (default: %(default)s)",
    )


def opened() -> Archive:
    """Return the kept conversations. Raises StoreError when nothing was ever kept."""
    from voiceapp.choices import archive_path, open_archive

    path = archive_path()
    if not path.is_file():
        raise StoreError(
            "No conversation has been kept. `keep_conversations = true` in settings.toml switches it on."
        )
    return open_archive(path)


def _encrypt(_words: argparse.Namespace) -> int:
    from voiceapp.choices import ARCHIVE_KEY, archive_path
    from voiceapp.store.archive import Archive
    from voiceapp.store.cipher import convert, is_encrypted, new_key
    from voiceapp.transport.credentials import Secret
    from voiceapp.transport.key_store import KeyStore

    path, store = archive_path(), KeyStore()
    if is_encrypted(path):
        raise UsageError("The kept conversations are encrypted already.")
    Archive(path).close()  # there may be none yet, or one of an older version
    key = new_key()
    try:
        store.save(ARCHIVE_KEY, Secret(key))
    except CredentialsError as error:
        raise StoreError(
            "Nothing is encrypted: there is no keyring that would hold the key.", details=error.details
        ) from error
    convert(path, old_key="", new_key=key)
    sys.stdout.write(f"Encrypted; the key is in the keyring ({store.name()}).\n")
    return 0


def _decrypt(_words: argparse.Namespace) -> int:
    from voiceapp.choices import ARCHIVE_KEY, archive_key, archive_path
    from voiceapp.store.cipher import convert, is_encrypted
    from voiceapp.transport.key_store import KeyStore

    path = archive_path()
    if not is_encrypted(path):
        raise UsageError("The kept conversations are not encrypted.")
    convert(path, old_key=archive_key(), new_key="")
    KeyStore().remove(ARCHIVE_KEY)
    sys.stdout.write("Not encrypted any more.\n")
    return 0


def _list(words: argparse.Namespace) -> int:
    with opened() as archive:
        for summary in archive.list(tag=words.tag, limit=words.limit):
            _print(_fields(summary), _line(summary), as_json=words.as_json)
    return 0


def _search(words: argparse.Namespace) -> int:
    with opened() as archive:
        found = archive.search(" ".join(f'"{word}"' if " " in word else word for word in words.words))
    for one in found:
        fields = {**_fields(one.summary), "row": one.row_key, "snippet": one.snippet, "marks": one.marks}
        _print(fields, f"{_line(one.summary)}\n      {one.snippet}", as_json=words.as_json)
    if not found:
        say("Nothing was found.")
    return 0 if found else 1


def _show(words: argparse.Namespace) -> int:
    from voiceapp.store.export.texts import text_of

    with opened() as archive:
        sys.stdout.write(text_of(archive.open(words.number), _unheard(words)))
    return 0


def _rename(words: argparse.Namespace) -> int:
    with opened() as archive:
        archive.rename(words.number, " ".join(words.title))
    return 0


def _tag(words: argparse.Namespace) -> int:
    with opened() as archive:
        if words.remove:
            archive.tag(words.number, remove=words.tags)
        else:
            archive.tag(words.number, add=words.tags)
    return 0


def _delete(words: argparse.Namespace) -> int:
    from voiceapp.kept_files import delete_recording

    if words.everything == bool(words.numbers):
        raise UsageError("Name the conversations to delete, or say --all.")
    with opened() as archive:
        if words.everything and not words.yes:
            count = len(archive.list())
            raise UsageError(f"This deletes all {count} conversations for good. Say it again with --yes.")
        numbers = [one.id for one in archive.list()] if words.everything else words.numbers
        tapes = _tapes(archive, numbers)
        if words.everything:
            archive.delete_all()
        else:
            archive.delete(numbers)
    sys.stdout.write(f"Deleted: {len(numbers)}.\n")
    for tape in tapes:
        if words.with_recordings:
            delete_recording(tape)
            sys.stdout.write(f"Deleted: the recording in {tape}.\n")
        else:
            sys.stdout.write(f"The recording in {tape} stays; --with-recordings deletes it as well.\n")
    return 0


def _tapes(archive: Archive, numbers: Iterable[ConversationId]) -> list[Path]:
    """Return the recordings of conversations that are still there; several may share one."""
    from voiceapp.kept_files import has_recording

    tapes = dict.fromkeys(part.tape for number in numbers for part in archive.open(number).parts)
    return [Path(tape) for tape in tapes if tape and has_recording(Path(tape))]


def _export(words: argparse.Namespace) -> int:
    from voiceapp.kept_files import write_conversation
    from voiceapp.store.export.file_name import file_name_of

    try:
        words.output.mkdir(parents=True, exist_ok=True)
        with opened() as archive:
            for number in words.numbers:
                conversation = archive.open(number)
                path = words.output / file_name_of(conversation, words.format)
                written = write_conversation(conversation, path, words.format, _unheard(words))
                sys.stdout.writelines(f"{one}\n" for one in written)
    except OSError as error:
        raise StoreError(f"{words.output} cannot be written to: {error.strerror or error}.") from error
    return 0


def _unheard(words: argparse.Namespace) -> Unheard:
    from voiceapp.store.export.texts import Unheard

    return Unheard(words.unheard)


def _fields(summary: Summary) -> dict[str, object]:
    return {
        "number": summary.id,
        "title": summary.title,
        "started_at": summary.started_at.isoformat(timespec="milliseconds"),
        "last_at": summary.last_at.isoformat(timespec="milliseconds"),
        "model": summary.model,
        "tags": summary.tags,
        "rows": summary.rows,
        "recorded": summary.is_recorded,
    }


def _line(summary: Summary) -> str:
    tags = "".join(f" #{tag}" for tag in summary.tags)
    recorded = " (recorded)" if summary.is_recorded else ""
    began = f" (began {_minute(summary.started_at)})" if summary.is_continued else ""
    return f"{summary.id:>5} {_minute(summary.last_at)} {summary.title}{tags}{recorded}{began}"


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _print(fields: dict[str, object], line: str, *, as_json: bool) -> None:
    sys.stdout.write((json.dumps(fields, ensure_ascii=False) if as_json else line) + "\n")
