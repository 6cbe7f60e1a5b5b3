"""The first step of the introduction: whom to talk to, as whom, and whether it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from voiceapp.settings import Settings
from voiceapp.ui import wording
from voiceapp.ui.first_run_step import FirstRunStep, section
from voiceapp.ui.settings_check import CheckPanel
from voiceapp.ui.settings_connect import ConnectPanel, Way
from voiceapp.ui.settings_identity import IdentityPanel
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_whom import FIELDS, Service, ServicePicker


class FirstRunWhere(FirstRunStep):
    """Services to choose from; what the chosen one has to be told, key or sign-in, and a check.

    Signals:
        address_chosen(str): of a service that has one address, or had one before.
        turned(): another service is looked at, or it leads elsewhere.
    """

    address_chosen = Signal(str)
    turned = Signal()

    def __init__(
        self,
        problem_with: Callable[[str, object], str],
        addresses: Mapping[Service, str],
        service_of: Callable[[str], Service],
        parent: QWidget | None = None,
    ) -> None:
        """Make the step; the arguments are those of `SettingsWindow`."""
        self.service = ServicePicker(parent)
        self.way = ConnectPanel(parent)
        self.identity = IdentityPanel(parent)
        self.check = CheckPanel(parent)
        told = ("endpoint", "deployment", "model", "api_version")
        super().__init__(
            (
                section("Where to connect", *told, lead="service", panel="connect"),
                section("Who you are", panel="identity"),
                section("Does it work?", panel="check"),
            ),
            problem_with,
            {"service": self.service, "connect": self.way, "identity": self.identity, "check": self.check},
            parent,
        )
        self._addresses = dict(addresses)
        self._service_of = service_of
        self._endpoint = ""
        self._way = Way()
        self.service.service_chosen.connect(self._on_service)
        self.service.show_service(Service.EMBEDDED)

    @property
    def is_embedded(self) -> bool:
        """Whether the assistant inside the program is chosen."""
        return self.service.service is Service.EMBEDDED

    @property
    def whom(self) -> str:
        """Whom the settings lead to, in words."""
        return self._way.wanted or self._way.connected

    @property
    def leads_elsewhere(self) -> bool:
        """Whether connecting now would lead to somebody else than the one in force."""
        has_address = self.service.service in self._addresses
        return has_address and self._way.is_other and not self._way.problem

    def show_service(self, settings: Settings) -> None:
        """Show the service at the address that is set, unless another one is being looked at."""
        service = self._service_of(settings.endpoint)
        if service is Service.EMBEDDED:
            self.rows["endpoint"].show_value("")
        else:
            self._addresses[service] = settings.endpoint  # to find it again after trying another
        if settings.endpoint != self._endpoint:
            self._endpoint = settings.endpoint
            self.service.show_service(service)
        self._show()

    def show_way(self, way: Way) -> None:
        """Show where the settings lead; what is in force one by one is told by the settings window."""
        self._way = replace(way, values=())
        self.tell_way()

    def tell_way(self) -> None:
        """Say where the settings lead; nowhere yet, while a service is chosen whose address is missing."""
        if self.service.service in self._addresses:
            self.way.show_way(self._way)
        else:
            self.way.show_way(replace(self._way, problem=wording.tr("Type the address of the service.")))
        self.turned.emit()

    # -- inside ----------------------------------------------------------------------------------------

    def _on_service(self, service: Service) -> None:
        self._show()
        if service in self._addresses:
            self.address_chosen.emit(self._addresses[service])
        else:
            self.rows["endpoint"].show_value("")
        self.tell_way()

    def _show(self) -> None:
        self.show_rows(self._is_asked, (self.identity, self.check) if self.is_embedded else ())

    def _is_asked(self, row: SettingRow) -> bool:
        return row.entry.name in FIELDS[self.service.service]
