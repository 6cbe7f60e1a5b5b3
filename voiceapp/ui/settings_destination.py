"""Where the settings lead: the services to choose from, and the panel that says who is talked to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from voiceapp.settings import Settings
from voiceapp.ui import wording
from voiceapp.ui.settings_connect import ConnectPanel, Way
from voiceapp.ui.settings_whom import Service, ServicePicker


class SettingsDestination(QObject):
    """Keeps a picker and a panel in step, and knows the address of each service; a window places them.

    Signals:
        address_chosen(str): of a service that has one address, or had one before.
        address_wanted(): the service that is looked at has no address yet.
        told(): what the panel says may be something else.
    """

    address_chosen = Signal(str)
    address_wanted = Signal()
    told = Signal()

    def __init__(
        self,
        addresses: Mapping[Service, str],
        service_of: Callable[[str], Service],
        parent: QWidget | None = None,
    ) -> None:
        """`addresses` are those of services that have one of their own; `service_of` tells whose one is."""
        super().__init__(parent)
        self._addresses = dict(addresses)
        self._service_of = service_of
        self._endpoint = Settings().endpoint
        self._way = Way()
        self.picker = ServicePicker(parent)
        self.panel = ConnectPanel(parent)
        self.picker.service_chosen.connect(self._on_service)
        self.picker.show_service(Service.EMBEDDED)

    @property
    def service(self) -> Service:
        """The service that is looked at."""
        return self.picker.service

    @property
    def is_embedded(self) -> bool:
        """Whether the assistant inside the program is looked at."""
        return self.service is Service.EMBEDDED

    @property
    def is_reachable(self) -> bool:
        """Whether key, sign-in and check are about the service that is looked at.

        They are not while it has no address, and the assistant inside the program needs none of them.
        """
        return not self.is_embedded and self.service in self._addresses

    @property
    def whom(self) -> str:
        """Whom the settings lead to, in words."""
        return self._way.wanted or self._way.connected

    @property
    def leads_elsewhere(self) -> bool:
        """Whether connecting now would lead to somebody else than the one in force."""
        return self.service in self._addresses and self._way.is_other and not self._way.problem

    def show_settings(self, settings: Settings) -> Service:
        """Show the service at the address that is set, unless another one is being looked at; return it."""
        service = self._service_of(settings.endpoint)
        if service is not Service.EMBEDDED:
            self._addresses[service] = settings.endpoint  # to find it again after trying another
        if settings.endpoint != self._endpoint:  # else one may be chosen whose address is not typed yet
            self._endpoint = settings.endpoint
            self.picker.show_service(service)
        return service

    def show_way(self, way: Way) -> None:
        """Show where the settings lead."""
        self._way = way
        self.tell()

    def tell(self) -> None:
        """Say where the settings lead; nowhere yet, while a service is chosen whose address is missing."""
        if self.service in self._addresses:
            self.panel.show_way(self._way)
        else:
            self.panel.show_way(replace(self._way, problem=wording.tr("Type the address of the service.")))
        self.told.emit()

    def _on_service(self, service: Service) -> None:
        if service in self._addresses:
            self.address_chosen.emit(self._addresses[service])
        else:
            self.address_wanted.emit()
        self.tell()
