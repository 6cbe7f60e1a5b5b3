"""The question before conversations are deleted for good: one step for some, two for all of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from voiceapp.store.kept import ConversationId
from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.worded import worded


class ConversationsDeletion(QWidget):
    """Asks; nothing is deleted here.

    Signals:
        delete_chosen(object, bool): these conversations; and their recordings.
        delete_all_chosen(bool): every one; and their recordings.
        closed(): nothing is to be deleted.
    """

    delete_chosen = Signal(object, bool)
    delete_all_chosen = Signal(bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: tuple[ConversationId, ...] = ()
        self._title = ""
        self._is_all = self._is_sure = False
        self._tapes = self._others = 0
        self.question = QLabel(self)
        self.question.setWordWrap(True)
        self.recordings = QCheckBox(self)
        self.others = QLabel(self)
        self.others.setWordWrap(True)
        self.others.setFont(theme.small_font())
        self.others.setProperty("role", "quiet")
        self.delete = IconButton("trash", "", self, labelled=True, kind="danger")
        self.keep = IconButton("close", "", self, labelled=True, kind="bordered")
        self.delete.clicked.connect(self._on_delete)
        self.keep.clicked.connect(self.closed)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        buttons.addWidget(self.delete)
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        for part in (self.question, self.recordings, self.others):
            column.addWidget(part)
        column.addLayout(buttons)
        worded(self, self._say)

    def ask(self, numbers: tuple[ConversationId, ...], title: str) -> None:
        """Ask about these; `title` is that of the only one, or empty."""
        self._begin(numbers, title, is_all=False)

    def ask_all(self) -> None:
        """Ask about every conversation, twice."""
        self._begin((), "", is_all=True)

    def show_tapes(self, tapes: int, others: int) -> None:
        """Offer their recordings too; `others`: conversations that stay, on the same ones."""
        self._tapes, self._others = tapes, others
        self._say()

    def _begin(self, numbers: tuple[ConversationId, ...], title: str, *, is_all: bool) -> None:
        self._numbers, self._title, self._is_all = numbers, title, is_all
        self._is_sure = False
        self._tapes = self._others = 0
        self.recordings.setChecked(False)
        self._say()
        self.keep.setFocus()

    def _on_delete(self) -> None:
        also = self.recordings.isChecked() and self._tapes > 0
        if not self._is_all:
            self.delete_chosen.emit(self._numbers, also)
        elif self._is_sure:
            self.delete_all_chosen.emit(also)
        else:
            self._is_sure = True
            self._say()
            self.keep.setFocus()

    def _say(self) -> None:
        self.question.setText(self._question())
        self.setAccessibleName(self.question.text())
        self.recordings.setVisible(self._tapes > 0)
        self.recordings.setText(
            wording.tr("and its recording")
            if self._tapes == 1
            else wording.tr("and %1 recordings").replace("%1", str(self._tapes))
        )
        self.others.setVisible(self._tapes > 0 and self._others > 0)
        self.others.setText(
            wording.tr("Other conversations on the same recording lose it: %1.").replace(
                "%1", str(self._others)
            )
        )
        if not self._is_all:
            self.delete.set_name(wording.tr("Delete"))
        elif self._is_sure:
            self.delete.set_name(wording.tr("Delete every one"))
        else:
            self.delete.set_name(wording.tr("Delete all"))
        self.keep.set_name(wording.tr("Keep"))

    def _question(self) -> str:
        if self._is_all:
            if self._is_sure:
                return wording.tr("Really every one? No word of them can be brought back.")
            return wording.tr("Delete all kept conversations for good?")
        if self._title:
            return wording.tr("Delete “%1” for good?").replace("%1", self._title)
        return wording.tr("Delete %1 conversations for good?").replace("%1", str(len(self._numbers)))
