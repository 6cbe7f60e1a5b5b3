"""Whom to talk to: the assistant inside the program, Azure, OpenAI, or another server."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLabel, QRadioButton, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.worded import worded


class Service(Enum):
    """Kinds of services, by what has to be told of each."""

    EMBEDDED = "embedded"
    AZURE = "azure"
    OPENAI = "openai"
    OTHER = "other"


FIELDS = {
    Service.EMBEDDED: frozenset[str](),
    Service.AZURE: frozenset({"endpoint", "deployment", "api_version", "tenant", "client_id"}),
    Service.OPENAI: frozenset({"model"}),
    Service.OTHER: frozenset({"endpoint", "model"}),
}
"""What has to be told of each; other settings of the connection mean nothing there."""


INDENT_PX = 26
"""From the edge of the round mark to the words beside it."""


class ServicePicker(QFrame):
    """Four radio buttons, each with a sentence.

    Signals:
        service_chosen(Service): by the person.
    """

    service_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.buttons: dict[Service, QRadioButton] = {}
        self._texts: dict[Service, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        grid.setHorizontalSpacing(theme.XL)
        grid.setVerticalSpacing(2)
        for line, service in enumerate(Service):
            button = QRadioButton(self)
            text = QLabel(self)
            text.setProperty("role", "quiet")
            text.setFont(theme.small_font())
            text.setWordWrap(True)
            text.setBuddy(button)
            text.setIndent(INDENT_PX)
            grid.addWidget(button, 3 * line, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(text, 3 * line + 1, 0)
            if line:
                grid.setRowMinimumHeight(3 * line - 1, theme.XS)
            self._group.addButton(button)
            self.buttons[service] = button
            self._texts[service] = text
            button.clicked.connect(lambda _on, chosen=service: self.service_chosen.emit(chosen))
        worded(self, self._say)

    @property
    def service(self) -> Service:
        """What is chosen."""
        return next(service for service, button in self.buttons.items() if button.isChecked())

    def show_service(self, service: Service) -> None:
        """Show what is chosen; Tab reaches that button, arrow keys the others."""
        self.buttons[service].setChecked(True)
        for other, button in self.buttons.items():
            is_it = other is service
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_it else Qt.FocusPolicy.ClickFocus)

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Where to connect"))
        for service, name, told in (
            (
                Service.EMBEDDED,
                wording.tr("The assistant inside this program"),
                wording.tr(
                    "No account, no network; nothing leaves this computer. It knows little, and English only."
                ),
            ),
            (
                Service.AZURE,
                wording.tr("Azure OpenAI"),
                wording.tr("A resource of yours or your organisation's, by sign-in or key."),
            ),
            (Service.OPENAI, wording.tr("OpenAI"), wording.tr("With a key of api.openai.com.")),
            (
                Service.OTHER,
                wording.tr("Another server"),
                wording.tr("A gateway, or a server of your own that speaks the same protocol."),
            ),
        ):
            self.buttons[service].setText(name)
            self.buttons[service].setAccessibleDescription(told)
            self._texts[service].setText(told)
