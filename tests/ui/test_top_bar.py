from __future__ import annotations

import pytest
from PySide6.QtGui import QAction

from tests.ui_tools import settle, shown, spoken_name
from voiceapp.ui.theme import Appearance
from voiceapp.ui.top_bar import TopBar


@pytest.fixture
def bar() -> TopBar:
    widget = TopBar("Azure · gpt-realtime")
    shown(widget, 900, 50)
    return widget


def action(bar: TopBar, text: str) -> QAction:
    actions = [one for one in bar.menu_button.menu().actions() if one.text().split("\t")[0] == text]
    assert len(actions) == 1
    return actions[0]


def test_buttons_and_menu_ask(bar: TopBar) -> None:
    asked: list[str] = []
    bar.new_requested.connect(lambda: asked.append("new"))
    bar.open_requested.connect(lambda: asked.append("open"))
    bar.find_requested.connect(lambda: asked.append("find"))
    bar.inspector_requested.connect(lambda: asked.append("inspector"))
    bar.keys_requested.connect(lambda: asked.append("keys"))
    bar.report_requested.connect(lambda: asked.append("report"))
    bar.quit_requested.connect(lambda: asked.append("quit"))
    bar.new.click()
    bar.find_button.click()
    for text in (
        "New conversation",
        "Open recording…",
        "Find in the transcript",
        "Inspector",
        "Keys",
        "Report a problem…",
        "Quit",
    ):
        action(bar, text).trigger()
    assert asked == ["new", "find", "new", "open", "find", "inspector", "keys", "report", "quit"]


def test_the_menu_names_the_keys_without_binding_them(bar: TopBar) -> None:
    assert action(bar, "Quit").text() == "Quit\tCtrl+Q"
    assert action(bar, "Quit").shortcut().isEmpty()


def test_appearance_is_chosen_in_the_menu_and_ticked(bar: TopBar) -> None:
    chosen: list[object] = []
    bar.appearance_chosen.connect(chosen.append)
    bar.contrast_chosen.connect(chosen.append)
    looks = action(bar, "Appearance").menu()
    lines = {one.text(): one for one in looks.actions() if one.text()}  # type: ignore[attr-defined]
    lines["Dark"].trigger()
    lines["High contrast"].trigger()
    assert chosen == [Appearance.DARK, True]
    bar.show_appearance(Appearance.LIGHT, high_contrast=False)
    assert [text for text, one in lines.items() if one.isChecked()] == ["Light"]


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


def test_what_may_cut_in_is_a_part_of_the_menu(bar: TopBar) -> None:
    assert action(bar, "While the assistant speaks").menu() is bar.duplex
