"""Parts below each other without a gap, as a window is made of them."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget


def stacked(parent: QWidget, *parts: QWidget | QLayout, stretched: QWidget | QLayout) -> None:
    """Stack `parts` in `parent`, from above; one of them takes the room that is left."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        stretch = int(part is stretched)
        if isinstance(part, QLayout):
            column.addLayout(part, stretch)
        else:
            column.addWidget(part, stretch)
