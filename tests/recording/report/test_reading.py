"""From tapes to reports: the recorded conversations, and tapes made by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from tests.playbook import answer_begins, answer_ends, error, from_server, item_ends, sound, words
from tests.report_samples import tape_of
from tests.scenarios import DIALECTS, SCENARIOS, TAPES
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.snapshot import RowState
from voiceapp.pcm import NS_PER_MS, frames_of_ms
from voiceapp.protocol import server_events as s
from voiceapp.protocol.objects import ErrorInfo, ResponseError, StatusDetails, Usage
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import ItemId
from voiceapp.recording.replay import replay
from voiceapp.recording.report.figures import figures
from voiceapp.recording.report.findings import (
    Amendment,
    Interruption,
    Pause,
    Report,
    Stretch,
    Tokens,
    Trouble,
)
from voiceapp.recording.report.reading import report
from voiceapp.recording.tape import TapeReader

NAMES = [f"{name}-{dialect.name}" for name in SCENARIOS for dialect in DIALECTS]
BOTH = pytest.mark.parametrize("dialect", ["ga", "preview"])


def recorded(name: str) -> Report:
    return report(TapeReader(TAPES / name), name)


def values(found: Report) -> dict[str, int | None]:
    return {figure.key: figure.value for figure in figures(found)}


# -- the recorded conversations --------------------------------------------------------------------------

EXPECTED: dict[str, dict[str, int | None]] = {
    "vad-turn": {
        "turns": 1,
        "answers": 1,
        "first_audio_p50_ms": 620,
        "first_delta_p50_ms": 595,
        "stop_p50_ms": None,
        "generated_ms": 2_820,
        "heard_ms": 2_820,
    },
    "push-to-talk": {"turns": 1, "answers": 1, "first_audio_p50_ms": 115, "heard_ms": 2_820},
    "text": {"turns": 1, "answers": 1, "first_audio_p50_ms": 85, "generated_ms": 2_880, "heard_ms": 2_880},
    "barge-in-while-generating": {
        "turns": 2,
        "answers": 2,
        "interruptions": 1,
        "first_audio_p50_ms": 85,
        "first_audio_p95_ms": 620,
        "stop_p50_ms": 28,
        "stop_p95_ms": 28,
        "generated_ms": 3_000,
        "heard_ms": 1_478,
        "truncations": 1,
        "truncations_confirmed": 1,
        "dropped_deltas": 4,
        "input_tokens": 33,
        "output_tokens": 56,
        "total_tokens": 89,
    },
    "barge-in-after-generation": {
        "interruptions": 1,
        "generated_ms": 5_700,
        "heard_ms": 1_778,
        "truncations_confirmed": 1,
        "dropped_deltas": 0,
    },
    "cough": {
        "interruptions": 0,
        "resumed": 1,
        "stop_p50_ms": None,
        "heard_ms": 2_880,
        "unheard_ms": 0,
        "truncations": 0,
        "deletions": 2,
    },
    "error-and-recovery": {
        "turns": 2,
        "answers": 0,
        "first_audio_p50_ms": None,
        "failed_answers": 2,
        "connection_losses": 1,
        "generated_ms": 0,
    },
}


@BOTH
@pytest.mark.parametrize("name", EXPECTED)
def test_the_numbers_of_the_recorded_conversations(name: str, dialect: str) -> None:
    found = values(recorded(f"{name}-{dialect}"))
    assert {key: found[key] for key in EXPECTED[name]} == EXPECTED[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_report_and_the_window_show_the_same_numbers(name: str) -> None:
    tape = TapeReader(TAPES / name)
    found, shown = report(tape), replay(tape).dialogue.snapshot()
    assert found.numbers == shown.numbers
    assert found.damage == ()
    assert tuple(turn.times for turn in found.turns if turn.times) == shown.numbers.waterfalls
    assert found.heard_ms == sum(row.heard_ms for row in shown.rows)


@BOTH
def test_an_interruption_is_followed_from_its_reason_to_silence(dialect: str) -> None:
    found = recorded(f"barge-in-while-generating-{dialect}")
    assert found.interruptions == (Interruption(1_120, 1_270, "speech", 28, ("item_000000000000000000009",)),)
    assert found.pauses == (Pause(1_120, 1_270, resumed=False),)
    assert found.amendments == (Amendment(1_270, "item_000000000000000000009", 1_003, confirmed=True),)
    cut = found.answers[0]
    assert (cut.state, cut.heard_ms, cut.generated_ms) == (RowState.CUT, 1_003, 2_200)
    assert cut.words[: cut.heard_chars] == "You said good"


def test_the_curves_agree_with_the_ledger() -> None:
    found = recorded("cough-ga")
    (course,) = found.voices.courses
    assert course.heard == (Stretch(145.0, 0.0, 903.0), Stretch(1_295.0, 903.0, 1_977.0))
    assert course.received[-1][1] == found.answers[0].heard_ms == 2_880
    assert found.pauses == (Pause(1_020, 1_270, resumed=True),)


def test_what_went_wrong_is_told_with_its_moment() -> None:
    assert [astuple(trouble) for trouble in recorded("error-and-recovery-ga").troubles] == [
        (90, "failed answer", "server_error: The response has failed."),
        (1_560, "connection", "The connection was lost."),
        (2_650, "failed answer", "server_error: The response has failed."),
    ]


# -- tapes made by hand ----------------------------------------------------------------------------------


def session(at_ms: int = 0) -> list[i.Input]:
    at_ns = at_ms * NS_PER_MS
    return [
        i.SpeakerOpened(at_ns, "Rig loudspeaker"),
        i.MicrophoneOpened(at_ns, "Rig microphone"),
        i.Started(at_ns),
        i.LinkOpened(at_ns, "ga"),
        from_server(s.SessionCreated(session=Session()), at_ms=at_ms),
        from_server(s.SessionUpdated(session=Session()), at_ms=at_ms),
    ]


def played(item: str, *, frames: int, at_ms: int, order: int = 0) -> i.SpeakerBlock:
    """Return the first block that holds sound of an item; it is heard 20 ms later."""
    spans = (i.Span(ItemId(item), 0, 0, frames, 0),) if frames else ()
    return i.SpeakerBlock(at_ms * NS_PER_MS, 0, 2_400, (at_ms + 20) * NS_PER_MS, spans, order)


def test_moments_count_from_the_first_step(tmp_path: Path) -> None:
    found = report(tape_of(tmp_path, [*session(5_000), i.TextSubmitted(5_700 * NS_PER_MS, "hi")]), "late")
    assert (found.name, found.duration_ms, found.steps) == ("late", 700, 7)
    assert [(turn.at_ms, turn.words) for turn in found.turns] == [(700, "hi")]


@pytest.mark.parametrize(
    ("wish", "cause"),
    [
        (i.StopPressed(200 * NS_PER_MS), "stop button"),
        (i.TalkPressed(200 * NS_PER_MS), "talk key"),
        (i.TextSubmitted(200 * NS_PER_MS, "no"), "typed text"),
    ],
)
def test_who_cut_in_is_told(tmp_path: Path, wish: i.Input, cause: str) -> None:
    inputs = [
        *session(),
        *answer_begins(at_ms=10),
        sound(ms=1_000, at_ms=20),
        played("item_1", frames=2_400, at_ms=100),
        wish,
        i.SpeakerBlock(210 * NS_PER_MS, 2_400, 240, 220 * NS_PER_MS, order=1),
    ]
    found = report(tape_of(tmp_path, inputs))
    assert found.interruptions == (Interruption(200, 200, cause, 20, ("item_1",)),)
    assert [(one.at_ms, one.audio_end_ms, one.confirmed) for one in found.amendments] == [(210, 100, False)]


def test_an_answer_stopped_before_it_sounded_has_no_stop_time(tmp_path: Path) -> None:
    inputs = [*session(), *answer_begins(at_ms=10), i.StopPressed(50 * NS_PER_MS)]
    found = report(tape_of(tmp_path, inputs))
    assert found.interruptions == (Interruption(50, 50, "stop button", None, ("item_1",)),)


def test_what_a_lost_connection_cuts_is_not_blamed_on_the_interruption_before_it(tmp_path: Path) -> None:
    inputs = [
        *session(),
        *answer_begins(at_ms=10),
        i.StopPressed(50 * NS_PER_MS),
        answer_ends(status="cancelled", at_ms=60),
        *answer_begins("resp_2", "item_2", at_ms=70),
        sound("item_2", response="resp_2", ms=1_000, at_ms=80),
        played("item_2", frames=2_400, at_ms=100),
        i.LinkDropped(200 * NS_PER_MS, "The line broke.", 1006),
        i.SpeakerBlock(210 * NS_PER_MS, 2_400, 240, 220 * NS_PER_MS, order=1),
    ]
    found = report(tape_of(tmp_path, inputs))
    assert found.answers[1].state is RowState.CUT
    assert found.interruptions == (Interruption(50, 50, "stop button", None, ("item_1",)),)


def test_an_answer_cut_by_a_lost_connection_is_no_interruption(tmp_path: Path) -> None:
    inputs = [
        *session(),
        *answer_begins(at_ms=10),
        sound(ms=1_000, at_ms=20),
        played("item_1", frames=2_400, at_ms=100),
        i.LinkDropped(200 * NS_PER_MS, "The line broke.", 1006),
        i.SpeakerBlock(210 * NS_PER_MS, 2_400, 240, 220 * NS_PER_MS, order=1),
    ]
    found = report(tape_of(tmp_path, inputs))
    assert found.interruptions == ()
    assert (found.answers[0].state, found.answers[0].heard_ms) == (RowState.CUT, 100)


def test_conversations_that_were_replaced_stay_in_the_report(tmp_path: Path) -> None:
    inputs = [
        *session(),
        i.TextSubmitted(10 * NS_PER_MS, "first"),
        i.NewConversationRequested(20 * NS_PER_MS),
        i.LinkOpened(30 * NS_PER_MS, "ga"),
        from_server(s.SessionCreated(session=Session()), at_ms=30),
        from_server(s.SessionUpdated(session=Session()), at_ms=30),
        i.TextSubmitted(40 * NS_PER_MS, "second"),
    ]
    assert [turn.words for turn in report(tape_of(tmp_path, inputs)).turns] == ["first", "second"]


def test_what_was_heard_of_a_replaced_conversation_is_counted_to_its_last_block(tmp_path: Path) -> None:
    inputs = [
        *session(),
        *answer_begins(at_ms=10),
        sound(ms=1_000, at_ms=20),
        played("item_1", frames=2_400, at_ms=100),
        i.SpeakerBlock(230 * NS_PER_MS, 2_400, 240, 220 * NS_PER_MS),
        i.NewConversationRequested(240 * NS_PER_MS),
    ]
    assert report(tape_of(tmp_path, inputs)).heard_ms == 100


def test_turns_beyond_those_the_dialogue_remembers_keep_their_times(tmp_path: Path) -> None:
    inputs = session()
    for number in range(60):
        at_ms, item, response = 100 * (number + 1), f"item_{number}", f"resp_{number}"
        inputs.append(i.TextSubmitted(at_ms * NS_PER_MS, f"turn {number}"))
        inputs += answer_begins(response, item, at_ms=at_ms + 10, ours=True)
        inputs.append(sound(item, response=response, ms=10, at_ms=at_ms + 10 + number))
        frame = 240 * number
        span = i.Span(ItemId(item), 0, 0, 240, frame)
        inputs.append(i.SpeakerBlock((at_ms + 75) * NS_PER_MS, frame, 240, (at_ms + 80) * NS_PER_MS, (span,)))
        inputs.append(item_ends(item, response=response, at_ms=at_ms + 91))
        inputs.append(answer_ends(response, at_ms=at_ms + 92))
    found = report(tape_of(tmp_path, inputs))
    assert len(found.numbers.waterfalls) == 50
    assert [turn.times.first_delta_ms if turn.times else None for turn in found.turns] == list(range(10, 70))
    assert found.first_deltas is not None
    assert (found.first_deltas.p50_ms, found.first_deltas.p95_ms) == (39, 66)


def test_tokens_are_summed_over_all_answers(tmp_path: Path) -> None:
    usage = Usage(total_tokens=12, input_tokens=5, output_tokens=7)
    inputs = [
        *session(),
        *answer_begins(at_ms=10),
        answer_ends(at_ms=20, usage=usage),
        *answer_begins("resp_2", "item_2", at_ms=30),
        answer_ends("resp_2", at_ms=40, usage=usage),
        answer_ends("resp_3", at_ms=50),
    ]
    found = report(tape_of(tmp_path, inputs))
    assert (found.tokens, found.numbers.tokens) == (Tokens(10, 14), 24)


def test_troubles_of_every_kind_are_kept_in_order(tmp_path: Path) -> None:
    refused = StatusDetails(type="failed", error=ResponseError(code="rate_limit_exceeded"))
    filtered = StatusDetails(type="incomplete", reason="content_filter")
    inputs = [
        i.LinkFailed(0, "Refused."),
        i.MicrophoneLost(1 * NS_PER_MS, "No microphone."),
        i.SpeakerLost(2 * NS_PER_MS, "No loudspeaker."),
        *session(3),
        error("odd", "Something odd.", at_ms=4),
        from_server(s.ErrorEvent(error=ErrorInfo()), at_ms=5),
        *answer_begins(at_ms=6),
        answer_ends(status="failed", status_details=refused, at_ms=7),
        answer_ends("resp_2", status="incomplete", status_details=filtered, at_ms=8),
        answer_ends("resp_3", status="failed", at_ms=9),
        i.RecordingStopped(10 * NS_PER_MS, "The disk is full."),
    ]
    assert report(tape_of(tmp_path, inputs)).troubles == (
        Trouble(0, "connection", "Refused."),
        Trouble(1, "microphone", "No microphone."),
        Trouble(2, "loudspeaker", "No loudspeaker."),
        Trouble(4, "service error", "odd: Something odd."),
        Trouble(5, "service error", "invalid_request_error"),
        Trouble(7, "failed answer", "rate_limit_exceeded"),
        Trouble(8, "failed answer", "content_filter"),
        Trouble(9, "failed answer", "failed"),
        Trouble(10, "recording", "The disk is full."),
    )


def test_a_tape_with_no_words_in_it_has_every_number(tmp_path: Path) -> None:
    inputs = [*session(), *answer_begins(at_ms=10), sound(ms=1_000, at_ms=20), words("", at_ms=20)]
    inputs.append(played("item_1", frames=frames_of_ms(100), at_ms=100))
    found = report(tape_of(tmp_path, inputs))
    assert (found.answers[0].words, found.answers[0].generated_ms) == ("", 1_000)


def test_a_private_tape_has_every_number_and_no_words(tmp_path: Path) -> None:
    inputs = [
        *session(),
        i.TextSubmitted(5 * NS_PER_MS, "tell me more"),
        *answer_begins(at_ms=10),
        sound(ms=1_000, at_ms=20),
        words("You said hello there.", at_ms=20),
        played("item_1", frames=2_400, at_ms=100),
        error("odd", "Something odd.", at_ms=150),
        i.StopPressed(200 * NS_PER_MS),
        i.SpeakerBlock(210 * NS_PER_MS, 2_400, 240, 220 * NS_PER_MS, order=1),
        i.LinkDropped(300 * NS_PER_MS, "The line broke.", 1006),
    ]
    whole = report(tape_of(tmp_path / "whole", inputs))
    secret = report(tape_of(tmp_path / "secret", inputs, private=True))
    assert (whole.private, secret.private, secret.damage) == (False, True, ())
    assert values(secret) == values(whole)
    assert secret.voices == whole.voices
    assert [(turn.words, turn.chars) for turn in secret.turns] == [("", 12)]
    (answer,) = secret.answers
    assert (answer.words, answer.chars, answer.heard_chars) == ("", 21, whole.answers[0].heard_chars)
    assert [trouble.text for trouble in secret.troubles] == ["odd", ""]


def test_a_tape_without_a_step_has_an_empty_report(tmp_path: Path) -> None:
    found = report(tape_of(tmp_path, []))
    assert (found.steps, found.duration_ms, found.turns, found.damage) == (0, 0, (), ())


def test_a_folder_whose_name_is_no_text_has_a_name(tmp_path: Path) -> None:
    assert report(tape_of(tmp_path, []), "tape \udcff").name == "tape ?"


# -- damage ----------------------------------------------------------------------------------------------


def copied(tmp_path: Path, change: Callable[[list[bytes]], None], *, tolerant: bool = False) -> Report:
    """Return the report of a tape whose lines were changed."""
    folder = tmp_path / "tape"
    shutil.copytree(TAPES / "text-ga", folder)
    lines = (folder / "tape.jsonl").read_bytes().splitlines(keepends=True)
    change(lines)
    (folder / "tape.jsonl").write_bytes(b"".join(lines))
    return report(TapeReader(folder, tolerant=tolerant))


def test_a_damaged_line_ends_the_report_there_and_is_named(tmp_path: Path) -> None:
    def damage(lines: list[bytes]) -> None:
        lines[400] = b"{broken\n"

    found = copied(tmp_path, damage)
    (sentence,) = found.damage
    assert sentence.startswith("Line 401 of the tape is damaged.")
    assert sentence.endswith("The report ends there.")
    assert (found.steps, len(found.turns), len(found.answers)) == (399, 1, 1)
    assert 0 < found.heard_ms < 2_880


def test_a_tolerant_reader_reads_on_behind_the_damage(tmp_path: Path) -> None:
    def damage(lines: list[bytes]) -> None:
        lines[400] = lines[402] = b"{broken\n"

    found = copied(tmp_path, damage, tolerant=True)
    assert [sentence[:33] for sentence in found.damage[:2]] == [
        "Line 401 of the tape is damaged. ",
        "Line 403 of the tape is damaged. ",
    ]
    assert found.steps == 650
    assert found.answers[0].state is RowState.DONE


def test_damage_beyond_what_a_reader_lists_is_counted(tmp_path: Path) -> None:
    def damage(lines: list[bytes]) -> None:
        lines[400:] = [b"{broken\n"] * 105

    found = copied(tmp_path, damage, tolerant=True)
    assert len(found.damage) == 101
    assert found.damage[-1] == "6 more lines of the tape are damaged."  # 105 lines, and no end


def test_a_recording_that_began_in_the_middle_says_so(tmp_path: Path) -> None:
    (sentence,) = report(tape_of(tmp_path, [], from_start=False)).damage
    assert sentence.startswith("The recording began in the middle of the conversation")


def test_a_torn_tape_has_the_report_of_what_is_there(tmp_path: Path) -> None:
    def tear(lines: list[bytes]) -> None:
        lines[300:] = [lines[300][:-20]]

    found = copied(tmp_path, tear, tolerant=True)
    assert (found.steps, len(found.turns)) == (299, 1)
    (sentence,) = found.damage
    assert "The tape ends here without its last line" in sentence


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("SpeakerBlock", "spans", [["item_000000000000000000009", 0, 10**9, 240, 0]]),
        ("MicBlock", "rms", "loud"),
        ("MicBlock", "captured_at_ns", None),
        ("MicBlock", "out", 7),
        ("MicBlock", "out", [7]),
        ("MicBlock", "out", [{"do": "SendEvent"}]),
    ],
)
def test_a_step_that_cannot_have_happened_ends_the_report_there(
    tmp_path: Path, kind: str, field: str, value: Any
) -> None:
    def edit(lines: list[bytes]) -> None:
        place = next(n for n, line in enumerate(lines) if n > 400 and f'"{kind}"'.encode() in line)
        step = json.loads(lines[place])
        if field == "spans":
            value[0] = dict(
                zip(
                    ("item_id", "content_index", "item_frame", "frames", "device_frame"),
                    value[0],
                    strict=True,
                )
            )
        lines[place] = json.dumps({**step, field: value}).encode() + b"\n"

    found = copied(tmp_path, edit)
    assert len(found.damage) == 1
    assert found.damage[0].endswith("The report ends there.")
    assert 390 < found.steps < 420
    assert len(found.answers) == 1
