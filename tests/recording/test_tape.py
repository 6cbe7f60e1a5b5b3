"""The tape as others use it, and the page that describes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from tests.recording.test_steps import INPUTS
from tests.scenarios import TAPES
from voiceapp.dialogue.commands import COMMANDS
from voiceapp.dialogue.inputs import INPUTS as KINDS
from voiceapp.dialogue.inputs import Span
from voiceapp.recording.plain import plain
from voiceapp.recording.steps import write_input
from voiceapp.recording.tape import VERSION, TapeHeader, TapeReader, TapeWriter
from voiceapp.recording.writer import Gap

PAGE = (Path(__file__).parents[2] / "docs" / "tape.md").read_text(encoding="utf-8")


def names(text: str) -> set[str]:
    """Return what is set as code."""
    return set(re.findall(r"`([^`]+)`", text))


def section(title: str) -> str:
    """Return the part of the page under a title, up to the next one of any rank."""
    return re.split(r"\n#+ ", PAGE.partition(f"# {title}\n")[2])[0]


def test_the_page_is_about_this_version() -> None:
    assert PAGE.startswith(f"# The tape, format {VERSION}\n")


def test_the_page_names_every_field_of_the_header_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section("First line: the header"), re.MULTILINE)
    assert rows == list(TapeHeader.__struct_fields__)


def test_the_page_names_every_input_with_every_field() -> None:
    told = section("Inputs")
    for kind in KINDS:
        row = next((line for line in told.splitlines() if f"`{kind.__name__}`" in line), "")
        assert row, kind.__name__
        missing = set(kind.__dataclass_fields__) - {"at_ns"} - names(row)
        assert missing == set(), kind.__name__
    assert set(Span.__dataclass_fields__) <= names(told)


def test_the_page_names_every_command_with_every_field() -> None:
    told = section("Commands")
    for kind in COMMANDS:
        row = next((line for line in told.splitlines() if f"`{kind.__name__}`" in line), "")
        assert row, kind.__name__
        assert set(kind.__dataclass_fields__) <= names(row), kind.__name__


def test_the_page_names_every_field_of_the_lines_that_are_no_steps() -> None:
    assert {"gap", "end", *Gap.__struct_fields__} <= names(section("The other lines"))


def test_the_page_names_every_field_the_writer_writes_around_an_event() -> None:
    class Shelf:
        def keep(self, voice: str, pcm: bytes) -> dict[str, int]:
            return {"at": 0, "bytes": len(pcm)}

        def fetch(self, voice: str, place: Any) -> bytes:
            return b""

    written: set[str] = set()
    for happened in INPUTS:
        fields = write_input(happened, Shelf())
        written |= set(fields) | {str(fields["in"])}
    written |= {*plain(b"\1"), "at"}
    words = set(re.findall(r"\w+", PAGE))
    assert written - words == set()


def test_the_example_is_a_tape(tmp_path: Path) -> None:
    example = PAGE.partition("```json\n")[2].partition("```")[0]
    assert msgspec.json.decode(example.splitlines()[0], type=TapeHeader).version == VERSION
    (tmp_path / "tape.jsonl").write_text(example, encoding="utf-8")
    tape = TapeReader(tmp_path, tolerant=True)
    assert len(list(tape.steps())) == 5
    assert sorted(damage.line for damage in tape.damages) == [4, 5, 7]  # no sound beside it, twice; the gap
    for line in example.splitlines()[1:]:
        assert set(msgspec.json.decode(line)) & {"in", "gap", "end"}


def test_every_tape_here_has_this_version_and_is_complete() -> None:
    for folder in TAPES.glob("*/"):
        tape = TapeReader(folder, tolerant=True)
        assert tape.header.version == VERSION
        steps = sum(1 for _ in tape.steps())
        assert (tape.damages, steps > 20) == ([], True), folder.name


def test_what_is_written_is_read(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader(about="A test.")) as tape:
        for happened in INPUTS:
            tape.write(happened, [])
    assert [happened for happened, _ in TapeReader(tmp_path).steps()] == INPUTS
