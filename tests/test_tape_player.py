"""A recorded conversation at any moment: pictures, events and marks, forwards and back."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.scenarios import TAPES
from voiceapp.dialogue.inputs import MicrophoneOpened, NewConversationRequested, Started, TextSubmitted
from voiceapp.dialogue.snapshot import Phase, ReplayMark, RowState, Snapshot
from voiceapp.pcm import NS_PER_MS
from voiceapp.recording.tape import TapeHeader, TapeReader, TapeWriter
from voiceapp.tape_player import KEPT_MAX, TapePlayer

BARGE_IN = TAPES / "barge-in-after-generation-ga"
"""A typed question, its answer, a spoken one that cuts in, and the beginning of its answer."""
FIRST, SECOND = "item_000000000000000000009", "item_000000000000000000047"


def loaded(folder: Path = BARGE_IN) -> TapePlayer:
    player = TapePlayer(TapeReader(folder, tolerant=True))
    for _ in player.load():
        pass
    return player


def at(player: TapePlayer, ms: int) -> Snapshot:
    """Return the picture so many milliseconds after the beginning."""
    player.go_to(player.start_ns + ms * NS_PER_MS)
    return player.snapshot()


def at_end(player: TapePlayer) -> Snapshot:
    player.go_to(player.end_ns)
    return player.snapshot()


def states(picture: Snapshot) -> list[RowState]:
    return [row.state for row in picture.rows]


def test_a_loaded_tape_stands_at_its_beginning() -> None:
    player = loaded()
    assert player.snapshot().rows == ()
    assert (player.start_ns, player.end_ns, player.steps) == (1_000_000, 3_121_000_000, 714)
    assert player.problem is None


def test_a_picture_shows_what_had_happened_and_nothing_that_came_later() -> None:
    player = loaded()
    assert at(player, 0).phase is Phase.CONNECTING
    speaking = at(player, 1_000)
    assert speaking.phase is Phase.SPEAKING
    assert (speaking.rows[1].key, speaking.rows[1].heard_ms) == (FIRST, 855)
    before, after = at(player, 1_500), at(player, 1_600)
    assert states(before) == [RowState.DONE, RowState.LIVE, RowState.WAITING]
    assert states(after) == [RowState.DONE, RowState.CUT, RowState.WAITING]
    assert after.rows[1].cut_ms == 1_303


def test_going_back_gives_the_same_pictures_as_going_on() -> None:
    player = loaded()
    moments = range(0, 3_200, 100)
    forwards = [at(player, ms) for ms in moments]
    backwards = [at(player, ms) for ms in reversed(moments)]
    assert forwards == backwards[::-1]


def test_the_end_is_the_end_however_far_one_goes() -> None:
    player = loaded()
    assert at(player, 100_000) == at(player, 3_120)
    assert len(player.snapshot().rows) == 4


def test_turns_and_interruptions_are_marked() -> None:
    assert loaded().marks == (
        ReplayMark(0),
        ReplayMark(920),
        ReplayMark(1_570, interruption=True),
    )


def test_a_cough_is_no_interruption() -> None:
    assert loaded(TAPES / "cough-ga").marks == (ReplayMark(0),)


def test_events_are_those_before_the_moment() -> None:
    player = loaded()
    assert len(player.notes) == 395
    assert [note.name for note in player.notes[:3]] == [
        "session.created",
        "session.update",
        "session.updated",
    ]
    passed = player.notes_passed(player.start_ns + 1_600 * NS_PER_MS)
    names = [note.name for note in player.notes[:passed]]
    assert names.count("conversation.item.truncate") == 1
    assert "input_audio_buffer.committed" not in names
    assert player.notes_passed(0) == 0


def test_a_row_is_played_from_where_it_began_to_be_heard() -> None:
    player = loaded()
    assert player.moment_of(FIRST) == 146_000_000  # 55 ms after its first sound came
    assert player.moment_of(SECOND) == 921_000_000  # half a second before speech was noticed
    assert player.moment_of("nobody") is None


def test_both_voices_are_there_in_full_length() -> None:
    voices = loaded().voices
    # The answer is heard from 146 ms on, for 1 303 ms; then comes silence.
    answer = np.zeros(48_000, dtype=np.int32)
    voices.assistant.mix_into(answer, 0)
    assert np.flatnonzero(answer)[[0, -1]].tolist() == [3_505, 34_775]
    question = np.zeros(72_000, dtype=np.int32)
    voices.person.mix_into(question, 0)
    assert np.flatnonzero(question)[0] == 31_705  # 1 321 ms: the person speaks while the answer is heard


def test_a_conversation_that_was_left_for_a_new_one_keeps_its_turns(tmp_path: Path) -> None:
    steps = TapeReader(TAPES / "text-ga").steps()
    with TapeWriter(tmp_path, TapeHeader()) as tape:
        for happened, _ in steps:
            tape.write(happened, [])
        tape.write(NewConversationRequested(99_000_000_000), [])
        tape.write(MicrophoneOpened(99_000_000_000, "another"), [])
    player = loaded(tmp_path)
    turns = len(player.marks)
    assert turns == len(loaded(TAPES / "text-ga").marks)
    assert at(player, 200_000).rows == ()


def test_states_that_are_kept_are_bounded_and_spread_over_a_long_recording(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader()) as tape:
        tape.write(Started(0), [])
        for number in range(400):
            tape.write(TextSubmitted(number * 6_000_000_000, f"word {number}"), [])
    player = loaded(tmp_path)
    assert KEPT_MAX // 2 <= len(player._kept) <= KEPT_MAX
    times = [kept.at_ns for kept in player._kept]
    gaps = [after - before for before, after in pairwise(times)]
    assert max(gaps) <= 2 * min(gaps)
    rows = [len(at(player, ms).rows) for ms in (2_394_000, 1_800_000, 6_000, 0)]
    assert rows == [400, 301, 2, 1]


# -- what is wrong with a tape ---------------------------------------------------------------------------


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BARGE_IN, tmp_path / "tape"))


def test_a_tape_that_was_cut_off_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    lines = (folder / "tape.jsonl").read_bytes()
    (folder / "tape.jsonl").write_bytes(lines[: len(lines) // 2])
    player = loaded(folder)
    assert player.problem is not None
    assert "it was cut off" in player.problem.text
    assert 0 < player.steps < 714
    assert len(at(player, 9_000).rows) >= 2


def test_a_tape_without_its_sound_is_shown_in_silence(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "microphone.wav").unlink()
    (folder / "assistant.wav").unlink()
    player = loaded(folder)
    assert player.problem is not None
    assert "missing" in player.problem.text
    assert player.steps == 714
    assert at(player, 1_600) == at(loaded(), 1_600)
    assert not player.voices.sound(0, 72_000).any()


def test_a_line_that_was_edited_badly_is_left_out(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    lines = (folder / "tape.jsonl").read_text().splitlines(keepends=True)
    lines[100] = '{"in": "nonsense"}\n'
    (folder / "tape.jsonl").write_text("".join(lines))
    player = loaded(folder)
    assert player.problem is not None
    assert player.problem.text.startswith("Line 101 of the tape is damaged.")
    assert player.steps == 713


def test_a_step_that_contradicts_all_before_it_ends_the_recording(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader()) as tape:
        tape.write(Started(0), [])
        tape.write(TextSubmitted(1_000_000, "kept"), [])
        tape.write(TextSubmitted(90_000_000_000_000, "a day later"), [])
    player = loaded(tmp_path)
    assert player.problem is not None
    assert player.problem.text == "Step 3 claims to be a day later. The rest is not shown."
    assert [row.details for row in at(player, 5_000).rows] == ["kept"]


def test_a_step_that_cannot_have_happened_ends_the_recording(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    lines = (folder / "tape.jsonl").read_text().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if '"item_frame":480,' in line)
    lines[at] = lines[at].replace('"item_frame":480,', '"item_frame":999999999,')
    (folder / "tape.jsonl").write_text("".join(lines))
    player = loaded(folder)
    assert player.problem is not None
    assert player.problem.text.startswith(f"Step {at} cannot have happened (")
    assert player.steps == at - 1
    assert len(at_end(player).rows) == 2


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (TapeHeader(private=True), "This is a private recording: it has no words and no sound."),
        (
            TapeHeader(from_start=False),
            "This recording begins in the middle of a conversation; what was before is missing.",
        ),
    ],
)
def test_what_a_recording_lacks_by_its_nature_is_said(
    tmp_path: Path, header: TapeHeader, sentence: str
) -> None:
    with TapeWriter(tmp_path, header) as tape:
        tape.write(Started(0), [])
    player = loaded(tmp_path)
    assert player.problem is not None
    assert player.problem.text == sentence


def test_an_empty_recording_has_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader()):
        pass
    player = loaded(tmp_path)
    assert (player.steps, player.start_ns, player.end_ns, player.marks) == (0, 0, 0, ())
    assert at(player, 1_000).rows == ()
