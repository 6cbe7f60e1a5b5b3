"""Shows a window that nobody has asked for just now: the keyboard stays with whoever has it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_OF_THE_WINDOW = "_q_showWithoutActivating"
"""What Qt makes of the attribute, once, when it makes the window; one that was shown before needs it anew."""


def show_quietly(widget: QWidget) -> None:
    """Show a window above the others, where desktops allow that, without giving it the keyboard."""
    widget.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    _mark(widget, True)
    widget.show()
    widget.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
    _mark(widget, False)


def _mark(widget: QWidget, quiet: bool) -> None:
    handle = widget.windowHandle()
    if handle is not None:
        handle.setProperty(_OF_THE_WINDOW, quiet)
