from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QLineEdit

from tests.ui_tools import shown
from voiceapp.ui.style_sheet import style_sheet
from voiceapp.ui.theme import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Colors


@pytest.mark.parametrize("tokens", [LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST])
def test_qt_understands_every_line(tokens: Colors) -> None:
    field = QLineEdit()
    field.setStyleSheet(style_sheet(tokens))  # a mistake makes Qt warn, which fails the test
    shown(field, 200, 60)
    assert field.minimumSizeHint().height() >= 34


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_every_colour_is_a_token(tokens: Colors) -> None:
    known = {value for name in Colors.__slots__ if isinstance(value := getattr(tokens, name), str)}
    assert set(re.findall(r"#[0-9a-f]{6}\b", style_sheet(tokens))) <= known


def test_focus_is_drawn_wherever_something_can_be_focused() -> None:
    sheet = style_sheet(LIGHT)
    for kind in ("QLineEdit", "QPlainTextEdit", "QTableView", "QTabBar::tab", 'QPushButton[kind="chip"]'):
        assert f"{kind}:focus" in sheet
