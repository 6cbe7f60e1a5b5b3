"""The mini window: the conversation in a corner of the screen, above whatever else one is doing.

It has a place in the list of windows and takes the keyboard like any other, so that it is reached without a
mouse; only when it appears by itself it leaves the keyboard where it is.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizeGrip, QSizePolicy, QVBoxLayout, QWidget

from voiceapp.dialogue.snapshot import Phase, Snapshot
from voiceapp.ui import sentences, shortcuts, theme, wording
from voiceapp.ui.captions_view import CaptionsView
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon
from voiceapp.ui.in_front import show_in_front
from voiceapp.ui.quiet_label import QuietLabel
from voiceapp.ui.quiet_show import show_quietly
from voiceapp.ui.shortcuts import hint
from voiceapp.ui.state_badge import StateBadge
from voiceapp.ui.style_sheet import style_sheet
from voiceapp.ui.styled import styled
from voiceapp.ui.tab_order import set_tab_order
from voiceapp.ui.talk_button import TalkButton
from voiceapp.ui.talk_key import TalkKey
from voiceapp.ui.toast import Toast
from voiceapp.ui.worded import worded

USUAL_SIZE = QSize(360, 212)
FROM_EDGE_PX = 24
_STOPPABLE = (Phase.THINKING, Phase.SPEAKING)


class MiniWindow(QWidget):
    """Badge, last lines, talk button, mute and stop; moved by dragging, it remembers its place.

    Signals:
        talk_pressed(), talk_released(): of the talk button.
        mute_requested(bool): True to mute.
        stop_requested(), window_requested(), quit_requested(): of the button or key that says so.
        visibility_changed(bool): it can be seen now, or not any more.
    """

    talk_pressed = Signal()
    talk_released = Signal()
    mute_requested = Signal(bool)
    stop_requested = Signal()
    window_requested = Signal()
    quit_requested = Signal()
    visibility_changed = Signal(bool)

    def __init__(self, whom: str, settings: QSettings | None = None) -> None:
        """`whom` is who is talked to; `settings` keeps the place, None keeps nothing."""
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, flags)
        self.setObjectName("mini_window")
        self._settings = settings
        self._whom = whom
        self._muted = False
        self._trouble = ""
        """What the large window says in its banner."""
        self.setWindowIcon(icon("voiceapp", "#000000"))
        self.setMinimumSize(theme.least(280, 168))
        self.badge = StateBadge(self)
        self.name = QuietLabel(self)
        self.name.setFont(theme.small_font())
        self.window_button = IconButton("window", "", self)
        self.window_button.clicked.connect(self.window_requested)
        self.shut = IconButton("close", "", self)
        self.shut.clicked.connect(self.close)
        self.lines = CaptionsView(self, compact=True)
        self.lines.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.toast = Toast(self.lines)
        self.talk = TalkButton(self)
        self.talk.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.talk.talk_pressed.connect(self.talk_pressed)
        self.talk.talk_released.connect(self.talk_released)
        TalkKey(self.talk, self)
        self.mute = IconButton("mic-off", "", self, kind="bordered")
        self.mute.setCheckable(True)
        self.mute.clicked.connect(self._toggle_mute)
        self.stop = IconButton("stop", "", self, kind="bordered")
        self.stop.clicked.connect(self.stop_requested)
        self._grip = QSizeGrip(self)
        self._grip.resize(self._grip.sizeHint())
        self._arrange()
        actions = {
            "stop": self.stop_requested.emit,
            "mute": self._toggle_mute,
            "mini": self.window_requested.emit,
            "quit": self.quit_requested.emit,
        }
        keys = tuple(key for key in shortcuts.KEYS if key.name in actions)
        self.shortcuts = shortcuts.install(self, actions, keys)
        styled(self, style_sheet)
        self._restore()
        worded(self, self._say)
        self.talk.setFocus()

    def open_window(self, *, by_itself: bool = False) -> None:
        """Show the window; `by_itself`: nobody has asked for it here, so the keyboard stays where it is."""
        if by_itself:
            show_quietly(self)
        else:
            show_in_front(self)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is going on and what was said last."""
        self.badge.show_state(snapshot.phase, muted=snapshot.muted)
        self.lines.show_rows(snapshot.rows)
        self.talk.show_state(snapshot.microphone, talk_held=snapshot.talk_held, muted=snapshot.muted)
        self.talk.meter.set_level(snapshot.mic_rms, snapshot.at_ns)
        self.stop.setEnabled(snapshot.phase in _STOPPABLE)
        trouble = snapshot.banner.text if snapshot.banner is not None else ""
        if trouble != self._trouble:
            self._trouble = trouble
            self._say_whom()
        if snapshot.muted != self._muted:
            self._muted = snapshot.muted
            self._name_mute()
        self.mute.setChecked(snapshot.muted)

    def show_whom(self, whom: str) -> None:
        """Name who is talked to now."""
        self._whom = whom
        self._say_whom()

    # -- events ------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 (Qt's name)
        """Let the desktop move the window from wherever nothing else is pressed."""
        handle = self.windowHandle()
        if event.button() is Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Go back to the large window."""
        self.window_requested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the grip in its corner."""
        super().resizeEvent(event)
        self._grip.move(self.width() - self._grip.width(), self.height() - self._grip.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the ground and an edge: the window has no frame, and may lie on anything."""
        tokens = theme.colors()
        painter = QPainter(self)
        painter.setPen(QPen(QColor(tokens.field_border), 1))
        painter.setBrush(QColor(tokens.window))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Say that the window is there."""
        super().showEvent(event)
        self.visibility_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Remember the place, and say that the window is gone."""
        self._keep()
        super().hideEvent(event)
        self.visibility_changed.emit(False)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Let go of the talk key; whoever opened the window decides what comes instead."""
        self.talk.let_all_go()
        super().closeEvent(event)

    # -- inside ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.S)
        top.addWidget(self.badge)
        top.addWidget(self.name, 1)
        top.addWidget(self.window_button)
        top.addWidget(self.shut)
        bottom = QHBoxLayout()
        bottom.setSpacing(theme.S)
        bottom.addWidget(self.talk, 1)
        bottom.addWidget(self.mute)
        bottom.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.S, theme.S, theme.S, theme.M)
        column.setSpacing(theme.S)
        column.addLayout(top)
        column.addWidget(self.lines, 1)
        column.addLayout(bottom)
        set_tab_order((self.talk, self.mute, self.stop, self.window_button, self.shut))

    def _say(self) -> None:
        self.setWindowTitle(wording.tr("Mini window — voiceapp"))
        self.setAccessibleName(wording.tr("Mini window"))
        self._say_whom()
        self.window_button.set_name(
            wording.tr("Back to the large window"), hint=hint(wording.tr("Back to the large window"), "mini")
        )
        self.shut.set_name(wording.tr("Close the mini window"))
        self.stop.set_name(wording.tr("Stop"), hint=hint(wording.tr("Stop the answer"), "stop"))
        self._name_mute()

    def _say_whom(self) -> None:
        """Say with whom one talks, or why not."""
        trouble = sentences.translated(self._trouble)
        whom = wording.whom(self._whom)
        self.name.set_text(trouble or whom)
        self.name.setAccessibleName(trouble or wording.tr("Talking to %1").replace("%1", whom))

    def _name_mute(self) -> None:
        self.mute.set_kind("danger" if self._muted else "bordered")
        word = wording.tr("Muted") if self._muted else wording.tr("Mute")
        sentence = wording.tr("Unmute") if self._muted else wording.tr("Mute: nothing you say is sent")
        self.mute.set_name(word, hint=hint(sentence, "mute"))

    def _toggle_mute(self) -> None:
        self.mute_requested.emit(not self._muted)

    def _restore(self) -> None:
        kept = self._settings.value("mini/geometry") if self._settings is not None else None
        self.resize(USUAL_SIZE)
        if isinstance(kept, QByteArray) and self.restoreGeometry(kept):
            return
        corner = self.screen().availableGeometry().bottomRight()
        self.move(corner - QPoint(USUAL_SIZE.width() + FROM_EDGE_PX, USUAL_SIZE.height() + FROM_EDGE_PX))

    def _keep(self) -> None:
        if self._settings is not None:
            self._settings.setValue("mini/geometry", self.saveGeometry())
