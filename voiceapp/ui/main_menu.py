"""The menu of the window: what else one can do."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from voiceapp.ui import wording
from voiceapp.ui.duplex_menu import DuplexMenu
from voiceapp.ui.language_menu import LanguageMenu
from voiceapp.ui.persona_menu import PersonaMenu
from voiceapp.ui.record_control import RecordControl
from voiceapp.ui.shortcuts import key_named, text_of
from voiceapp.ui.theme import Appearance
from voiceapp.ui.worded import worded


class MainMenu(QMenu):
    """Lines in groups; a key is written beside its line, and bound by `shortcuts.install`, once.

    Signals:
        new_requested(), find_requested(), conversations_requested(), open_requested(), captions_requested(),
        mini_requested(), inspector_requested(), keys_requested(), settings_requested(),
        introduction_requested(), report_requested(), quit_requested(): of the line that says so.
        appearance_chosen(Appearance): light, dark or as the system.
        contrast_chosen(bool): stronger colours.
        full_captions_requested(): by its key; the captions have a button for it.
        text_size_wanted(int): 1 for larger text, -1 for smaller, 0 for the desktop's size.
    """

    new_requested = Signal()
    find_requested = Signal()
    conversations_requested = Signal()
    open_requested = Signal()
    inspector_requested = Signal()
    keys_requested = Signal()
    captions_requested = Signal()
    full_captions_requested = Signal()
    mini_requested = Signal()
    settings_requested = Signal()
    introduction_requested = Signal()
    report_requested = Signal()
    quit_requested = Signal()
    appearance_chosen = Signal(object)
    contrast_chosen = Signal(bool)
    text_size_wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._new = self._line(self.new_requested)
        self.personas = PersonaMenu(self)
        self.addMenu(self.personas)
        self._find = self._line(self.find_requested)
        self._conversations = self._line(self.conversations_requested)
        self._conversations.setCheckable(True)
        self.addSeparator()
        self.record = RecordControl(self, parent)
        self._open = self._line(self.open_requested)
        self.addSeparator()
        self._looks = self.addMenu("")
        group = QActionGroup(self)
        self._appearances: dict[Appearance, QAction] = {}
        for appearance in Appearance:
            action = self._looks.addAction("")
            action.setCheckable(True)
            action.triggered.connect(lambda _checked, chosen=appearance: self.appearance_chosen.emit(chosen))
            group.addAction(action)
            self._appearances[appearance] = action
        self._looks.addSeparator()
        self._contrast = self._looks.addAction("")
        self._contrast.setCheckable(True)
        self._contrast.triggered.connect(self.contrast_chosen)
        self._looks.addSeparator()
        self._sizes: dict[int, QAction] = {}
        for direction in (1, -1, 0):
            size = self._looks.addAction("")
            size.triggered.connect(lambda _on, chosen=direction: self.text_size_wanted.emit(chosen))
            self._sizes[direction] = size
        self._looks.addSeparator()
        self.languages = LanguageMenu(self)
        self._looks.addMenu(self.languages)
        self.duplex = DuplexMenu(self)
        self.addMenu(self.duplex)
        self._captions = self._line(self.captions_requested)
        self._mini = self._line(self.mini_requested)
        self._inspector = self._line(self.inspector_requested)
        self._inspector.setCheckable(True)
        self._keys = self._line(self.keys_requested)
        self._settings = self._line(self.settings_requested)
        self._introduction = self._line(self.introduction_requested)
        self._report = self._line(self.report_requested)
        self.addSeparator()
        self._quit = self._line(self.quit_requested)
        worded(self, self._say)

    def show_appearance(self, appearance: Appearance, *, high_contrast: bool) -> None:
        """Tick what is chosen."""
        self._appearances[appearance].setChecked(True)
        self._contrast.setChecked(high_contrast)

    def show_conversations_open(self, open_now: bool) -> None:
        """Tick the line of kept conversations."""
        self._conversations.setChecked(open_now)

    def show_inspector_open(self, open_now: bool) -> None:
        """Tick the inspector's line."""
        self._inspector.setChecked(open_now)

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Menu"))
        self._new.setText(with_key(wording.tr("New conversation"), "new"))
        self._find.setText(with_key(wording.tr("Find in the transcript"), "find"))
        self._conversations.setText(with_key(wording.tr("Conversations"), "conversations"))
        self._open.setText(with_key(wording.tr("Open recording…"), "open"))
        self._looks.setTitle(wording.tr("Appearance"))
        self._appearances[Appearance.SYSTEM].setText(wording.tr("As the system"))
        self._appearances[Appearance.LIGHT].setText(wording.tr("Light"))
        self._appearances[Appearance.DARK].setText(wording.tr("Dark"))
        self._contrast.setText(wording.tr("High contrast"))
        self._sizes[1].setText(with_key(wording.tr("Larger text"), "larger"))
        self._sizes[-1].setText(with_key(wording.tr("Smaller text"), "smaller"))
        self._sizes[0].setText(with_key(wording.tr("Text as large as on the desktop"), "usual_size"))
        self._captions.setText(with_key(wording.tr("Captions"), "captions"))
        self._mini.setText(with_key(wording.tr("Mini window"), "mini"))
        self._inspector.setText(with_key(wording.tr("Inspector"), "inspector"))
        self._keys.setText(with_key(wording.tr("Keys"), "keys"))
        self._settings.setText(with_key(wording.tr("Settings…"), "settings"))
        self._introduction.setText(wording.tr("Introduction…"))
        self._report.setText(wording.tr("Report a problem…"))
        self._quit.setText(with_key(wording.tr("Quit"), "quit"))

    def _line(self, wanted: SignalInstance) -> QAction:
        action = self.addAction("")
        action.triggered.connect(lambda: wanted.emit())
        return action


def with_key(text: str, key: str) -> str:
    """Return a line of a menu with the key of `shortcuts.KEYS` at its end."""
    return f"{text}\t{text_of(key_named(key))}"
