"""The buttons under the last answers, as a person meets them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import assistant, settle, shown, user
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import AnswerAgainRequested, AnswerKept, Input
from voiceapp.dialogue.snapshot import Row, RowState, Snapshot
from voiceapp.dialogue.two_answers import Again, NotAgain
from voiceapp.protocol.wire import ItemId
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.transcript_model import TranscriptModel
from voiceapp.ui.transcript_view import TranscriptView

FIRST = assistant("At ten.", key="a", set_aside=True, can_keep=True, take=1)
SECOND = assistant("At four.", key="b", can_keep=True, take=2)
ASKED = user("When?", key="u")


class Bench:
    def __init__(self, *rows: Row, again: Again) -> None:
        self.model = TranscriptModel()
        self.model.set_rows(rows)
        self.view = TranscriptView(self.model)
        self.wishes: list[str] = []
        self.view.again_requested.connect(lambda: self.wishes.append("again"))
        self.view.again_refused.connect(self.wishes.append)
        self.view.keep_requested.connect(self.wishes.append)
        shown(self.view, 600, 400)
        self.show(again)

    def show(self, again: Again) -> None:
        self.view.show_again(again)
        settle()


def test_the_last_answer_can_be_asked_for_again_right_under_it() -> None:
    bench = Bench(ASKED, assistant("At ten.", key="a"), again=Again("a", None))
    button = bench.view.buttons.again
    row = bench.view.visualRect(bench.model.index(1))
    assert button.isVisible()
    assert row.contains(button.geometry().center())
    assert button.geometry().bottom() <= row.bottom()
    button.click()
    assert bench.wishes == ["again"]
    assert not any(one.isVisible() for one in bench.view.buttons.keep)


def test_each_of_two_answers_can_be_kept() -> None:
    bench = Bench(ASKED, FIRST, SECOND, again=Again("b", None))
    first, second = bench.view.buttons.keep
    for position, button in ((1, first), (2, second)):
        assert bench.view.visualRect(bench.model.index(position)).contains(button.geometry().center())
    assert not second.geometry().intersects(bench.view.buttons.again.geometry())
    first.click()
    second.click()
    assert bench.wishes == ["a", "b"]


@pytest.mark.parametrize("why_not", [NotAgain.BUSY, NotAgain.OFFLINE, NotAgain.SPEAKING])
def test_where_it_can_not_be_now_the_button_says_why(why_not: NotAgain) -> None:
    bench = Bench(ASKED, assistant("At ten.", key="a"), again=Again("a", why_not))
    button = bench.view.buttons.again
    assert (button.isVisible(), button.isEnabled()) == (True, False)
    assert button.toolTip() == button.accessibleDescription() != ""
    bench.view.answer_again()
    assert bench.wishes == [button.toolTip()]


@pytest.mark.parametrize(
    "why_not", [NotAgain.TOOL, NotAgain.UNPROMPTED, NotAgain.RENEWED, NotAgain.UNABLE, NotAgain.NOTHING]
)
def test_where_it_can_never_be_there_is_no_button_and_the_key_says_why(why_not: NotAgain) -> None:
    bench = Bench(ASKED, assistant("At ten.", key="a"), again=Again("a", why_not))
    assert not bench.view.buttons.again.isVisible()
    bench.view.answer_again()
    assert bench.wishes[0].endswith(".")


def test_buttons_follow_their_rows_and_go_with_them() -> None:
    bench = Bench(ASKED, FIRST, SECOND, again=Again("b", None))
    before = bench.view.buttons.keep[0].geometry()
    bench.model.set_rows((user("Before", key="v"), ASKED, FIRST, SECOND))
    settle()
    assert bench.view.buttons.keep[0].geometry().top() > before.top()
    bench.model.set_rows((ASKED, assistant("At four.", key="b", take=2)))
    bench.show(Again("b", NotAgain.TOOL))
    assert not bench.view.buttons.again.isVisible()
    assert not any(one.isVisible() for one in bench.view.buttons.keep)


def test_where_both_words_have_no_room_the_drawing_stands_alone() -> None:
    bench = Bench(ASKED, FIRST, SECOND, again=Again("b", None))
    labelled = []
    for width in (600, 280):
        bench.view.resize(width, 400)
        settle()
        labelled.append(bench.view.buttons.again.labelled)
    assert labelled == [True, False]
    assert bench.view.buttons.again.accessibleName() == "Answer again"


def test_a_button_that_goes_gives_the_focus_to_the_transcript() -> None:
    bench = Bench(ASKED, FIRST, SECOND, again=Again("b", None))
    bench.view.buttons.keep[1].setFocus()
    bench.model.set_rows((ASKED, assistant("At four.", key="b")))
    bench.show(Again("b", None))
    assert bench.view.hasFocus()


def test_where_nothing_can_be_asked_for_there_are_no_buttons() -> None:
    model = TranscriptModel()
    model.set_rows((ASKED, FIRST, SECOND))
    view = TranscriptView(model)
    shown(view, 600, 400)  # a recording that is looked at
    assert not any(one.isVisible() for one in (view.buttons.again, *view.buttons.keep))


def test_a_live_answer_and_its_choice_are_in_the_menu_as_well() -> None:
    bench = Bench(ASKED, FIRST, SECOND, again=Again("b", NotAgain.BUSY))
    menu = bench.view.context_menu(bench.model.index(2))
    actions = {action.text(): action for action in menu.actions() if action.text()}
    actions["Keep this one"].trigger()
    assert bench.wishes == ["b"]
    again = next(action for text, action in actions.items() if text.startswith("Answer again"))
    assert (again.isEnabled(), again.text()) == (False, "Answer again — An answer is under way.")
    menu.close()


def test_a_row_says_how_it_stands_to_the_other() -> None:
    live = assistant("At", key="c", state=RowState.LIVE)
    bench = Bench(ASKED, FIRST, SECOND, live, again=Again("b", None))
    texts = [bench.model.index(position).data(Qt.ItemDataRole.AccessibleTextRole) for position in (1, 2)]
    assert texts == [
        "Assistant: At ten., the earlier answer",
        "Assistant: At four., this answer counts until you choose",
    ]


def window_with_wishes() -> tuple[MainWindow, list[Input]]:
    """Return a window on screen and what its person wishes for, at the moment 5 of the clock."""
    posted: list[Input] = []
    window = MainWindow(Bridge(posted.append, ManualClock(5)), title_label="Test", wall_offset_ns=0)
    shown(window, 800, 600)
    return window, posted


def test_another_answer_is_wished_for_and_one_of_two_kept() -> None:
    window, posted = window_with_wishes()
    two = (
        assistant("At ten.", key="a", can_keep=True, set_aside=True, take=1),
        assistant("At four.", key="b", can_keep=True, take=2),
    )
    window.show_snapshot(Snapshot(rows=(user("When?"), *two), again=Again("b", None)))
    settle()
    QTest.keyClick(window.talk_area.talk, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    window.view.buttons.keep[0].click()
    assert posted == [
        AnswerAgainRequested(at_ns=5),
        AnswerKept(at_ns=5, item_id=ItemId("a")),
    ]


def test_why_there_can_be_no_other_answer_is_said() -> None:
    window, posted = window_with_wishes()
    QTest.keyClick(window.talk_area.talk, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert posted == []
    assert window.toast.text() == "Nothing has been answered yet."
