"""A turn that is kept."""

from __future__ import annotations

from pathlib import Path

from voiceapp.recording.journal_folder import JournalFolder
from voiceapp.recording.kept_turn import KeptTurn, SafePlace, Stage


def test_two_turns_are_never_the_same_however_alike() -> None:
    turns = [KeptTurn(NoPlace(), Stage.SPOKEN, since_ns=1) for _ in range(2)]
    assert turns.index(turns[1]) == 1


def test_the_folder_of_a_program_is_a_safe_place(tmp_path: Path) -> None:
    folder = JournalFolder(tmp_path, 0)
    place: SafePlace = folder
    turn = KeptTurn(place.text(1, "hello"), Stage.LOST, since_ns=1, is_speech=False, text="hello")
    turn.kept.erase()
    assert list(tmp_path.glob("*/*")) == []
    folder.remove()


class NoPlace:
    """Keeps nothing."""

    def append(self, pcm: bytes) -> None:
        pass

    def erase(self) -> None:
        pass
