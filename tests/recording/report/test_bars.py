"""Rows of answers and of waits."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from tests.report_samples import EMPTY, SAMPLE
from voiceapp.dialogue.snapshot import RowState, Waterfall
from voiceapp.recording.report.bars import heard_bars, wait_rows
from voiceapp.recording.report.findings import Answer, Turn


def elements(svg: str, kind: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(kind))


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in elements(svg, "text")]


def test_a_bar_is_full_as_far_as_it_was_heard_and_hatched_from_there() -> None:
    drawn = heard_bars(SAMPLE, "a")
    bars = [(e.get("class"), e.get("x"), e.get("width")) for e in elements(drawn, "rect")]
    assert bars == [
        ("unheard", "361.1", "338.9"),  # 1.195 of 2.2 s on 624 pixels
        ("assistant", "76", "285.1"),
        ("unheard", "217.8", "0"),
        ("assistant", "76", "141.8"),
    ]
    assert "1.0 s of 2.2 s, cut" in texts(drawn)
    assert "0.5 s of 0.5 s" in texts(drawn)
    assert texts(drawn).count("✕") == 1


def test_an_unfinished_answer_says_so() -> None:
    live = replace(SAMPLE.answers[1], state=RowState.LIVE)
    assert "0.5 s of 0.5 s, unfinished" in texts(heard_bars(replace(SAMPLE, answers=(live,)), "a"))


def test_written_and_silent_answers_have_no_bar() -> None:
    written = replace(SAMPLE.answers[1], spoken=False)
    silent = replace(SAMPLE.answers[1], heard_ms=0, generated_ms=0)
    assert heard_bars(replace(SAMPLE, answers=(written, silent)), "a") == ""
    assert heard_bars(EMPTY, "a") == ""


def test_of_many_answers_the_least_heard_are_drawn_in_their_order() -> None:
    answers = tuple(Answer(f"item_{n}", 0, "", 0, 0, RowState.CUT, "", True, n, 100) for n in range(50))
    drawn = heard_bars(replace(EMPTY, answers=answers), "a")
    assert [text for text in texts(drawn) if "·" in text] == [f"{n + 1} · 0:00.0" for n in range(40)]
    assert "the 40 worst of 50 answers" in drawn


def test_a_wait_has_a_mark_for_each_step() -> None:
    drawn = wait_rows(SAMPLE, "a")
    circles = [(e.get("class"), e.get("cx")) for e in elements(drawn, "circle")]
    assert circles == [("committed", "614.5"), ("first-heard", "700")]  # 535 and 620 of 620 ms
    assert len(elements(drawn, "path")) == 1
    assert "620 ms" in texts(drawn)
    assert "median 620 ms" in texts(drawn)


def test_steps_that_are_not_known_have_no_mark() -> None:
    turn = Turn("user_1", 0, "", 0, "", Waterfall("user_1", None, None, 80, 85))
    drawn = wait_rows(replace(EMPTY, turns=(turn,)), "a")
    assert [e.get("class") for e in elements(drawn, "circle")] == ["first-heard"]
    assert elements(drawn, "path") == []


def test_turns_nobody_answered_have_no_row() -> None:
    turns = (Turn("a", 0, "", 0, "", None), Turn("b", 0, "", 0, "", Waterfall("b", 500)))
    assert wait_rows(replace(EMPTY, turns=turns), "a") == ""


def test_of_many_turns_the_slowest_are_drawn_in_their_order() -> None:
    turns = tuple(
        Turn(f"user_{n}", 0, "", 0, "", Waterfall("", None, None, None, 100 - n)) for n in range(50)
    )
    drawn = wait_rows(replace(EMPTY, turns=turns), "a")
    assert [text for text in texts(drawn) if "·" in text] == [f"{n + 1} · 0:00.0" for n in range(40)]
    assert "the 40 worst of 50 answered turns" in drawn
