from __future__ import annotations

import pytest

from tests.ui_tools import settle, shown, spoken_name
from voiceapp.ui.top_bar import TopBar


@pytest.fixture
def bar() -> TopBar:
    widget = TopBar("Azure · gpt-realtime")
    shown(widget, 900, 50)
    return widget


def test_the_buttons_ask(bar: TopBar) -> None:
    asked: list[str] = []
    bar.new_requested.connect(lambda: asked.append("new"))
    bar.find_requested.connect(lambda: asked.append("find"))
    bar.new.click()
    bar.find_button.click()
    assert asked == ["new", "find"]
    assert bar.menu_button.menu() is bar.menu


def test_the_model_is_shown_where_the_title_does_not_name_it(bar: TopBar) -> None:
    bar.show_model("gpt-realtime")
    assert bar.model.isHidden()
    bar.show_model("gpt-realtime-2026-08-28")
    assert bar.model.text() == "gpt-realtime-2026-08-28"
    assert bar.model.isVisible()


def test_a_long_title_is_cut_off_and_told_whole(bar: TopBar) -> None:
    long = TopBar("A very long name of a very distant service " * 4)
    shown(long, 480, 50)
    assert long.title.text().endswith("…")
    assert long.title.toolTip().startswith("A very long name")
    assert spoken_name(long.title).startswith("Talking to A very long name")


def test_the_word_new_goes_where_it_is_narrow(bar: TopBar) -> None:
    labelled = [bar.new.labelled]
    bar.resize(480, 50)
    settle()
    labelled.append(bar.new.labelled)
    assert labelled == [True, False]
    assert spoken_name(bar.new) == "New conversation"


def test_whom_one_talks_to_is_named_and_can_be_changed_there(bar: TopBar) -> None:
    assert bar.persona.isHidden()
    bar.show_persona("Language tutor")
    assert bar.persona.isVisible()
    assert (bar.persona.text(), spoken_name(bar.persona)) == ("Language tutor", "Language tutor")
    assert bar.persona.menu() is bar.menu.personas
    bar.show_persona("")
    assert bar.persona.isHidden()


def test_a_long_name_is_cut_off_and_where_it_is_narrow_there_is_only_a_drawing(bar: TopBar) -> None:
    long = "A persona with a very long name indeed, and more"
    bar.show_persona(long)
    assert bar.persona.text().endswith("…")
    assert long in bar.persona.toolTip()
    assert spoken_name(bar.persona) == long
    bar.setMinimumWidth(400)  # as the window has it
    bar.resize(480, 50)
    settle()
    assert not bar.persona.labelled
    assert spoken_name(bar.persona) == long
