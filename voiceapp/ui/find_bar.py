"""Finding words in the transcript."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.segments import find_all
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.worded import worded

RECOUNT_MS = 250
"""While an answer streams in, rows change 30 times a second; counting hits in 10 000 rows takes 10 ms."""


class FindBar(QFrame):
    """A field and two arrows; searching starts with the newest row, because that is what people remember.

    Signals:
        wanted_changed(str): mark this in the transcript; empty when the bar closes.
        found(int): the row to show.
        closed(): the bar went away.
    """

    wanted_changed = Signal(str)
    found = Signal(int)
    closed = Signal()

    def __init__(self, model: TranscriptModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._here: int | None = None
        self.setObjectName("find_bar")
        self.field = QLineEdit(self)
        self.field.setClearButtonEnabled(False)
        self.count = QLabel(self)
        self.count.setProperty("role", "quiet")
        self.older = IconButton("chevron-up", "", self)
        self.newer = IconButton("chevron-down", "", self)
        self.shut = IconButton("close", "", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.S, theme.S, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        for button in (self.older, self.newer, self.shut):
            row.addWidget(button)
        self.field.textChanged.connect(self._on_text)
        self.older.clicked.connect(lambda: self.step(-1))
        self.newer.clicked.connect(lambda: self.step(+1))
        self.shut.clicked.connect(self.close_bar)
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(RECOUNT_MS)
        self._recount.timeout.connect(self._on_recount)
        model.rowsInserted.connect(self._on_rows)
        model.rowsRemoved.connect(self._on_rows)
        model.dataChanged.connect(self._on_rows)
        self.hide()
        worded(self, self._say)

    def open_bar(self) -> None:
        """Show the bar, ready to type."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._on_text(self.field.text())

    def close_bar(self) -> None:
        """Hide the bar and take the marks away."""
        if self.isHidden():
            return
        self.hide()
        self.wanted_changed.emit("")
        self.closed.emit()

    def hits(self) -> list[int]:
        """Return the rows that hold what is typed, in order."""
        wanted = self.field.text()
        if not wanted:
            return []
        return [n for n, row in enumerate(self._model.rows()) if find_all(wording.words_of(row), wanted)]

    def step(self, direction: int) -> None:
        """Go to the next hit: −1 older, +1 newer; round the corner at the ends."""
        hits = self.hits()
        if not hits:
            self._here = None
        elif self._here is None:
            self._here = hits[-1] if direction < 0 else hits[0]
        else:
            here = self._here
            if direction < 0:
                self._here = max((n for n in hits if n < here), default=hits[-1])
            else:
                self._here = min((n for n in hits if n > here), default=hits[0])
        if self._here is not None:
            self.found.emit(self._here)
        self._tell(hits)

    def open_or_step(self, direction: int) -> None:
        """Show the bar; where it is shown, go to the next hit."""
        if self.isHidden():
            self.open_bar()
        else:
            self.step(direction)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Enter and arrows step, Esc closes."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.step(+1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else -1)
            case Qt.Key.Key_Up:
                self.step(-1)
            case Qt.Key.Key_Down:
                self.step(+1)
            case Qt.Key.Key_Escape:
                self.close_bar()
            case Qt.Key.Key_Space:
                event.accept()  # a Space meant for the field must not open the microphone
            case _:
                super().keyPressEvent(event)

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Find in the transcript"))
        self.field.setPlaceholderText(wording.tr("Find in the transcript"))
        self.field.setAccessibleName(wording.tr("Find in the transcript"))
        self.older.set_name(wording.tr("Older"), hint=wording.tr("Older (Enter)"))
        self.newer.set_name(wording.tr("Newer"), hint=wording.tr("Newer (Shift+Enter)"))
        self.shut.set_name(wording.tr("Close"), hint=wording.tr("Close (Esc)"))
        self._tell(self.hits())

    def _on_text(self, wanted: str) -> None:
        self._here = None
        self.wanted_changed.emit(wanted)
        if wanted:
            self.step(-1)
        else:
            self._tell([])

    def _on_rows(self) -> None:
        if self.isVisible() and not self._recount.isActive():
            self._recount.start()

    def _on_recount(self) -> None:
        self._tell(self.hits())

    def _tell(self, hits: list[int]) -> None:
        wanted = bool(self.field.text())
        if not wanted:
            text = ""
        elif not hits:
            text = wording.tr("Not found")
        elif self._here in hits:
            place = str(len(hits) - hits.index(self._here))
            text = wording.tr("%1 of %2").replace("%1", place).replace("%2", str(len(hits)))
        else:
            text = str(len(hits))
        self.count.setText(text)
        for button in (self.older, self.newer):
            button.setEnabled(bool(hits))
