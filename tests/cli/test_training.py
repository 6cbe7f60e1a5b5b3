"""`voiceapp training` as a person at a terminal has it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.store.stored import answered, keep, said
from tests.terminal import environment, run_here
from voiceapp.store.archive import Archive
from voiceapp.store.kept import ConversationId, Preference


def test_conversations_become_a_file_that_keeps_the_rules(tmp_path: Path) -> None:
    env = environment(VOICEAPP_DATA_DIR=str(tmp_path))
    with Archive(tmp_path / "conversations.sqlite") as archive:
        for number in range(11):
            keep(archive, said(f"Question {number}"), answered("Answer."), instructions="Be brief.")
        keep(archive, said("Nobody answered"))
    path = tmp_path / "chat.jsonl"
    done = run_here("training", "export", str(path), env=env)
    assert (done.code, done.out) == (0, f"{path}: 11 examples.\n")
    assert done.error == "voiceapp: 11 examples are few: at least 50 are advised.\n"
    lines = path.read_bytes().decode("utf-8-sig").splitlines()
    assert json.loads(lines[0])["messages"][1]["content"] == "Question 0"
    checked = run_here("training", "validate", str(path), env=env)
    assert (checked.code, checked.out.splitlines()) == (
        0,
        [
            "Warning: 11 examples are few: at least 50 are advised.",
            f"{path}: 11 examples (chat), keeps all rules.",
        ],
    )


def test_choices_become_preferences(tmp_path: Path) -> None:
    env = environment(VOICEAPP_DATA_DIR=str(tmp_path))
    with Archive(tmp_path / "conversations.sqlite") as archive:
        keep(archive, said("Question", "u1"), answered("Good."))
        keep(archive, said("Another", "u1"), answered("Cut off."))
        archive.prefer(ConversationId(1), Preference("u1", "Good.", "Bad."))
    path = tmp_path / "pairs.jsonl"
    done = run_here("training", "export", str(path), "--preferences", env=env)
    assert done.out == f"{path}: 1 examples.\n"
    assert run_here("training", "validate", str(path), env=env).out.endswith(
        f"{path}: 1 examples (preference), keeps all rules.\n"
    )


def test_a_bad_file_is_told_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"messages": [{"role": "user", "content": "Hi"}]}\nnot json\n', encoding="utf-8-sig")
    found = run_here("training", "validate", str(path))
    assert found.code == 1
    assert found.out.splitlines()[:2] == [
        "Line 1: `messages` has no message of the assistant, so there is nothing to learn.",
        "Line 2: it is not JSON. Each example is one object on one line, with nothing around it.",
    ]
    assert found.out.endswith(f"{path}: 2 examples (chat), would be refused.\n")
