from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.ui_tools import settle, shown
from voiceapp.ui import theme
from voiceapp.ui.text_size import STEPS, TextSize, stepped


@pytest.fixture
def size(app: QApplication) -> Iterator[TextSize]:
    made = TextSize(app)
    yield made
    made.choose(1.0)


def test_the_keys_go_from_step_to_step_and_stop_at_the_ends() -> None:
    assert stepped(1.0, 1) == 1.1
    assert stepped(1.0, -1) == 0.9
    assert stepped(1.37, 1) == 1.5
    assert stepped(1.37, -1) == 1.25
    assert stepped(3.0, 1) == 3.0
    assert stepped(0.8, -1) == 0.8
    assert stepped(2.5, 0) == 1.0
    assert tuple(sorted(STEPS)) == STEPS


def test_all_text_grows_and_comes_back_exactly(app: QApplication, size: TextSize) -> None:
    window = QWidget()
    window.setStyleSheet("QLabel { background: transparent; }")  # as in the program
    plain, own = QLabel("plain", window), QLabel("own", window)
    own.setFont(theme.scaled_font(1.5))
    shown(window)
    before = [label.font().pointSizeF() for label in (plain, own)]
    size.choose(2.0)
    settle()
    assert [label.font().pointSizeF() for label in (plain, own)] == pytest.approx([2 * old for old in before])
    later = QLabel("later", window)
    assert later.font().pointSizeF() == pytest.approx(2 * before[0])
    size.choose(1.0)
    settle()
    assert [label.font().pointSizeF() for label in (plain, own)] == pytest.approx(before)


def test_a_window_cannot_be_made_so_small_that_large_words_are_cut_off(size: TextSize) -> None:
    window = QWidget()
    window.setMinimumSize(theme.least(400, 420))
    usual = window.minimumSize()
    shown(window, 400, 420)
    size.choose(3.0)
    assert window.minimumSize() == QSize(640, 672)  # a small screen has room for that
    assert window.width() >= 640
    size.choose(1.0)
    assert window.minimumSize().width() == pytest.approx(usual.width(), abs=1)


def test_what_is_arranged_by_its_width_is_arranged_again(size: TextSize) -> None:
    seen: list[int] = []

    class Arranged(QWidget):
        def resizeEvent(self, _event: object) -> None:
            seen.append(theme.roomy(100))

    window = Arranged()
    shown(window, 900, 600)
    before = seen[-1]
    size.choose(2.0)
    settle()
    assert seen[-1] > before
