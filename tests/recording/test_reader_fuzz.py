"""Damaged tapes: every reader of one gets steps or a TapeError with a sentence, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from tests.fuzzing import FACTOR, attempt, damaged_bytes, damaged_value, named, seeds
from tests.scenarios import TAPES
from voiceapp.errors import TapeError
from voiceapp.recording.reader import TapeReader
from voiceapp.recording.replay import Replayed, replay
from voiceapp.recording.server_side import recorded_links

NAMES = ("text-ga", "barge-in-while-generating-preview")
VOICES = ("microphone.wav", "assistant.wav")
LINES = 160
"""The first of a tape: the session, a question and the beginning of its answer."""


def damaged_lines(lines: list[bytes], random: Random) -> bytes:
    """Return the lines of a tape cut, doubled, reordered, or with values and bytes that are wrong."""
    found = list(lines)
    if random.random() < 0.5:
        at = random.randrange(len(found)) if random.random() < 0.9 else 0
        found[at] = json.dumps(damaged_value(json.loads(found[at]), random)).encode() + b"\n"
    for _ in range(random.choice((0, 1, 2, 5))):
        at = random.randrange(len(found)) if random.random() < 0.9 else 0
        match random.randrange(6):
            case 0:
                del found[at : at + random.choice((1, 1, 10))]
                found = found or [b""]
            case 1:
                found[at:at] = found[at : at + random.choice((1, 5))]
            case 2:
                other = random.randrange(len(found))
                found[at], found[other] = found[other], found[at]
            case 3:
                found[at] = damaged_bytes(found[at], random)
            case 4:
                found[at:] = [found[at][: random.randrange(len(found[at]) + 1)]]
            case _:
                found[at] = b"[]\n"
    return b"".join(found)


def damage(folder: Path, name: str, random: Random) -> None:
    """Put a damaged copy of the beginning of a tape into `folder`."""
    lines = (TAPES / name / "tape.jsonl").read_bytes().splitlines(keepends=True)[:LINES]
    (folder / "tape.jsonl").write_bytes(damaged_lines(lines, random))
    for voice in VOICES:
        sound = (TAPES / name / voice).read_bytes()[:60_000]
        (folder / voice).write_bytes(sound if random.random() < 0.8 else damaged_bytes(sound[:2_000], random))
        if random.random() < 0.05:
            (folder / voice).unlink()


@pytest.mark.timeout(60 * FACTOR)
def test_every_damaged_tape_is_replayed_or_refused_in_a_sentence(tmp_path: Path) -> None:
    replayed = 0
    for random in seeds(80):
        name = random.choice(NAMES)
        damage(tmp_path, name, random)
        outcome = attempt(lambda: replay(TapeReader(tmp_path)), TapeError)
        if isinstance(outcome, Replayed):
            outcome.dialogue.snapshot()
            with named(str(outcome.difference)):
                replayed += 1
        else:
            assert outcome.sentence.endswith((".", "?")), outcome.sentence
    assert replayed > 5


@pytest.mark.timeout(60 * FACTOR)
def test_what_can_be_shown_of_every_damaged_tape_is_shown(tmp_path: Path) -> None:
    for random in seeds(80):
        damage(tmp_path, random.choice(NAMES), random)
        reader = attempt(lambda: TapeReader(tmp_path, tolerant=True), TapeError)
        if isinstance(reader, TapeError):
            assert reader.sentence.endswith(".")
            continue
        for happened, commands in reader.steps():
            assert isinstance(happened.at_ns, int)
            assert all(isinstance(command, dict) for command in commands)
        assert all(str(damage).endswith(".") for damage in reader.damages)


@pytest.mark.timeout(60 * FACTOR)
def test_every_damaged_tape_is_served_or_refused_in_a_sentence(tmp_path: Path) -> None:
    served = 0
    for random in seeds(80):
        damage(tmp_path, random.choice(NAMES), random)
        links = attempt(lambda: recorded_links(TapeReader(tmp_path, tolerant=True)), TapeError)
        if isinstance(links, TapeError):
            assert links.sentence.endswith(".")
        else:
            assert all(link.stretches for link in links)
            served += 1
    assert served > 40


# -- what was found ----------------------------------------------------------------------------------


def test_a_line_that_is_no_text_is_a_damaged_line(tmp_path: Path) -> None:
    lines = (TAPES / "text-ga" / "tape.jsonl").read_bytes().splitlines(keepends=True)[:3]
    (tmp_path / "tape.jsonl").write_bytes(b"".join(lines) + b'{"\xa2": 1}\n')
    with pytest.raises(TapeError, match=r"Line 4 of the tape is damaged\. It is no JSON object\."):
        list(TapeReader(tmp_path).steps())
    (tmp_path / "tape.jsonl").write_bytes(b'{"format": "\xa2"}\n')
    with pytest.raises(TapeError, match="does not hold a tape"):
        TapeReader(tmp_path)


def test_a_tape_whose_sound_was_heard_before_it_came_is_no_bug_of_ours(tmp_path: Path) -> None:
    for path in (TAPES / "text-ga").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / "tape.jsonl").read_bytes().splitlines(keepends=True)
    deltas = [number for number, line in enumerate(lines) if b'"response.output_audio.delta"' in line]
    for number in reversed(deltas[-3:]):
        del lines[number]
    (tmp_path / "tape.jsonl").write_bytes(b"".join(lines))
    with pytest.raises(TapeError, match=r"Step \d+ of the tape cannot have happened"):
        replay(TapeReader(tmp_path))
