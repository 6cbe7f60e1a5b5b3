"""A tape being written."""

from __future__ import annotations

import wave
from pathlib import Path

import msgspec
import pytest

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.errors import TapeError
from voiceapp.protocol.server_events import OutputAudioDelta
from voiceapp.protocol.wire import ItemId, ResponseId
from voiceapp.recording.header import TapeHeader
from voiceapp.recording.steps import Place
from voiceapp.recording.writer import Gap, TapeWriter

BLOCK = i.MicBlock(5, 0, 4, b"\1\0" * 240)
DELTA = i.FromServer(
    6, OutputAudioDelta(response_id=ResponseId("r"), item_id=ItemId("a"), delta=b"\2\0" * 480)
)


def lines(folder: Path) -> list[dict[str, object]]:
    return [msgspec.json.decode(line) for line in (folder / "tape.jsonl").read_bytes().splitlines()]


def test_a_tape_is_a_header_its_steps_and_an_end_with_both_voices_beside_it(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader(dialect="ga")) as tape:
        assert tape.write(BLOCK, []) == 0
        tape.write(DELTA, [])
        assert tape.steps == 2
    header, block, delta, end = lines(tmp_path)
    assert (header["format"], header["version"]) == ("voiceapp-tape", 2)
    assert block["pcm"] == {"at": 0, "bytes": 480}
    assert delta["event"]["delta"] == {"at": 0, "bytes": 960}  # type: ignore[index]
    assert end == {"end": {"steps": 2}}
    for voice, frames in (("microphone", 240), ("assistant", 480)):
        with wave.open(str(tmp_path / f"{voice}.wav")) as file:
            assert file.getnframes() == frames


def test_what_was_flushed_survives_a_program_stopped_by_force(tmp_path: Path) -> None:
    tape = TapeWriter(tmp_path, TapeHeader())
    tape.write(BLOCK, [])
    tape.flush()
    tape.write(BLOCK, [])
    assert len(lines(tmp_path)) == 2
    assert (tmp_path / "microphone.wav").stat().st_size == 44 + 480
    tape.close()


def test_a_line_is_never_on_the_disk_before_its_sound(tmp_path: Path) -> None:
    tape = TapeWriter(tmp_path, TapeHeader())
    for step in range(2_000):
        tape.write(BLOCK, [])
        if step % 100 == 0:
            there = (tmp_path / "tape.jsonl").read_bytes().count(b"MicBlock")
            assert (tmp_path / "microphone.wav").stat().st_size >= there * 480
    assert (tmp_path / "tape.jsonl").read_bytes().count(b"MicBlock") > 500
    tape.close()


def test_a_gap_is_one_line(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader()) as tape:
        tape.gap(Gap(from_ns=10, until_ns=30, steps=3))
    assert lines(tmp_path)[1] == {"gap": {"from_ns": 10, "until_ns": 30, "steps": 3}}


def test_a_tape_is_never_written_over_another_one(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader()) as tape:
        tape.write(BLOCK, [])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(TapeError, match=r"There is a recording in .* already; it is left as it is\."):
        TapeWriter(tmp_path, TapeHeader(private=True))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_private_tape_has_no_files_of_sound(tmp_path: Path) -> None:
    options = DialogueOptions(instructions="Sell pizza.")
    with TapeWriter(tmp_path, TapeHeader(private=True, options=options)) as tape:
        tape.write(BLOCK, [])
        tape.write(i.TextSubmitted(7, "canary"), [])
    assert [path.name for path in tmp_path.iterdir()] == ["tape.jsonl"]
    header, block, typed, _ = lines(tmp_path)
    assert header["withheld"] == {"instructions": 11, "tools": 0}
    assert block["pcm"] == {"bytes": 480}
    assert typed == {"in": "TextSubmitted", "at_ns": 7, "text": {"chars": 6}}


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TapeError, match="cannot be written"):
        TapeWriter(tmp_path / "file" / "tape", TapeHeader())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
def test_a_disk_that_takes_no_more_is_told_in_a_sentence_and_closing_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "microphone.wav").symlink_to("/dev/full")
    tape = TapeWriter(tmp_path, TapeHeader())

    def write_on() -> None:
        for _ in range(1_000):
            tape.write(BLOCK, [])

    with pytest.raises(TapeError, match="the disk takes no more"):
        write_on()
    tape.close()
    tape.close()


def test_a_writer_does_not_read(tmp_path: Path) -> None:
    with TapeWriter(tmp_path, TapeHeader()) as tape, pytest.raises(TapeError, match="cannot be read"):
        tape.fetch("microphone", Place(480, 0))
