"""A language made for tests: every sentence is marked and two fifths longer, so that what is left out is seen."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    Qt,
    QTranslator,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QTabWidget,
    QWidget,
)

from tests.ui_tools import settle
from voiceapp.ui import sentences

BEGIN, END = "⟦", "⟧"
SETTLES = 4
"""Rows that are put below each other need room, which the page around them learns in the next round."""


def pseudo(text: str) -> str:
    """Return `text` in the language of the test."""
    return f"{BEGIN}{text}{'·' * (2 * len(text) // 5)}{END}"


class Pseudo(QTranslator):
    """Translates all our words; Qt's own stay."""

    def translate(
        self, context: str, text: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str | None:
        """Return the marked text."""
        return pseudo(text) if context in ("voiceapp", sentences.CONTEXT) and text else None

    def isEmpty(self) -> bool:
        """Say that there is something in it."""
        return False


class Speaking:
    """The program in the language of the test, for the length of a `with`."""

    def __enter__(self) -> None:
        self._translator = Pseudo()
        QCoreApplication.installTranslator(self._translator)
        settle()

    def __exit__(self, *_: object) -> None:
        QCoreApplication.removeTranslator(self._translator)
        settle()


def texts(top: QWidget) -> Iterator[tuple[str, str]]:
    """Go through everything a window says: where, and what; hidden pieces too."""
    for widget in (top, *top.findChildren(QWidget)):
        place = f"{type(widget).__name__} {widget.objectName()}"
        for what, text in (
            ("title", widget.windowTitle()),
            ("tooltip", widget.toolTip()),
            ("name", widget.accessibleName()),
            ("description", widget.accessibleDescription()),
        ):
            yield f"{place} {what}", text
        yield from ((f"{place} {what}", text) for what, text in _own(widget))
        for n, action in enumerate(widget.actions()):
            yield from ((f"{place} action {n} {what}", text) for what, text in _of_action(action))


def _of_action(action: QAction) -> Iterator[tuple[str, str]]:
    yield "text", action.text()
    if action.toolTip() != action.text().replace("&", "").replace("…", "").rstrip("."):
        yield "tooltip", action.toolTip()


def _own(widget: QWidget) -> Iterator[tuple[str, str]]:
    match widget:
        case QLabel() | QAbstractButton():
            yield "text", widget.text()
        case QLineEdit():
            yield "placeholder", widget.placeholderText()
        case QPlainTextEdit():
            yield "placeholder", widget.placeholderText()
        case QMenu():
            yield "menu", widget.title()
        case QTabWidget():
            for page in range(widget.count()):
                yield f"page {page}", widget.tabText(page)
        case QComboBox():
            yield "placeholder", widget.placeholderText()
            for item in range(widget.count()):
                yield f"item {item}", widget.itemText(item)
        case QListWidget():
            for line in range(widget.count()):
                yield f"line {line}", widget.item(line).text()
        case QAbstractItemView():
            yield from _of_model(widget.model())
        case _ if callable(word := getattr(widget, "word", None)):
            yield "word", str(word())
        case _ if isinstance(word := getattr(widget, "word", ""), str):
            yield "word", word


def _of_model(model: QAbstractItemModel) -> Iterator[tuple[str, str]]:
    roles = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.AccessibleDescriptionRole,
        Qt.ItemDataRole.ToolTipRole,
    )
    # A list model has one column, and Qt keeps it to itself.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(model.rowCount(QModelIndex())):
        for column in range(columns):
            for role in roles:
                yield f"cell {row}/{column} {role.name}", str(model.index(row, column).data(role) or "")
    for column in range(columns):
        yield f"head {column}", str(model.headerData(column, Qt.Orientation.Horizontal) or "")


def leftovers(top: QWidget, ours: Collection[str]) -> list[str]:
    """Return where a window still says something of `ours` outside the marks: alone, or several words of it."""
    several = sorted((words for words in ours if " " in words), key=len, reverse=True)
    inside = re.compile("|".join(rf"(?<!\w){re.escape(words)}(?!\w)" for words in several))
    found = []
    for place, text in texts(top):
        bare = _unmarked(text).strip()
        if bare and (bare in ours or inside.search(bare)):
            found.append(f"{place}: {text}")
    return found


def _unmarked(text: str) -> str:
    """Return what stands outside all marks."""
    depth, kept = 0, []
    for letter in text:
        if letter == BEGIN:
            depth += 1
        elif letter == END:
            depth -= 1
        elif not depth:
            kept.append(letter)
    return "".join(kept)


def cut_off(top: QWidget, allowed: tuple[type[QWidget], ...]) -> list[str]:
    """Return the labels and buttons of a shown window that are narrower than their words.

    Labels whose width is `Ignored` end in an ellipsis, or go, where there is no room.
    """
    for _ in range(SETTLES):
        settle()
    found = []
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, allowed):
            continue
        if isinstance(widget, QLabel) and widget.text() and widget.pixmap().isNull():
            if widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored:
                continue
            need = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().height()
            wide = widget.wordWrap() or widget.width() >= widget.sizeHint().width()
            if not wide or widget.height() < need:
                found.append(f"{_path(widget)}: {widget.text()} {widget.size()} < {widget.sizeHint()}")
        elif (
            isinstance(widget, QAbstractButton)
            and widget.text()
            and widget.width() < widget.sizeHint().width()
        ):
            found.append(f"{_path(widget)}: {widget.text()} {widget.size()} < {widget.sizeHint()}")
    return found


def _path(widget: QWidget) -> str:
    names = []
    at: QWidget | None = widget
    while at is not None:
        names.append(at.objectName() or type(at).__name__)
        at = at.parentWidget()
    return "/".join(reversed(names[:-1]))


def everything_shown(top: QWidget) -> list[tuple[str, str]]:
    """Return all that a window says, to be compared."""
    return sorted((place, text) for place, text in texts(top) if text)


def application() -> QApplication:
    """Return the application of the test."""
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found
