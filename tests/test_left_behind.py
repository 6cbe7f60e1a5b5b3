"""From the disk to the window, and from there into the conversation."""

from __future__ import annotations

from pathlib import Path

from tests.recording.test_recovery import DEAD, leave, speech
from tests.ui_tools import Wishes, shown
from voiceapp.application import application
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input, SpeechRecovered, TextRecovered
from voiceapp.left_behind import LeftBehind
from voiceapp.ui.main_window import MainWindow


class Desk:
    """A window and what is posted into its conversation."""

    def __init__(self, folder: Path) -> None:
        application()
        self.posted: list[Input] = []
        self.window = MainWindow(Wishes(), title_label="Test", wall_offset_ns=0)
        shown(self.window)
        self.line = self.window.recovered
        self.left_behind = LeftBehind(self.posted.append, self.window, ManualClock(7), folder)


def test_nothing_is_offered_where_everything_was_delivered(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.line.isHidden()
    desk.left_behind.close()


def test_what_is_sent_goes_into_the_conversation_once_and_stays_on_the_disk_meanwhile(tmp_path: Path) -> None:
    leave(tmp_path, {"1-1.pcm": speech(200), "2-2.txt": b"hello"})
    desk = Desk(tmp_path)
    assert desk.line.isVisible()
    assert "0.2 s of speech from" in desk.line.text.text()
    desk.line.send.click()
    desk.line.send.click()
    assert desk.line.isHidden()
    assert [type(one) for one in desk.posted] == [SpeechRecovered, TextRecovered]
    assert len(list((tmp_path / DEAD).iterdir())) == 2
    desk.left_behind.close()


def test_what_is_discarded_is_gone(tmp_path: Path) -> None:
    leave(tmp_path, {"2-2.txt": b"hello"})
    desk = Desk(tmp_path)
    assert desk.line.save.isHidden()
    desk.line.discard.click()
    assert desk.line.isHidden()
    assert list(tmp_path.iterdir()) == []
    desk.left_behind.close()


def test_a_sound_file_that_cannot_be_written_is_told_and_the_offer_stands(tmp_path: Path) -> None:
    leave(tmp_path / "left", {"1-1.pcm": speech(200)})
    desk = Desk(tmp_path / "left")
    desk.line.save_chosen.emit(str(tmp_path / "said.wav"))
    assert (tmp_path / "said.wav").stat().st_size == 44 + 9_600
    desk.line.save_chosen.emit(str(tmp_path))
    assert "cannot be written" in desk.window.toast.text()
    assert desk.line.isVisible()
    desk.left_behind.close()
