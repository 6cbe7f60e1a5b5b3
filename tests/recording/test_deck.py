"""Recording that begins and ends at any moment of a conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceapp.dialogue import inputs as i
from voiceapp.errors import TapeError
from voiceapp.recording.deck import TapeDeck
from voiceapp.recording.header import TapeHeader
from voiceapp.recording.reader import TapeReader
from voiceapp.recording.recorder import STEP_BYTES


def key(at_ns: int) -> i.Input:
    return i.TalkPressed(at_ns)


def times(folder: Path) -> list[int]:
    return [happened.at_ns for happened, _ in TapeReader(folder).steps()]


def ended(deck: TapeDeck) -> None:
    recorder = deck.stop()
    assert recorder is not None
    assert recorder.join(10)


def test_a_recording_asked_for_in_the_middle_begins_at_the_beginning(tmp_path: Path) -> None:
    deck = TapeDeck()
    deck.write(key(1), [])
    deck.write(key(2), [])
    was_recording = [deck.is_recording]
    assert list(tmp_path.iterdir()) == []  # nothing reaches a disk before somebody asks
    deck.start(tmp_path / "tape", TapeHeader())
    deck.write(key(3), [])
    was_recording.append(deck.is_recording)
    ended(deck)
    was_recording.append(deck.is_recording)
    assert was_recording == [False, True, False]
    assert times(tmp_path / "tape") == [1, 2, 3]
    assert TapeReader(tmp_path / "tape").header.from_start


def test_what_is_in_memory_can_be_had_until_a_recording_begins(tmp_path: Path) -> None:
    deck = TapeDeck()
    deck.write(key(1), [])
    assert (deck.kept, deck.folder) == (((key(1), []),), None)
    deck.start(tmp_path / "tape", TapeHeader())
    ended(deck)
    assert (deck.kept, deck.folder) == ((), tmp_path / "tape")


def test_a_second_recording_begins_where_it_is_asked_for_and_says_so(tmp_path: Path) -> None:
    deck = TapeDeck()
    deck.write(key(1), [])
    deck.start(tmp_path / "one", TapeHeader())
    ended(deck)
    deck.write(key(2), [])
    deck.start(tmp_path / "two", TapeHeader())
    deck.write(key(3), [])
    ended(deck)
    assert times(tmp_path / "two") == [3]
    assert not TapeReader(tmp_path / "two").header.from_start


def test_what_is_kept_in_memory_is_bounded(tmp_path: Path) -> None:
    deck = TapeDeck(kept_bytes_max=2 * STEP_BYTES)
    for at_ns in (1, 2, 3, 4):
        deck.write(key(at_ns), [])
    deck.start(tmp_path, TapeHeader())
    deck.write(key(5), [])
    ended(deck)
    assert times(tmp_path) == [5]
    assert not TapeReader(tmp_path).header.from_start


def test_there_is_one_recording_at_a_time(tmp_path: Path) -> None:
    deck = TapeDeck()
    deck.start(tmp_path / "one", TapeHeader())
    with pytest.raises(TapeError, match="being recorded already"):
        deck.start(tmp_path / "two", TapeHeader())
    ended(deck)
    assert deck.stop() is None


def test_a_recording_that_ends_by_itself_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    deck = TapeDeck()
    deck.start(tmp_path / "file" / "tape", TapeHeader())

    def write_on() -> None:
        for at_ns in range(10_000_000):
            deck.write(key(at_ns), [])

    with pytest.raises(TapeError, match="cannot be written"):
        write_on()
    assert not deck.is_recording
    assert deck.write(key(1), []) == 0


def test_a_folder_that_cannot_be_written_is_told_before_anything_has_begun(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    deck = TapeDeck()
    with pytest.raises(TapeError, match="cannot be written"):
        deck.start(tmp_path / "file" / "tape", TapeHeader(), open_here=True)
    assert not deck.is_recording


def test_what_was_written_and_lost_can_be_counted_during_and_after(tmp_path: Path) -> None:
    deck = TapeDeck()
    assert deck.statistics() is None
    deck.start(tmp_path, TapeHeader())
    deck.write(key(1), [])
    during = deck.statistics()
    assert during is not None
    assert during.written_steps + during.queued_steps >= 1
    ended(deck)
    after = deck.statistics()
    assert after is not None
    assert (after.written_steps, after.lost_steps) == (1, 0)
