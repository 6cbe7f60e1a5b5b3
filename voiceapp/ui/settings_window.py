"""The settings: pages at the side, a search over all of them, and the cards of the chosen page.

Nothing here is saved or looked up: what the person wants goes out as signals, what is the case comes in. All
cards are there from the start, in one column; a page shows its own, a search those that answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.settings import Settings
from voiceapp.ui import theme, wording
from voiceapp.ui.in_front import show_in_front
from voiceapp.ui.settings_card import SettingsCard
from voiceapp.ui.settings_choice import SettingChoice
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_key_list import SettingsKeyList
from voiceapp.ui.settings_language import SettingsLanguage
from voiceapp.ui.settings_persona_page import nobody
from voiceapp.ui.settings_personas import PersonasPanel
from voiceapp.ui.settings_pieces import SettingsPieces
from voiceapp.ui.settings_problems import SettingsProblems
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_session import SettingsSession
from voiceapp.ui.settings_side import SettingsSide
from voiceapp.ui.settings_style import settings_style
from voiceapp.ui.settings_table import PAGES
from voiceapp.ui.settings_whom import FIELDS, Service
from voiceapp.ui.side_by_side import set_below
from voiceapp.ui.stacked import stacked
from voiceapp.ui.styled import styled
from voiceapp.ui.tab_order import set_tab_order, stops
from voiceapp.ui.worded import worded

NARROW_PX = 640
"""Below this width the pages stand above the cards, in a list to open."""
COLUMN_PX = 700


class SettingsWindow(QDialog):
    """All settings; beside the other window, and nothing waits for it.

    Signals:
        file_requested(): the person wants to see the settings file.
        What the person wants besides is told by `pieces`.
    """

    file_requested = Signal()

    def __init__(
        self,
        problem_with: Callable[[str, object], str],
        addresses: Mapping[Service, str],
        service_of: Callable[[str], Service],
        parent: QWidget | None = None,
    ) -> None:
        """Make the window.

        `problem_with` says what is wrong with a value; `addresses` are those of services that have one of
        their own; `service_of` tells the service at an address.
        """
        super().__init__(parent)
        self.setObjectName("settings_window")
        self.setModal(False)
        self.setMinimumSize(theme.least(360, 360))
        self._settings = Settings()
        self.pieces = SettingsPieces(addresses, service_of, self)
        self.session = SettingsSession(self)
        self.language = SettingsLanguage(self)
        self.problems = SettingsProblems(self)
        self.personas = PersonasPanel(problem_with, self)
        self.keys = SettingsKeyList(self)
        self.side = SettingsSide(PAGES, self)
        panels = self.pieces.panels | {
            "session": self.session,
            "keys": self.keys,
            "language": self.language,
            "personas": self.personas,
        }
        self._titles: dict[str, QLabel] = {}
        self.cards: dict[str, tuple[SettingsCard, ...]] = {}
        self._assemble(problem_with, panels)
        every_card = [card for cards in self.cards.values() for card in cards]
        self.pieces.take_rows({row.entry.name: row for card in every_card for row in card.rows})
        self._order_keys()
        self._connect()
        styled(self, settings_style)
        self.resize(QSize(940, 700))
        self.show_settings(Settings(), ())
        worded(self, self._say)

    # -- what is the case ------------------------------------------------------------------------------

    def show_settings(self, settings: Settings, problems: Sequence[str]) -> None:
        """Show what is set, and what is wrong with the file."""
        self._settings = settings
        self.personas.show_settings(settings)
        self._offer_personas()
        service = self.pieces.show_settings(settings)
        self.language.show_settings(settings, is_embedded=service is Service.EMBEDDED)
        self.problems.show_problems(tuple(problems))
        self._show_page()

    def show_way(self, way: Way) -> None:
        """Show where the settings lead."""
        self.pieces.destination.show_way(way)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the levels of the moment, and the session in force."""
        if self.isVisible():
            self.pieces.meter.show_snapshot(snapshot)
            self.session.show_session(snapshot.session)

    def turn_to(self, page: str) -> None:
        """Show the page of that name."""
        self.side.choose_page(page)

    def open_window(self) -> None:
        """Show the window, or bring it to the front."""
        show_in_front(self)

    # -- events ----------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        """Begin where a page is chosen."""
        super().showEvent(event)
        if not event.spontaneous():
            self.side.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc ends a search first; Return never closes anything."""
        if event.key() == Qt.Key.Key_Escape and self.side.search.text():
            self.side.search.clear()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the pages where there is room."""
        super().resizeEvent(event)
        narrow = self.width() < theme.roomy(NARROW_PX)
        self.side.set_narrow(narrow)
        set_below(self._halves, narrow)

    # -- inside ----------------------------------------------------------------------------------------

    def _assemble(self, problem_with: Callable[[str, object], str], panels: Mapping[str, QWidget]) -> None:
        body = QWidget(self)
        body.setObjectName("settings_body")
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.L)
        for page in PAGES:
            title = QLabel(body)
            title.setFont(theme.scaled_font(1.5))
            self._titles[page.name] = title
            column.addWidget(title)
            self.cards[page.name] = tuple(
                SettingsCard(section, problem_with, panels, body) for section in page.sections
            )
            for card in self.cards[page.name]:
                column.addWidget(card)
        self.nothing = QLabel(body)
        self.nothing.setProperty("role", "quiet")
        self.nothing.setWordWrap(True)
        column.addWidget(self.nothing)
        column.addStretch(1)
        middle = QHBoxLayout(body)
        middle.setContentsMargins(theme.XL, theme.L, theme.XL, theme.XL)
        inner = QWidget(body)
        inner.setMaximumWidth(theme.roomy(COLUMN_PX))
        inner.setLayout(column)
        middle.addWidget(inner, 1)
        self.area = QScrollArea(self)
        self.area.setObjectName("settings_area")
        self.area.setWidget(body)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._halves = QHBoxLayout()
        self._halves.setSpacing(0)
        self._halves.addWidget(self.side)
        self._halves.addWidget(self.area, 1)
        stacked(self, self.problems, self._halves, stretched=self._halves)

    def _say(self) -> None:
        self.setWindowTitle(wording.tr("Settings"))
        self.setAccessibleName(wording.tr("Settings"))
        for page in PAGES:
            self._titles[page.name].setText(wording.tr(page.title))
        self._offer_personas()
        self.pieces.destination.tell()
        self._show_page()

    def _offer_personas(self) -> None:
        whom = self.pieces.rows["persona"].control
        assert isinstance(whom, SettingChoice)
        there = {one.name: one.label for one in self._settings.personas}
        whom.show_words({"": nobody()} | there)

    def _order_keys(self) -> None:
        """Let Tab go as the eye does; by itself it goes in the order in which things were made."""
        parts = (part for cards in self.cards.values() for card in cards for part in card.parts)
        set_tab_order((self.side.search, self.side.pages, self.side.short, *stops(parts)))

    def _connect(self) -> None:
        self.pieces.destination.picker.service_chosen.connect(self._show_page)
        self.language.setting_chosen.connect(self.pieces.setting_chosen)
        self.problems.file_requested.connect(self.file_requested)
        self.side.page_chosen.connect(self._turn_page)
        self.side.search.textChanged.connect(lambda _text: self._turn_page())
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.side.search.setFocus)

    def _turn_page(self) -> None:
        self._show_page()
        self.area.verticalScrollBar().setValue(0)

    def _show_page(self) -> None:
        query = self.side.search.text().strip()
        found: dict[str, int] = {}
        for page in PAGES:
            wanted = bool(query) or page.name == self.side.page
            parts = 0
            for card in self.cards[page.name]:
                if wanted:
                    parts += card.show_found(query, self._is_shown, has_panels=self._has_panels(card))
                else:
                    card.hide()
            self._titles[page.name].setVisible(parts > 0)
            found[page.name] = parts
        self.side.show_found(found if query else {})
        self.nothing.setVisible(bool(query) and not any(found.values()))
        self.nothing.setText(wording.tr("No setting is called “%1”.").replace("%1", query))

    def _is_shown(self, row: SettingRow) -> bool:
        entry = row.entry
        if entry.name in _OF_SERVICES:
            return entry.name in FIELDS[self.pieces.destination.service]
        while entry.needs is not None:
            name, values = entry.needs
            if getattr(self._settings, name) not in values:
                return False
            entry = self.pieces.rows[name].entry
        return True

    def _has_panels(self, card: SettingsCard) -> bool:
        return self.pieces.identity not in card.panels or self.pieces.destination.is_reachable


_OF_SERVICES = frozenset[str]().union(*FIELDS.values())
