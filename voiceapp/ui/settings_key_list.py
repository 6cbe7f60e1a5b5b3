"""The keys of the window, in a list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.shortcuts import KEYS, Key


class SettingsKeyList(QFrame):
    """What is bound to which key; to be read."""

    def __init__(self, parent: QWidget | None = None, table: tuple[Key, ...] = KEYS) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self.setAccessibleName(wording.tr("List of keys"))
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        grid.setHorizontalSpacing(theme.XL)
        grid.setVerticalSpacing(theme.S)
        for line, key in enumerate(table):
            what = QLabel(wording.tr(key.does), self)
            what.setWordWrap(True)
            cap = QLabel(QKeySequence(key.keys).toString(QKeySequence.SequenceFormat.NativeText), self)
            cap.setProperty("role", "keycap")
            cap.setFont(theme.small_font())
            cap.setBuddy(what)
            grid.addWidget(what, line, 0)
            grid.addWidget(cap, line, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
