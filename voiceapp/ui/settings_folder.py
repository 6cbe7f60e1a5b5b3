"""A folder, typed or chosen in the system's dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from voiceapp.settings import Allowed
from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.settings_text import SettingText
from voiceapp.ui.worded import worded


class SettingFolder(QWidget):
    """A line for the path, and a button that lets it be chosen.

    Signals:
        edited(object): with every change by the person.
        settled(object): with Return, when the person goes elsewhere, or from the dialog.
    """

    edited = Signal(object)
    settled = Signal(object)

    def __init__(self, name: str, allowed: Allowed, parent: QWidget | None = None) -> None:
        """`name` is what the folder is for, in English."""
        super().__init__(parent)
        self.line = SettingText(allowed, self)
        self.button = IconButton("folder", "", self, kind="bordered")
        self.line.edited.connect(self.edited)
        self.line.settled.connect(self.settled)
        self.button.clicked.connect(lambda: self.choose(wording.tr(name)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.XS)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.line)
        worded(self, lambda: self._say(name))

    def show_value(self, value: object) -> None:
        """Show a path; what is being typed is not touched."""
        self.line.show_value(value)

    def choose(self, title: str) -> QFileDialog:
        """Let a folder be chosen; nothing waits for it."""
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        now = Path(self.line.text()).expanduser()
        if self.line.text() and now.is_dir():
            dialog.setDirectory(str(now))
        dialog.fileSelected.connect(lambda path: self.settled.emit(path))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _say(self, name: str) -> None:
        self.line.setAccessibleName(wording.tr(name))
        self.button.set_name(wording.tr("Choose a folder…"))
        self.button.setAccessibleName(wording.tr("%1: choose a folder").replace("%1", wording.tr(name)))
