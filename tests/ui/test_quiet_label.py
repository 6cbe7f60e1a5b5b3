"""A line that gives way to what stands beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from tests.ui_tools import shown
from voiceapp.ui.quiet_label import QuietLabel

NAME = "Azure · a deployment with a very long name"


def test_it_is_cut_off_at_its_end_and_tells_all_of_it_to_the_pointer(app: QApplication) -> None:
    label = QuietLabel()
    label.set_text(NAME)
    shown(label, 120, 30)
    assert label.shown().startswith("Azure")
    assert label.shown().endswith("…")
    assert label.toolTip() == NAME


def test_with_more_room_more_is_shown(app: QApplication) -> None:
    label = QuietLabel()
    label.set_text(NAME)
    shown(label, 900, 30)
    assert label.shown() == NAME


def test_it_asks_for_all_its_room_and_insists_on_none(app: QApplication) -> None:
    label = QuietLabel()
    label.set_text(NAME)
    assert label.sizeHint().width() > 150
    assert label.minimumSizeHint().width() == 0
