"""The order in which Tab goes through a window: as the eye does, and not as things were made."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(parts: Iterable[QWidget]) -> list[QWidget]:
    """Return what the keyboard can reach in `parts`, from above.

    Also what hands the focus on to a part of its own, and the buttons of a group that Tab passes by while
    another of them is chosen.
    """
    return [
        place
        for part in parts
        for place in (part, *part.findChildren(QWidget))
        if place.window() is part.window()
        and (place.focusPolicy() is not Qt.FocusPolicy.NoFocus or place.focusProxy())
    ]


def set_tab_order(places: Iterable[QWidget]) -> None:
    """Let Tab go through `places` one after the other."""
    for before, after in pairwise(places):
        QWidget.setTabOrder(before, after)
