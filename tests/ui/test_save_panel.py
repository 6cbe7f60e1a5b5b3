"""The panel that names a file: it stops nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from tests.ui_tools import settle
from voiceapp.ui.save_panel import ask_file, ask_folder


def test_a_file_is_named_while_the_window_goes_on(app: QApplication, tmp_path: Path) -> None:
    chosen: list[str] = []
    refused: list[str] = []
    window = QWidget()
    window.show()
    dialog = ask_file(window, "2026-11-21 Trains.md", chosen.append, lambda: refused.append("no"))
    settle()
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert dialog.selectedFiles()[0].endswith("2026-11-21 Trains.md")
    dialog.setDirectory(str(tmp_path))
    dialog.accept()
    settle()
    assert (chosen, refused) == ([str(tmp_path / "2026-11-21 Trains.md")], [])


def test_a_folder_is_chosen_or_not(app: QApplication, tmp_path: Path) -> None:
    chosen: list[str] = []
    refused: list[str] = []
    window = QWidget()
    dialog = ask_folder(window, chosen.append, lambda: refused.append("no"))
    dialog.reject()
    settle()
    assert (chosen, refused) == ([], ["no"])
    dialog = ask_folder(window, chosen.append, lambda: refused.append("no"))
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path))
    dialog.accept()
    settle()
    assert chosen == [str(tmp_path)]
