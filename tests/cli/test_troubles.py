"""`voiceapp report`, `redact` and `bundle`, as somebody at a terminal has them."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.scenarios import TAPES
from tests.terminal import environment, run_here

BARGE_IN = TAPES / "barge-in-after-generation-ga"
COUGH = TAPES / "cough-ga"


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    shutil.copytree(BARGE_IN, tmp_path / "talk" / "tape")
    return tmp_path / "talk"


# -- report ------------------------------------------------------------------------------------------------


def test_a_report_is_text_by_default(tape: Path) -> None:
    found = run_here("report", str(tape))
    assert (found.code, found.error) == (0, "")
    assert "talk" in found.out.splitlines()[0]
    assert found.out.endswith("\n")


def test_as_json_it_is_one_object_and_with_another_tape_it_compares() -> None:
    found = run_here("report", str(BARGE_IN), str(COUGH), "--json")
    assert (found.code, found.error) == (0, "")
    told = json.loads(found.out)
    assert told["report"]["figures"]["interruptions"] == 1
    assert told["other"]["figures"]["interruptions"] == 0


def test_a_page_is_written_into_a_file(tape: Path, tmp_path: Path) -> None:
    found = run_here("report", str(tape), "--html", "--output", str(tmp_path / "page.html"))
    assert (found.code, found.out, found.error) == (0, "", "")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "<svg" in page


def test_a_damaged_tape_is_reported_as_far_as_it_can_be_read(tape: Path) -> None:
    lines = tape / "tape" / "tape.jsonl"
    lines.write_bytes(lines.read_bytes()[:-500])
    found = run_here("report", str(tape))
    assert found.code == 0
    assert "cut off" in found.out


def test_what_cannot_be_read_or_written_is_one_sentence(tape: Path, tmp_path: Path) -> None:
    found = run_here("report", str(tmp_path / "nothing"))
    assert (found.code, found.error) == (1, f"voiceapp: There is no tape in {tmp_path / 'nothing'}.\n")
    found = run_here("report", str(tape), "--output", str(tmp_path))
    assert found.code == 1
    assert "cannot be written" in found.error
    assert run_here("report", str(tape), "--json", "--html").code == 2


# -- redact ------------------------------------------------------------------------------------------------


def test_a_redacted_tape_lies_beside_the_tape_and_has_the_same_report(tape: Path) -> None:
    found = run_here("redact", str(tape))
    out = tape / "tape-redacted"
    assert (found.code, found.error) == (0, "")
    assert found.out == f"714 steps, without words and sound: {out}\n"
    assert b"good morning" not in (out / "tape.jsonl").read_bytes()
    figures = [
        json.loads(run_here("report", str(one), "--json").out)["report"]["figures"] for one in (tape, out)
    ]
    assert figures[0] == figures[1]


def test_nothing_that_is_there_is_written_over(tape: Path) -> None:
    found = run_here("redact", str(tape), str(tape / "tape"))
    assert found.code == 1
    assert "is there already" in found.error
    assert (tape / "tape" / "microphone.wav").exists()


def test_what_was_damaged_is_said(tape: Path, tmp_path: Path) -> None:
    (tape / "tape" / "assistant.wav").unlink()
    found = run_here("redact", str(tape), str(tmp_path / "out"))
    assert found.code == 0
    assert "The sound of the assistant is missing" in found.error


# -- bundle ------------------------------------------------------------------------------------------------


def test_a_bundle_is_shown_and_not_saved_unless_a_file_is_named(tape: Path, tmp_path: Path) -> None:
    found = run_here("bundle", str(tape))
    assert (found.code, found.error) == (0, "")
    assert "tape/tape.jsonl  (" in found.out
    assert '    "microphone": ""' in found.out  # all of the facts
    assert "more lines\n" in found.out  # and not all of the tape
    assert found.out.endswith("Nothing was saved. --output FILE.zip saves this.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["talk"]


def test_a_saved_bundle_has_what_was_shown(tape: Path, tmp_path: Path) -> None:
    path = tmp_path / "problem.zip"
    env = environment(
        AZURE_OPENAI_ENDPOINT="https://canary.openai.azure.com",
        AZURE_OPENAI_DEPLOYMENT_NAME="canary-talk",
        AZURE_OPENAI_API_KEY="canarycanarycanarycanarycanary",
        VOICEAPP_DATA_DIR=str(tmp_path),
    )
    (tmp_path / "voiceapp.log").write_text("> wss://canary.openai.azure.com/ with canary-talk\n")
    found = run_here("bundle", str(tape), "--output", str(path), env=env)
    assert (found.code, found.error) == (0, "")
    assert found.out.endswith(f"Saved as {path}. Nothing was sent.\n")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["about.txt", "facts.json", "log.txt", "tape/tape.jsonl"]
        for name in archive.namelist():
            assert b"canary" not in archive.read(name)
        assert json.loads(archive.read("facts.json"))["service"]["provider"] == "azure"
        assert archive.read("log.txt") == b"> wss://<name>/ with <name>\n"


def test_a_bundle_needs_no_tape_and_replaces_no_file(tmp_path: Path) -> None:
    path = tmp_path / "problem.zip"
    assert run_here("bundle", "--output", str(path)).code == 0
    before = path.read_bytes()
    found = run_here("bundle", "--output", str(path))
    assert found.code == 2
    assert "is there already" in found.error
    assert path.read_bytes() == before
