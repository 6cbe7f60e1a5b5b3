from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from voiceapp.ui.main_menu import MainMenu
from voiceapp.ui.theme import Appearance


@pytest.fixture
def menu() -> Iterator[MainMenu]:
    window = QWidget()
    yield MainMenu(window)
    window.deleteLater()


def action(menu: MainMenu, text: str) -> QAction:
    actions = [one for one in menu.actions() if one.text().split("\t")[0] == text]
    assert len(actions) == 1
    return actions[0]


def test_each_line_asks_for_what_it_says(menu: MainMenu) -> None:
    asked: list[str] = []
    menu.new_requested.connect(lambda: asked.append("new"))
    menu.open_requested.connect(lambda: asked.append("open"))
    menu.find_requested.connect(lambda: asked.append("find"))
    menu.conversations_requested.connect(lambda: asked.append("conversations"))
    menu.inspector_requested.connect(lambda: asked.append("inspector"))
    menu.keys_requested.connect(lambda: asked.append("keys"))
    menu.settings_requested.connect(lambda: asked.append("settings"))
    menu.report_requested.connect(lambda: asked.append("report"))
    menu.quit_requested.connect(lambda: asked.append("quit"))
    for text in (
        "New conversation",
        "Open recording…",
        "Find in the transcript",
        "Conversations",
        "Inspector",
        "Keys",
        "Settings…",
        "Report a problem…",
        "Quit",
    ):
        action(menu, text).trigger()
    assert asked == [
        "new",
        "open",
        "find",
        "conversations",
        "inspector",
        "keys",
        "settings",
        "report",
        "quit",
    ]


def test_the_size_of_the_text_is_changed_there_too(menu: MainMenu) -> None:
    wanted: list[int] = []
    menu.text_size_wanted.connect(wanted.append)
    looks = action(menu, "Appearance").menu()
    lines = {one.text().split("\t")[0]: one for one in looks.actions()}  # type: ignore[attr-defined]
    for text in ("Larger text", "Smaller text", "Text as large as on the desktop"):
        lines[text].trigger()
    assert wanted == [1, -1, 0]


def test_captions_and_the_introduction_have_lines(menu: MainMenu) -> None:
    asked: list[str] = []
    menu.captions_requested.connect(lambda: asked.append("captions"))
    menu.introduction_requested.connect(lambda: asked.append("introduction"))
    action(menu, "Captions").trigger()
    action(menu, "Introduction…").trigger()
    assert asked == ["captions", "introduction"]


def test_it_names_the_keys_without_binding_them(menu: MainMenu) -> None:
    assert action(menu, "Quit").text() == "Quit\tCtrl+Q"
    assert action(menu, "Quit").shortcut().isEmpty()


def test_appearance_is_chosen_and_ticked(menu: MainMenu) -> None:
    chosen: list[object] = []
    menu.appearance_chosen.connect(chosen.append)
    menu.contrast_chosen.connect(chosen.append)
    looks = action(menu, "Appearance").menu()
    lines = {one.text(): one for one in looks.actions() if one.text()}  # type: ignore[attr-defined]
    lines["Dark"].trigger()
    lines["High contrast"].trigger()
    assert chosen == [Appearance.DARK, True]
    menu.show_appearance(Appearance.LIGHT, high_contrast=False)
    assert [text for text, one in lines.items() if one.isChecked()] == ["Light"]


def test_what_may_cut_in_is_a_part_of_it(menu: MainMenu) -> None:
    assert action(menu, "While the assistant speaks").menu() is menu.duplex
