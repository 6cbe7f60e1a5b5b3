"""The tape as a folder."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.errors import TapeError
from voiceapp.recording.tape import TapeHeader, TapeReader, TapeWriter

BLOCK = i.MicBlock(5, 0, 4, b"\1\0" * 240)


def record(folder: Path, steps: int = 3) -> None:
    options = DialogueOptions(hands_free=False, confirm_ms=0)
    with TapeWriter(folder, TapeHeader(dialect="preview", about="A test.", options=options)) as tape:
        for _ in range(steps):
            tape.write(BLOCK, [])


def test_a_tape_is_read_as_it_was_written(tmp_path: Path) -> None:
    record(tmp_path / "tape")
    tape = TapeReader(tmp_path / "tape")
    assert tape.header.dialect == "preview"
    assert tape.header.options.hands_free is False
    assert list(tape.steps()) == [(BLOCK, [])] * 3


def test_the_sound_beside_it_is_an_ordinary_wav_file(tmp_path: Path) -> None:
    record(tmp_path)
    with wave.open(str(tmp_path / "microphone.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)
        assert file.getnframes() == 720


def test_a_torn_last_line_is_left_out(tmp_path: Path) -> None:
    record(tmp_path)
    lines = tmp_path / "tape.jsonl"
    lines.write_bytes(lines.read_bytes()[:-10])
    assert len(list(TapeReader(tmp_path).steps())) == 2


def test_a_wav_header_that_was_never_completed_is_read_to_the_end(tmp_path: Path) -> None:
    record(tmp_path)
    sound = tmp_path / "microphone.wav"
    data = bytearray(sound.read_bytes())
    data[40:44] = bytes(4)
    sound.write_bytes(data)
    assert len(list(TapeReader(tmp_path).steps())) == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "does not hold a tape"),
        (b"not json\n", "does not hold a tape"),
        (b'{"format": "something-else"}\n', "does not hold a tape"),
        (b'{"format": "voiceapp-tape", "version": 99}\n', "newer version"),
    ],
)
def test_what_is_not_a_tape_is_told_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "tape.jsonl").write_bytes(content)
    with pytest.raises(TapeError, match=sentence):
        TapeReader(tmp_path)


def test_no_tape_at_all_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="There is no tape"):
        TapeReader(tmp_path / "nowhere")


def test_a_line_damaged_in_the_middle_is_named(tmp_path: Path) -> None:
    record(tmp_path)
    lines = (tmp_path / "tape.jsonl").read_bytes().splitlines(keepends=True)
    lines[2] = b"{broken\n"
    (tmp_path / "tape.jsonl").write_bytes(b"".join(lines))
    with pytest.raises(TapeError, match="Line 3 of the tape is damaged"):
        list(TapeReader(tmp_path).steps())


def test_missing_sound_is_told_in_a_sentence(tmp_path: Path) -> None:
    record(tmp_path)
    (tmp_path / "microphone.wav").unlink()
    with pytest.raises(TapeError, match="sound of the microphone is missing"):
        list(TapeReader(tmp_path).steps())


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TapeError, match="cannot be written"):
        TapeWriter(tmp_path / "file" / "tape", TapeHeader())


def test_a_disk_that_takes_no_more_is_told_in_a_sentence_and_closing_is_quiet(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        return  # only Linux has a file that is always full
    (tmp_path / "tape.jsonl").symlink_to(full)
    tape = TapeWriter(tmp_path, TapeHeader())

    def write_on() -> None:
        for _ in range(1_000):
            tape.write(BLOCK, [])

    with pytest.raises(TapeError, match="the disk takes no more"):
        write_on()
    tape.close()
