"""The list of all keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.shortcuts import KEYS, Key, text_of
from voiceapp.ui.worded import worded


class KeysDialog(QDialog):
    """A window of its own beside the other; nothing waits for it."""

    def __init__(self, parent: QWidget | None = None, table: tuple[Key, ...] = KEYS) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._title = title = QLabel(self)
        title.setFont(theme.scaled_font(1.4, weight=QFont.Weight.DemiBold))
        sheet = QWidget(self)
        sheet.setObjectName("keys_sheet")
        grid = QGridLayout(sheet)
        grid.setContentsMargins(0, 0, theme.L, 0)
        grid.setHorizontalSpacing(theme.XL)
        grid.setVerticalSpacing(theme.S)
        self._lines: list[tuple[Key, QLabel, QLabel]] = []
        for line, key in enumerate(table):
            cap = QLabel(sheet)
            cap.setProperty("role", "keycap")
            cap.setFont(theme.small_font())
            what = QLabel(sheet)
            self._lines.append((key, cap, what))
            cap.setBuddy(what)
            grid.addWidget(cap, line, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(what, line, 1)
        grid.setColumnStretch(1, 1)
        self._area = area = QScrollArea(self)
        area.setObjectName("keys_area")
        area.setWidget(sheet)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.L, theme.M, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(title)
        column.addWidget(area, 1)
        worded(self, self._say)
        self.resize(max(420, sheet.sizeHint().width() + 80), min(680, sheet.sizeHint().height() + 110))

    def _say(self) -> None:
        self.setWindowTitle(wording.tr("Keys"))
        self.setAccessibleName(wording.tr("Keys"))
        self._title.setText(wording.tr("Keys"))
        self._area.setAccessibleName(wording.tr("List of keys"))
        for key, cap, what in self._lines:
            cap.setText(text_of(key) or wording.tr("no key"))
            what.setText(wording.tr(key.does))
