"""Tools for tests of the window: a bridge that remembers, rows in one line, the screen reader's view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input
from voiceapp.dialogue.snapshot import Row, RowKind, RowState
from voiceapp.ui.bridge import Bridge


class Wishes(Bridge):
    """A bridge whose wishes end in a list; its clock stands at 7 ms."""

    def __init__(self) -> None:
        self.posted: list[Input] = []
        super().__init__(self.posted.append, ManualClock(7_000_000))


def user(text: str = "", *, key: str = "u", state: RowState = RowState.DONE, **fields: Any) -> Row:
    return Row(key, RowKind.USER, state, text, **fields)


def assistant(text: str = "", *, key: str = "a", state: RowState = RowState.DONE, **fields: Any) -> Row:
    return Row(key, RowKind.ASSISTANT, state, text, **fields)


def tool(text: str, *, key: str = "t", state: RowState = RowState.DONE, **fields: Any) -> Row:
    return Row(key, RowKind.TOOL, state, text, **fields)


def notice(text: str, *, key: str = "n", state: RowState = RowState.DONE, **fields: Any) -> Row:
    return Row(key, RowKind.NOTICE, state, text, **fields)


def settle() -> None:
    """Let Qt do what it has put off."""
    for _ in range(3):
        QCoreApplication.processEvents()


def shown(widget: QWidget, width: int = 900, height: int = 600) -> QWidget:
    """Show a widget as the active window."""
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    settle()
    return widget


def spoken_name(widget: QWidget) -> str:
    """Return what a screen reader calls a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None, widget
    return interface.text(QAccessible.Text.Name)


def spoken_description(widget: QWidget) -> str:
    """Return what a screen reader adds."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None, widget
    return interface.text(QAccessible.Text.Description)


def controls(widget: QWidget) -> list[QWidget]:
    """Return everything inside that a person can press, choose or type into."""
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)
    # A combo box and a table make parts of their own, which Qt names or hides.
    return [
        part
        for kind in kinds
        for part in widget.findChildren(kind)
        if not part.objectName().startswith("qt_")
    ]
