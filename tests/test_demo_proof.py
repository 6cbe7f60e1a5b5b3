"""Each check of the demonstration fails when its evidence is wrong, and only then."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios import Reply, speak, tone
from voiceapp.demo_proof import checks
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, Row, RowKind, RowState, Snapshot
from voiceapp.offline.options import ServerOptions
from voiceapp.pcm import FRAME_BYTES
from voiceapp.protocol.dialect import GA
from voiceapp.recording.tape import TapeHeader, TapeWriter
from voiceapp.simulation import Simulation

EXPECTED = [("tell", "story"), ("twelve", "plus", "thirty")]
UNDERSTOOD_STORY = "The assistant understood “tell story”"
UNDERSTOOD_SUM = "The assistant understood “twelve plus thirty”"
STOPPED = "Cutting in stopped the answer"
EXACT = "The service was told exactly what was heard"
SAMPLES = "The loudspeaker played what was sent, sample for sample, and nothing else"
ANSWERED = "The second question was answered rightly, and heard to its end"
NO_ERRORS = "No errors, nothing misunderstood on the wire"
REPLAYS = "The recording replays to the same commands"


class Storyteller:
    """Tells a story first and a sum then."""

    def __init__(self) -> None:
        self._replies = iter(("Once upon a time there was a lighthouse, and that is all.", "That makes 42."))

    def reply(self, heard: str | None, *, wall: object, typed: bool) -> Reply:
        return Reply(next(self._replies))


class Demonstration:
    """A conversation as `voiceapp demo` holds it, in virtual time, with all that is checked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        words = iter(("tell me a story", "what is twelve plus thirty"))
        options = DialogueOptions()
        tape = TapeWriter(folder / "tape", TapeHeader(dialect="ga", options=options))
        s = Simulation(
            Storyteller,
            lambda pcm: next(words),
            speak,
            options=options,
            server=ServerOptions(),
            dialect=GA,
            tape=tape,
        )
        s.start()
        s.run_until(lambda p: p.phase is Phase.LISTENING)
        s.sound.say(tone(700))
        s.run_until(lambda p: p.phase is Phase.SPEAKING)
        s.run(1_500)
        s.sound.say(tone(700))
        s.run_until(lambda p: sum(row.state is RowState.DONE for row in p.rows) == 3)
        s.run(100)
        tape.close()
        self.picture: Snapshot = s.dialogue.snapshot()
        self.heard = bytearray(s.sound.heard(s.record.blocks[0].dac_at_ns))
        first_span = next(block.spans[0] for block in s.record.blocks if block.spans)
        self.first_heard_byte = first_span.device_frame * FRAME_BYTES
        self.cut_key = next(row.key for row in self.picture.rows if row.state is RowState.CUT)

    def wrong(self) -> set[str]:
        """Return the claims that do not hold."""
        found = checks(self.folder, self.picture, bytes(self.heard), EXPECTED)
        return {check.claim for check in found if not check.holds}

    def change_row(self, number: int, kind: RowKind, **fields: Any) -> None:
        """Change the person's or the assistant's row of that number."""
        key = [row.key for row in self.picture.rows if row.kind is kind][number]
        rows: tuple[Row, ...] = tuple(
            replace(row, **fields) if row.key == key else row for row in self.picture.rows
        )
        self.picture = replace(self.picture, rows=rows)

    def change_tape(self, change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> None:
        """Rewrite every step of the tape; None leaves it out."""
        path = self.folder / "tape" / "tape.jsonl"
        header, *lines = path.read_text().splitlines()
        steps = [change(line) if "in" in line else line for line in map(json.loads, lines)]
        path.write_text("\n".join([header, *(json.dumps(step) for step in steps if step is not None), ""]))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    return Demonstration(tmp_path_factory.mktemp("held"))


@pytest.fixture
def demo(held: Demonstration, tmp_path: Path) -> Iterator[Demonstration]:
    """Yield the conversation to be spoilt: a copy of its own for each test."""
    shutil.copytree(held.folder, tmp_path / "copy")
    before = held.folder, held.picture, bytes(held.heard)
    held.folder = tmp_path / "copy"
    yield held
    held.folder, held.picture, held.heard = before[0], before[1], bytearray(before[2])


def test_a_conversation_that_went_well_proves_everything(demo: Demonstration) -> None:
    found = checks(demo.folder, demo.picture, bytes(demo.heard), EXPECTED)
    assert [check.claim for check in found] == [
        UNDERSTOOD_STORY,
        UNDERSTOOD_SUM,
        STOPPED,
        EXACT,
        SAMPLES,
        ANSWERED,
        NO_ERRORS,
        REPLAYS,
    ]
    assert [check for check in found if not check.holds] == []
    assert "“That makes 42.”" in found[5].evidence


# -- what the person sees ----------------------------------------------------------------------------------


def test_words_that_were_not_understood_are_noticed(demo: Demonstration) -> None:
    demo.change_row(0, RowKind.USER, text="sell me a glory")
    assert demo.wrong() == {UNDERSTOOD_STORY}


def test_words_inside_other_words_do_not_count(demo: Demonstration) -> None:
    demo.change_row(1, RowKind.USER, text="twelve surplus thirty")
    assert demo.wrong() == {UNDERSTOOD_SUM}


def test_a_turn_that_is_missing_is_noticed(demo: Demonstration) -> None:
    rows = [row for row in demo.picture.rows if row.text != "what is twelve plus thirty"]
    demo.picture = replace(demo.picture, rows=tuple(rows))
    assert demo.wrong() == {UNDERSTOOD_SUM}


@pytest.mark.parametrize(
    "fields",
    [{"text": "That makes 43."}, {"text": "That makes 142."}, {"state": RowState.LIVE}, {"text": ""}],
)
def test_a_wrong_or_unfinished_answer_is_noticed(demo: Demonstration, fields: dict[str, Any]) -> None:
    demo.change_row(1, RowKind.ASSISTANT, **fields)
    assert demo.wrong() == {ANSWERED}


def test_an_answer_in_words_is_right_too(demo: Demonstration) -> None:
    demo.change_row(1, RowKind.ASSISTANT, text="That makes forty-two.")
    assert demo.wrong() == set()


@pytest.mark.parametrize("fields", [{"state": RowState.DONE}, {"cut_ms": 0}, {"cut_ms": None}])
def test_an_answer_that_was_not_cut_is_noticed(demo: Demonstration, fields: dict[str, Any]) -> None:
    demo.change_row(0, RowKind.ASSISTANT, **fields)
    assert demo.wrong() == {STOPPED}


def test_a_cut_at_the_end_stopped_nothing(demo: Demonstration) -> None:
    row = next(row for row in demo.picture.rows if row.key == demo.cut_key)
    demo.change_row(0, RowKind.ASSISTANT, received_ms=row.cut_ms)
    assert demo.wrong() == {STOPPED}


def test_a_cut_that_is_shown_a_millisecond_off_is_noticed(demo: Demonstration) -> None:
    row = next(row for row in demo.picture.rows if row.key == demo.cut_key)
    demo.change_row(0, RowKind.ASSISTANT, cut_ms=(row.cut_ms or 0) + 1)
    assert demo.wrong() == {EXACT}


def test_no_rows_at_all_prove_nothing(demo: Demonstration) -> None:
    demo.picture = Snapshot()
    assert demo.wrong() == {UNDERSTOOD_STORY, UNDERSTOOD_SUM, STOPPED, ANSWERED}


def test_an_error_of_the_server_is_noticed(demo: Demonstration) -> None:
    demo.picture = replace(demo.picture, numbers=replace(demo.picture.numbers, errors=1))
    assert demo.wrong() == {NO_ERRORS}


# -- what the ear heard ------------------------------------------------------------------------------------


def test_sound_that_differs_from_what_was_sent_is_noticed(demo: Demonstration) -> None:
    start = demo.first_heard_byte + 9_600
    for index in range(start, start + 4_800, 2):
        demo.heard[index] ^= 1
    assert demo.wrong() == {SAMPLES}


def test_a_block_too_early_is_noticed(demo: Demonstration) -> None:
    del demo.heard[: 240 * FRAME_BYTES]
    assert demo.wrong() == {SAMPLES}


def test_a_single_sample_where_there_should_be_silence_is_noticed(demo: Demonstration) -> None:
    demo.heard[demo.first_heard_byte - 2] = 1
    assert demo.wrong() == {SAMPLES}


def test_an_ear_that_heard_nothing_proves_nothing(demo: Demonstration) -> None:
    demo.heard.clear()
    assert demo.wrong() == {SAMPLES}


# -- what the tape says ------------------------------------------------------------------------------------


def test_another_offset_told_to_the_service_is_noticed(demo: Demonstration) -> None:
    def change(step: dict[str, Any]) -> dict[str, Any]:
        for command in step.get("out", []):
            if command.get("event", {}).get("type") == "conversation.item.truncate":
                command["event"]["audio_end_ms"] -= 1
        return step

    demo.change_tape(change)
    assert demo.wrong() == {EXACT, REPLAYS}


def test_a_truncation_that_was_never_confirmed_is_noticed(demo: Demonstration) -> None:
    def is_confirmation(step: dict[str, Any]) -> bool:
        return bool(step.get("event", {}).get("type") == "conversation.item.truncated")

    demo.change_tape(lambda step: None if is_confirmation(step) else step)
    assert EXACT in demo.wrong()


def test_blocks_the_loudspeaker_never_reported_are_noticed(demo: Demonstration) -> None:
    def change(step: dict[str, Any]) -> dict[str, Any]:
        spans = step.get("spans", [])
        if spans and spans[0]["item_frame"] == 2_400:
            del step["spans"]
        return step

    demo.change_tape(change)
    assert SAMPLES in demo.wrong()


def test_an_event_nobody_knows_is_noticed(demo: Demonstration) -> None:
    def change(step: dict[str, Any]) -> dict[str, Any]:
        if step.get("event", {}).get("type") == "rate_limits.updated":
            step["event"] = {"unrecognised": {"type": "rate_limits.mystery", "raw": {}, "reason": "unknown"}}
        return step

    demo.change_tape(change)
    assert NO_ERRORS in demo.wrong()


def test_a_command_that_was_not_asked_for_is_noticed(demo: Demonstration) -> None:
    def change(step: dict[str, Any]) -> dict[str, Any]:
        if step["in"] == "Started":
            step["out"].append({"do": "CloseLink"})
        return step

    demo.change_tape(change)
    assert demo.wrong() == {REPLAYS}


def test_an_empty_tape_proves_nothing(demo: Demonstration) -> None:
    demo.change_tape(lambda step: None)
    assert demo.wrong() == {EXACT, SAMPLES, REPLAYS}
