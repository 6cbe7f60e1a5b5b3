from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.ui_tools import settle, shown
from voiceapp.settings import Allowed
from voiceapp.ui.settings_folder import SettingFolder


def box() -> tuple[SettingFolder, list[object], list[object]]:
    made = SettingFolder("Your notes", Allowed("text"))
    edited: list[object] = []
    settled: list[object] = []
    made.edited.connect(edited.append)
    made.settled.connect(settled.append)
    shown(made, 400, 60)
    return made, edited, settled


def test_a_path_is_looked_at_while_it_is_typed_and_taken_with_return() -> None:
    made, edited, settled = box()
    made.setFocus()
    QTest.keyClicks(made.line, "/a")
    assert (edited, settled) == (["/", "/a"], [])
    QTest.keyClick(made.line, Qt.Key.Key_Return)
    assert settled == ["/a"]


def test_the_button_lets_a_folder_be_chosen_beginning_where_it_is_now(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "other").mkdir()
    made, _, settled = box()
    made.show_value(str(tmp_path / "notes"))
    QTest.mouseClick(made.button, Qt.MouseButton.LeftButton)
    (dialog,) = made.findChildren(QFileDialog)
    assert dialog.windowTitle() == "Your notes"
    assert Path(dialog.directory().absolutePath()) == tmp_path / "notes"
    dialog.fileSelected.emit(str(tmp_path / "other"))
    assert settled == [str(tmp_path / "other")]
    dialog.reject()
    settle()
    assert settled == [str(tmp_path / "other")]


def test_a_dialog_that_is_dismissed_changes_nothing() -> None:
    made, _, settled = box()
    dialog = made.choose("Your notes")
    dialog.reject()
    settle()
    assert (settled, made.line.text()) == ([], "")


def test_a_screen_reader_hears_what_the_folder_is_for() -> None:
    made, _, _ = box()
    assert made.line.accessibleName() == "Your notes"
    assert made.button.accessibleName() == "Your notes: choose a folder"
