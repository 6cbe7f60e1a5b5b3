"""Shows a window that a person has asked for: before all others, and with the keyboard."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def show_in_front(window: QWidget) -> None:
    """Show `window`, or bring it to the front as it is."""
    window.show()
    window.raise_()
    window.activateWindow()
