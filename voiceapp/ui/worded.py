"""Words in the person's language, set again whenever it changes.

A widget puts every sentence it shows by itself into one method and names it here; what comes with snapshots
is looked up as it is shown.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget


class _Listener(QObject):
    """Waits beside a widget for the change of language; goes with it."""

    def __init__(self, widget: QWidget, say: Callable[[], None]) -> None:
        super().__init__(widget)
        self._say = say
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Say everything again; the event goes on to the widget."""
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        return False


def say_again() -> None:
    """Have everything said again in every window: the language is another, or a key that sentences name."""
    program = QCoreApplication.instance()
    if program is not None:
        QCoreApplication.sendEvent(program, QEvent(QEvent.Type.LanguageChange))


def worded(widget: QWidget, say: Callable[[], None]) -> None:
    """Call `say` now, and again each time the language of `widget` changes.

    Qt sends that change to every widget when a translator is installed or removed. On the Qt thread; `say`
    must not make or remove widgets.
    """
    say()
    _Listener(widget, say)
