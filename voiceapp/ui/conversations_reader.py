"""A kept conversation in place of the live one, to read; the live one goes on, and one click leads back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from voiceapp.dialogue.snapshot import Row
from voiceapp.store.kept import ConversationId, Summary
from voiceapp.ui import theme, wording
from voiceapp.ui.conversations_ask import ConversationsAsk
from voiceapp.ui.conversations_menu import ConversationsMenu
from voiceapp.ui.conversations_model import began_text, moment_text
from voiceapp.ui.conversations_shelf import Opened
from voiceapp.ui.conversations_transcript import ConversationsTranscript
from voiceapp.ui.conversations_wishes import ConversationsWishes
from voiceapp.ui.find_bar import FindBar
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.row_view import PADDING_PX
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.worded import worded

FIRST_ROWS = 80
ROWS_AT_ONCE = 300
"""A long conversation comes in pieces: the window is never busy for longer than a frame."""
NARROW_PX = 420


class ConversationsReader(QFrame):
    """Shows one conversation, or nothing.

    Signals:
        left(): the person wants the live conversation back.
    """

    left = Signal()

    def __init__(self, wishes: ConversationsWishes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conversations_reader")
        self._wishes = wishes
        self._opened: Opened | None = None
        self._first = self._last = 0
        """The rows that are shown already, of those that were opened."""
        self.back = IconButton("back", "", self, labelled=True, kind="bordered")
        self.title = QLabel(self)
        self.title.setFont(theme.scaled_font(1.08, weight=QFont.Weight.DemiBold))
        self.about = QLabel(self)
        self.about.setFont(theme.small_font())
        self.about.setProperty("role", "quiet")
        for label in (self.title, self.about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.title_field = QLineEdit(self)
        self.title_field.setMaxLength(200)
        self.title_field.hide()
        self.go_on = IconButton("mic", "", self, labelled=True, kind="bordered")
        self.tape = IconButton("tape", "", self)
        self.more = IconButton("menu", "", self)
        self.ask = ConversationsAsk(wishes, self)
        self.model = TranscriptModel(parent=self)
        self.find_bar = FindBar(self.model, self)
        self.view = ConversationsTranscript(self.model, self)
        self._growing = QTimer(self)
        self._growing.setInterval(0)
        self._growing.timeout.connect(self._grow)
        self._assemble()
        self._connect()
        worded(self, self._say)

    @property
    def number(self) -> ConversationId | None:
        """Return the conversation that is open; None: none is."""
        return self._opened.conversation.summary.id if self._opened is not None else None

    def show_opened(self, opened: Opened) -> None:
        """Show a conversation from the wanted row on; the same one again keeps the reader's place."""
        is_other = opened.conversation.summary.id != self.number
        self._opened = opened
        self.view.is_recorded = opened.conversation.summary.is_recorded
        if is_other:
            self.ask.close_ask()
            self.find_bar.close_bar()
            self._end_rename()
            self._begin_rows(opened)
        elif opened.row_key:
            self._begin_rows(opened)
        elif not self._growing.isActive():
            # Of a conversation that is still being kept, rows are added below, or change.
            self._first, self._last = 0, len(opened.rows)
            self.model.set_rows(opened.rows)
        if self.ask.tagged:
            self.ask.tags.show_tags([opened.conversation.summary])
        self._say()

    def close_reader(self) -> None:
        """Forget what was open."""
        self._opened = None
        self._growing.stop()
        self.ask.close_ask()
        self.find_bar.close_bar()
        self._end_rename()
        self.view.mark()
        self.model.set_rows(())

    def step_back(self) -> bool:
        """Close what is open over the rows, the last first; False: there is nothing."""
        if not self.title_field.isHidden():
            self._end_rename()
        elif not self.ask.isHidden():
            self.ask.close_ask()
        elif not self.find_bar.isHidden():
            self.find_bar.close_bar()
        else:
            return False
        return True

    def rename(self) -> None:
        """Let the title be typed."""
        self.title_field.setText(self._summary().title)
        self.title.hide()
        self.title_field.show()
        self.title_field.setFocus()
        self.title_field.selectAll()

    # -- rows ------------------------------------------------------------------------------------------

    def _begin_rows(self, opened: Opened) -> None:
        self.model.set_rows(())
        self.view.verticalScrollBar().setValue(0)
        place = _place_of(opened.rows, opened.row_key)
        self._first = max(0, place - FIRST_ROWS // 2)
        self._last = min(len(opened.rows), place + FIRST_ROWS)
        self.model.set_rows(opened.rows[self._first : self._last])
        self.view.mark(*opened.terms)
        if opened.row_key:
            self._show(place - self._first)
        self._growing.start()

    def _grow(self) -> None:
        """Add the next rows on both sides of those that are shown, until all are."""
        opened = self._opened
        if opened is None or (self._first == 0 and self._last >= len(opened.rows)):
            self._growing.stop()
            return
        if self._last < len(opened.rows):
            self._last = min(len(opened.rows), self._last + ROWS_AT_ONCE)
        else:
            self._first = max(0, self._first - ROWS_AT_ONCE)
        self.model.set_rows(opened.rows[self._first : self._last])

    def _show(self, place: int) -> None:
        """Show a row near the top, once the view has its size."""
        key = self.model.row_at(place).key if place < self.model.rowCount() else ""

        def scroll() -> None:
            here = _place_of(self.model.rows(), key)
            if here >= self.model.rowCount():
                return
            self.view.executeDelayedItemsLayout()
            self.view.show_row(here)
            bar = self.view.verticalScrollBar()
            bar.setValue(bar.value() + self.view.visualRect(self.model.index(here)).top() - 4 * PADDING_PX)

        QTimer.singleShot(0, self, scroll)

    # -- putting together ------------------------------------------------------------------------------

    def _assemble(self) -> None:
        head = QFrame(self)
        head.setObjectName("reader_head")
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(self.back)
        row.addStretch(1)
        for button in (self.go_on, self.tape, self.more):
            row.addWidget(button)
        names = QVBoxLayout(head)
        names.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        names.setSpacing(0)
        names.addLayout(row)
        names.addSpacing(theme.S)
        for part in (self.title, self.title_field, self.about):
            names.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.ask)
        column.addWidget(self.find_bar)
        column.addWidget(self.view, 1)

    def _connect(self) -> None:
        wishes = self._wishes
        self.back.clicked.connect(self.left)
        self.go_on.clicked.connect(lambda: wishes.continue_wanted.emit(self.number))
        self.tape.clicked.connect(lambda: wishes.tape_wanted.emit(self.number, ""))
        self.more.clicked.connect(self._show_menu)
        self.ask.closed.connect(self.view.setFocus)
        self.view.tape_wanted.connect(lambda key: wishes.tape_wanted.emit(self.number, key))
        self.view.rename_wanted.connect(self.rename)
        self.view.deletion_wanted.connect(lambda: self.ask.ask_deletion([self._summary()]))
        self.title_field.returnPressed.connect(self._on_title)
        self.title_field.editingFinished.connect(self._end_rename)
        self.find_bar.wanted_changed.connect(self.view.mark)
        self.find_bar.found.connect(self.view.show_row)
        self.find_bar.closed.connect(self.view.setFocus)

    def _summary(self) -> Summary:
        assert self._opened is not None  # the buttons are seen with a conversation only
        return self._opened.conversation.summary

    def _show_menu(self) -> None:
        summary = self._summary()
        menu = ConversationsMenu([summary], self._wishes, self.ask, self.rename, self, opens=False)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_title(self) -> None:
        title = " ".join(self.title_field.text().split())
        if title and title != self._summary().title:
            self._wishes.rename_wanted.emit(self.number, title)

    def _end_rename(self) -> None:
        if self.title_field.isHidden():
            return
        had_focus = self.title_field.hasFocus()
        self.title_field.hide()
        self.title.show()
        if had_focus:
            self.view.setFocus()

    # -- words and room --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Keep only the drawings of the buttons where it is narrow; cut the lines off at the end."""
        super().resizeEvent(event)
        for button in (self.back, self.go_on):
            button.set_labelled(self.width() >= NARROW_PX)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Fit the lines when they have got their room."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _say(self) -> None:
        self.back.set_name(
            wording.tr("Live conversation"), hint=wording.tr("Back to the live conversation (Esc)")
        )
        self.go_on.set_name(
            wording.tr("Continue by voice"),
            hint=wording.tr("Go on with this conversation: the assistant is told what was said and heard"),
        )
        self.tape.set_name(wording.tr("Open the recording"))
        self.more.set_name(wording.tr("More"))
        self.title_field.setAccessibleName(wording.tr("Title of the conversation"))
        name = wording.tr("Kept conversation")
        if self._opened is not None:
            self.tape.setVisible(self._summary().is_recorded)
            name = f"{name}: {self._summary().title}"
        self.setAccessibleName(name)
        self._fit()

    def _fit(self) -> None:
        if self._opened is None:
            return
        for label, text in ((self.title, self._summary().title), (self.about, self._about(self._opened))):
            metrics = label.fontMetrics()
            label.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, label.width()))
            label.setToolTip(text)
            label.setAccessibleName(text)

    def _about(self, opened: Opened) -> str:
        summary = opened.conversation.summary
        parts = [moment_text(summary.last_at), began_text(summary)]
        parts.append(opened.conversation.endpoint or summary.model)
        if not opened.rows:
            parts.append(wording.tr("no words"))
        parts += [f"#{tag}" for tag in summary.tags]
        return " · ".join(part for part in parts if part)


def _place_of(rows: tuple[Row, ...], key: str) -> int:
    """Return where a row stands; the first for one that is not there."""
    return next((place for place, row in enumerate(rows) if row.key == key), 0)
