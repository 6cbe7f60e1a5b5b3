from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.ui_tools import assistant, notice, user
from voiceapp.dialogue.snapshot import RowState
from voiceapp.ui.announcer import Announcer, newly_finished

LIVE = assistant("one two", state=RowState.LIVE)


class Overheard(Announcer):
    """Keeps what would be said."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.said: list[str] = []

    def announce(self, sentence: str) -> None:
        self.said.append(sentence)
        super().announce(sentence)


def test_an_answer_is_announced_when_it_is_finished_and_once() -> None:
    announcer = Overheard(QWidget())
    announcer.rows_changed((user("Hi"), LIVE))
    announcer.rows_changed((user("Hi"), assistant("one two three", state=RowState.LIVE, heard_chars=3)))
    assert announcer.said == []
    done = (user("Hi"), assistant("one two three", heard_chars=13))
    announcer.rows_changed(done)
    announcer.rows_changed(done)
    announcer.rows_changed((*done, notice("x")))
    assert announcer.said == ["Assistant: one two three"]


def test_an_answer_that_was_cut_says_what_was_heard_of_it() -> None:
    announcer = Overheard(QWidget())
    announcer.rows_changed((LIVE,))
    announcer.rows_changed((assistant("one two", state=RowState.CUT, heard_chars=3, cut_ms=400),))
    assert announcer.said == ["Assistant: one. you cut in at 0.4 s"]


def test_a_conversation_that_is_shown_again_is_not_read_out() -> None:
    assert newly_finished((), (assistant("one"), assistant("two", key="b"))) == []


def test_only_answers_are_announced() -> None:
    assert newly_finished((user("a", state=RowState.LIVE),), (user("a"),)) == []
