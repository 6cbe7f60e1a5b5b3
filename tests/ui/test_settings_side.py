from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui_tools import shown
from voiceapp.ui.settings_side import SettingsSide
from voiceapp.ui.settings_table import PAGES


def side() -> tuple[SettingsSide, list[str]]:
    made = SettingsSide(PAGES)
    chosen: list[str] = []
    made.page_chosen.connect(lambda: chosen.append(made.page))
    shown(made, 264, 500)
    return made, chosen


def test_pages_are_chosen_by_the_keyboard() -> None:
    made, chosen = side()
    made.take_focus()
    QTest.keyClick(made.pages, Qt.Key.Key_Down)
    assert chosen == ["voice"]


def test_in_a_narrow_window_the_list_opens_and_chooses_the_same() -> None:
    made, chosen = side()
    made.take_focus()
    made.set_narrow(True)
    assert made.short.hasFocus()
    made.short.settled.emit("privacy")
    assert (made.page, chosen[-1]) == ("privacy", "privacy")
    assert made.pages.isHidden()


def test_a_search_counts_what_each_page_has_and_ends_when_a_page_is_chosen() -> None:
    made, _ = side()
    made.search.setText("voice")
    made.show_found({"voice": 2})
    assert made.pages.item(1).text() == "Voice  (2)"
    assert made.pages.item(0).flags() == Qt.ItemFlag.NoItemFlags
    made.pages.setCurrentRow(1)
    assert made.search.text() == ""
    made.show_found({})
    assert made.pages.item(1).text() == "Voice"
    assert made.pages.item(0).flags() & Qt.ItemFlag.ItemIsEnabled
