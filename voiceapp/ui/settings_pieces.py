"""What every window of settings is made of: rows, panels, and one voice for what is chosen in any of them.

The settings window and the introduction put the same pieces in different places. Whoever saves settings
serves the pieces, and need not know the window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from voiceapp.settings import Settings
from voiceapp.ui.settings_check import CheckPanel
from voiceapp.ui.settings_choice import SettingChoice
from voiceapp.ui.settings_destination import SettingsDestination
from voiceapp.ui.settings_echo import SettingsEcho
from voiceapp.ui.settings_identity import IdentityPanel
from voiceapp.ui.settings_meter import SettingsMeter
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_whom import Service


class SettingsPieces(QObject):
    """The pieces of one window; it places them, and gives the rows that its cards have made.

    Signals:
        setting_chosen(str, object): a setting's name and a value that may be there.
        connect_requested(): connect as the settings say, now.
        check_requested(bool): check everything; whether a spoken question may be asked.
        check_stopped(): no more of it.
        devices_wanted(): somebody is about to look at the lists of devices.
        echo_check_wanted(), echo_check_stopped(): begin the check; end it without a result.
        opened(): the window has been opened; what it shows may be old.
    """

    setting_chosen = Signal(str, object)
    connect_requested = Signal()
    check_requested = Signal(bool)
    check_stopped = Signal()
    devices_wanted = Signal()
    echo_check_wanted = Signal()
    echo_check_stopped = Signal()
    opened = Signal()

    def __init__(
        self,
        addresses: Mapping[Service, str],
        service_of: Callable[[str], Service],
        window: QWidget,
    ) -> None:
        """Make the panels for `window`; the other arguments are those of `SettingsDestination`."""
        super().__init__(window)
        self.destination = SettingsDestination(addresses, service_of, window)
        self.identity = IdentityPanel(window)
        self.check = CheckPanel(window)
        self.meter = SettingsMeter(window)
        self.echo = SettingsEcho(window)
        self.rows: dict[str, SettingRow] = {}
        self.panels: dict[str, QWidget] = {
            "service": self.destination.picker,
            "connect": self.destination.panel,
            "identity": self.identity,
            "check": self.check,
            "meter": self.meter,
            "echo": self.echo,
        }
        """By the name that a section of the table calls them."""
        self._connect()
        window.installEventFilter(self)

    def take_rows(self, rows: Mapping[str, SettingRow]) -> None:
        """Show settings in these rows, by name, and tell what is chosen in them. Once, with all rows."""
        self.rows.update(rows)
        for row in rows.values():
            row.chosen.connect(self.setting_chosen)
        for control in self._device_choices().values():
            control.about_to_open.connect(self.devices_wanted)

    # -- what is the case ------------------------------------------------------------------------------

    def show_settings(self, settings: Settings) -> Service:
        """Show what is set; return the service at the address that is."""
        for name, row in self.rows.items():
            if not isinstance(row.control, SettingChoice) or row.control.count() > 0:
                row.show_value(getattr(settings, name))
        service = self.destination.show_settings(settings)
        if service is Service.EMBEDDED:
            self._empty_address()
        return service

    def show_in_force(self, stronger: Mapping[str, tuple[str, str]]) -> None:
        """Say of settings by name which other value is in force, and where it comes from."""
        for name, row in self.rows.items():
            row.show_stronger(stronger.get(name))

    def show_refusal(self, name: str, sentence: str) -> None:
        """Say at a setting why it was not saved; another window may have its row."""
        if name in self.rows:
            self.rows[name].show_problem(sentence)

    def set_devices(
        self, inputs: Sequence[str], outputs: Sequence[str], chosen_input: str, chosen_output: str
    ) -> None:
        """Offer these devices by name; "" chosen stands for the system's choice."""
        choices = self._device_choices()
        choices["microphone"].show_devices(inputs, chosen_input)
        choices["speaker"].show_devices(outputs, chosen_output)

    def stop_checks(self) -> None:
        """Let no check go on that nobody sees any more."""
        self.check.stop_check()
        self.echo.panel.close_panel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Ask for what may have changed when the window opens, and end what only it shows when it closes."""
        if not event.spontaneous():
            if event.type() is QEvent.Type.Show:
                self.opened.emit()
                self.devices_wanted.emit()
            elif event.type() is QEvent.Type.Hide:
                self.stop_checks()
        return super().eventFilter(watched, event)

    # -- inside ----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.destination.address_chosen.connect(lambda address: self.setting_chosen.emit("endpoint", address))
        self.destination.address_wanted.connect(self._empty_address)
        self.destination.panel.connect_requested.connect(self.connect_requested)
        self.check.check_requested.connect(self.check_requested)
        self.check.check_stopped.connect(self.check_stopped)
        self.echo.panel.check_requested.connect(self.echo_check_wanted)
        self.echo.panel.stop_requested.connect(self.echo_check_stopped)
        self.echo.panel.mode_chosen.connect(
            lambda mode: self.setting_chosen.emit("duplex", mode.value if mode is not None else "auto")
        )

    def _empty_address(self) -> None:
        self.rows["endpoint"].show_value("")

    def _device_choices(self) -> dict[str, SettingChoice]:
        choices = {name: self.rows[name].control for name in ("microphone", "speaker")}
        return {name: control for name, control in choices.items() if isinstance(control, SettingChoice)}
