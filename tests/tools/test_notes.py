from __future__ import annotations

import sys
from pathlib import Path

import pytest

from voiceapp.audio.desk import here
from voiceapp.tools.function import ArgumentsError
from voiceapp.tools.notes import search, search_notes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    notes = tmp_path / "notes"
    (notes / "travel").mkdir(parents=True)
    (notes / "travel" / "timetable.md").write_text(
        "# Trains\n\nThe train to Kyoto leaves\nfrom platform four.\n\nThe train to Nara: platform two.\n",
        "utf-8",
    )
    (notes / "list.txt").write_text("Milk\r\n\r\nCall the platform team\r\n", "utf-8")
    return notes


def test_the_paragraph_with_most_of_the_words_comes_first_with_its_place(folder: Path) -> None:
    assert search(folder, "Kyoto PLATFORM").splitlines() == [
        "travel/timetable.md, line 3: The train to Kyoto leaves from platform four.",
        "list.txt, line 3: Call the platform team",
        "travel/timetable.md, line 6: The train to Nara: platform two.",
    ]


def test_nothing_found_is_said(folder: Path) -> None:
    assert search(folder, " sushi ") == "Nothing in the notes has “sushi”."
    assert search(folder, "?!") == "Nothing in the notes has “?!”."


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    assert search(tmp_path / "gone", "kyoto") == "The folder of notes is not there."


def test_only_text_below_the_folder_is_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("kyoto outside", "utf-8")
    (folder / ".hidden.md").write_text("kyoto hidden", "utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "notes.md").write_text("kyoto hidden", "utf-8")
    (folder / "photo.png").write_text("kyoto", "utf-8")
    if sys.platform != "win32":
        (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
        (folder / "elsewhere").symlink_to(tmp_path)
    assert search(folder, "kyoto") == (
        "travel/timetable.md, line 3: The train to Kyoto leaves from platform four."
    )


def test_files_that_are_no_text_or_too_large_are_counted(folder: Path) -> None:
    (folder / "large.txt").write_text("kyoto " * 200_000, "utf-8")
    (folder / "binary.txt").write_bytes(b"kyoto\0")
    (folder / "latin.txt").write_bytes(b"Kyoto caf\xe9")
    assert search(folder, "kyoto").splitlines() == [
        "latin.txt, line 1: Kyoto caf\ufffd",
        "travel/timetable.md, line 3: The train to Kyoto leaves from platform four.",
        "Files that could not be read or are too large: 2.",
    ]


def test_at_most_five_are_told_and_long_ones_are_cut_around_the_word(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("a " * 1_000 + "needle" + " b" * 1_000, "utf-8")
    for number in range(9):
        (tmp_path / f"n{number}.txt").write_text("needle", "utf-8")
    lines = search(tmp_path, "needle").splitlines()
    assert [line.partition(",")[0] for line in lines] == ["long.txt", "n0.txt", "n1.txt", "n2.txt", "n3.txt"]
    cut = lines[0].partition(": ")[2]
    assert "needle" in cut
    assert (cut[:2], cut[-2:]) == ("… ", " …")
    assert len(cut) <= 404


def test_too_many_files_end_the_search_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiceapp.tools.notes.FILES_MAX", 2)
    for number in range(3):
        (tmp_path / f"n{number}.txt").write_text("needle", "utf-8")
    assert search(tmp_path, "needle").splitlines() == [
        "n0.txt, line 1: needle",
        "n1.txt, line 1: needle",
        "Not all files were searched: too many, or a slow disk.",
    ]


def test_a_disk_that_is_slow_ends_the_search_with_what_was_found(folder: Path) -> None:
    passing = iter([0.0, 1.0, 6.0])
    assert search(folder, "platform", now_s=lambda: next(passing)).splitlines() == [
        "list.txt, line 3: Call the platform team",
        "Not all files were searched: too many, or a slow disk.",
    ]


def test_a_file_that_goes_away_meanwhile_is_counted(folder: Path) -> None:
    calls = []

    def now_s() -> float:
        calls.append(0.0)
        if len(calls) == 2:  # it is listed, and not opened yet
            (folder / "list.txt").unlink()
        return 0.0

    assert search(folder, "milk", now_s).splitlines() == [
        "Nothing in the notes has “milk”.",
        "Files that could not be read or are too large: 1.",
    ]


@pytest.mark.parametrize("given", [{}, {"query": ""}, {"query": "  "}, {"query": 7}, {"query": ["kyoto"]}])
async def test_a_query_that_is_none_is_refused(folder: Path, given: dict[str, object]) -> None:
    with pytest.raises(ArgumentsError, match="`query` must be the words to look for"):
        await search_notes(folder, here).run(given)


async def test_it_is_searched_by_the_function(folder: Path) -> None:
    assert (await search_notes(folder, here).run({"query": "milk"})) == "list.txt, line 1: Milk"
