"""A tape being read, whole and damaged."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.errors import TapeError
from voiceapp.protocol.server_events import OutputAudioDelta, OutputTranscriptDelta
from voiceapp.protocol.wire import ItemId, ResponseId
from voiceapp.recording.header import TapeHeader
from voiceapp.recording.reader import DAMAGES_MAX, LINE_BYTES_MAX, TapeReader
from voiceapp.recording.writer import Gap, TapeWriter

BLOCK = i.MicBlock(5, 0, 4, b"\1\0" * 240)


def record(folder: Path, steps: int = 3, **header: object) -> None:
    with TapeWriter(folder, TapeHeader(dialect="preview", **header)) as tape:  # type: ignore[arg-type]
        for _ in range(steps):
            tape.write(BLOCK, [])


def edit(folder: Path, number: int, text: bytes) -> None:
    """Put another text in the place of a line, counted from 1."""
    lines = (folder / "tape.jsonl").read_bytes().splitlines(keepends=True)
    lines[number - 1] = text
    (folder / "tape.jsonl").write_bytes(b"".join(lines))


def shown(folder: Path) -> tuple[int, list[str]]:
    """Return how many steps a viewer can show, and what it says is damaged."""
    tape = TapeReader(folder, tolerant=True)
    steps = len(list(tape.steps()))
    return steps, [str(damage) for damage in tape.damages]


def test_a_tape_is_read_as_it_was_written_as_often_as_one_likes(tmp_path: Path) -> None:
    record(tmp_path, options=DialogueOptions(hands_free=False, confirm_ms=0))
    tape = TapeReader(tmp_path)
    assert (tape.header.dialect, tape.header.options.hands_free) == ("preview", False)
    assert list(tape.steps()) == [(BLOCK, [])] * 3
    assert list(tape.steps()) == [(BLOCK, [])] * 3
    assert shown(tmp_path) == (3, [])


# -- cut in the middle -------------------------------------------------------------------------------------


def test_a_torn_last_line_is_left_out_and_a_viewer_is_told(tmp_path: Path) -> None:
    record(tmp_path)
    lines = tmp_path / "tape.jsonl"
    lines.write_bytes(lines.read_bytes()[: -len(b'{"end":{"steps":3}}\n') - 10])
    assert len(list(TapeReader(tmp_path).steps())) == 2
    assert shown(tmp_path) == (
        2,
        [
            "Line 4 of the tape is damaged. The tape ends here without its last line: it was cut off, "
            "or is being written."
        ],
    )


def test_a_gap_left_by_a_slow_disk_is_named(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader()) as tape:
        tape.write(BLOCK, [])
        tape.gap(Gap(from_ns=1_000_000_000, until_ns=3_500_000_000, steps=500))
        tape.write(BLOCK, [])
    said = (
        "Line 3 of the tape is damaged. "
        "500 steps of 2.5 s are missing: the disk was slower than the conversation."
    )
    assert shown(tmp_path) == (2, [said])
    with pytest.raises(TapeError, match=r"500 steps of 2.5 s are missing"):
        list(TapeReader(tmp_path).steps())


# -- edited by hand ----------------------------------------------------------------------------------------


def test_a_line_damaged_in_the_middle_is_named_and_passed_over(tmp_path: Path) -> None:
    record(tmp_path)
    edit(tmp_path, 3, b"{broken\n")
    assert shown(tmp_path) == (2, ["Line 3 of the tape is damaged. It is no JSON object."])
    with pytest.raises(TapeError, match=r"Line 3 of the tape is damaged. It is no JSON object."):
        list(TapeReader(tmp_path).steps())


def test_a_damaged_header_is_named_and_the_steps_are_shown(tmp_path: Path) -> None:
    record(tmp_path)
    edit(tmp_path, 1, b'{"format":"voiceapp-tape","version":2,"options":{"confirm_ms":"long"}}\n')
    steps, damages = shown(tmp_path)
    assert steps == 3
    assert damages == [
        "Line 1 of the tape is damaged. The header cannot be read; the usual options are assumed."
    ]
    assert not TapeReader(tmp_path, tolerant=True).header.from_start  # so nobody replays it
    with pytest.raises(TapeError, match="does not hold a tape"):
        TapeReader(tmp_path)


def test_of_many_damages_the_first_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    record(tmp_path, 0)
    with (tmp_path / "tape.jsonl").open("ab") as lines:
        lines.write(b"x\n" * 250)
    tape = TapeReader(tmp_path, tolerant=True)
    edit(tmp_path, 2, b"x\n")
    assert list(tape.steps()) == []
    assert (len(tape.damages), tape.damage_count) == (DAMAGES_MAX, 252)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "does not hold a tape"),
        (b"not json\n", "does not hold a tape"),
        (b"[" * 100_000, "does not hold a tape"),
        (b'{"format": "something-else"}\n', "does not hold a tape"),
    ],
)
@pytest.mark.parametrize("tolerant", [False, True])
def test_what_is_not_a_tape_is_told_in_a_sentence(
    tmp_path: Path, content: bytes, sentence: str, tolerant: bool
) -> None:
    (tmp_path / "tape.jsonl").write_bytes(content)
    with pytest.raises(TapeError, match=sentence):
        TapeReader(tmp_path, tolerant=tolerant)


def test_no_tape_at_all_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="There is no tape"):
        TapeReader(tmp_path / "nowhere")


@given(st.lists(st.binary(max_size=60) | st.just(b'{"in":"TalkPressed","at_ns":1}'), max_size=8))
def test_whatever_follows_a_header_a_viewer_is_shown_what_can_be_read(lines: list[bytes]) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "tape.jsonl").write_bytes(b'{"format":"voiceapp-tape"}\n' + b"\n".join([*lines, b""]))
        steps, _ = shown(Path(folder))
    assert steps == sum(line == b'{"in":"TalkPressed","at_ns":1}' for line in b"\n".join(lines).split(b"\n"))


# -- a newer version ---------------------------------------------------------------------------------------


def test_a_newer_tape_is_refused_and_a_viewer_is_shown_what_is_known(tmp_path: Path) -> None:
    record(tmp_path, version=99)
    edit(tmp_path, 3, b'{"in":"MindRead","at_ns":7}\n')
    with pytest.raises(TapeError, match=r"made by a newer version \(format 99; this one reads up to 2\)"):
        TapeReader(tmp_path)
    steps, damages = shown(tmp_path)
    assert steps == 2
    assert damages == [
        "Line 1 of the tape is damaged. The tape was made by a newer version (format 99; this one reads up to 2). "
        "What this version knows is shown.",
        "Line 3 of the tape is damaged. It is an input this version does not know: 'MindRead'.",
    ]


# -- without its sound -------------------------------------------------------------------------------------


def test_missing_sound_is_told_and_shown_as_silence_of_the_same_length(tmp_path: Path) -> None:
    record(tmp_path)
    (tmp_path / "microphone.wav").unlink()
    with pytest.raises(TapeError, match=r"Line 2 .* The sound of the microphone is missing"):
        list(TapeReader(tmp_path).steps())
    tape = TapeReader(tmp_path, tolerant=True)
    assert [happened for happened, _ in tape.steps()] == [i.MicBlock(5, 0, 4, bytes(480))] * 3
    assert [str(damage) for damage in tape.damages] == [
        "Line 2 of the tape is damaged. The sound of the microphone is missing from here; it is shown as silence."
    ]


def test_sound_that_was_cut_off_is_there_as_far_as_it_goes(tmp_path: Path) -> None:
    record(tmp_path)
    sound = tmp_path / "microphone.wav"
    sound.write_bytes(sound.read_bytes()[: 44 + 480 + 100])
    (first, _), (second, _), _ = TapeReader(tmp_path, tolerant=True).steps()
    assert first == BLOCK
    assert isinstance(second, i.MicBlock)
    assert second.pcm == b"\1\0" * 50 + bytes(380)


@pytest.mark.parametrize("size", [-2, 10**12])
def test_a_step_that_speaks_of_impossible_sound_is_damaged_and_no_silence_is_made_for_it(
    tmp_path: Path, size: int
) -> None:
    record(tmp_path)
    edit(
        tmp_path,
        2,
        b'{"in":"MicBlock","at_ns":5,"first_frame":0,"captured_at_ns":4,"pcm":{"at":0,"bytes":%d}}\n' % size,
    )
    assert shown(tmp_path) == (2, [f"Line 2 of the tape is damaged. It speaks of {size} bytes of sound."])


# -- of 2 GB -----------------------------------------------------------------------------------------------


def test_reading_keeps_no_more_than_a_step_in_memory(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader()) as tape:
        for _ in range(3_000):
            tape.write(i.MicBlock(5, 0, 4, bytes(4_800)), [])
    assert (tmp_path / "microphone.wav").stat().st_size > 14_000_000
    reader = TapeReader(tmp_path)
    tracemalloc.start()
    try:
        assert sum(1 for _ in reader.steps()) == 3_000
        assert tracemalloc.get_traced_memory()[1] < 500_000
    finally:
        tracemalloc.stop()


def test_a_line_without_an_end_is_passed_over_without_being_read_whole(tmp_path: Path) -> None:
    record(tmp_path, 1)
    with (tmp_path / "tape.jsonl").open("r+b") as lines:  # sparse: it takes no room
        lines.seek(0, 2)
        end = lines.truncate(lines.tell() - len(b'{"end":{"steps":1}}\n'))
        lines.truncate(end + 3 * LINE_BYTES_MAX)
        lines.seek(0, 2)
        lines.write(b'\n{"in":"TalkPressed","at_ns":9}\n{"end":{"steps":2}}\n')
    steps, damages = shown(tmp_path)
    assert steps == 2
    assert damages == ["Line 3 of the tape is damaged. It is longer than any step can be."]


# -- private -----------------------------------------------------------------------------------------------


def test_a_private_tape_is_read_with_stand_ins_of_the_same_length(tmp_path: Path) -> None:
    item, response = ItemId("item_a"), ResponseId("resp_a")
    with TapeWriter(tmp_path, TapeHeader(private=True)) as tape:
        tape.write(BLOCK, [])
        tape.write(i.TextSubmitted(7, "hello"), [])
        tape.write(
            i.FromServer(8, OutputTranscriptDelta(response_id=response, item_id=item, delta="good morning")),
            [],
        )
        tape.write(
            i.FromServer(9, OutputAudioDelta(response_id=response, item_id=item, delta=b"\1\2" * 50)), []
        )
    assert [happened for happened, _ in TapeReader(tmp_path).steps()] == [
        i.MicBlock(5, 0, 4, bytes(480)),
        i.TextSubmitted(7, "·····"),
        i.FromServer(8, OutputTranscriptDelta(response_id=response, item_id=item, delta="·" * 12)),
        i.FromServer(9, OutputAudioDelta(response_id=response, item_id=item, delta=bytes(100))),
    ]


def test_a_reader_does_not_write(tmp_path: Path) -> None:
    record(tmp_path)
    with pytest.raises(TapeError, match="cannot be written"):
        TapeReader(tmp_path).keep("microphone", b"")
