from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tests.ui_tools import settle, shown
from voiceapp.ui.styled import styled
from voiceapp.ui.theme import DARK, LIGHT, Colors, palette_of


def sheet(tokens: Colors) -> str:
    return f"#it {{ background: {tokens.window}; }}"


def test_a_window_is_styled_at_once() -> None:
    window = QWidget()
    styled(window, sheet)
    assert window.styleSheet() == sheet(LIGHT)


def test_a_window_follows_the_colours_of_the_program(app: QApplication) -> None:
    window = QWidget()
    styled(window, sheet)
    shown(window)
    app.setPalette(palette_of(DARK))
    settle()
    assert window.styleSheet() == sheet(DARK)
    app.setPalette(palette_of(LIGHT))
    settle()
    assert window.styleSheet() == sheet(LIGHT)


def test_a_window_follows_the_style_sheet_of_the_one_below_it(app: QApplication) -> None:
    below = QWidget()
    window = QDialog(below)
    drawn: list[str] = []

    def noted(tokens: Colors) -> str:
        drawn.append(tokens.window)
        return sheet(tokens)

    styled(window, noted)
    shown(below)
    shown(window)
    drawn.clear()
    below.setStyleSheet("QWidget { font-weight: bold; }")
    settle()
    assert LIGHT.window in drawn
    app.setPalette(palette_of(DARK))
    below.setStyleSheet("QWidget { font-weight: normal; }")
    settle()
    assert window.styleSheet() == sheet(DARK)


def test_the_same_style_sheet_is_not_set_twice(app: QApplication) -> None:
    window = Counting()
    styled(window, lambda _tokens: "QWidget { margin: 0; }")
    shown(window)
    app.setPalette(palette_of(DARK))
    settle()
    assert window.sheets == ["QWidget { margin: 0; }"]


class Counting(QWidget):
    """Notes each style sheet it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[str] = []

    def setStyleSheet(self, styleSheet: str) -> None:  # noqa: N803 (Qt's names)
        self.sheets.append(styleSheet)
        super().setStyleSheet(styleSheet)
