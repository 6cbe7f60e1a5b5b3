"""A tray without a desktop: it can come and go, be clicked, and remembers what stands in it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu


class FakeTray(QObject):
    """Does what `SystemTray` does; an icon is to be seen only while there is a tray."""

    clicked = Signal()

    def __init__(self, *, there: bool = True) -> None:
        super().__init__()
        self.there = there
        self.menu: QMenu | None = None
        self.icon: QIcon | None = None
        self.tooltip = ""
        self.said: list[str] = []

    def is_there(self) -> bool:
        return self.there

    def set_menu(self, menu: QMenu) -> None:
        self.menu = menu

    def put(self, icon: QIcon, tooltip: str) -> None:
        self.icon, self.tooltip = icon, tooltip

    def take_away(self) -> None:
        self.icon, self.tooltip = None, ""

    def say(self, title: str, sentence: str) -> None:
        self.said.append(sentence)

    def click(self) -> None:
        """Click the icon, as a person can while it is to be seen."""
        assert self.there
        assert self.icon is not None
        self.clicked.emit()
