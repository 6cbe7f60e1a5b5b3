"""Space as the talk key of the window: one hold per press, none that outlives the keyboard's attention."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from voiceapp.ui.talk_button import Holder, TalkButton


class TalkKey(QObject):
    """Holds the talk button down while Space is; it takes the keys of a window that nobody else took."""

    def __init__(self, button: TalkButton, window: QWidget) -> None:
        super().__init__(window)
        self._button = button
        self._window = window
        window.installEventFilter(self)
        self._watched: QWidget | None = None
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Let go when a menu takes the keyboard, or another window, and with it the release."""
        if event.type() is QEvent.Type.FocusOut:
            self._button.let_go(Holder.KEY)
        elif watched is self._window:
            if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
                return self._pressed(event)
            if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyRelease:
                return self._released(event)
            if event.type() is QEvent.Type.ActivationChange and not self._window.isActiveWindow():
                self._button.let_all_go()
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        """Take Space; a field or button that has the focus has taken it before it gets here."""
        if event.key() != Qt.Key.Key_Space or event.modifiers():
            return False
        if not event.isAutoRepeat():
            self._watch(self._window.focusWidget())
            self._button.hold(Holder.KEY)
        event.accept()
        return True

    def _released(self, event: QKeyEvent) -> bool:
        """Take the end of Space, not that of a repetition."""
        if event.key() != Qt.Key.Key_Space:
            return False
        if not event.isAutoRepeat():
            self._button.let_go(Holder.KEY)
            self._watch(None)
        event.accept()
        return True

    def _watch(self, widget: QWidget | None) -> None:
        if widget is self._window:  # it is watched always
            widget = None
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = widget
        if widget is not None:
            widget.installEventFilter(self)

    def _on_focus_changed(self, _old: QWidget | None, _new: QWidget | None) -> None:
        # The release would go to whoever has the focus now.
        self._button.let_go(Holder.KEY)
