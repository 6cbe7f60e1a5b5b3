"""What a screen reader is told of a window, and what a keyboard reaches in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QScrollArea, QTabBar, QWidget

from tests.ui_tools import settle

Role = QAccessible.Role
ROOMS = frozenset({Role.NoRole, Role.Client, Role.LayeredPane, Role.Pane, Role.Border, Role.Window})
"""Roles that say nothing about what can be done with something."""
INTERACTIVE = frozenset(
    {
        Role.Button,
        Role.CheckBox,
        Role.RadioButton,
        Role.ComboBox,
        Role.EditableText,
        Role.Slider,
        Role.SpinBox,
        Role.ButtonMenu,
        Role.ButtonDropDown,
        Role.List,
        Role.Table,
        Role.Tree,
        Role.PageTabList,
        Role.PageTab,
    }
)
LABEL = QAccessible.RelationFlag.Label
WITH_VALUE = frozenset({Role.Slider, Role.ProgressBar, Role.SpinBox, Role.ScrollBar, Role.Dial})
ITEMS_LOOKED_AT = 12
"""Of a list or a table with many."""
TABS_MAX = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One thing in a window, as a screen reader meets it."""

    name: str
    description: str
    role: QAccessible.Role
    focusable: bool
    enabled: bool
    has_value: bool
    widget: QWidget | None
    within: tuple[str, ...]
    """Names of what it is in, from the outside."""

    def __str__(self) -> str:
        kind = type(self.widget).__name__ if self.widget is not None else "item"
        return (
            f"{self.role.name} “{self.name}” ({kind} in {' / '.join(part for part in self.within if part)})"
        )


def parts(window: QWidget) -> list[Part]:
    """Return everything visible in a window."""
    top = QAccessible.queryAccessibleInterface(window)
    assert top is not None
    return list(_below(top, ()))


def _below(node: QAccessibleInterface, within: tuple[str, ...]) -> Iterator[Part]:
    count = node.childCount()
    if node.role() in (Role.Table, Role.List, Role.Tree):
        count = min(count, ITEMS_LOOKED_AT)
    for place in range(count):
        child = node.child(place)
        if not child.isValid():
            continue
        state = child.state()
        if state.invisible:
            continue
        name = child.text(QAccessible.Text.Name)
        if child.role() is Role.ComboBox:  # its name is its value; what it is about says its label
            labels = [label.text(QAccessible.Text.Name) for label, _ in child.relations(LABEL)]
            name = ": ".join((*labels, name)) if labels else ""
        found: QObject | None = child.object()
        yield Part(
            name,
            child.text(QAccessible.Text.Description),
            child.role(),
            bool(state.focusable),
            not state.disabled,
            child.valueInterface() is not None,
            found if isinstance(found, QWidget) else None,
            within,
        )
        yield from _below(child, (*within, name or child.role().name))


# -- what may not be said of any window --------------------------------------------------------------------------


def nameless(found: list[Part]) -> list[str]:
    """Return what can be reached or pressed and has no name."""
    return [str(part) for part in found if _is_control(part) and not part.name]


def without_a_role(found: list[Part]) -> list[str]:
    """Return what can be reached and does not say what it is.

    Qt has no role for a place that is only scrolled; its keyboard focus is for Page Up and Page Down.
    """
    return [
        str(part)
        for part in found
        if part.focusable and part.role in ROOMS and not isinstance(part.widget, QScrollArea)
    ]


def twins(found: list[Part]) -> list[str]:
    """Return what is called the same as another of its kind in the window."""
    controls = [(part.role, part.name) for part in found if part.focusable and part.widget is not None]
    return sorted({f"{role.name} “{name}”" for role, name in controls if controls.count((role, name)) > 1})


def empty_pictures(found: list[Part]) -> list[str]:
    """Return pictures that say nothing to whoever cannot see them."""
    return [str(part) for part in found if part.role is Role.Graphic and not part.name]


def without_a_value(found: list[Part]) -> list[str]:
    """Return what stands for a number and does not tell it."""
    return [str(part) for part in found if part.role in WITH_VALUE and not part.has_value]


def _is_control(part: Part) -> bool:
    return part.enabled and (part.focusable or part.role in INTERACTIVE)


# -- the keyboard --------------------------------------------------------------------------------------------


def wants_tab(widget: QWidget) -> bool:
    """Say whether Tab has to come by: it can have the focus, is visible, and does not hand it on."""
    return (
        widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        and (widget.focusPolicy() & Qt.FocusPolicy.TabFocus) == Qt.FocusPolicy.TabFocus
        and not _is_other_radio(widget)
        and not _is_part_of_qt(widget)
    )


def _is_other_radio(widget: QWidget) -> bool:
    """Of a group of radio buttons, Tab reaches the chosen one, and arrow keys the others."""
    if not isinstance(widget, QAbstractButton) or not widget.autoExclusive():
        return False
    return not widget.isChecked()


def _is_part_of_qt(widget: QWidget) -> bool:
    """Qt makes parts inside others, which the keyboard reaches by other keys than Tab."""
    return widget.objectName().startswith("qt_") or isinstance(widget.parentWidget(), QTabBar)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where Tab came by."""

    widget: QWidget
    seen: bool
    """It looks different with the focus."""


def tab_through(window: QWidget) -> tuple[list[Stop], QWidget | None]:
    """Press Tab until it comes round; return the stops, and where it got stuck, if it did."""
    window.activateWindow()
    settle()
    first = next(widget for widget in window.findChildren(QWidget) if wants_tab(widget))
    first.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    stops: list[Stop] = []
    for _ in range(TABS_MAX):
        here = window.focusWidget()
        assert here is not None
        place = _surroundings(window, here)
        focused = window.grab(place).toImage()
        QTest.keyClick(here, Qt.Key.Key_Tab)
        settle()
        if window.focusWidget() is here:
            if stops or any(wants_tab(other) for other in window.findChildren(QWidget) if other is not here):
                return stops, here
            here.clearFocus()  # there is nowhere else to go
        stops.append(Stop(here, _differ(focused, window.grab(place).toImage())))
        if window.focusWidget() in (first, None):
            return stops, None
    return stops, window.focusWidget()


def _surroundings(window: QWidget, widget: QWidget) -> QRect:
    """Return where a widget is and where a ring around it would be; Tab must have scrolled it into sight."""
    ring = widget.parentWidget() if isinstance(widget.parentWidget(), QAbstractScrollArea) else widget
    assert ring is not None
    corner = ring.mapTo(window, ring.rect().topLeft())
    return QRect(corner, ring.size()).adjusted(-5, -5, 5, 5).intersected(window.rect())


def _differ(one: QImage, other: QImage) -> bool:
    return one != other
