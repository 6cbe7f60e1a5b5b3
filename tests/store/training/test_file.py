"""Files of training data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from voiceapp.errors import StoreError
from voiceapp.store.training import file as training_file
from voiceapp.store.training.file import size_advice, write_examples


def test_a_file_is_utf_8_with_a_mark_and_one_object_a_line(tmp_path: Path) -> None:
    path = tmp_path / "chat.jsonl"
    assert write_examples(path, [{"a": "京都\n"}, {"b": 2}]) == 2
    content = path.read_bytes()
    assert content == b'\xef\xbb\xbf{"a": "\xe4\xba\xac\xe9\x83\xbd\\n"}\n{"b": 2}\n'
    assert [json.loads(line) for line in content.decode("utf-8-sig").splitlines()] == [
        {"a": "京都\n"},
        {"b": 2},
    ]
    assert [found.name for found in tmp_path.iterdir()] == ["chat.jsonl"]


def test_a_file_that_would_be_too_large_is_not_written_and_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_text("old")
    monkeypatch.setattr(training_file, "FILE_BYTES_MAX", 30)
    with pytest.raises(StoreError, match="larger than 512 MB"):
        write_examples(path, [{"a": "0123456789"}, {"a": "0123456789"}])
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["chat.jsonl"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_examples(tmp_path / "nowhere" / "chat.jsonl", [{}])


@pytest.mark.parametrize(
    ("examples", "advice"),
    [(0, "too few"), (9, "too few"), (10, "at least 50"), (49, "at least 50"), (50, "")],
)
def test_few_examples_are_told(examples: int, advice: str) -> None:
    assert advice in size_advice(examples)
    assert bool(advice) == bool(size_advice(examples))
