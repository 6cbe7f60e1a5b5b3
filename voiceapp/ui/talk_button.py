"""Hold to talk: by mouse, finger, Space, or a screen reader's press.

Several things can hold the button at once (the mouse and Space); it is down from the first until the last of
them lets go. A screen reader can only press, not hold: its press begins, the next one ends. Whatever takes
the holder away (focus, another window, hiding, disabling) lets go, because a stuck talk key is an open
microphone.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from voiceapp.dialogue.snapshot import Microphone
from voiceapp.ui import theme, wording
from voiceapp.ui.icons import draw_icon
from voiceapp.ui.level_meter import LevelMeter
from voiceapp.ui.worded import worded

ICON_PX = 20
HEIGHT_PX = 44


class Holder(Enum):
    """What can hold the button down."""

    MOUSE = "mouse"
    KEY = "key"
    PRESS = "press"
    """A screen reader's press, which lasts until the next one."""


class TalkButton(QAbstractButton):
    """The button, with the microphone's level in it.

    Signals:
        talk_pressed(): somebody began to hold it.
        talk_released(): nobody holds it any more.
    """

    talk_pressed = Signal()
    talk_released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._holders: set[Holder] = set()
        self._microphone = Microphone.OFF
        self._held_there = False
        self._muted = False
        self._meter = LevelMeter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        worded(self, self._say)
        self.clicked.connect(self._on_clicked)  # only ever by `click()`: the mouse goes its own way below

    # -- what the window does --------------------------------------------------------------------------

    @property
    def held(self) -> bool:
        """Whether anything holds the button down."""
        return bool(self._holders)

    @property
    def meter(self) -> LevelMeter:
        """The level meter inside the button."""
        return self._meter

    def hold(self, holder: Holder) -> None:
        """Let `holder` hold the button; nothing happens if it does already or the button is disabled."""
        if holder in self._holders or not self.isEnabled():
            return
        self._holders.add(holder)
        if len(self._holders) == 1:
            self.setDown(True)
            self.talk_pressed.emit()
            self.update()

    def let_go(self, holder: Holder) -> None:
        """Take `holder`'s hand off; nothing happens if it was not on."""
        if holder not in self._holders:
            return
        self._holders.discard(holder)
        if not self._holders:
            self.setDown(False)
            self.talk_released.emit()
            self.update()

    def let_all_go(self) -> None:
        """Take every hand off."""
        for holder in tuple(self._holders):
            self.let_go(holder)

    def show_state(self, microphone: Microphone, *, talk_held: bool, muted: bool) -> None:
        """Draw what the conversation says: held by whatever key anywhere, sending, muted."""
        new = (microphone, talk_held, muted)
        if new != (self._microphone, self._held_there, self._muted):
            self._microphone, self._held_there, self._muted = new
            self._meter.set_active(microphone is not Microphone.OFF, on_accent=self._strong())
            self.setAccessibleName(self.label())
            self.update()

    def label(self) -> str:
        """Return the words on the button."""
        if not (self.held or self._held_there):
            return wording.tr("Hold to talk")
        if self._microphone is Microphone.SENDING:
            return wording.tr("Let go to finish")
        if self._muted:
            return wording.tr("Muted")
        return wording.tr("Held")

    def _say(self) -> None:
        self.setAccessibleName(self.label())
        self.setAccessibleDescription(
            wording.tr(
                "Hold Space or the mouse button while you talk. A screen reader's press starts and stops."
            )
        )
        self.setToolTip(wording.tr("Hold this button or Space while you talk"))
        self.updateGeometry()

    # -- hands -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Space holds; its repetitions while it is down do not count. Other keys are the window's."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not event.isAutoRepeat():
                self.hold(Holder.KEY)
            event.accept()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space lets go; X11 sends a release with every repetition, which does not count."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.let_go(Holder.KEY)
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The left button holds, also where it is a finger."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.hold(Holder.MOUSE)
            event.accept()
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The left button lets go, wherever the pointer is now."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.let_go(Holder.MOUSE)
            event.accept()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Stay held when the pointer slips off."""
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Space goes to somebody else now, and so would its release."""
        super().focusOutEvent(event)
        self.let_go(Holder.KEY)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nobody can hold what is not there."""
        self.let_all_go()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Let go when disabled; draw again in new colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange and not self.isEnabled():
            self.let_all_go()
        self.update()

    def _on_clicked(self) -> None:
        if Holder.PRESS in self._holders:
            self.let_go(Holder.PRESS)
        else:
            self.hold(Holder.PRESS)

    # -- looks -----------------------------------------------------------------------------------------

    def _strong(self) -> bool:
        return self.held or self._held_there

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return room for the longest of the labels and the meter: the button never changes its size."""
        metrics = QFontMetrics(self.font())
        words = max(map(metrics.horizontalAdvance, labels()))
        return QSize(
            theme.M + ICON_PX + theme.S + max(words, 110) + theme.L, max(HEIGHT_PX, metrics.height() + 22)
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same size: the button never shrinks."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the meter under the words."""
        super().resizeEvent(event)
        left = theme.M + ICON_PX + theme.S
        height = 6
        self._meter.setGeometry(
            left, self.height() - height - 8, max(20, self.width() - left - theme.M), height
        )

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw ground, icon and words; the meter draws itself."""
        tokens = theme.colors()
        strong = self._strong()
        self._meter.set_active(self._microphone is not Microphone.OFF, on_accent=strong)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = tokens.accent if strong else tokens.accent_soft
        if not strong and self.underMouse() and self.isEnabled():
            ground = tokens.hover
        ink = tokens.on_accent if strong else tokens.text
        if not self.isEnabled():
            ground, ink = tokens.window, tokens.unheard
        focus = self.hasFocus()
        inset = 1.0 if focus else 0.5
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.setPen(QPen(QColor(tokens.accent if focus or strong else tokens.field_border), 2 * inset))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(frame, 10, 10)
        if focus and strong:  # a ring of the ground's own colour would not be seen
            painter.setPen(QPen(QColor(ink), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(2.5, 2.5, -2.5, -2.5), 7.5, 7.5)
        name = "mic-sending" if self._microphone is Microphone.SENDING else "mic"
        if self._microphone is Microphone.OFF or self._muted:
            name = "mic-off"
        icon_ink = ink if strong or not self.isEnabled() else tokens.accent
        where = QRectF(theme.M, (self.height() - ICON_PX) / 2, ICON_PX, ICON_PX)
        draw_icon(painter, name, icon_ink, where)
        painter.setPen(QColor(ink))
        left = theme.M + ICON_PX + theme.S
        room = self.width() - left - theme.M
        metrics = QFontMetrics(self.font())
        words = metrics.elidedText(self.label(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, 6, room, metrics.height()), Qt.AlignmentFlag.AlignVCenter, words)


def labels() -> tuple[str, ...]:
    """Return everything that can stand on the button."""
    return wording.tr("Hold to talk"), wording.tr("Let go to finish"), wording.tr("Muted"), wording.tr("Held")
