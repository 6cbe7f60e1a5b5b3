"""The side panel of kept conversations: by day, searched as one types, and whether there will be more."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from voiceapp.store.kept import Summary
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.conversations_ask import ConversationsAsk
from voiceapp.ui.conversations_list import ConversationsList
from voiceapp.ui.conversations_menu import ConversationsMenu
from voiceapp.ui.conversations_model import ConversationsModel
from voiceapp.ui.conversations_shelf import Keeping, Line, Shelf
from voiceapp.ui.conversations_wishes import ConversationsWishes
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.settings_switch import Switch
from voiceapp.ui.shortcuts import hint
from voiceapp.ui.worded import worded

WIDTH_MIN = 240


class ConversationsPanel(QFrame):
    """A search field, a list, and a switch.

    Signals:
        closed(): the person wants it gone.
    """

    closed = Signal()

    def __init__(self, wishes: ConversationsWishes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conversations")
        self.setMinimumWidth(theme.roomy(WIDTH_MIN, most=1.6))
        self._wishes = wishes
        self._keeping = Keeping.OFF
        self.title = QLabel(self)
        self.title.setFont(theme.scaled_font(1.08, weight=QFont.Weight.DemiBold))
        self.more = IconButton("menu", "", self)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self._training = menu.addAction("")
        menu.addSeparator()
        self._delete_all = menu.addAction("")
        self.more.setMenu(menu)
        self.shut = IconButton("close", "", self)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.count = QLabel(self)
        self.count.setFont(theme.small_font())
        self.count.setProperty("role", "quiet")
        self.count.setContentsMargins(theme.L, 0, theme.L, 0)
        self.count.hide()
        self.model = ConversationsModel(parent=self)
        self.list = ConversationsList(self.model, self)
        self.message = QLabel(self)
        self.retry = IconButton("retry", "", self, labelled=True, kind="bordered")
        self.ask = ConversationsAsk(wishes, self)
        self.keeping = QLabel(self)
        self.switch = Switch(self)
        self._assemble()
        self._connect()
        worded(self, self._say)
        self.show_shelf(Shelf(loading=True))

    # -- what the window does --------------------------------------------------------------------------

    def show_shelf(self, shelf: Shelf) -> None:
        """Show the list as it is now; one that is late, for words typed before, is shown when it comes."""
        bar = self.list.verticalScrollBar()
        is_other = shelf.query != self.model.shelf.query
        was_at_top = bar.value() == bar.minimum()
        if is_other:
            bar.setValue(bar.minimum())
            self.list.selectionModel().clear()
        self.model.show_shelf(shelf)
        self.list.show_terms(shelf.terms)
        self.list.executeDelayedItemsLayout()
        if is_other or was_at_top:
            bar.setValue(bar.minimum())
        if self.ask.tagged:
            self.ask.tags.show_tags(self._summaries(self.ask.tagged))
        self._tell()
        self.list.look_ahead()

    def show_keeping(self, keeping: Keeping) -> None:
        """Say whether what is said now is kept."""
        self._keeping = keeping
        self._tell()

    def begin(self) -> None:
        """Take the keyboard, where one can search or walk on."""
        if self.list.currentIndex().isValid():
            self.list.setFocus()
        else:
            self.search.setFocus()

    def step_back(self) -> bool:
        """Close what is open in the panel, the last first; False: there is nothing."""
        if not self.ask.isHidden():
            self.ask.close_ask()
        elif self.search.text():
            self.search.clear()
            self.search.setFocus()
        else:
            return False
        return True

    # -- what Qt asks ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (its name)
        """From the search field to the list and what was found first."""
        if self.search.hasFocus() and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            if self.model.rowCount():
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
                self.list.choose(0)
        elif self.search.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.model.rowCount():
                self._open(self.model.line_at(0))
        else:
            super().keyPressEvent(event)

    # -- putting together ------------------------------------------------------------------------------

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(theme.L, theme.S, theme.S, 0)
        head.setSpacing(theme.XS)
        head.addWidget(self.title, 1)
        head.addWidget(self.more)
        head.addWidget(self.shut)
        finding = QHBoxLayout()
        finding.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        finding.addWidget(self.search)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.message.setProperty("role", "quiet")
        empty = QWidget(self)
        column = QVBoxLayout(empty)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.M)
        column.addStretch(1)
        column.addWidget(self.message)
        column.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        pages = QWidget(self)
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self.list)
        self._pages.addWidget(empty)
        foot = QFrame(self)
        foot.setObjectName("conversations_foot")
        line = QHBoxLayout(foot)
        line.setContentsMargins(theme.L, theme.S, theme.M, theme.S)
        self.keeping.setWordWrap(True)
        self.keeping.setFont(theme.small_font())
        line.addWidget(self.keeping, 1)
        line.addWidget(self.switch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addLayout(finding)
        whole.addWidget(self.count)
        whole.addWidget(pages, 1)
        whole.addWidget(self.ask)
        whole.addWidget(foot)

    def _connect(self) -> None:
        wishes = self._wishes
        self.shut.clicked.connect(self.closed)
        self.search.textChanged.connect(lambda text: wishes.search_wanted.emit(" ".join(text.split())))
        self.retry.clicked.connect(wishes.retry_wanted)
        self.model.more_wanted.connect(wishes.more_wanted)
        self.model.title_given.connect(wishes.rename_wanted)
        self.list.opened.connect(self._open)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.deletion_wanted.connect(lambda: self.ask.ask_deletion(self.list.chosen()))
        self.list.search_wanted.connect(self._search_on)
        self.ask.closed.connect(self.begin)
        self.switch.settled.connect(self._on_switch)
        self._training.triggered.connect(self._on_training)
        self._delete_all.triggered.connect(lambda: self.ask.ask_deletion_of_all())

    def _open(self, line: Line) -> None:
        self._wishes.open_wanted.emit(line.summary.id, line.row_key)

    def _show_menu(self, at: QPoint) -> None:
        menu = ConversationsMenu(self.list.chosen(), self._wishes, self.ask, self.list.rename, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _search_on(self, letter: str) -> None:
        self.search.setFocus()
        self.search.insert(letter)

    def _on_training(self) -> None:
        shelf = self.model.shelf
        numbers = tuple(line.summary.id for line in shelf.lines) if shelf.query else ()
        self.ask.ask_training(numbers)

    def _on_switch(self, on: bool) -> None:
        self._wishes.keeping_wanted.emit(on)

    def _summaries(self, numbers: tuple[int, ...]) -> list[Summary]:
        wanted = set(numbers)
        return [line.summary for line in self.model.shelf.lines if line.summary.id in wanted]

    # -- words -----------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Kept conversations"))
        self.title.setText(wording.tr("Conversations"))
        self.more.set_name(wording.tr("More"))
        self.shut.set_name(wording.tr("Close"), hint=hint(wording.tr("Close"), "conversations"))
        self.search.setPlaceholderText(wording.tr("Search titles, tags and words"))
        self.search.setAccessibleName(wording.tr("Search the kept conversations"))
        for clear in self.search.findChildren(QToolButton):
            clear.setAccessibleName(wording.tr("Clear the search"))
        self._delete_all.setText(wording.tr("Delete all…"))
        self.retry.set_name(wording.tr("Try again"))
        self._tell()

    def _tell(self) -> None:
        shelf = self.model.shelf
        message = self._message(shelf)
        self._pages.setCurrentIndex(1 if message else 0)
        self.message.setText(message)
        self.retry.setVisible(bool(shelf.refusal))
        self.count.setVisible(bool(shelf.query and shelf.lines))
        found = f"{len(shelf.lines)}+" if shelf.has_more else str(len(shelf.lines))
        self.count.setText(wording.tr("%1 found").replace("%1", found))
        self.more.setEnabled(bool(shelf.lines))
        self._training.setText(
            wording.tr("Training data of these…") if shelf.query else wording.tr("Training data…")
        )
        self.keeping.setText(self._keeping_sentence())
        self.switch.setVisible(self._keeping is not Keeping.NOTHING)
        self.switch.setChecked(self._keeping is Keeping.ON)
        self.switch.setAccessibleName(wording.tr("Keep conversations"))
        self.switch.setAccessibleDescription(self.keeping.text())
        self.switch.setToolTip(wording.tr("Keep conversations"))

    def _message(self, shelf: Shelf) -> str:
        """Return what stands in place of the list; empty: the list does."""
        if shelf.refusal:
            return sentences.translated(shelf.refusal)
        if shelf.lines:
            return ""
        if shelf.loading:
            return wording.tr("Reading…")
        if shelf.query:
            return wording.tr("Nothing found for “%1”.").replace("%1", shelf.query)
        if self._keeping is Keeping.ON:
            return wording.tr("Nothing is kept yet. What is said next will be found here.")
        return wording.tr("No conversation is kept.")

    def _keeping_sentence(self) -> str:
        match self._keeping:
            case Keeping.ON:
                return wording.tr("Words are kept, on this computer only.")
            case Keeping.OFF:
                return wording.tr("What is said is not kept. What is kept stays until you delete it.")
            case Keeping.NOTHING:
                return wording.tr("Nothing new is kept: the settings say that nothing reaches the disk.")
