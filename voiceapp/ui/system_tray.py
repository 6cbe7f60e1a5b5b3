"""The desktop's own tray, as far as there is one."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

TOLD_MS = 10_000


class TrayPlace(Protocol):
    """Where an icon can stand; kept by `SystemTray` and, in tests, by a tray without a desktop."""

    clicked: SignalInstance
    """A left click, or what the desktop has instead of one."""

    def is_there(self) -> bool:
        """Say whether the desktop has a tray now."""
        ...

    def set_menu(self, menu: QMenu) -> None:
        """Open `menu` on a right click."""
        ...

    def put(self, icon: QIcon, tooltip: str) -> None:
        """Show this icon, while there is a tray."""
        ...

    def take_away(self) -> None:
        """Show none."""
        ...

    def say(self, title: str, sentence: str) -> None:
        """Tell the person something in passing."""
        ...


class SystemTray(QObject):
    """The tray of the desktop.

    Signals:
        clicked(): a left click, or what the desktop has instead of one.
    """

    clicked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = QSystemTrayIcon(self)
        self._icon.activated.connect(self._on_activated)

    def is_there(self) -> bool:
        """Say whether the desktop has a tray now; it may come and go."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def set_menu(self, menu: QMenu) -> None:
        """Open `menu` on a right click."""
        self._icon.setContextMenu(menu)

    def put(self, icon: QIcon, tooltip: str) -> None:
        """Show this icon, where there is a tray; without one Qt would complain."""
        self._icon.setIcon(icon)
        self._icon.setToolTip(tooltip)
        if self.is_there():
            self._icon.show()

    def take_away(self) -> None:
        """Show none."""
        self._icon.hide()

    def say(self, title: str, sentence: str) -> None:
        """Tell the person something, beside the icon or as the desktop's notification."""
        self._icon.showMessage(title, sentence, self._icon.icon(), TOLD_MS)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.clicked.emit()
