"""The two questions before conversations become files: in which format, and as which training data."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from voiceapp.store.kept import ConversationId, Summary
from voiceapp.ui import theme, wording
from voiceapp.ui.conversations_shelf import Export, Training
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.settings_choice import SettingChoice
from voiceapp.ui.worded import worded

SOUNDS = ("wav", "flac", "opus")
CHAT, PREFERENCES = "chat", "preferences"


def _formats() -> dict[str, str]:
    """Return endings and what a person calls the format."""
    return {
        "md": wording.tr("Markdown (.md)"),
        "txt": wording.tr("Plain text (.txt)"),
        "json": wording.tr("JSON, for programs (.json)"),
        "srt": wording.tr("Subtitles, SubRip (.srt)"),
        "vtt": wording.tr("Subtitles, WebVTT (.vtt)"),
        "wav": wording.tr("Sound (.wav)"),
        "flac": wording.tr("Sound, compressed without loss (.flac)"),
        "opus": wording.tr("Sound, small (.opus)"),
    }


def _trainings() -> dict[str, str]:
    return {
        CHAT: wording.tr("Conversations (chat)"),
        PREFERENCES: wording.tr("Answers you chose between"),
    }


class _Question(QWidget):
    """A sentence, a choice, and two buttons under it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.question = QLabel(self)
        self.note = QLabel(self)
        self.note.setFont(theme.small_font())
        self.note.setProperty("role", "quiet")
        for label in (self.question, self.note):
            label.setWordWrap(True)
        self.choice = SettingChoice({}, parent=self)
        self.save = IconButton("save", "", self, labelled=True, kind="primary")
        self.cancel = IconButton("close", "", self, labelled=True, kind="bordered")
        self.cancel.clicked.connect(self.closed)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.S)
        self.buttons.addWidget(self.save)
        self.buttons.addWidget(self.cancel)
        self.buttons.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.S)
        self.column.addWidget(self.question)
        self.column.addWidget(self.choice)
        self.column.addWidget(self.note)
        self.column.addLayout(self.buttons)

    def name(self, question: str, note: str) -> None:
        """Set the words that all questions have."""
        self.question.setText(question)
        self.setAccessibleName(question)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.save.set_name(wording.tr("Save…"))
        self.cancel.set_name(wording.tr("Cancel"))


class ConversationsExport(_Question):
    """Asks for a format, and what becomes of words that were not heard.

    Signals:
        export_chosen(Export): write these files.
        closed(): the person thought better of it.
    """

    export_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: tuple[Summary, ...] = ()
        for ending, word in _formats().items():
            self.choice.addItem(word, ending)
        self.marked = QCheckBox(self)
        self.column.insertWidget(2, self.marked)
        QWidget.setTabOrder(self.choice, self.marked)
        QWidget.setTabOrder(self.marked, self.save)
        self.choice.currentIndexChanged.connect(lambda _place: self._say())
        self.save.clicked.connect(self._on_save)
        worded(self, self._say)

    def ask(self, chosen: Sequence[Summary]) -> None:
        """Ask about these."""
        self._chosen = tuple(chosen)
        self._say()
        self.choice.setFocus()

    def _on_save(self) -> None:
        numbers = tuple(summary.id for summary in self._chosen)
        ending = str(self.choice.currentData())
        self.export_chosen.emit(Export(numbers, ending, self.marked.isChecked()))

    def _say(self) -> None:
        self.choice.name_values(_formats())
        self.choice.call(wording.tr("Format"))
        self.marked.setText(wording.tr("Mark unheard words"))
        self.marked.setToolTip(wording.tr("Otherwise they are left out"))
        is_sound = self.choice.currentData() in SOUNDS
        is_recorded = bool(self._chosen) and all(summary.is_recorded for summary in self._chosen)
        self.marked.setVisible(not is_sound)
        self.save.setEnabled(is_recorded or not is_sound)
        if len(self._chosen) == 1:
            question = wording.tr("Export “%1”").replace("%1", self._chosen[0].title)
        else:
            question = wording.tr("Export %1 conversations").replace("%1", str(len(self._chosen)))
        note = ""
        if is_sound and not is_recorded:
            note = wording.tr("There is sound only of conversations that were recorded.")
        elif is_sound:
            note = wording.tr("You on the left, what you heard on the right.")
        self.name(question, note)


class ConversationsTraining(_Question):
    """Asks which training data.

    Signals:
        training_chosen(Training): write it.
        closed(): the person thought better of it.
    """

    training_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: tuple[ConversationId, ...] = ()
        for value, word in _trainings().items():
            self.choice.addItem(word, value)
        self.choice.currentIndexChanged.connect(lambda _place: self._say())
        self.save.clicked.connect(self._on_save)
        worded(self, self._say)

    def ask(self, numbers: Sequence[ConversationId]) -> None:
        """Ask about these; without any, about all there are."""
        self._numbers = tuple(numbers)
        self._say()
        self.choice.setFocus()

    def _on_save(self) -> None:
        preferences = self.choice.currentData() == PREFERENCES
        self.training_chosen.emit(Training(self._numbers, preferences))

    def _say(self) -> None:
        self.choice.name_values(_trainings())
        self.choice.call(wording.tr("Kind of training data"))
        count = len(self._numbers)
        if not count:
            question = wording.tr("Training data of all conversations")
        elif count == 1:
            question = wording.tr("Training data of one conversation")
        else:
            question = wording.tr("Training data of %1 conversations").replace("%1", str(count))
        if self.choice.currentData() == PREFERENCES:
            note = wording.tr("Pairs of answers of which you kept one; never made from interruptions.")
        else:
            note = wording.tr("Only words that were heard; interrupted answers have the weight 0.")
        self.name(question, note)
