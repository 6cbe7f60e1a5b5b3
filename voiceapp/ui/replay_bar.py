"""Where a recording is played from: in the place where one talks in a live conversation."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from voiceapp.dialogue.snapshot import ReplayScene
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.device_picker import Choice
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.mark_slider import MarkSlider, position_text
from voiceapp.ui.replay_keys import hint
from voiceapp.ui.worded import worded

SPEEDS = (0.5, 1.0, 2.0, 4.0)


class ReplayBar(QFrame):
    """Play and pause, turns, the position, the speed.

    Signals:
        play_toggled(): play, or pause.
        turn_requested(int): +1 for the next turn, -1 for the previous one.
        sought(int): a position in milliseconds.
        speed_chosen(float): one of `SPEEDS`.
        close_requested(): no more of this recording.
    """

    play_toggled = Signal()
    turn_requested = Signal(int)
    sought = Signal(int)
    speed_chosen = Signal(float)
    close_requested = Signal()

    def __init__(self, remark: str = "", parent: QWidget | None = None) -> None:
        """`remark` is said wherever there is nothing more important to say."""
        super().__init__(parent)
        self._remark = remark
        self._scene = ReplayScene()
        self.setObjectName("replay_bar")
        self.previous = IconButton("skip-back", "", self)
        self.previous.clicked.connect(lambda: self.turn_requested.emit(-1))
        self.play = IconButton("play", "", self, kind="primary", labelled=True)
        self.play.clicked.connect(self.play_toggled)
        self.next = IconButton("skip-forward", "", self)
        self.next.clicked.connect(lambda: self.turn_requested.emit(+1))
        self.position = QLabel(self)
        self.slider = MarkSlider(self)
        self.slider.valueChanged.connect(self.sought)
        self.sound = QLabel(self)
        self.sound.setFont(theme.small_font())
        self.sound.setProperty("role", "quiet")
        self.sound.setWordWrap(True)
        self.sound.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.speed = Choice(parent=self)
        for speed in SPEEDS:
            self.speed.addItem("", speed)
        self.speed.activated.connect(lambda at: self.speed_chosen.emit(SPEEDS[at]))
        self.shut = IconButton("close", "", self, kind="bordered", labelled=True)
        self.shut.clicked.connect(self.close_requested)
        first = QHBoxLayout()
        first.setSpacing(theme.S)
        first.addWidget(self.slider, 1)
        first.addWidget(self.position)
        second = QHBoxLayout()
        second.setSpacing(theme.S)
        for button in (self.previous, self.play, self.next):
            second.addWidget(button)
        second.addWidget(self.sound, 1)
        second.addWidget(self.speed)
        second.addWidget(self.shut)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.S, theme.M, theme.M)
        column.setSpacing(theme.S)
        column.addLayout(first)
        column.addLayout(second)
        self.setTabOrder(self.previous, self.play)
        worded(self, self._say)
        self.show_scene(ReplayScene())

    def show_scene(self, scene: ReplayScene) -> None:
        """Show where the replay is and what it does."""
        self._scene = scene
        works = scene.duration_ms > 0
        for part in (self.previous, self.play, self.next, self.slider, self.speed):
            part.setEnabled(works)
        self.play.set_icon("pause" if scene.playing else "play")
        self._tell()
        self.slider.show_marks(scene.marks)
        self.slider.show_position(scene.position_ms, scene.duration_ms)
        self.position.setText(f"{position_text(scene.position_ms)} / {position_text(scene.duration_ms)}")
        self.speed.setCurrentIndex(SPEEDS.index(scene.speed))

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Replay"))
        self.previous.set_name(
            wording.tr("Previous turn"), hint=hint(wording.tr("Previous turn"), "previous")
        )
        self.next.set_name(wording.tr("Next turn"), hint=hint(wording.tr("Next turn"), "next"))
        self.position.setAccessibleName(wording.tr("Position and length"))
        self.speed.call(wording.tr("Speed"))
        self.speed.setToolTip(hint(wording.tr("Speed"), "slower", "faster"))
        for place, speed in enumerate(SPEEDS):
            number = QLocale().toString(speed, "g", 6)
            self.speed.setItemText(place, wording.tr("%1 ×").replace("%1", number))
        self.shut.set_name(wording.tr("Close"), hint=hint(wording.tr("Close the recording"), "close"))
        self._tell()

    def _tell(self) -> None:
        word = wording.tr("Pause") if self._scene.playing else wording.tr("Play")
        if self.play.text() != word:
            self.play.set_name(word, hint=hint(word, "play"))
        self.sound.setText(sentences.translated(self._scene.silent or self._remark))

    def step_speed(self, direction: int) -> None:
        """Go one speed up (+1) or down (-1), if there is one."""
        at = min(max(self.speed.currentIndex() + direction, 0), len(SPEEDS) - 1)
        if at != self.speed.currentIndex():
            self.speed_chosen.emit(SPEEDS[at])
