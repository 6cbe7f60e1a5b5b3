"""Files made of kept conversations, and recordings deleted."""

from __future__ import annotations

import wave
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.store.stored import answer, answered, conversation, keep, said, user
from voiceapp import kept_files
from voiceapp.errors import StoreError, TapeError
from voiceapp.store.archive import Archive
from voiceapp.store.export.texts import Unheard
from voiceapp.store.kept import ConversationId, Part, Preference

TAPE = Path(__file__).parent / "tapes" / "barge-in-while-generating-ga"
BEGAN = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ending", "beginning"),
    [("md", "# Trains"), ("txt", "Trains"), ("json", "{"), ("srt", "1\n"), ("vtt", "WEBVTT")],
)
def test_a_text_is_written_in_every_format(tmp_path: Path, ending: str, beginning: str) -> None:
    path = tmp_path / "a file"
    kept_files.write_conversation(
        conversation(user("Hello"), answer("Good morning."), title="Trains"), path, ending, Unheard.MARKED
    )
    assert path.read_text(encoding="utf-8").startswith(beginning)


def test_sound_is_that_of_the_recording(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    recorded = conversation(user("Hello"), parts=(Part(BEGAN, 0, 0, 1_000, str(TAPE)),))
    kept_files.write_conversation(recorded, path, "wav", Unheard.LEFT_OUT)
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getnframes()) == (2, 36_000)  # a second and the tail
    with pytest.raises(StoreError, match="Conversation 7 was not recorded, so there is no sound"):
        kept_files.write_conversation(conversation(user("Hello")), path, "wav", Unheard.LEFT_OUT)
    parts = tuple(Part(BEGAN, 0, 0, 1_000, tape) for tape in (str(TAPE), "", str(TAPE)))
    written = kept_files.write_conversation(
        conversation(user("Hello"), parts=parts), path, "wav", Unheard.LEFT_OUT
    )
    assert written == (path, tmp_path / "a (2).wav")
    gone = conversation(user("Hello"), parts=(Part(BEGAN, 0, 0, 1_000, str(tmp_path / "gone")),))
    with pytest.raises(TapeError):
        kept_files.write_conversation(gone, path, "wav", Unheard.LEFT_OUT)


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        kept_files.write_conversation(
            conversation(user("Hello")), tmp_path / "none" / "a.md", "md", Unheard.LEFT_OUT
        )


def test_training_data_is_written_with_what_one_should_know(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    with Archive(tmp_path / "c.sqlite") as archive:
        keep(archive, said("Hello"), answered("Good morning.", heard_ms=900))
        keep(archive, said("Nobody answered"))
        told = kept_files.write_training(
            path, kept_files.chat_examples(archive, [ConversationId(1), ConversationId(2)])
        )
    assert told == (
        f"{path} is written, with 1 examples. "
        "1 examples are too few: services refuse files with less than 10."
    )
    assert path.read_bytes().startswith(b"\xef\xbb\xbf{")


def test_without_an_example_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text("an older file")
    with Archive(tmp_path / "c.sqlite") as archive:
        keep(archive, said("Hello"), answered("Good morning.", heard_ms=900))
        with pytest.raises(StoreError, match="Nothing is written"):
            kept_files.write_training(path, kept_files.preference_pairs(archive, [ConversationId(1)]))
        assert path.read_text() == "an older file"
        archive.prefer(ConversationId(1), Preference("item_1", "Good morning.", "Go away."))
        told = kept_files.write_training(path, kept_files.preference_pairs(archive, [ConversationId(1)]))
    assert "with 1 examples" in told
    assert "Go away." in path.read_text(encoding="utf-8-sig")


def test_no_file_is_written_over(tmp_path: Path) -> None:
    wanted = tmp_path / "a.md"
    assert kept_files.free_path(wanted) == wanted
    wanted.touch()
    (tmp_path / "a 2.md").touch()
    assert kept_files.free_path(wanted) == tmp_path / "a 3.md"


def test_a_row_has_a_moment_on_the_recording_of_its_part() -> None:
    first, second = Part(BEGAN, 5_000_000, 0, 9_000, "one"), Part(BEGAN, 7_000_000, 9_000, 4_000, "two")
    said_then = user("Hello", at_ms=1_000, key="item_1")
    heard_later = answer("Good morning.", at_ms=10_000, key="1:item_2")
    kept = conversation(said_then, replace(heard_later, part=1), parts=(first, second))
    assert kept_files.moment_of(kept, "item_1") == ("one", 5_000_000 + 1_000_000_000)
    assert kept_files.moment_of(kept, "1:item_2") == ("two", 7_000_000 + 1_200_000_000)
    assert kept_files.moment_of(kept, "") == ("one", 5_000_000)
    with pytest.raises(StoreError, match="was not recorded"):
        kept_files.moment_of(conversation(said_then), "item_1")


def test_a_recording_is_deleted_with_its_folder(tmp_path: Path) -> None:
    tape = tmp_path / "tape"
    tape.mkdir()
    assert not kept_files.has_recording(tape)
    (tape / "tape.jsonl").write_text("{}")
    assert kept_files.has_recording(tape)
    kept_files.delete_recording(tape)
    assert not tape.exists()
    with pytest.raises(StoreError, match="cannot be deleted"):
        kept_files.delete_recording(tape)
