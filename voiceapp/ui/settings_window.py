"""The settings: pages at the side, a search over all of them, and the cards of the chosen page.

Nothing here is saved or looked up: what the person wants goes out as signals, what is the case comes in. All
cards are there from the start, in one column; a page shows its own, a search those that answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from voiceapp.dialogue.snapshot import EchoCheck, Snapshot
from voiceapp.settings import Settings
from voiceapp.ui import theme, wording
from voiceapp.ui.settings_card import SettingsCard
from voiceapp.ui.settings_check import CheckPanel, ShownFinding
from voiceapp.ui.settings_choice import SettingChoice
from voiceapp.ui.settings_connect import ConnectPanel, Way
from voiceapp.ui.settings_echo import SettingsEcho
from voiceapp.ui.settings_identity import Identity, IdentityPanel
from voiceapp.ui.settings_key_list import SettingsKeyList
from voiceapp.ui.settings_language import SettingsLanguage
from voiceapp.ui.settings_meter import SettingsMeter
from voiceapp.ui.settings_persona_page import nobody
from voiceapp.ui.settings_personas import PersonasPanel
from voiceapp.ui.settings_problems import SettingsProblems
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_session import SettingsSession
from voiceapp.ui.settings_side import SettingsSide
from voiceapp.ui.settings_style import settings_style
from voiceapp.ui.settings_table import PAGES
from voiceapp.ui.settings_whom import FIELDS, Service, ServicePicker
from voiceapp.ui.worded import worded

NARROW_PX = 640
"""Below this width the pages stand above the cards, in a list to open."""
COLUMN_PX = 700


class SettingsWindow(QDialog):
    """All settings; beside the other window, and nothing waits for it.

    Signals:
        setting_chosen(str, object): a setting's name and a value that may be there.
        connect_requested(): connect as the settings say, now.
        check_requested(bool): check everything; whether a spoken question may be asked.
        check_stopped(): no more of it.
        devices_wanted(): somebody is about to look at the lists of devices.
        echo_check_wanted(), echo_check_stopped(): begin the check; end it without a result.
        file_requested(): the person wants to see the settings file.
        opened(): the window has been opened; what it shows may be old.
    """

    setting_chosen = Signal(str, object)
    connect_requested = Signal()
    check_requested = Signal(bool)
    check_stopped = Signal()
    devices_wanted = Signal()
    echo_check_wanted = Signal()
    echo_check_stopped = Signal()
    file_requested = Signal()
    opened = Signal()

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
        self._addresses = dict(addresses)
        self._service_of = service_of
        self._settings = Settings()
        self._way = Way()
        self.service = ServicePicker(self)
        self.way = ConnectPanel(self)
        self.identity = IdentityPanel(self)
        self.check = CheckPanel(self)
        self.meter = SettingsMeter(self)
        self.echo = SettingsEcho(self)
        self.session = SettingsSession(self)
        self.language = SettingsLanguage(self)
        self.problems = SettingsProblems(self)
        self.personas = PersonasPanel(problem_with, self)
        self.keys = SettingsKeyList(self)
        self.side = SettingsSide(PAGES, self)
        panels = {
            "service": self.service,
            "connect": self.way,
            "identity": self.identity,
            "check": self.check,
            "meter": self.meter,
            "echo": self.echo,
            "session": self.session,
            "keys": self.keys,
            "language": self.language,
            "personas": self.personas,
        }
        self._titles: dict[str, QLabel] = {}
        self.cards: dict[str, tuple[SettingsCard, ...]] = {}
        self._assemble(problem_with, panels)
        self.rows: dict[str, SettingRow] = {
            row.entry.name: row for cards in self.cards.values() for card in cards for row in card.rows
        }
        self._order_keys()
        self._connect()
        self._restyle()
        self.resize(QSize(940, 700))
        self.service.show_service(Service.EMBEDDED)
        self.show_settings(Settings(), ())
        worded(self, self._say)

    # -- what is the case ------------------------------------------------------------------------------

    def show_settings(self, settings: Settings, problems: Sequence[str]) -> None:
        """Show what is set, and what is wrong with the file."""
        is_other = settings.endpoint != self._settings.endpoint
        self._settings = settings
        service = self._service_of(settings.endpoint)
        self.personas.show_settings(settings)
        self._offer_personas()
        for name, row in self.rows.items():
            if not isinstance(row.control, SettingChoice) or row.control.count() > 0:
                row.show_value(getattr(settings, name))
        if service is Service.EMBEDDED:
            self.rows["endpoint"].show_value("")
        else:
            self._addresses[service] = settings.endpoint  # to find it again after trying another
        self.language.show_settings(settings, is_embedded=service is Service.EMBEDDED)
        if is_other:  # else a service may be chosen whose address is not typed yet
            self.service.show_service(service)
        self.problems.show_problems(tuple(problems))
        self._show_page()

    def show_in_force(self, stronger: Mapping[str, tuple[str, str]]) -> None:
        """Say of settings by name which other value is in force, and where it comes from."""
        for name, row in self.rows.items():
            row.show_stronger(stronger.get(name))

    def show_refusal(self, name: str, sentence: str) -> None:
        """Say at a setting why it was not saved."""
        self.rows[name].show_problem(sentence)

    def show_way(self, way: Way) -> None:
        """Show where the settings lead."""
        self._way = way
        self._show_way()

    def show_identity(self, identity: Identity) -> None:
        """Show who we are to the service."""
        self.identity.show_identity(identity)

    def show_finding(self, finding: ShownFinding) -> None:
        """Show a finding of the check."""
        self.check.show_finding(finding)

    def show_echo_check(self, check: EchoCheck) -> None:
        """Show how far the echo check is, or what it found."""
        self.echo.panel.show_check(check)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the levels of the moment, and the session in force."""
        if self.isVisible():
            self.meter.show_snapshot(snapshot)
            self.session.show_session(snapshot.session)

    def set_devices(
        self, inputs: Sequence[str], outputs: Sequence[str], chosen_input: str, chosen_output: str
    ) -> None:
        """Offer these devices by name; "" chosen stands for the system's choice."""
        for name, names, chosen in (
            ("microphone", inputs, chosen_input),
            ("speaker", outputs, chosen_output),
        ):
            control = self.rows[name].control
            assert isinstance(control, SettingChoice)
            control.show_devices(names, chosen)

    def turn_to(self, page: str) -> None:
        """Show the page of that name."""
        self.side.choose_page(page)

    def open_window(self) -> None:
        """Show the window, or bring it to the front."""
        self.show()
        self.raise_()
        self.activateWindow()

    # -- events ----------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt's name)
        """Ask for what may have changed meanwhile."""
        super().showEvent(event)
        if not event.spontaneous():
            self.side.take_focus()
            self.opened.emit()
            self.devices_wanted.emit()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Let nothing go on that only this window shows."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.check.stop_check()
            self.echo.panel.close_panel()

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
        direction = QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight
        if self._halves.direction() != direction:
            self._halves.setDirection(direction)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the theme, which gives the window above this one another style sheet."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._restyle()

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
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.problems)
        whole.addLayout(self._halves, 1)

    def _say(self) -> None:
        self.setWindowTitle(wording.tr("Settings"))
        self.setAccessibleName(wording.tr("Settings"))
        for page in PAGES:
            self._titles[page.name].setText(wording.tr(page.title))
        self._offer_personas()
        self._show_way()
        self._show_page()

    def _offer_personas(self) -> None:
        whom = self.rows["persona"].control
        assert isinstance(whom, SettingChoice)
        there = {one.name: one.label for one in self._settings.personas}
        whom.show_words({"": nobody()} | there)

    def _order_keys(self) -> None:
        """Let Tab go as the eye does; by itself it goes in the order in which things were made."""
        places: list[QWidget] = [self.side.search, self.side.pages, self.side.short]
        for part in (part for cards in self.cards.values() for card in cards for part in card.parts):
            places += [
                place
                for place in part.findChildren(QWidget)
                if place.window() is self
                and (place.focusPolicy() & Qt.FocusPolicy.TabFocus or place.focusProxy())
            ]
        for before, after in pairwise(places):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        for row in self.rows.values():
            row.chosen.connect(self.setting_chosen)
        self.service.service_chosen.connect(self._on_service)
        self.way.connect_requested.connect(self.connect_requested)
        self.language.setting_chosen.connect(self.setting_chosen)
        self.check.check_requested.connect(self.check_requested)
        self.check.check_stopped.connect(self.check_stopped)
        self.echo.panel.check_requested.connect(self.echo_check_wanted)
        self.echo.panel.stop_requested.connect(self.echo_check_stopped)
        self.echo.panel.mode_chosen.connect(
            lambda mode: self.setting_chosen.emit("duplex", mode.value if mode is not None else "auto")
        )
        self.problems.file_requested.connect(self.file_requested)
        self.side.page_chosen.connect(self._turn_page)
        self.side.search.textChanged.connect(lambda _text: self._turn_page())
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.side.search.setFocus)
        for name in ("microphone", "speaker"):
            control = self.rows[name].control
            assert isinstance(control, SettingChoice)
            control.about_to_open.connect(self.devices_wanted)

    def _on_service(self, service: Service) -> None:
        self._show_page()
        if service in self._addresses:
            self.setting_chosen.emit("endpoint", self._addresses[service])
        else:
            self.rows["endpoint"].show_value("")
            self._show_way()

    def _show_way(self) -> None:
        """Show where the settings lead; nowhere yet, while a service is chosen whose address is missing."""
        if self.service.service in self._addresses:
            self.way.show_way(self._way)
        else:
            self.way.show_way(replace(self._way, problem=wording.tr("Type the address of the service.")))

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
            return entry.name in FIELDS[self.service.service]
        while entry.needs is not None:
            name, values = entry.needs
            if getattr(self._settings, name) not in values:
                return False
            entry = self.rows[name].entry
        return True

    def _has_panels(self, card: SettingsCard) -> bool:
        return self.identity not in card.panels or self.service.service is not Service.EMBEDDED

    def _restyle(self) -> None:
        wanted = settings_style(theme.colors())
        if wanted != self.styleSheet():  # setting it is a change of style as well
            self.setStyleSheet(wanted)


_OF_SERVICES = frozenset[str]().union(*FIELDS.values())
