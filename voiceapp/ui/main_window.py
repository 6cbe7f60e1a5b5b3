"""The window: puts the pieces together, and nothing else.

Pieces show snapshots and emit what the person did; here the two ends meet. Nothing in this file decides
anything about the conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSettings, QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from voiceapp.dialogue.inputs import (
    AnswerAgainRequested,
    AnswerKept,
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
from voiceapp.dialogue.snapshot import DuplexMode, EchoCheck, Microphone, Snapshot, WireNote
from voiceapp.model_notice import Notice
from voiceapp.ui import shortcuts, theme
from voiceapp.ui.announcer import Announcer
from voiceapp.ui.banner import Banner
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.conversations_place import ConversationsPlace
from voiceapp.ui.echo_panel import EchoPanel
from voiceapp.ui.empty_state import EmptyState
from voiceapp.ui.find_bar import FindBar
from voiceapp.ui.icons import icon
from voiceapp.ui.in_front import show_in_front
from voiceapp.ui.inspector import Inspector
from voiceapp.ui.keys_dialog import KeysDialog
from voiceapp.ui.notice_line import NoticeLine
from voiceapp.ui.reader_line import ReaderLine
from voiceapp.ui.recovered_line import RecoveredLine
from voiceapp.ui.stacked import stacked
from voiceapp.ui.status_bar import StatusBar
from voiceapp.ui.style_sheet import style_sheet
from voiceapp.ui.tab_order import set_tab_order
from voiceapp.ui.talk_area import TalkArea
from voiceapp.ui.talk_key import TalkKey
from voiceapp.ui.theme import Appearance, Theme
from voiceapp.ui.toast import Toast
from voiceapp.ui.top_bar import TopBar
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.transcript_pages import TranscriptPages
from voiceapp.ui.transcript_view import TranscriptView
from voiceapp.ui.window_memory import WindowMemory
from voiceapp.ui.worded import worded
from voiceapp.ui.work_area import WorkArea

EXAMPLES = ("What time is it?", "Tell me a joke", "Tell me a long story")
"""Things any assistant understands, the embedded one included; the last is there to be interrupted."""

ROOM_FOR_FRAME = QSize(24, 64)
"""Around the window on a small screen."""


class MainWindow(QMainWindow):
    """The window of one conversation.

    Signals:
        closing(): the person closed it; the program is to end.
        microphone_chosen(str), speaker_chosen(str): a device by name, "" for the system's choice.
        devices_wanted(): somebody is about to look at the lists of devices.
        devices_changed(): other devices are in use, so that the lists may be out of date.
        duplex_chosen(str): `auto`, `full`, `cautious` or `half`; the conversation knows already.
        echo_check_wanted(), echo_check_stopped(): begin the check; end it without a result.
    """

    closing = Signal()
    microphone_chosen = Signal(str)
    speaker_chosen = Signal(str)
    devices_wanted = Signal()
    devices_changed = Signal()
    duplex_chosen = Signal(str)
    echo_check_wanted = Signal()
    echo_check_stopped = Signal()

    def __init__(
        self,
        bridge: Bridge,
        *,
        title_label: str,
        wall_offset_ns: int,
        settings: QSettings | None = None,
        examples: Sequence[str] = EXAMPLES,
        notice_of: Callable[[str], Notice | None] = lambda _model: None,
    ) -> None:
        """Make the window; `wall_offset_ns` turns voice-clock times into Unix time.

        `settings` keeps geometry and appearance; None keeps nothing. `notice_of` knows about models.
        """
        super().__init__()
        self._bridge = bridge
        self._memory = WindowMemory(settings)
        self._snapshot = Snapshot()
        self._closed = self.quitting = False
        self._theme = Theme(self)
        self._keys: KeysDialog | None = None
        self.setWindowIcon(icon("voiceapp", "#000000"))
        self.setMinimumSize(theme.least(400, 420))
        self.model = TranscriptModel(wall_offset_ns, self)
        self.top = TopBar(title_label, self)
        self.banner = Banner(self)
        self.recovered = RecoveredLine(self)
        self.notice = NoticeLine(notice_of, self._memory.dismissed, self)
        self.reader = ReaderLine(self._memory.dismissed, self)
        self.find_bar = FindBar(self.model, self)
        self.echo_panel = EchoPanel(self)
        self.view = TranscriptView(self.model, self)
        self.empty = EmptyState(examples, self)
        self.kept = ConversationsPlace(self)
        self.talk_area = TalkArea(self)
        TalkKey(self.talk_area.talk, self)
        self.status = StatusBar(self)
        self.inspector = Inspector(wall_offset_ns, self)
        self._assemble()
        self.toast = Toast(self.pages)
        self._announcer = Announcer(self)
        self._connect()
        self.shortcuts = shortcuts.install(self, self._actions())
        self._theme.changed.connect(self._on_theme)
        self._restore()
        self.talk_area.talk.setFocus()
        worded(self, self._say)

    # -- slots -----------------------------------------------------------------------------------------

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw `snapshot`."""
        self._snapshot = snapshot
        self.top.badge.show_state(snapshot.phase, muted=snapshot.muted)
        self.top.show_model(snapshot.model)
        self.top.show_persona(snapshot.persona)
        self.top.show_recording(snapshot.recording)
        self.banner.show_banner(snapshot.banner)
        self.notice.show_model(snapshot.model)
        self.reader.show_mode(hands_free=snapshot.hands_free)
        self.model.set_rows(snapshot.rows)
        self.view.show_again(snapshot.again)
        self.pages.show_live(has_rows=bool(snapshot.rows))
        silent = snapshot.microphone is Microphone.OFF and bool(snapshot.microphone_device)
        self.empty.show_mode(hands_free=snapshot.hands_free, silent=silent)
        self.talk_area.show_snapshot(snapshot)
        self.top.menu.duplex.show_duplex(snapshot.duplex_chosen, snapshot.duplex, snapshot.echo)
        self.status.show_duplex(snapshot.duplex_chosen, snapshot.duplex, snapshot.echo)
        self.status.numbers.show_numbers(snapshot.numbers)
        self.status.numbers.show_echo(snapshot.echo_db, snapshot.echo)
        self.inspector.show_snapshot(snapshot)
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

    @Slot(object)
    def show_echo_check(self, check: EchoCheck) -> None:
        """Show how far the echo check is, or what it found."""
        self.echo_panel.show_check(check)

    @Slot(str)
    def show_sentence(self, sentence: str) -> None:
        """Say something in passing, to eyes and screen readers."""
        self.toast.say(sentence)
        self._announcer.announce(sentence)

    def show_whom(self, label: str) -> None:
        """Name whom one talks to now."""
        self.top.show_title(label)
        self._say()

    def choose_appearance(self, appearance: Appearance, *, high_contrast: bool | None = None) -> None:
        """Turn light or dark, or follow the system."""
        self._theme.choose(appearance, high_contrast=high_contrast)

    # -- putting together ------------------------------------------------------------------------------

    def _assemble(self) -> None:
        self.pages = TranscriptPages(self.empty, self.view, self.kept, self)
        conversation = QWidget(self)
        parts = (self.find_bar, self.echo_panel, self.pages, self.talk_area)
        stacked(conversation, *parts, stretched=self.pages)
        self.work = WorkArea(conversation, self.inspector, self)
        self.side = self.kept.beside(self.work, self)
        center = QWidget(self)
        center.setObjectName("center")
        lines = (self.banner, self.recovered, self.notice, self.reader)
        stacked(center, self.top, *lines, self.side, self.status, stretched=self.side)
        self.setCentralWidget(center)
        area = self.talk_area
        set_tab_order((area.talk, area.message, area.send, area.devices.microphone))

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
        area.devices.devices_changed.connect(self.devices_changed)
        self.empty.example_chosen.connect(self._submit)
        self.view.again_requested.connect(lambda: wish(AnswerAgainRequested))
        self.view.again_refused.connect(self.show_sentence)
        self.view.keep_requested.connect(lambda key: wish(AnswerKept, item_id=key))
        self.notice.dismissed.connect(self._memory.dismiss)
        self.reader.dismissed.connect(self._memory.dismiss)
        self.banner.retry_requested.connect(lambda: wish(ReconnectRequested))
        self.top.new_requested.connect(lambda: wish(NewConversationRequested))
        self.top.find_requested.connect(lambda: self.kept.find(self.find_bar))
        self.side.focus_freed.connect(self.talk_area.talk.setFocus)
        self.top.menu.inspector_requested.connect(self.work.toggle_inspector)
        self.top.menu.keys_requested.connect(self.show_keys)
        self.top.menu.quit_requested.connect(self.quit)
        self.status.set_duplex_menu(self.top.menu.duplex)
        self.top.menu.duplex.mode_chosen.connect(self._on_duplex)
        self.top.menu.duplex.check_requested.connect(self.echo_panel.open_panel)
        self.echo_panel.check_requested.connect(self.echo_check_wanted)
        self.echo_panel.stop_requested.connect(self.echo_check_stopped)
        self.echo_panel.mode_chosen.connect(self._on_duplex)
        self.echo_panel.closed.connect(self.talk_area.talk.setFocus)
        self.top.menu.appearance_chosen.connect(lambda chosen: self._theme.choose(chosen))
        self.top.menu.contrast_chosen.connect(
            lambda on: self._theme.choose(self._theme.appearance, high_contrast=on)
        )
        self.status.inspector_requested.connect(self.work.toggle_inspector)
        self.status.keys_requested.connect(self.show_keys)
        self.work.inspector_toggled.connect(self.top.menu.show_inspector_open)
        self.work.inspector_toggled.connect(self.status.inspector.setChecked)
        self.work.focus_freed.connect(self.talk_area.talk.setFocus)
        self.find_bar.wanted_changed.connect(self.view.mark)
        self.find_bar.found.connect(self.view.show_row)
        self.find_bar.closed.connect(self.view.setFocus)

    def _actions(self) -> dict[str, Callable[[], None]]:
        wish = self._bridge.wish
        return {
            "stop": self._on_escape,
            "mute": lambda: wish(MuteChosen, muted=not self._snapshot.muted),
            "hands_free": lambda: wish(HandsFreeChosen, hands_free=not self._snapshot.hands_free),
            "new": lambda: wish(NewConversationRequested),
            "retry": lambda: wish(ReconnectRequested),
            "write": self.talk_area.message.setFocus,
            "again": self.view.answer_again,
            "find": lambda: self.kept.find(self.find_bar),
            "find_older": lambda: self.kept.finder(self.find_bar).open_or_step(-1),
            "find_newer": lambda: self.kept.finder(self.find_bar).open_or_step(+1),
            "latest": self.view.jump_to_latest,
            "dark": self._toggle_dark,
            "conversations": self.side.toggle_panel,
            "inspector": self.work.toggle_inspector,
            "keys": self.show_keys,
            "open": self.top.menu.open_requested.emit,
            "quit": self.top.menu.quit_requested.emit,
            "record": self.top.menu.record.toggle,
            "settings": self.top.menu.settings_requested.emit,
            "captions": self.top.menu.captions_requested.emit,
            "full_screen": self.top.menu.full_captions_requested.emit,
            "mini": self.top.menu.mini_requested.emit,
            "larger": lambda: self.top.menu.text_size_wanted.emit(1),
            "smaller": lambda: self.top.menu.text_size_wanted.emit(-1),
            "usual_size": lambda: self.top.menu.text_size_wanted.emit(0),
        }

    # -- what the keys and buttons do to the window itself ----------------------------------------------

    def show_keys(self) -> None:
        """Show the list of keys beside the window."""
        if self._keys is None:
            self._keys = KeysDialog(self)
        show_in_front(self._keys)

    def _say(self) -> None:
        self.setWindowTitle(f"{self.top.whom} — voiceapp")

    def _submit(self, text: str) -> None:
        self.kept.leave()
        self.view.jump_to_latest()
        self._bridge.wish(TextSubmitted, text=text)

    def _on_duplex(self, mode: DuplexMode | None) -> None:
        self._bridge.wish(DuplexChosen, mode=mode.value if mode is not None else None)
        self.duplex_chosen.emit(mode.value if mode is not None else "auto")

    def _on_escape(self) -> None:
        if self.kept.step_back():
            return
        if _holds_focus(self.find_bar):
            self.find_bar.close_bar()
        elif _holds_focus(self.echo_panel):
            self.echo_panel.close_panel()
        else:
            self._bridge.wish(StopPressed)

    def _toggle_dark(self) -> None:
        dark = self._theme.tokens().dark
        self.top.menu.appearance_chosen.emit(Appearance.LIGHT if dark else Appearance.DARK)

    def _on_theme(self) -> None:
        self.setStyleSheet(style_sheet(self._theme.tokens()))
        self.top.menu.show_appearance(self._theme.appearance, high_contrast=self._theme.high_contrast)

    # -- opening and closing ---------------------------------------------------------------------------

    def quit(self) -> None:
        """End the program, also where closing the window does not."""
        self.quitting = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Remember the place, and say that the program is to end; once."""
        self.talk_area.talk.let_all_go()
        self._memory.keep(
            self.saveGeometry(),
            self._theme.appearance,
            high_contrast=self._theme.high_contrast,
            inspector=not self.inspector.isHidden(),
        )
        super().closeEvent(event)
        if not self._closed:
            self._closed = True
            self.closing.emit()

    def _restore(self) -> None:
        self.resize(QSize(980, 720).boundedTo(self.screen().availableSize() - ROOM_FOR_FRAME))
        if self._memory.geometry is not None:
            self.restoreGeometry(self._memory.geometry)
        if self._memory.inspector:
            self.work.toggle_inspector()
        self.kept.join(self.side, self.top, self._memory)
        self._theme.choose(self._memory.appearance, high_contrast=self._memory.high_contrast)


def _holds_focus(part: QWidget) -> bool:
    return any(widget.hasFocus() for widget in part.findChildren(QWidget))
