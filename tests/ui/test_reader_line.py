from __future__ import annotations

import pytest
from PySide6.QtWidgets import QBoxLayout

from tests.ui_tools import settle, shown, spoken_description
from voiceapp.ui.reader_line import KEY, ReaderLine


class Bench:
    """A line beside a reader that is at work or not, and what the person wished."""

    def __init__(self, *, at_work: bool = True, known: tuple[str, ...] = ()) -> None:
        self.at_work = at_work
        self.wishes: list[str] = []
        self.line = ReaderLine(known, is_active=lambda: self.at_work)
        self.line.push_to_talk_chosen.connect(lambda: self.wishes.append("push to talk"))
        self.line.dismissed.connect(self.wishes.append)


def test_it_recommends_push_to_talk_while_a_reader_is_at_work_and_the_microphone_open() -> None:
    bench = Bench()
    assert bench.line.isHidden()
    bench.line.show_mode(hands_free=True)
    assert not bench.line.isHidden()
    assert "Hold Space while you talk" in spoken_description(bench.line)


@pytest.mark.parametrize(
    ("bench", "hands_free"),
    [
        (lambda: Bench(at_work=False), True),
        (Bench, False),
        (lambda: Bench(known=(KEY,)), True),
    ],
    ids=["no reader", "holds a key already", "was told before"],
)
def test_it_says_nothing_otherwise(bench: type[Bench], hands_free: bool) -> None:
    line = bench().line
    line.show_mode(hands_free=hands_free)
    assert line.isHidden()


def test_a_reader_that_comes_later_is_noticed_and_one_that_goes_too() -> None:
    bench = Bench(at_work=False)
    bench.line.show_mode(hands_free=True)
    bench.at_work = True
    bench.line.show_mode(hands_free=True)
    assert not bench.line.isHidden()
    bench.at_work = False
    bench.line.show_mode(hands_free=True)
    assert bench.line.isHidden()


def test_whoever_takes_it_is_not_told_again() -> None:
    bench = Bench()
    bench.line.show_mode(hands_free=True)
    bench.line.hold.click()
    bench.line.show_mode(hands_free=True)
    assert bench.line.isHidden()
    assert bench.wishes == [KEY, "push to talk"]


def test_whoever_declines_is_not_told_again_and_nothing_changes() -> None:
    bench = Bench()
    bench.line.show_mode(hands_free=True)
    bench.line.shut.click()
    bench.line.show_mode(hands_free=True)
    assert bench.line.isHidden()
    assert bench.wishes == [KEY]


def test_the_buttons_go_below_the_words_where_it_is_narrow() -> None:
    bench = Bench()
    bench.line.show_mode(hands_free=True)
    shown(bench.line, 900, 80)
    assert bench.line._halves.direction() is QBoxLayout.Direction.LeftToRight
    bench.line.resize(400, 140)
    settle()
    assert bench.line._halves.direction() is QBoxLayout.Direction.TopToBottom
