"""Redaction: the tape that private mode would have written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.scenarios import DIALECTS, SCENARIOS, hold, simulation
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase
from voiceapp.errors import TapeError
from voiceapp.protocol.client_events import ItemCreate, ResponseCreate, ResponseParams
from voiceapp.protocol.dialect import GA, Dialect
from voiceapp.protocol.objects import user_text
from voiceapp.protocol.wire import CallId, ItemId
from voiceapp.recording.redaction import KeptSteps, redact_steps, redact_tape
from voiceapp.recording.report.forms import render
from voiceapp.recording.report.reading import report
from voiceapp.recording.tape import TapeHeader, TapeReader, TapeWriter
from voiceapp.recording.writer import Gap

OPTIONS = DialogueOptions(instructions="Be a pirate.", tools=({"name": "search_notes", "type": "function"},))
STEPS: tuple[tuple[i.Input, list[c.Command]], ...] = (
    (
        i.TextSubmitted(1, "canary one"),
        [
            c.SendEvent(ItemCreate(item=user_text("canary one", ItemId("item_1")))),
            c.SendEvent(ResponseCreate(response=ResponseParams(metadata={"voiceapp_request": "answer"}))),
            c.Note("info", "canary two"),
        ],
    ),
    (i.MicBlock(2, 0, 2, b"\1\2" * 240), []),
    (i.LinkFailed(3, "canary three", "canary four"), [c.CutPlayout(1)]),
    (i.MicrophoneOpened(4, "Anna's headset"), [c.PlayPcm(ItemId("item_1"), 0, 0, b"\5\6" * 240)]),
    (i.ToolFinished(5, CallId("call_1"), "canary five"), [c.RunTool(CallId("call_2"), "find", "canary six")]),
)


def write(folder: Path, *, private: bool) -> Path:
    with TapeWriter(folder, TapeHeader(options=OPTIONS, about="canary seven", private=private)) as tape:
        for happened, commands in STEPS:
            tape.write(happened, commands)
            tape.gap(Gap(6, 7, 8))
    return folder


class Both:
    """Records one conversation twice."""

    def __init__(self, *tapes: TapeWriter) -> None:
        self._tapes = tapes

    def write(self, happened: i.Input, commands: list[c.Command]) -> int:
        return sum(tape.write(happened, commands) for tape in self._tapes)


def hold_on(name: str, dialect: Dialect, tape: Both) -> None:
    """Hold one of the scenarios."""
    scenario = SCENARIOS[name]
    s = simulation(dialect, options=scenario.options, server=scenario.server, tape=tape)
    s.start()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    scenario.play(s)


def lines(folder: Path) -> bytes:
    return (folder / "tape.jsonl").read_bytes()


# -- the same as private mode ------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_redacted_tape_is_to_the_byte_what_private_mode_would_have_written(
    name: str, dialect: Dialect, tmp_path: Path
) -> None:
    options = SCENARIOS[name].options
    with (
        TapeWriter(tmp_path / "tape", TapeHeader(options=options)) as tape,
        TapeWriter(tmp_path / "private", TapeHeader(options=options, private=True)) as private,
    ):
        hold_on(name, dialect, Both(tape, private))
    assert redact_tape(tmp_path / "tape", tmp_path / "redacted").damages == ()
    assert lines(tmp_path / "redacted") == lines(tmp_path / "private")


def test_that_goes_for_typed_words_notes_tools_errors_and_gaps_too(tmp_path: Path) -> None:
    private = write(tmp_path / "private", private=True)
    redacted = redact_tape(write(tmp_path / "tape", private=False), tmp_path / "redacted")
    assert lines(tmp_path / "redacted") == lines(private)
    assert redacted.steps == 5
    assert "disk was slower" in redacted.damages[0]


def test_steps_that_were_never_recorded_give_the_same(tmp_path: Path) -> None:
    header = TapeHeader(options=OPTIONS, about="canary seven")
    with TapeWriter(tmp_path / "private", TapeHeader(options=OPTIONS, private=True)) as tape:
        for happened, commands in STEPS:
            tape.write(happened, commands)
    redacted = redact_steps(KeptSteps(header, STEPS), tmp_path / "redacted")
    assert (redacted.steps, redacted.damages) == (5, ())
    assert lines(tmp_path / "redacted") == lines(tmp_path / "private")


def test_a_tape_that_is_private_already_stays_what_it_is(tmp_path: Path) -> None:
    private = write(tmp_path / "private", private=True)
    redact_tape(private, tmp_path / "again")
    assert lines(tmp_path / "again") == lines(private)


# -- what is gone and what stays ---------------------------------------------------------------------------


def test_no_word_no_sound_and_no_name_of_a_device_is_left(tmp_path: Path) -> None:
    redact_tape(write(tmp_path / "tape", private=False), tmp_path / "redacted")
    assert [path.name for path in (tmp_path / "redacted").iterdir()] == ["tape.jsonl"]
    content = lines(tmp_path / "redacted")
    for canary in (b"canary", b"Anna", b"pirate", b"search_notes", b"crc32", b"find"):
        assert canary not in content
    assert b"canary six" in lines(tmp_path / "tape")  # it was there to be found


def test_timing_stays_so_that_a_report_has_the_same_numbers(tmp_path: Path) -> None:
    hold("barge-in-after-generation", GA, tmp_path / "tape")
    redact_tape(tmp_path / "tape", tmp_path / "redacted")

    def figures(folder: Path) -> dict[str, int]:
        told = json.loads(render(report(TapeReader(folder), "tape"), None, "json"))
        found: dict[str, int] = told["report"]["figures"]
        return found

    assert figures(tmp_path / "tape")["heard_ms"] == 1_778
    assert figures(tmp_path / "redacted") == figures(tmp_path / "tape")


# -- bad input ---------------------------------------------------------------------------------------------


def test_the_tape_itself_is_left_as_it_is(tmp_path: Path) -> None:
    tape = write(tmp_path / "tape", private=False)
    before = {path.name: path.read_bytes() for path in tape.iterdir()}
    with pytest.raises(TapeError, match="is there already"):
        redact_tape(tape, tape)
    redact_tape(tape, tmp_path / "redacted")
    assert {path.name: path.read_bytes() for path in tape.iterdir()} == before


def test_a_tape_without_its_sound_and_with_a_torn_end_gives_what_can_be_read(tmp_path: Path) -> None:
    tape = write(tmp_path / "tape", private=False)
    (tape / "microphone.wav").unlink()
    (tape / "tape.jsonl").write_bytes(lines(tape)[:-60])
    redacted = redact_tape(tape, tmp_path / "redacted")
    assert redacted.steps == 5
    assert any("sound of the microphone is missing" in damage for damage in redacted.damages)
    assert any("cut off" in damage for damage in redacted.damages)
    assert len(list(TapeReader(tmp_path / "redacted", tolerant=True).steps())) == 5


@pytest.mark.parametrize(
    "command",
    [
        b'{"do":"Canary"}',
        b'{"do":5}',
        b"{}",
        b'{"do":"SendEvent","event":{"type":"canary"}}',
        b'{"do":"SendEvent","event":"canary"}',
        b'{"do":"PlayPcm","item_id":"i","content_index":0,"first_frame":0,"pcm":{"bytes":99999999999}}',
        b'{"do":"CutPlayout","order":"canary"}',
    ],
)
def test_a_command_that_cannot_be_read_is_left_out_and_counted(command: bytes, tmp_path: Path) -> None:
    tape = write(tmp_path / "tape", private=False)
    content = lines(tape)
    edited = content.replace(b'{"do":"CutPlayout","order":1}', command)
    assert edited != content
    (tape / "tape.jsonl").write_bytes(edited)
    redacted = redact_tape(tape, tmp_path / "redacted")
    assert "Commands that cannot be read were left out: 1." in redacted.damages
    assert b"anary" not in lines(tmp_path / "redacted")


def test_a_damage_does_not_cite_what_was_written_there(tmp_path: Path) -> None:
    tape = write(tmp_path / "tape", private=False)
    (tape / "tape.jsonl").write_bytes(lines(tape).replace(b'"in":"ToolFinished"', b'"in":"my own words"'))
    damages = redact_tape(tape, tmp_path / "redacted").damages
    assert any("an input this version does not know" in damage for damage in damages)
    assert "own words" not in " ".join(damages)


def test_a_tape_that_is_too_long_is_cut_and_says_so(tmp_path: Path) -> None:
    tape = write(tmp_path / "tape", private=False)
    redacted = redact_tape(tape, tmp_path / "redacted", bytes_max=1_200)
    assert 0 < redacted.steps < 5
    assert "too long" in redacted.damages[0]


def test_where_there_is_no_tape_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="There is no tape"):
        redact_tape(tmp_path / "nothing", tmp_path / "redacted")
    assert list(tmp_path.iterdir()) == []
