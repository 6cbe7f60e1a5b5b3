"""A recording is found however it is named."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from voiceapp.tape_place import dated_folder, free_folder, set_aside, tape_folder, title_of


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    folder = tmp_path / "monday" / "tape"
    folder.mkdir(parents=True)
    (folder / "tape.jsonl").write_text("{}\n")
    return folder


def test_a_tape_is_its_folder_the_folder_around_it_or_the_file_in_it(tape: Path) -> None:
    assert tape_folder(tape) == tape
    assert tape_folder(tape.parent) == tape
    assert tape_folder(tape / "tape.jsonl") == tape


def test_what_is_no_tape_is_left_as_it_was_named(tmp_path: Path) -> None:
    assert tape_folder(tmp_path / "nowhere") == tmp_path / "nowhere"
    assert tape_folder(tmp_path) == tmp_path
    assert tape_folder(tmp_path / "tape.jsonl") == tmp_path / "tape.jsonl"


def test_a_recording_is_called_by_the_folder_a_person_chose(tape: Path) -> None:
    assert title_of(tape) == "monday"
    assert title_of(Path("/a/b/barge-in-ga")) == "barge-in-ga"


def test_a_new_recording_is_never_made_where_one_is(tape: Path) -> None:
    assert free_folder(tape.with_name("other")) == tape.with_name("other")
    assert free_folder(tape) == tape.with_name("tape-2")
    shutil.copytree(tape, tape.with_name("tape-2"))
    assert free_folder(tape) == tape.with_name("tape-3")


def test_a_recording_nobody_named_a_place_for_is_called_by_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEAPP_DATA_DIR", str(tmp_path))
    assert dated_folder(datetime(2026, 11, 20, 14, 2, 9)) == tmp_path / "recordings" / "2026-11-20 14-02-09"


def test_a_recording_that_is_set_aside_keeps_its_files(tape: Path) -> None:
    set_aside(tape)
    assert not tape.exists()
    assert (tape.with_name("tape-2") / "tape.jsonl").read_text() == "{}\n"
    set_aside(tape)  # where there is none, nothing happens
