"""Where the panel of kept conversations is: beside the rest of the window, or over it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.kept_conversations import shelf, summary
from tests.ui_tools import settle, shown
from voiceapp.ui.conversations_panel import ConversationsPanel
from voiceapp.ui.conversations_side import PEEP_PX, ConversationsSide
from voiceapp.ui.conversations_wishes import ConversationsWishes


class Stand:
    def __init__(self, width: int = 1_000) -> None:
        self.panel = ConversationsPanel(ConversationsWishes())
        self.rest = QLineEdit()
        self.side = ConversationsSide(self.panel, self.rest)
        self.toggled: list[bool] = []
        self.freed = 0
        self.side.toggled.connect(self.toggled.append)
        self.side.focus_freed.connect(self._on_freed)
        shown(self.side, width, 500)
        self.rest.setFocus()

    def _on_freed(self) -> None:
        self.freed += 1


@pytest.fixture
def stand(app: QApplication) -> Stand:
    return Stand()


def test_it_is_hidden_at_first_and_comes_beside_ready_to_search(stand: Stand) -> None:
    assert stand.panel.isHidden()
    stand.side.toggle_panel()
    settle()
    assert stand.toggled == [True]
    assert not stand.side.is_over
    assert stand.panel.search.hasFocus()
    assert stand.rest.mapTo(stand.side, stand.rest.rect().topLeft()).x() >= stand.panel.width()


def test_hiding_it_gives_the_keyboard_back_if_it_had_it(stand: Stand) -> None:
    stand.side.open_panel()
    stand.side.toggle_panel()
    assert (stand.toggled, stand.freed) == ([True, False], 1)
    stand.side.open_panel()
    stand.rest.setFocus()
    stand.panel.shut.click()
    stand.side.close_panel()
    assert (stand.panel.isHidden(), stand.freed) == (True, 1)


def test_where_it_is_narrow_it_lies_over_the_rest(app: QApplication) -> None:
    stand = Stand(500)
    stand.side.open_panel()
    settle()
    assert stand.side.is_over
    assert stand.panel.width() <= 500 - PEEP_PX
    assert stand.panel.height() == stand.side.height()
    assert stand.rest.width() == 500


def test_it_changes_its_place_with_the_width_and_keeps_the_keyboard(stand: Stand) -> None:
    stand.panel.show_shelf(shelf(summary(1)))
    stand.side.open_panel()
    stand.panel.search.setText("ky")
    stand.side.resize(500, 500)
    settle()
    assert (stand.side.is_over, stand.panel.isVisible()) == (True, True)
    assert stand.panel.search.hasFocus()
    stand.side.resize(1_000, 500)
    settle()
    assert (stand.side.is_over, stand.panel.isVisible(), stand.panel.search.text()) == (False, True, "ky")
    stand.side.close_panel()
    stand.side.resize(500, 500)
    settle()
    assert stand.panel.isHidden()
