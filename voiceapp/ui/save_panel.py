"""The system's panel for naming a file or choosing a folder; the window behind it goes on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from voiceapp.ui import wording


def ask_file(
    parent: QWidget, name: str, chosen: Callable[[str], object], refused: Callable[[], object]
) -> QFileDialog:
    """Ask where to save a file that is to be called `name`; call `chosen` with a path, or `refused`."""
    dialog = QFileDialog(parent, wording.tr("Save as"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(name.rpartition(".")[2])
    _show(dialog, chosen, refused)
    dialog.selectFile(name)
    return dialog


def ask_folder(
    parent: QWidget, chosen: Callable[[str], object], refused: Callable[[], object]
) -> QFileDialog:
    """Ask for the folder several files go into; call `chosen` with its path, or `refused`."""
    dialog = QFileDialog(parent, wording.tr("Choose a folder for the files"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    _show(dialog, chosen, refused)
    return dialog


def _show(dialog: QFileDialog, chosen: Callable[[str], object], refused: Callable[[], object]) -> None:
    dialog.setModal(False)
    dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    dialog.fileSelected.connect(chosen)
    dialog.rejected.connect(refused)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show()
