"""Style sheets of windows in the colours of the moment, set again whenever the colours change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from voiceapp.ui.theme import Colors, colors

_ANOTHER_LOOK = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
"""A window of its own is told of the palette, one above another also of the style sheet below it."""


class _Listener(QObject):
    """Waits beside a window for other colours; goes with it."""

    def __init__(self, window: QWidget, restyle: Callable[[], None]) -> None:
        super().__init__(window)
        self._restyle = restyle
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Style the window again; the event goes on to it."""
        if event.type() in _ANOTHER_LOOK:
            self._restyle()
        return False


def styled(window: QWidget, style_of: Callable[[Colors], str]) -> None:
    """Give `window` the style sheet `style_of` the colours in use, now and each time they change.

    On the Qt thread.
    """

    def restyle() -> None:
        wanted = style_of(colors())
        if wanted != window.styleSheet():  # setting it is a change of style as well
            window.setStyleSheet(wanted)

    restyle()
    _Listener(window, restyle)
