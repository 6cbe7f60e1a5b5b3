"""The line in which more is asked about some conversations, and told what came of it; never a dialog."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from voiceapp.store.kept import ConversationId, Summary
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.conversations_deletion import ConversationsDeletion
from voiceapp.ui.conversations_files import ConversationsExport, ConversationsTraining
from voiceapp.ui.conversations_tags import ConversationsTags
from voiceapp.ui.conversations_wishes import ConversationsWishes
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.worded import worded


class ConversationsAsk(QFrame):
    """One question at a time, or none; hidden then.

    Signals:
        closed(): the question is gone, and whoever was there before wants the keyboard again.
    """

    closed = Signal()

    def __init__(self, wishes: ConversationsWishes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conversations_ask")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._wishes = wishes
        self._tagged: tuple[ConversationId, ...] = ()
        self._told = ""
        self._waits = False
        self.deletion = ConversationsDeletion(self)
        self.tags = ConversationsTags(self)
        self.export = ConversationsExport(self)
        self.training = ConversationsTraining(self)
        self.told = QWidget(self)
        self.sentence = QLabel(self.told)
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.shut = IconButton("close", "", self.told)
        self.shut.clicked.connect(self.close_ask)
        row = QHBoxLayout(self.told)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.shut, 0, Qt.AlignmentFlag.AlignTop)
        self._questions = (self.deletion, self.tags, self.export, self.training, self.told)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        for question in self._questions:
            column.addWidget(question)
        self.deletion.delete_chosen.connect(self._on_delete)
        self.deletion.delete_all_chosen.connect(self._on_delete_all)
        self.tags.tag_added.connect(lambda tag: wishes.tag_wanted.emit(self._tagged, (tag,), ()))
        self.tags.tag_removed.connect(lambda tag: wishes.tag_wanted.emit(self._tagged, (), (tag,)))
        self.export.export_chosen.connect(self._on_export)
        self.training.training_chosen.connect(self._on_training)
        for asking in (self.deletion, self.tags, self.export, self.training):
            asking.closed.connect(self.close_ask)
        wishes.tapes_told.connect(self._on_tapes)
        wishes.done.connect(self._on_done)
        wishes.refused.connect(self._on_refused)
        self.hide()
        worded(self, self._say)

    @property
    def tagged(self) -> tuple[ConversationId, ...]:
        """Return whose tags are shown; empty: nobody's."""
        return self._tagged if self._is_shown(self.tags) else ()

    def ask_deletion(self, chosen: Sequence[Summary]) -> None:
        """Ask before some conversations are deleted for good."""
        numbers = tuple(summary.id for summary in chosen)
        self._show(self.deletion)
        self.deletion.ask(numbers, chosen[0].title if len(chosen) == 1 else "")
        if any(summary.is_recorded for summary in chosen):
            self._wishes.tapes_wanted.emit(numbers)

    def ask_deletion_of_all(self) -> None:
        """Ask before every conversation is deleted for good, twice."""
        self._show(self.deletion)
        self.deletion.ask_all()
        self._wishes.tapes_wanted.emit(())

    def ask_tags(self, chosen: Sequence[Summary]) -> None:
        """Show the tags of some conversations, to be changed."""
        self._tagged = tuple(summary.id for summary in chosen)
        self._show(self.tags)
        self.tags.ask(chosen)

    def ask_export(self, chosen: Sequence[Summary]) -> None:
        """Ask in which format to write some conversations."""
        self._show(self.export)
        self.export.ask(chosen)

    def ask_training(self, numbers: Sequence[ConversationId]) -> None:
        """Ask which training data to write of some conversations; of all there are, without any."""
        self._show(self.training)
        self.training.ask(numbers)

    def tell(self, sentence: str, *, waits: bool = False) -> None:
        """Say what came of a wish; with `waits` what is going on until then."""
        self._told, self._waits = sentence, waits
        self._say()
        self._show(self.told)
        QAccessible.updateAccessibility(QAccessibleEvent(self.told, QAccessible.Event.Alert))

    def close_ask(self) -> None:
        """Ask nothing."""
        if self.isHidden():
            return
        focus = self.window().focusWidget()
        had_focus = bool(focus) and self.isAncestorOf(focus)
        self._waits = False
        self.hide()
        if had_focus:
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt's name)
        """Press the button that has the focus with Enter too, as in a dialog."""
        focus = self.window().focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    # -- inside ----------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("About these conversations"))
        self.shut.set_name(wording.tr("Close"), hint=wording.tr("Close (Esc)"))
        self.sentence.setText(sentences.translated(self._told))
        self.told.setAccessibleName(self.sentence.text())

    def _show(self, question: QWidget) -> None:
        for other in self._questions:
            other.setVisible(other is question)
        self.show()

    def _is_shown(self, question: QWidget) -> bool:
        return not self.isHidden() and not question.isHidden()

    def _on_delete(self, numbers: tuple[ConversationId, ...], recordings: bool) -> None:
        self._wait(wording.tr("Deleting for good…"))
        self._wishes.delete_wanted.emit(numbers, recordings)

    def _on_delete_all(self, recordings: bool) -> None:
        self._wait(wording.tr("Deleting for good…"))
        self._wishes.delete_all_wanted.emit(recordings)

    def _on_export(self, export: object) -> None:
        self._wait(wording.tr("Writing…"))
        self._wishes.export_wanted.emit(export)

    def _on_training(self, training: object) -> None:
        self._wait(wording.tr("Writing…"))
        self._wishes.training_wanted.emit(training)

    def _wait(self, sentence: str) -> None:
        self.close_ask()
        self.tell(sentence, waits=True)

    def _on_tapes(self, tapes: int, others: int) -> None:
        if self._is_shown(self.deletion):
            self.deletion.show_tapes(tapes, others)

    def _on_done(self, sentence: str) -> None:
        """Tell it where the wish came from; a wish without words leaves what is asked meanwhile."""
        if not self._waits:
            return
        if sentence:
            self.tell(sentence)
        else:
            self.close_ask()

    def _on_refused(self, sentence: str) -> None:
        if self._waits or self._is_shown(self.tags):
            self.tell(sentence)
