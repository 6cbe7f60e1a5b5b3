"""The tags of one or several conversations: each with a way to take it off, and a field for another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from voiceapp.store.kept import Summary
from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.worded import worded

TAG_CHARS_MAX = 50


class ConversationsTags(QWidget):
    """Shows tags as buttons that take them off; the list has them as soon as they are kept.

    Signals:
        tag_added(str), tag_removed(str): of every conversation it was opened for.
        closed(): the person is done.
    """

    tag_added = Signal(str)
    tag_removed = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._count = 0
        self._shown: tuple[str, ...] = ()
        self.question = QLabel(self)
        self.question.setWordWrap(True)
        self.tags: list[QPushButton] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.XS)
        self.field = QLineEdit(self)
        self.field.setMaxLength(TAG_CHARS_MAX)
        self.field.returnPressed.connect(self._on_typed)
        self.add = IconButton("check", "", self)
        self.add.clicked.connect(self._on_typed)
        self.shut = IconButton("close", "", self)
        self.shut.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self.question, 1)
        head.addWidget(self.shut, 0, Qt.AlignmentFlag.AlignTop)
        line = QHBoxLayout()
        line.setSpacing(theme.XS)
        line.addWidget(self.field, 1)
        line.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addLayout(head)
        column.addLayout(self._rows)
        column.addLayout(line)
        worded(self, self._say)

    def ask(self, chosen: Sequence[Summary]) -> None:
        """Show the tags that any of these has, ready to type another."""
        self._title = chosen[0].title if len(chosen) == 1 else ""
        self._count = len(chosen)
        self.field.clear()
        self.show_tags(chosen)
        self._say()
        self.field.setFocus()

    def show_tags(self, chosen: Sequence[Summary]) -> None:
        """Show the tags as they are now."""
        shown = tuple(dict.fromkeys(tag for summary in chosen for tag in summary.tags))
        if shown == self._shown:
            return
        self._shown = shown
        had_focus = any(button.hasFocus() for button in self.tags)
        for button in self.tags:
            button.hide()
            button.deleteLater()
        self.tags = [self._button(tag) for tag in shown]
        if had_focus:
            self.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Keep a Space that was meant for the field from the microphone."""
        if event.key() != Qt.Key.Key_Space:
            super().keyPressEvent(event)

    def _button(self, tag: str) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("kind", "tag")
        shown = self.fontMetrics().elidedText(tag, Qt.TextElideMode.ElideRight, max(80, self.width() - 64))
        button.setText(f"#{shown}  ×")
        button.setAccessibleName(wording.tr("Remove the tag %1").replace("%1", tag))
        button.setToolTip(wording.tr("Remove the tag %1").replace("%1", tag))
        button.clicked.connect(lambda: self.tag_removed.emit(tag))
        self._rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def _on_typed(self) -> None:
        tag = " ".join(self.field.text().removeprefix("#").split())
        self.field.clear()
        if tag:
            self.tag_added.emit(tag)

    def _say(self) -> None:
        if self._title:
            text = wording.tr("Tags of “%1”").replace("%1", self._title)
        else:
            text = wording.tr("Tags of %1 conversations").replace("%1", str(self._count))
        self.question.setText(text)
        self.setAccessibleName(text)
        self.field.setPlaceholderText(wording.tr("Another tag"))
        self.field.setAccessibleName(wording.tr("Another tag"))
        self.add.set_name(wording.tr("Add the tag"))
        self.shut.set_name(wording.tr("Done"))
        for button, tag in zip(self.tags, self._shown, strict=True):
            button.setAccessibleName(wording.tr("Remove the tag %1").replace("%1", tag))
            button.setToolTip(wording.tr("Remove the tag %1").replace("%1", tag))
