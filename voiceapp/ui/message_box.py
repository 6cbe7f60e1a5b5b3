"""Where a message is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.worded import worded

LINES_MAX = 5
"""The box grows with the text up to this many lines, then scrolls."""
REMEMBERED_MAX = 50


class MessageBox(QPlainTextEdit):
    """Enter sends, Shift+Enter makes a new line, Up in the first line brings back what was sent before.

    Signals:
        submitted(str): the text without the white space around it, never empty.
        filled_changed(bool): whether there is anything to send.
    """

    submitted = Signal(str)
    filled_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sent: list[str] = []
        self._recalled: int | None = None
        self._filled = False
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(theme.M, theme.S + 4, theme.S, theme.S)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()
        worded(self, self._say)

    def submit(self) -> None:
        """Send what is typed; nothing happens where that is only white space."""
        text = self.toPlainText().strip()
        if not text:
            return
        if not self._sent or self._sent[-1] != text:
            self._sent.append(text)
            del self._sent[:-REMEMBERED_MAX]
        self._recalled = None
        self.clear()
        self.submitted.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Send, recall, or type."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.submit()
        elif (event.key() == Qt.Key.Key_Up and self._recall(-1)) or (
            event.key() == Qt.Key.Key_Down and self._recalled is not None and self._recall(+1)
        ):
            pass
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the focus on the frame around the box."""
        super().focusInEvent(event)
        self._tell_frame()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take it off again."""
        super().focusOutEvent(event)
        self._tell_frame()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the height of the lines typed, within limits."""
        return QSize(320, self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the least useful size."""
        return QSize(120, self._height_of(1))

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Message"))
        self.setAccessibleDescription(
            wording.tr("Enter sends, Shift+Enter makes a new line, Up brings back the last")
        )
        self.setPlaceholderText(wording.tr("Type a message…"))

    def _recall(self, step: int) -> bool:
        """Show an older or newer message that was sent; False where the arrow key has its usual meaning."""
        if not self._sent:
            return False
        if self._recalled is None:
            if self.toPlainText():
                return False
            position = len(self._sent)
        else:
            if self.toPlainText() != self._sent[self._recalled]:
                self._recalled = None  # it was edited, so it is a text of its own now
                return False
            position = self._recalled
        position += step
        if position < 0:
            return True
        if position >= len(self._sent):
            self.clear()
            self._recalled = None
            return True
        self.setPlainText(self._sent[position])
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._recalled = position
        return True

    def _on_text_changed(self) -> None:
        filled = bool(self.toPlainText().strip())
        if filled != self._filled:
            self._filled = filled
            self.filled_changed.emit(filled)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Be as high as a line of another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        # A QPlainTextDocumentLayout counts its height in lines, wrapped ones included.
        lines = round(self.document().documentLayout().documentSize().height())
        self.setFixedHeight(self._height_of(max(1, min(LINES_MAX, lines))))

    def _height_of(self, lines: int) -> int:
        margins = self.viewportMargins()
        return max(44, self.fontMetrics().lineSpacing() * lines + margins.top() + margins.bottom())

    def _tell_frame(self) -> None:
        self.setProperty("focused", self.hasFocus())
        self.style().unpolish(self)
        self.style().polish(self)
