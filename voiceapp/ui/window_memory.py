"""What the window remembers from one day to the next: its place, its colours, whether one looks inside."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

from voiceapp.ui.theme import Appearance


class WindowMemory:
    """Reads and writes a few values; without settings it knows the defaults and forgets."""

    def __init__(self, settings: QSettings | None) -> None:
        self._settings = settings

    @property
    def geometry(self) -> QByteArray | None:
        """Return what `QWidget.saveGeometry` gave; None before the first time."""
        found = self._settings.value("window/geometry") if self._settings is not None else None
        return found if isinstance(found, QByteArray) else None

    @property
    def appearance(self) -> Appearance:
        """Return the chosen appearance; the system's for a value nobody knows."""
        name = self._value("window/appearance")
        return Appearance(name) if name in {choice.value for choice in Appearance} else Appearance.SYSTEM

    @property
    def high_contrast(self) -> bool | None:
        """Return the chosen contrast; None: the system's."""
        known = self._settings is not None and self._settings.contains("window/high_contrast")
        return self._flag("window/high_contrast") if known else None

    @property
    def inspector(self) -> bool:
        """Return whether the inspector was open."""
        return self._flag("window/inspector")

    @property
    def introduced(self) -> bool:
        """Return whether the introduction has been shown."""
        return self._flag("window/introduced")

    def introduce(self) -> None:
        """Remember that the introduction has been shown."""
        if self._settings is not None:
            self._settings.setValue("window/introduced", True)

    @property
    def conversations(self) -> bool:
        """Return whether the panel of kept conversations was open."""
        return self._flag("window/conversations")

    def keep_conversations(self, open_now: bool) -> None:
        """Remember whether the panel of kept conversations is open."""
        if self._settings is not None:
            self._settings.setValue("window/conversations", open_now)

    @property
    def dismissed(self) -> tuple[str, ...]:
        """Return the keys of notices nobody wants to see again."""
        found = self._value("window/dismissed")
        return tuple(found.split("\n")) if isinstance(found, str) and found else ()

    def dismiss(self, key: str) -> None:
        """Remember that a notice was dismissed."""
        if self._settings is not None and key not in self.dismissed:
            self._settings.setValue("window/dismissed", "\n".join((*self.dismissed, key)))

    def keep(
        self, geometry: QByteArray, appearance: Appearance, *, high_contrast: bool, inspector: bool
    ) -> None:
        """Remember all of it."""
        if self._settings is not None:
            self._settings.setValue("window/geometry", geometry)
            self._settings.setValue("window/appearance", appearance.value)
            self._settings.setValue("window/high_contrast", high_contrast)
            self._settings.setValue("window/inspector", inspector)

    def _value(self, name: str) -> object:
        return self._settings.value(name) if self._settings is not None else None

    def _flag(self, name: str) -> bool:
        return self._settings is not None and bool(self._settings.value(name, False, type=bool))
