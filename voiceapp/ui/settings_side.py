"""The search and the list of pages; in a narrow window one line above the cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QWidget,
)

from voiceapp.ui import theme, wording
from voiceapp.ui.icons import icon
from voiceapp.ui.settings_choice import SettingChoice
from voiceapp.ui.settings_entry import Page
from voiceapp.ui.worded import worded

WIDTH_PX = 264
ICON_PX = 18


class SettingsSide(QFrame):
    """Which page is looked at, and what is looked for.

    Signals:
        page_chosen(): by the person; `page` is its name.
    """

    page_chosen = Signal()

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_side")
        self._pages = tuple(pages)
        self._found: dict[str, int] = {}
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.pages = QListWidget(self)
        self.pages.setObjectName("settings_pages")
        self.pages.setIconSize(QSize(ICON_PX, ICON_PX))
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.short = SettingChoice({page.name: page.title for page in pages}, parent=self)
        for page in pages:
            self.pages.addItem(QListWidgetItem(page.title))
        self.pages.setCurrentRow(0)
        self.pages.currentRowChanged.connect(self._on_row)
        self.short.settled.connect(self._on_short)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(theme.M, theme.L, theme.M, theme.M)
        self._box.setSpacing(theme.M)
        self._box.addWidget(self.search)
        self._box.addWidget(self.pages, 1)
        self._box.addWidget(self.short)
        self.set_narrow(False)
        self._draw()
        worded(self, self._say)

    @property
    def page(self) -> str:
        """The name of the chosen page."""
        return self._pages[self.pages.currentRow()].name

    def show_found(self, found: Mapping[str, int]) -> None:
        """Tell how much of each page answers the search; nothing while there is none."""
        self._found = dict(found)
        self._tell()
        for line, page in enumerate(self._pages):
            count = found.get(page.name, 0)
            item = self.pages.item(line)
            wanted = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(wanted if count or not found else Qt.ItemFlag.NoItemFlags)

    def choose_page(self, name: str) -> None:
        """Look at the page of that name, and at nothing that was searched for."""
        self.pages.setCurrentRow([page.name for page in self._pages].index(name))
        self._leave_search()

    def take_focus(self) -> None:
        """Let the keyboard choose a page."""
        (self.short if self.pages.isHidden() else self.pages).setFocus()

    def set_narrow(self, narrow: bool) -> None:
        """Stand above the cards, in one line, or beside them."""
        had_focus = self.pages.hasFocus() or self.short.hasFocus()
        self.pages.setVisible(not narrow)
        self.short.setVisible(narrow)
        across = QBoxLayout.Direction.LeftToRight if narrow else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(across)
        self._box.setContentsMargins(theme.M, theme.M if narrow else theme.L, theme.M, theme.M)
        if narrow:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
        else:
            self.setFixedWidth(theme.roomy(WIDTH_PX, most=1.5))
        if had_focus:
            self.take_focus()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw in other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    # -- inside ----------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.search.setPlaceholderText(wording.tr("Search all settings"))
        self.search.setAccessibleName(wording.tr("Search all settings"))
        for button in self.search.findChildren(QToolButton):  # Qt's own, for the glass and for clearing
            is_glass = button.defaultAction() is self._glass
            button.setAccessibleName(wording.tr("Search") if is_glass else wording.tr("Clear the search"))
        self.pages.setAccessibleName(wording.tr("Pages"))
        self.short.call(wording.tr("Pages"))
        self.short.name_values({page.name: wording.tr(page.title) for page in self._pages})
        self._tell()

    def _tell(self) -> None:
        for line, page in enumerate(self._pages):
            count = self._found.get(page.name, 0)
            title = wording.tr(page.title)
            self.pages.item(line).setText(f"{title}  ({count})" if count else title)

    def _on_row(self, row: int) -> None:
        self.short.show_value(self._pages[row].name)
        self._leave_search()

    def _on_short(self, name: object) -> None:
        self.choose_page(str(name))

    def _leave_search(self) -> None:
        self.search.clear()
        self.page_chosen.emit()

    def _draw(self) -> None:
        tokens = theme.colors()
        self._glass.setIcon(icon("search", tokens.secondary))
        for line, page in enumerate(self._pages):
            self.pages.item(line).setIcon(icon(page.icon, tokens.secondary))
