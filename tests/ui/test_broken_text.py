from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from voiceapp.ui import theme
from voiceapp.ui.broken_text import broken, format_of, height_of, looks_of, width_of
from voiceapp.ui.segments import Look
from voiceapp.ui.theme import LIGHT


def lines(text: str, room: float) -> list[str]:
    layout = broken([(text, Look.PLAIN)], theme.body_font(), room, looks_of(LIGHT))
    return [
        layout.text()[layout.lineAt(n).textStart() :][: layout.lineAt(n).textLength()].strip()
        for n in range(layout.lineCount())
    ]


def test_words_are_broken_between_words_and_at_new_lines(app: QApplication) -> None:
    assert lines("one two", 1_000) == ["one two"]
    assert lines("one\ntwo", 1_000) == ["one", "two"]
    assert len(lines("one two three four five six seven", 60)) > 3


def test_a_word_that_is_too_long_is_broken_anywhere(app: QApplication) -> None:
    assert len(lines("Donaudampfschifffahrtsgesellschaft", 60)) > 1


def test_looks_say_heard_from_unheard_and_struck(app: QApplication) -> None:
    looks = looks_of(LIGHT)
    assert looks[Look.HEARD].foreground().color().name() == LIGHT.text
    assert looks[Look.UNHEARD].foreground().color().name() == LIGHT.unheard
    assert looks[Look.STRUCK].fontStrikeOut()
    assert not looks[Look.UNHEARD].fontStrikeOut()
    assert looks[Look.ABSENT].fontItalic()


def test_a_look_changes_no_width(app: QApplication) -> None:
    looks = looks_of(LIGHT)
    font = theme.body_font()
    whole = broken([("one two three", Look.UNHEARD)], font, 1_000, looks)
    half = broken([("one two ", Look.HEARD), ("three", Look.UNHEARD)], font, 1_000, looks)
    assert width_of(whole) == pytest.approx(width_of(half), abs=0.5)


def test_lines_stand_as_far_apart_as_is_asked(app: QApplication) -> None:
    font = theme.body_font()
    looks = {Look.PLAIN: format_of("#000000")}
    close = broken([("a\nb\nc", Look.PLAIN)], font, 100, looks)
    apart = broken([("a\nb\nc", Look.PLAIN)], font, 100, looks, leading=1.5)
    assert height_of(apart) == pytest.approx(height_of(close) * 1.5, rel=0.1)
    empty = broken([("", Look.PLAIN)], font, 100, looks)
    assert height_of(empty) >= 0
