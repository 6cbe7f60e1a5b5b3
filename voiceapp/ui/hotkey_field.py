"""A button that shows a key and takes the next one that is pressed.

The key is spelt as in the settings file: Qt's portable text, and names of our own for what Qt does not name
(the right-hand modifiers alone, the thumb buttons of a mouse).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.worded import worded

_MODIFIERS = frozenset(
    {Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Shift, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
)
_ALONE = {0xFFE4: "RightCtrl", 0xFFEA: "RightAlt", 0xFFE2: "RightShift"}
"""By keysym, which `nativeVirtualKey` is on X11 and Wayland; elsewhere a modifier alone is no key."""
_BUTTONS = {Qt.MouseButton.BackButton: "MouseBack", Qt.MouseButton.ForwardButton: "MouseForward"}


def spelt(event: QKeyEvent) -> str:
    """Return how the settings spell a key that was pressed; empty for a modifier, which waits for its key."""
    if event.key() in _MODIFIERS or event.key() in {0, Qt.Key.Key_unknown}:
        return ""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(modifiers.value | event.key()).toString(QKeySequence.SequenceFormat.PortableText)


class HotkeyField(QPushButton):
    """Click it (or press Space on it), then press the key. Esc, or leaving it, keeps what it was.

    Signals:
        choosing_began(): the next key is taken.
        choosing_ended(): no key was pressed.
        key_chosen(str): the key that was pressed.
    """

    choosing_began = Signal()
    choosing_ended = Signal()
    key_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        """`name` is what the key is called, in English, for screen readers; empty: the talk key."""
        self._listening = False  # before Qt sends the first event
        super().__init__(parent)
        self._name = name
        self._key = ""
        self._alone = ""
        """A modifier that is down, and becomes the key when it comes up without another."""
        self.setProperty("kind", "key")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._listen)
        worded(self, self._say)

    @property
    def key(self) -> str:
        """The key it shows; empty: none."""
        return self._key

    @property
    def listening(self) -> bool:
        """Whether the next key is taken."""
        return self._listening

    def set_key(self, key: str) -> None:
        """Show a key."""
        self._key = key
        self._say()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return room for the words, and for a usual key."""
        metrics = QFontMetrics(self.font())
        words = max(metrics.horizontalAdvance(text) for text in (self.text(), "Ctrl+Alt+Space"))
        return QSize(words + 2 * theme.L + 4, max(theme.CONTROL_HEIGHT, metrics.height() + theme.M))

    def event(self, event: QEvent) -> bool:
        """Take keys before the window's shortcuts and Tab do."""
        if self._listening and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self._listening and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take a key."""
        if not self._listening:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self._end()
        elif key := spelt(event):
            self._choose(key)
        else:
            self._alone = _ALONE.get(event.nativeVirtualKey(), "")

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take a modifier that came up alone."""
        if not self._listening:
            super().keyReleaseEvent(event)
        elif self._alone:
            self._choose(self._alone)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take a thumb button."""
        button = _BUTTONS.get(event.button())
        if self._listening and button is not None:
            self._choose(button)
        else:
            super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Give up: the key would go elsewhere."""
        self._end()
        super().focusOutEvent(event)

    def _listen(self) -> None:
        if not self._listening:
            self.setFocus()
            self._listening = True
            self._alone = ""
            self._say()
            self.choosing_began.emit()

    def _choose(self, key: str) -> None:
        self._key = key
        self._listening = False
        self._say()
        self.key_chosen.emit(key)

    def _end(self) -> None:
        if self._listening:
            self._listening = False
            self._say()
            self.choosing_ended.emit()

    def _say(self) -> None:
        press = wording.tr("Press the key…")
        called = wording.tr(self._name) if self._name else wording.tr("Talk key")
        name = f"{called}: {self._key or wording.tr('none')}"
        self.setText(press if self._listening else self._key or wording.tr("Choose a key"))
        self.setAccessibleName(press if self._listening else name)
        self.setAccessibleDescription(wording.tr("Press this button, then the key you want."))
        self.updateGeometry()
