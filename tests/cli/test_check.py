"""`voiceapp check` from a terminal and for a program."""

from __future__ import annotations

import json

from tests.terminal import run
from voiceapp.checkup import Finding, Outcome
from voiceapp.cli.check import as_line, as_line_of_json

NOWHERE = ("check", "--endpoint", "ws://127.0.0.1:9/v1/realtime", "--no-speech")
FINDING = Finding("session", Outcome.FAILED, "There is no way in.", "--endpoint", "HTTP 403")


def test_the_embedded_assistant_is_well_on_a_computer_without_anything() -> None:
    found = run("check")
    assert (found.code, found.error) == (0, "")
    assert "ok      speech        A spoken question was answered aloud" in found.out


def test_a_failure_is_the_exit_code_and_a_line_with_the_cure() -> None:
    found = run(*NOWHERE)
    assert (found.code, found.error) == (1, "")
    assert (
        "FAILED  session       Nothing listens at 127.0.0.1. Start the server, or check the port."
        in found.out
    )


def test_a_program_reads_one_object_a_line() -> None:
    found = run(*NOWHERE, "--json")
    rows = [json.loads(line) for line in found.out.splitlines()]
    assert {tuple(row) for row in rows} == {("name", "outcome", "sentence", "origin", "details")}
    assert {row["outcome"] for row in rows} <= {"ok", "warning", "failed"}


def test_origin_and_details_have_their_place() -> None:
    assert as_line(FINDING) == (
        "FAILED  session       There is no way in.  (--endpoint)\n                      HTTP 403\n"
    )
    assert json.loads(as_line_of_json(FINDING))["outcome"] == "failed"
