"""Files of training data, checked line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.store.stored import answer, conversation, tool, user
from voiceapp.errors import StoreError
from voiceapp.store.kept import Preference
from voiceapp.store.training import rules
from voiceapp.store.training.chat import example_of
from voiceapp.store.training.file import MARK, write_examples
from voiceapp.store.training.preferences import pair_of
from voiceapp.store.training.rules import Verdict, validate

FIND = {"type": "function", "name": "find", "parameters": {"type": "object"}}
STORED = conversation(
    user("When?", key="u1"),
    tool('find({"q": 1})', "12:10"),
    answer("At ten past twelve, and at four.", heard="At ten past twelve,"),
    user("Which platform?"),
    answer("Four."),
    tools=(FIND,),
)
USER = {"role": "user", "content": "When?"}
ANSWER = {"role": "assistant", "content": "At ten."}
GOOD = {"messages": [USER, ANSWER]}
PAIR = {
    "input": {"messages": [USER]},
    "preferred_output": [ANSWER],
    "non_preferred_output": [{"role": "assistant", "content": "No."}],
}


def checked(folder: Path, *lines: Any, mark: bytes = MARK) -> Verdict:
    path = folder / "file.jsonl"
    texts = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    path.write_bytes(mark + b"".join(text + b"\n" for text in texts))
    return validate(path)


@pytest.mark.parametrize(
    ("example", "kind"),
    [(example_of(STORED), "chat"), (pair_of(STORED, Preference("u1", "a", "b")), "preference")],
)
def test_what_we_write_keeps_the_rules(tmp_path: Path, example: dict[str, Any], kind: str) -> None:
    path = tmp_path / "ours.jsonl"
    write_examples(path, [example] * 50)
    assert validate(path) == Verdict(kind, 50, (), ())  # type: ignore[arg-type]


def test_few_examples_and_a_missing_mark_are_warnings(tmp_path: Path) -> None:
    verdict = checked(tmp_path, GOOD, mark=b"")
    assert verdict.is_valid
    assert len(verdict.warnings) == 2
    assert "byte order mark" in verdict.warnings[0]
    assert "1 examples are too few" in verdict.warnings[1]
    assert "at least 50" in checked(tmp_path, *[GOOD] * 10).warnings[0]


@pytest.mark.parametrize(
    ("line", "breach"),
    [
        (b"\xff", "Line 2: it is not UTF-8."),
        (b"", "Line 2: it is empty"),
        (b"[" * 100_000, "Line 2: it is not JSON."),
        (b"{'a': 1}", "Line 2: it is not JSON."),
        ([GOOD], "Line 2: it is JSON, but no object."),
        ({"message": []}, "Line 2: it has no `messages`."),
        ({**GOOD, "id": 1}, "Line 2: an example has no field `id`."),
        ({"messages": [USER]}, "Line 2: `messages` has no message of the assistant"),
        (
            {"messages": [USER, {**ANSWER, "weight": 0}]},
            "Line 2: every message of the assistant has the weight 0",
        ),
        ({"messages": [USER, ANSWER, USER]}, "Line 2: the last message is not the assistant's."),
        ({"messages": 3}, "Line 2: `messages` is not a list"),
        (PAIR, "Line 2: it has no `messages`."),
    ],
)
def test_a_bad_line_among_chats_is_told_with_its_number(tmp_path: Path, line: object, breach: str) -> None:
    verdict = checked(tmp_path, GOOD, line, GOOD)
    assert (verdict.kind, verdict.examples, verdict.is_valid) == ("chat", 3, False)
    assert verdict.breaches[0].startswith(breach)
    assert all(one.startswith("Line 2: ") for one in verdict.breaches)


@pytest.mark.parametrize(
    ("change", "breach"),
    [
        ({"input": 3}, "`input` is not an object."),
        ({"input": {"messages": []}}, "`input.messages` is not a list"),
        ({"input": {"messages": [USER], "model": "x"}}, "`input` has no field `model`."),
        ({"preferred_output": []}, "`preferred_output` is not a list"),
        ({"preferred_output": [USER]}, "message 1 of `preferred_output` has no role out of assistant, tool."),
        ({"non_preferred_output": [ANSWER]}, "both outputs are the same"),
        ({"note": 1}, "a preference has no field `note`."),
    ],
)
def test_a_bad_preference_is_told_with_its_number(
    tmp_path: Path, change: dict[str, Any], breach: str
) -> None:
    verdict = checked(tmp_path, PAIR, {**PAIR, **change})
    assert (verdict.kind, verdict.is_valid) == ("preference", False)
    assert verdict.breaches[0].startswith(f"Line 2: {breach}")


def test_a_preference_without_an_output_is_told(tmp_path: Path) -> None:
    verdict = checked(tmp_path, {"input": {"messages": [USER]}, "preferred_output": [ANSWER]})
    assert verdict.breaches == ("Line 1: it has no `non_preferred_output`.",)


def test_a_file_without_examples_is_told(tmp_path: Path) -> None:
    assert checked(tmp_path).breaches == ("The file has no example.",)


def test_of_a_file_that_is_all_wrong_the_beginning_is_told(tmp_path: Path) -> None:
    verdict = checked(tmp_path, *[b"x"] * 1_000)
    assert len(verdict.breaches) == 101
    assert "more than 100 mistakes" in verdict.breaches[-1]


def test_a_file_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "FILE_BYTES_MAX", 10)
    assert checked(tmp_path, GOOD).breaches == ("The file is not smaller than 512 MB.",)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        validate(tmp_path / "nowhere.jsonl")
