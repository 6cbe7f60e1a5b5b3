"""Two parts beside each other, and below each other where there is too little room."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout


def set_below(row: QBoxLayout, below: bool) -> bool:
    """Put the second part below the first, or beside it; say whether that is a change."""
    direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
    if row.direction() == direction:
        return False
    row.setDirection(direction)
    return True
