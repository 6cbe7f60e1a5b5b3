from __future__ import annotations

from PySide6.QtWidgets import QFileDialog

from tests.ui_tools import settle, shown, spoken_description
from voiceapp.ui.recovered_line import RecoveredLine

SENTENCE = "4.2 s of speech from 12:03 and one typed message were not delivered."


def line() -> RecoveredLine:
    widget = RecoveredLine()
    shown(widget, 800, 60)
    return widget


def test_what_there_is_is_offered_to_eyes_and_ears_and_gone_when_there_is_nothing() -> None:
    widget = line()
    widget.offer(SENTENCE, speech=True)
    assert widget.isVisible()
    assert widget.text.text() == SENTENCE
    assert spoken_description(widget) == SENTENCE
    widget.offer("", speech=False)
    assert widget.isHidden()


def test_only_speech_can_be_saved_as_sound() -> None:
    widget = line()
    widget.offer(SENTENCE, speech=False)
    assert widget.save.isHidden()
    assert not widget.send.isHidden()


def test_its_buttons_say_what_is_wanted() -> None:
    widget = line()
    asked: list[str] = []
    widget.send_requested.connect(lambda: asked.append("send"))
    widget.discard_requested.connect(lambda: asked.append("discard"))
    widget.offer(SENTENCE, speech=True)
    widget.send.click()
    widget.discard.click()
    assert asked == ["send", "discard"]


def test_a_sound_file_is_chosen_without_waiting() -> None:
    widget = line()
    chosen: list[str] = []
    widget.save_chosen.connect(chosen.append)
    widget.offer(SENTENCE, speech=True)
    widget.save.click()
    (dialog,) = widget.findChildren(QFileDialog)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.fileSelected.emit("said.wav")
    dialog.reject()
    settle()
    assert chosen == ["said.wav"]
