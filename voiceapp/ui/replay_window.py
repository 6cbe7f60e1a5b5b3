"""The window of a recording: the pieces of the live window around a bar to play it with.

It draws scenes and emits what the person wants; it knows nothing of tapes, and no wish of it reaches a live
conversation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMainWindow,
    QStackedLayout,
    QWidget,
)

from voiceapp.dialogue.snapshot import Banner as BannerText
from voiceapp.dialogue.snapshot import ReplayScene
from voiceapp.ui import sentences, shortcuts, theme, wording
from voiceapp.ui.announcer import Announcer
from voiceapp.ui.banner import Banner
from voiceapp.ui.find_bar import FindBar
from voiceapp.ui.icons import icon
from voiceapp.ui.in_front import show_in_front
from voiceapp.ui.inspector import Inspector
from voiceapp.ui.keys_dialog import KeysDialog
from voiceapp.ui.recorded_view import RecordedView
from voiceapp.ui.recording_top import RecordingTop
from voiceapp.ui.replay_bar import ReplayBar
from voiceapp.ui.replay_keys import REPLAY_KEYS
from voiceapp.ui.stacked import stacked
from voiceapp.ui.status_bar import StatusBar
from voiceapp.ui.style_sheet import style_sheet
from voiceapp.ui.styled import styled
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.wire_model import NOTES_MAX
from voiceapp.ui.worded import worded
from voiceapp.ui.work_area import WorkArea

STEP_MS = 5_000


class ReplayWindow(QMainWindow):
    """Shows one recording.

    Signals:
        play_toggled(), turn_requested(int), sought(int), speed_chosen(float): of the bar, see there.
        row_requested(str): play from this row of the transcript.
        open_requested(): another recording.
        dark_requested(): the other appearance; it is the application's.
        closing(): the person closed the window.
    """

    play_toggled = Signal()
    turn_requested = Signal(int)
    sought = Signal(int)
    speed_chosen = Signal(float)
    row_requested = Signal(str)
    open_requested = Signal()
    dark_requested = Signal()
    closing = Signal()

    def __init__(self, title: str, *, about: str = "", remark: str = "", wall_offset_ns: int = 0) -> None:
        """Make the window; `wall_offset_ns` turns voice-clock times into Unix time.

        `about` says with whom and when the conversation was held, `remark` what one should know now.
        """
        super().__init__()
        self._scene = ReplayScene()
        self._wires_shown = 0
        self._keys: KeysDialog | None = None
        self._title = title
        self.setWindowIcon(icon("voiceapp", "#000000"))
        self.setMinimumSize(theme.least(400, 420))
        self.resize(QSize(980, 720))
        self.model = TranscriptModel(wall_offset_ns, self)
        self.top = RecordingTop(title, about, self)
        self.banner = Banner(self)
        self.find_bar = FindBar(self.model, self)
        self.view = RecordedView(self.model, self)
        self.nothing = QLabel(self)
        self.bar = ReplayBar(remark, self)
        self.status = StatusBar(self)
        self.status.duplex.hide()  # there is nothing to choose any more
        self.inspector = Inspector(wall_offset_ns, self)
        self._assemble()
        self._announcer = Announcer(self)
        self._connect()
        self.shortcuts = shortcuts.install(self, self._actions(), REPLAY_KEYS)
        styled(self, style_sheet)
        self.show_scene(ReplayScene(reading=True))
        worded(self, self._say)

    def show_scene(self, scene: ReplayScene) -> None:
        """Draw the recording as it is at this position."""
        before, self._scene = self._scene, scene
        snapshot = scene.snapshot
        self.bar.show_scene(scene)
        if scene.duration_ms and not before.duration_ms:
            self.bar.play.setFocus()
        self._show_wires(scene)
        self._show_banner()
        self._tell()
        self._stack.setCurrentWidget(self.view if snapshot.rows else self.nothing)
        if snapshot is before.snapshot:
            return
        self.top.badge.show_state(snapshot.phase, muted=snapshot.muted)
        self.model.set_rows(snapshot.rows)
        self.status.numbers.show_numbers(snapshot.numbers)
        self.status.numbers.show_echo(snapshot.echo_db, snapshot.echo)
        self.inspector.show_snapshot(snapshot)
        self._announcer.rows_changed(snapshot.rows)

    def show_keys(self) -> None:
        """Show the list of keys beside the window."""
        if self._keys is None:
            self._keys = KeysDialog(self, REPLAY_KEYS)
        show_in_front(self._keys)

    # -- putting together ------------------------------------------------------------------------------

    def _assemble(self) -> None:
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.nothing.setProperty("role", "quiet")
        self.nothing.setMargin(theme.XL)
        pages = QFrame(self)
        pages.setObjectName("transcript_area")
        self._stack = QStackedLayout(pages)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.view)
        conversation = QWidget(self)
        stacked(conversation, self.find_bar, pages, self.bar, stretched=pages)
        self.work = WorkArea(conversation, self.inspector, self)
        center = QWidget(self)
        center.setObjectName("center")
        stacked(center, self.top, self.banner, self.work, self.status, stretched=self.work)
        self.setCentralWidget(center)

    def _connect(self) -> None:
        self.bar.play_toggled.connect(self.play_toggled)
        self.bar.turn_requested.connect(self.turn_requested)
        self.bar.sought.connect(self.sought)
        self.bar.speed_chosen.connect(self.speed_chosen)
        self.bar.close_requested.connect(self.close)
        self.view.play_requested.connect(self.row_requested)
        actions = self._actions()
        self.top.wanted.connect(lambda name: actions[name]())
        self.status.inspector_requested.connect(self.work.toggle_inspector)
        self.status.keys_requested.connect(self.show_keys)
        self.work.inspector_toggled.connect(self.status.inspector.setChecked)
        self.work.focus_freed.connect(self.view.setFocus)
        self.find_bar.wanted_changed.connect(self.view.mark)
        self.find_bar.found.connect(self.view.show_row)
        self.find_bar.closed.connect(self.view.setFocus)

    def _actions(self) -> dict[str, Callable[[], None]]:
        return {
            "previous": lambda: self.turn_requested.emit(-1),
            "next": lambda: self.turn_requested.emit(+1),
            "back": lambda: self.sought.emit(max(0, self._scene.position_ms - STEP_MS)),
            "on": lambda: self.sought.emit(min(self._scene.duration_ms, self._scene.position_ms + STEP_MS)),
            "slower": lambda: self.bar.step_speed(-1),
            "faster": lambda: self.bar.step_speed(+1),
            "find": self.find_bar.open_bar,
            "find_older": lambda: self.find_bar.open_or_step(-1),
            "find_newer": lambda: self.find_bar.open_or_step(+1),
            "open": self.open_requested.emit,
            "dark": self.dark_requested.emit,
            "inspector": self.work.toggle_inspector,
            "keys": self.show_keys,
            "escape": self.find_bar.close_bar,
            "close": self._close,
        }

    def _close(self) -> None:
        self.close()

    def _show_wires(self, scene: ReplayScene) -> None:
        """Have exactly the events before the position in the inspector, as far as it holds so many."""
        passed = scene.wires_passed
        if passed < self._wires_shown:
            self.inspector.wires.model.clear()
            self._wires_shown = 0
        if passed > self._wires_shown:
            self.inspector.note_wires(scene.wires[max(self._wires_shown, passed - NOTES_MAX) : passed])
            self._wires_shown = passed

    def _say(self) -> None:
        self.setWindowTitle(wording.tr("Recording: %1 — voiceapp").replace("%1", self._title))
        self._tell()
        self._show_banner()

    def _tell(self) -> None:
        scene = self._scene
        if scene.snapshot.rows or not scene.reading:
            empty = wording.tr("Nothing has been said yet at this point of the recording.")
        else:
            empty = wording.tr("Reading the recording…")
        self.nothing.setText(empty if scene.reading or scene.duration_ms else "")

    def _show_banner(self) -> None:
        """Say what is wrong with the recording, else what was wrong with the conversation then."""
        scene = self._scene
        then: BannerText | None = scene.snapshot.banner
        if then is not None:
            text = wording.tr("At that time: %1").replace("%1", sentences.translated(then.text))
            then = replace(then, text=text, can_retry=False)
        self.banner.show_banner(scene.problem if scene.problem is not None else then)

    # -- what Qt asks ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Space plays and pauses; a field or button that has the focus takes it before it gets here."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not event.isAutoRepeat():
                self.play_toggled.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Say that the recording is not looked at any more."""
        super().closeEvent(event)
        self.closing.emit()
