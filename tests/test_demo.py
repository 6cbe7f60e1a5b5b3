"""`voiceapp demo`, once, as a person runs it: what it proves, and what it leaves behind."""

from __future__ import annotations

import json
import re
import wave

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.performance import Demonstrated, Performance
from voiceapp.assets_path import asset
from voiceapp.audio.wav import read_wav
from voiceapp.demo import CUT_IN, CUT_IN_AFTER_MS, CUT_IN_WORDS, QUESTION, QUESTION_WORDS
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.recording.replay import replay
from voiceapp.recording.tape import TapeReader

CLAIMS = 8


def text(demonstrated: Demonstrated, name: str) -> str:
    return (demonstrated.folder / name).read_text(encoding="utf-8")


def channels_of(demonstrated: Demonstrated) -> NDArray[np.int16]:
    """Return conversation.wav as rows of (person, assistant)."""
    with wave.open(str(demonstrated.folder / "conversation.wav"), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 24_000)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)


def likeness(channel: NDArray[np.float64], pcm: bytes) -> tuple[float, int]:
    """Return how like the loudest 40 ms of `pcm` the likest place of a channel is (1: the same), and where."""
    spoken = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    loudest = int(np.argmax(np.abs(spoken)))
    part = spoken[loudest - 480 : loudest + 480]
    products = np.correlate(channel, part, "valid")
    power = np.convolve(channel**2, np.ones(len(part)), "valid")
    alike = products / np.sqrt(np.maximum(power, 1.0) * np.sum(part**2))
    return float(np.max(alike)), int(np.argmax(alike))


@pytest.fixture
def demonstrated(performance: Performance) -> Demonstrated:
    return performance.demonstrated()


def test_every_check_holds(demonstrated: Demonstrated) -> None:
    out = demonstrated.ended.out
    assert demonstrated.ended.code == 0, out + demonstrated.ended.error
    assert demonstrated.ended.error == ""
    assert "WRONG" not in out
    assert out.count("\nok    ") == CLAIMS
    assert out.endswith(f"All {CLAIMS} checks hold.\n")


def test_what_it_promises_to_keep_is_there(demonstrated: Demonstrated) -> None:
    kept = {path.relative_to(demonstrated.folder).as_posix() for path in demonstrated.folder.rglob("*.*")}
    assert kept == {
        "transcript.md",
        "conversation.wav",
        "wire.jsonl",
        "tape/tape.jsonl",
        "tape/microphone.wav",
        "tape/assistant.wav",
    }
    assert f"Kept in {demonstrated.folder}" in demonstrated.ended.out


def test_the_transcript_strikes_what_was_not_heard(demonstrated: Demonstrated) -> None:
    transcript = text(demonstrated, "transcript.md")
    turns = re.findall(r"^\*\*(You|Assistant):\*\* (.+)$", transcript, re.MULTILINE)
    assert [who for who, _ in turns] == ["You", "Assistant", "You", "Assistant"]
    assert [word for word in QUESTION_WORDS if word not in turns[0][1]] == []
    assert [word for word in CUT_IN_WORDS if word not in turns[2][1]] == []
    cut = re.fullmatch(r"(.*) ~~(.+)~~ \*\(you cut in at (\d+\.\d) s\)\*", turns[1][1])
    assert cut is not None
    assert float(cut[3]) >= CUT_IN_AFTER_MS / 1000
    assert "~~" not in turns[3][1]
    # Together they are all the words, and the tape says the same.
    found = replay(TapeReader(demonstrated.folder / "tape"))
    row = next(row for row in found.dialogue.snapshot().rows if row.state is RowState.CUT)
    assert " ".join(row.text.split()) == " ".join(f"{cut[1]} {cut[2]}".split())
    assert row.text[: row.heard_chars].strip() == cut[1].strip()


def test_the_sound_has_the_person_left_and_the_assistant_right(demonstrated: Demonstrated) -> None:
    channels = channels_of(demonstrated).astype(np.float64)
    left, right = channels[:, 0], channels[:, 1]
    asked, cut_in = (likeness(left, read_wav(asset(name))) for name in (QUESTION, CUT_IN))
    heard = np.flatnonzero(right)
    assert min(asked[0], cut_in[0]) > 0.9
    assert max(likeness(right, read_wav(asset(name)))[0] for name in (QUESTION, CUT_IN)) < 0.9
    assert asked[1] < heard[0], "the question comes before the answer"
    assert cut_in[1] > heard[0] + 24_000 * CUT_IN_AFTER_MS // 1000, "and the second one into it"
    assert len(left) < 24_000 * 40


def test_the_wire_is_kept_in_order_without_sound_or_key(demonstrated: Demonstrated) -> None:
    rows = [json.loads(line) for line in text(demonstrated, "wire.jsonl").splitlines()]
    names = [row["name"] for row in rows]
    assert names[:3] == ["session.created", "session.update", "session.updated"]
    assert {"conversation.item.truncate", "response.done", "input_audio_buffer.append"} <= set(names)
    assert [row["at_ms"] for row in rows] == sorted(row["at_ms"] for row in rows)
    assert {row["direction"] for row in rows} == {"sent", "received"}
    assert max(len(row["text"]) for row in rows) <= 2_000
    assert not re.search(r"[A-Za-z0-9+/]{200,}", text(demonstrated, "wire.jsonl"))
    assert "api-key" not in text(demonstrated, "wire.jsonl").lower()


def test_its_tape_replays_to_the_same_commands(demonstrated: Demonstrated) -> None:
    tape = TapeReader(demonstrated.folder / "tape")
    assert tape.header.dialect == "ga"
    found = replay(tape)
    assert found.difference is None
    rows = [row for row in found.dialogue.snapshot().rows if row.kind is RowKind.ASSISTANT]
    assert [row.state for row in rows] == [RowState.CUT, RowState.DONE]
    assert rows[1].heard_ms == rows[1].received_ms
