"""Files made of kept conversations: to read, to hear, to train with; and recordings deleted.

Everything here waits for a disk, and so is done by the command line or on the archive's thread.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from itertools import chain, count
from pathlib import Path
from typing import Any

from voiceapp.errors import StoreError
from voiceapp.pcm import NS_PER_MS
from voiceapp.store.archive import Archive
from voiceapp.store.export.document import json_of
from voiceapp.store.export.subtitles import srt_of, vtt_of
from voiceapp.store.export.texts import Unheard, markdown_of, text_of
from voiceapp.store.kept import ConversationId, Part, StoredConversation
from voiceapp.store.training.chat import example_of
from voiceapp.store.training.file import write_examples
from voiceapp.store.training.preferences import pair_of
from voiceapp.store.training.rules import validate
from voiceapp.tape_place import LINES
from voiceapp.tape_sound import write_sound

TEXTS = {"md": markdown_of, "txt": text_of, "json": json_of, "srt": srt_of, "vtt": vtt_of}
"""Endings, and what makes the text of such a file."""
SOUNDS = ("wav", "flac", "opus")
SOUND_TAIL_MS = 500
"""Sound after the last change of the transcript."""
BREACHES_TOLD = 3
"""More than these nobody reads in a line."""


def write_conversation(
    conversation: StoredConversation, path: Path, ending: str, unheard: Unheard
) -> tuple[Path, ...]:
    """Write a conversation in the format of files with this ending; return the files.

    Sound is a file for each part that was recorded, the second `… (2)`. `unheard` is for words; of sound
    there is only what was heard. Raises StoreError, TapeError, WavError.
    """
    if ending in SOUNDS:
        return _write_sound(conversation, path)
    try:
        path.write_text(TEXTS[ending](conversation, unheard), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}.") from error
    return (path,)


def chat_examples(archive: Archive, numbers: Iterable[ConversationId]) -> Iterator[dict[str, Any]]:
    """Yield an example for each conversation that makes one, in this order. Raises StoreError."""
    for number in numbers:
        if (example := example_of(archive.open(number))) is not None:
            yield example


def preference_pairs(archive: Archive, numbers: Iterable[ConversationId]) -> Iterator[dict[str, Any]]:
    """Yield each pair of answers of which a person has kept one, in this order. Raises StoreError."""
    for number in numbers:
        if preferences := archive.preferences(number):
            conversation = archive.open(number)
            yield from (pair_of(conversation, preference) for preference in preferences)


def write_training(path: Path, examples: Iterator[dict[str, Any]]) -> str:
    """Write examples and return what a person should know of the file. Raises StoreError.

    Without any example nothing is written, and an older file stays.
    """
    first = next(examples, None)
    if first is None:
        raise StoreError(
            "Nothing is written: these conversations have no whole answer to learn, or no choice of one."
        )
    written = write_examples(path, chain((first,), examples))
    verdict = validate(path)
    told = [f"{path} is written, with {written} examples."]
    return " ".join((*told, *verdict.warnings, *verdict.breaches[:BREACHES_TOLD]))


def free_path(wanted: Path) -> Path:
    """Return `wanted`, or with a number behind its name where such a file is there already."""
    others = (wanted.with_name(f"{wanted.stem} {number}{wanted.suffix}") for number in count(2))
    return wanted if not wanted.exists() else next(other for other in others if not other.exists())


def has_recording(tape: Path) -> bool:
    """Say whether there is a recording in a folder."""
    return (tape / LINES).is_file()


def delete_recording(tape: Path) -> None:
    """Delete a recording with its folder. Raises StoreError."""
    try:
        shutil.rmtree(tape)
    except OSError as error:
        raise StoreError(f"The recording in {tape} cannot be deleted: {error.strerror or error}.") from error


def moment_of(conversation: StoredConversation, row_key: str) -> tuple[str, int]:
    """Return the recording a row is on and when on its clock it began to be heard, or appeared.

    Without such a row: where the first recording of the conversation begins. Raises StoreError without one.
    """
    for row in conversation.rows:
        part = conversation.parts[row.part]
        if row.key == row_key and part.tape:
            began_ms = row.at_ms if row.heard_from_ms is None else row.heard_from_ms
            return part.tape, part.started_ns + (began_ms - part.from_ms) * NS_PER_MS
    part = _recorded_parts(conversation)[0]
    return part.tape, part.started_ns


def _write_sound(conversation: StoredConversation, path: Path) -> tuple[Path, ...]:
    written = []
    for number, part in enumerate(_recorded_parts(conversation), start=1):
        file = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
        duration_ms = part.duration_ms + SOUND_TAIL_MS
        write_sound(Path(part.tape), file, from_ns=part.started_ns, duration_ms=duration_ms)
        written.append(file)
    return tuple(written)


def _recorded_parts(conversation: StoredConversation) -> tuple[Part, ...]:
    parts = tuple(part for part in conversation.parts if part.tape)
    if not parts:
        raise StoreError(
            f"Conversation {conversation.summary.id} was not recorded, so there is no sound of it."
        )
    return parts
