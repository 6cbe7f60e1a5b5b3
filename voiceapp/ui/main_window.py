"""The window: puts the pieces together, and nothing else.

Pieces show snapshots and emit what the person did; here the two ends meet. Nothing in this file decides
anything about the conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QMainWindow,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from voiceapp.dialogue.inputs import (
    DuplexChosen,
    HandsFreeChosen,
    MuteChosen,
    NewConversationRequested,
    ReconnectRequested,
    StopPressed,
    TalkPressed,
    TalkReleased,
    TextSubmitted,
)
from voiceapp.dialogue.snapshot import Microphone, Snapshot, WireNote
from voiceapp.ui import shortcuts, wording
from voiceapp.ui.announcer import Announcer
from voiceapp.ui.banner import Banner
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.empty_state import EmptyState
from voiceapp.ui.find_bar import FindBar
from voiceapp.ui.icons import icon
from voiceapp.ui.inspector import Inspector
from voiceapp.ui.keys_dialog import KeysDialog
from voiceapp.ui.status_bar import StatusBar
from voiceapp.ui.style_sheet import style_sheet
from voiceapp.ui.talk_area import TalkArea
from voiceapp.ui.talk_button import Holder
from voiceapp.ui.theme import Appearance, Theme
from voiceapp.ui.toast import Toast
from voiceapp.ui.top_bar import TopBar
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.transcript_view import TranscriptView

EXAMPLES = ("What time is it?", "Tell me a joke", "Tell me a long story")
"""Things any assistant understands, the embedded one included; the last is there to be interrupted."""

INSPECTOR_PX = 460
SIDE_BY_SIDE_PX = 960
"""From this width on the inspector stands beside the conversation, below it otherwise."""


class MainWindow(QMainWindow):
    """The window of one conversation.

    Signals:
        closing(): the person closed it; the program is to end.
        microphone_chosen(str), speaker_chosen(str): a device by name, "" for the system's choice.
        devices_wanted(): somebody is about to look at the lists of devices.
    """

    closing = Signal()
    microphone_chosen = Signal(str)
    speaker_chosen = Signal(str)
    devices_wanted = Signal()

    def __init__(
        self,
        bridge: Bridge,
        *,
        title_label: str,
        wall_offset_ns: int,
        settings: QSettings | None = None,
        examples: Sequence[str] = EXAMPLES,
    ) -> None:
        """Make the window; `wall_offset_ns` turns voice-clock times into Unix time.

        `settings` keeps geometry and appearance; None keeps nothing.
        """
        super().__init__()
        self._bridge = bridge
        self._settings = settings
        self._snapshot = Snapshot()
        self._closed = False
        self._watched: QWidget | None = None
        self._theme = Theme(self)
        self._keys: KeysDialog | None = None
        self.setWindowTitle(f"{title_label} — voiceapp")
        self.setWindowIcon(icon("voiceapp", "#000000"))
        self.setMinimumSize(QSize(400, 420))
        self.model = TranscriptModel(wall_offset_ns, self)
        self.top = TopBar(title_label, self)
        self.banner = Banner(self)
        self.find_bar = FindBar(self.model, self)
        self.view = TranscriptView(self.model, self)
        self.empty = EmptyState([wording.tr(example) for example in examples], self)
        self.talk_area = TalkArea(self)
        self.status = StatusBar(self)
        self.inspector = Inspector(wall_offset_ns, self)
        self._assemble()
        self.toast = Toast(self._pages)
        self._announcer = Announcer(self)
        self._connect()
        self.shortcuts = shortcuts.install(self, self._actions())
        self._theme.changed.connect(self._on_theme)
        self._restore()
        self.talk_area.talk.setFocus()

    # -- slots -----------------------------------------------------------------------------------------

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw `snapshot`."""
        self._snapshot = snapshot
        self.top.badge.show_state(snapshot.phase, muted=snapshot.muted)
        self.top.show_model(snapshot.model)
        self.banner.show_banner(snapshot.banner)
        self.model.set_rows(snapshot.rows)
        self._stack.setCurrentWidget(self.view if snapshot.rows else self.empty)
        silent = snapshot.microphone is Microphone.OFF
        reason = snapshot.microphone_device if silent else ""
        self.empty.show_mode(hands_free=snapshot.hands_free, reason=reason)
        self.talk_area.show_snapshot(snapshot)
        self.top.show_duplex(snapshot.duplex_chosen, snapshot.duplex)
        self.status.numbers.show_numbers(snapshot.numbers)
        self.status.numbers.show_echo(snapshot.echo_db, snapshot.echo)
        self.inspector.show_waterfalls(snapshot.numbers.waterfalls)
        self._announcer.rows_changed(snapshot.rows)

    @Slot(object)
    def note_wires(self, notes: tuple[WireNote, ...]) -> None:
        """Give wire events to the inspector."""
        self.inspector.note_wires(notes, dropped=self._bridge.wires_dropped)

    def set_devices(
        self,
        inputs: Sequence[str],
        outputs: Sequence[str],
        chosen_input: str = "",
        chosen_output: str = "",
    ) -> None:
        """Offer these devices by name; "" chosen stands for the system's choice."""
        self.talk_area.devices.set_devices(inputs, outputs, chosen_input, chosen_output)

    @Slot(str)
    def show_sentence(self, sentence: str) -> None:
        """Say something in passing, to eyes and screen readers."""
        self.toast.say(sentence)
        self._announcer.announce(sentence)

    def choose_appearance(self, appearance: Appearance, *, high_contrast: bool | None = None) -> None:
        """Turn light or dark, or follow the system."""
        self._theme.choose(appearance, high_contrast=high_contrast)

    # -- putting together ------------------------------------------------------------------------------

    def _assemble(self) -> None:
        self._pages = QFrame(self)
        self._pages.setObjectName("transcript_area")
        self._stack = QStackedLayout(self._pages)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        conversation = QWidget(self)
        column = QVBoxLayout(conversation)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self._pages, 1)
        column.addWidget(self.talk_area)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(conversation)
        self._splitter.addWidget(self.inspector)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._splitter.setSizes([600, INSPECTOR_PX])
        self.inspector.hide()
        center = QWidget(self)
        center.setObjectName("center")
        whole = QVBoxLayout(center)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top)
        whole.addWidget(self.banner)
        whole.addWidget(self._splitter, 1)
        whole.addWidget(self.status)
        self.setCentralWidget(center)
        for first, second in (
            (self.talk_area.talk, self.talk_area.message),
            (self.talk_area.message, self.talk_area.send),
            (self.talk_area.send, self.talk_area.devices.microphone),
        ):
            QWidget.setTabOrder(first, second)

    def _connect(self) -> None:
        self._bridge.snapshot_changed.connect(self.show_snapshot)
        self._bridge.wires_noted.connect(self.note_wires)
        wish = self._bridge.wish
        area = self.talk_area
        area.talk.talk_pressed.connect(lambda: wish(TalkPressed))
        area.talk.talk_released.connect(lambda: wish(TalkReleased))
        area.message.submitted.connect(self._submit)
        area.stop_requested.connect(lambda: wish(StopPressed))
        area.mute_requested.connect(lambda muted: wish(MuteChosen, muted=muted))
        area.hands_free_requested.connect(lambda on: wish(HandsFreeChosen, hands_free=on))
        area.devices.microphone_chosen.connect(self.microphone_chosen)
        area.devices.speaker_chosen.connect(self.speaker_chosen)
        area.devices.devices_wanted.connect(self.devices_wanted)
        self.empty.example_chosen.connect(self._submit)
        self.banner.retry_requested.connect(lambda: wish(ReconnectRequested))
        self.top.new_requested.connect(lambda: wish(NewConversationRequested))
        self.top.find_requested.connect(self.find_bar.open_bar)
        self.top.inspector_requested.connect(self.toggle_inspector)
        self.top.keys_requested.connect(self.show_keys)
        self.top.quit_requested.connect(self.close)
        self.top.duplex_chosen.connect(
            lambda mode: wish(DuplexChosen, mode=mode.value if mode is not None else None)
        )
        self.top.appearance_chosen.connect(lambda chosen: self._theme.choose(chosen))
        self.top.contrast_chosen.connect(
            lambda on: self._theme.choose(self._theme.appearance, high_contrast=on)
        )
        self.status.inspector_requested.connect(self.toggle_inspector)
        self.status.keys_requested.connect(self.show_keys)
        self.inspector.closed.connect(self.toggle_inspector)
        self.find_bar.wanted_changed.connect(self.view.mark)
        self.find_bar.found.connect(self.view.show_row)
        self.find_bar.closed.connect(self.view.setFocus)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]

    def _actions(self) -> dict[str, Callable[[], None]]:
        wish = self._bridge.wish
        return {
            "stop": self._on_escape,
            "mute": lambda: wish(MuteChosen, muted=not self._snapshot.muted),
            "hands_free": lambda: wish(HandsFreeChosen, hands_free=not self._snapshot.hands_free),
            "new": lambda: wish(NewConversationRequested),
            "retry": lambda: wish(ReconnectRequested),
            "write": self.talk_area.message.setFocus,
            "find": self.find_bar.open_bar,
            "find_older": lambda: self._find_step(-1),
            "find_newer": lambda: self._find_step(+1),
            "latest": self.view.jump_to_latest,
            "dark": self._toggle_dark,
            "inspector": self.toggle_inspector,
            "keys": self.show_keys,
            "quit": self._quit,
        }

    # -- what the keys and buttons do to the window itself ----------------------------------------------

    def toggle_inspector(self) -> None:
        """Show or hide the inspector."""
        showing = self.inspector.isHidden()
        had_focus = (
            self.inspector.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        )
        self.inspector.setVisible(showing)
        self.top.show_inspector_open(showing)
        self.status.inspector.setChecked(showing)
        if had_focus and not showing:
            self.talk_area.talk.setFocus()

    def show_keys(self) -> None:
        """Show the list of keys beside the window."""
        if self._keys is None:
            self._keys = KeysDialog(self)
        self._keys.show()
        self._keys.raise_()
        self._keys.activateWindow()

    def _submit(self, text: str) -> None:
        self.view.jump_to_latest()
        self._bridge.wish(TextSubmitted, text=text)

    def _quit(self) -> None:
        self.close()

    def _on_escape(self) -> None:
        if _holds_focus(self.find_bar):
            self.find_bar.close_bar()
        else:
            self._bridge.wish(StopPressed)

    def _find_step(self, direction: int) -> None:
        if self.find_bar.isHidden():
            self.find_bar.open_bar()
        else:
            self.find_bar.step(direction)

    def _toggle_dark(self) -> None:
        dark = self._theme.tokens().dark
        self._theme.choose(Appearance.LIGHT if dark else Appearance.DARK)

    def _on_theme(self) -> None:
        self.setStyleSheet(style_sheet(self._theme.tokens()))
        self.top.show_appearance(self._theme.appearance, high_contrast=self._theme.high_contrast)

    # -- the talk key ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Space talks; a field or button that has the focus takes it before it gets here."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not event.isAutoRepeat():
                self._watch(self.focusWidget())
                self.talk_area.talk.hold(Holder.KEY)
            event.accept()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Letting go of Space ends the turn; a repetition's release does not."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.talk_area.talk.let_go(Holder.KEY)
                self._watch(None)
            event.accept()
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Let go of the talk key when another window takes the keyboard."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.talk_area.talk.let_all_go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Let go of the talk key when a menu takes the keyboard, and with it the release."""
        if event.type() is QEvent.Type.FocusOut:
            self.talk_area.talk.let_go(Holder.KEY)
        return super().eventFilter(watched, event)

    def _watch(self, widget: QWidget | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = widget
        if widget is not None:
            widget.installEventFilter(self)

    def _on_focus_changed(self, _old: QWidget | None, _new: QWidget | None) -> None:
        # The release would go to whoever has the focus now.
        self.talk_area.talk.let_go(Holder.KEY)

    # -- opening and closing ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the inspector where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE_PX
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._splitter.orientation() is not orientation:
            self._splitter.setOrientation(orientation)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Remember the place, and say that the program is to end; once."""
        self.talk_area.talk.let_all_go()
        if self._settings is not None:
            self._settings.setValue("window/geometry", self.saveGeometry())
            self._settings.setValue("window/appearance", self._theme.appearance.value)
            self._settings.setValue("window/high_contrast", self._theme.high_contrast)
            self._settings.setValue("window/inspector", not self.inspector.isHidden())
        super().closeEvent(event)
        if not self._closed:
            self._closed = True
            self.closing.emit()

    def _restore(self) -> None:
        appearance, contrast = Appearance.SYSTEM, None
        self.resize(QSize(980, 720))
        if self._settings is not None:
            geometry = self._settings.value("window/geometry")
            if isinstance(geometry, QByteArray):
                self.restoreGeometry(geometry)
            name = self._settings.value("window/appearance", Appearance.SYSTEM.value)
            if name in {choice.value for choice in Appearance}:
                appearance = Appearance(name)
            if self._settings.contains("window/high_contrast"):
                contrast = bool(self._settings.value("window/high_contrast", False, type=bool))
            if self._settings.value("window/inspector", False, type=bool):
                self.toggle_inspector()
        self._theme.choose(appearance, high_contrast=contrast)


def _holds_focus(part: QWidget) -> bool:
    return any(widget.hasFocus() for widget in part.findChildren(QWidget))
