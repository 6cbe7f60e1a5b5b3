"""Whether things may move by themselves: what the person has chosen, else what the system says.

Nothing in the program slides, fades or pulses; what moves by itself is Qt's (a blinking cursor, menus that
fade in where the desktop wants it) and the level meters, which follow the voice. Where motion is reduced the
cursor stands still, nothing fades, and meters take a new value four times a second (WCAG 2.2, 2.3.3).

Qt 6.11 knows no wish for less motion; a later one that does is asked. Until then a cursor that the desktop
does not let blink is taken for it.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

_REDUCED = "motion_reduced"
_FLASH_MS = "cursor_flash_ms"
"""Properties of the application: there is one, and it outlives every window."""


class Motion(Enum):
    """What the person has chosen."""

    SYSTEM = "system"
    REDUCED = "reduced"
    FULL = "full"


def is_reduced() -> bool:
    """Say whether nothing is to move that need not; on the Qt thread."""
    program = QCoreApplication.instance()
    return program is not None and bool(program.property(_REDUCED))


def choose(motion: Motion) -> None:
    """Move as `motion` says from now on; on the Qt thread, after the application was made."""
    program = QCoreApplication.instance()
    assert program is not None
    if program.property(_FLASH_MS) is None:
        program.setProperty(_FLASH_MS, QApplication.cursorFlashTime())
    flash_ms = int(program.property(_FLASH_MS))
    reduced = motion is Motion.REDUCED or (motion is Motion.SYSTEM and _system_wants_less(flash_ms))
    program.setProperty(_REDUCED, reduced)
    QApplication.setCursorFlashTime(0 if reduced else flash_ms)
    if reduced:
        QApplication.setEffectEnabled(Qt.UIEffect.UI_General, False)


def _system_wants_less(flash_ms: int) -> bool:
    hints = getattr(QGuiApplication.styleHints(), "accessibility", None)  # came with Qt 6.10
    ask = getattr(hints(), "motionPreference", None) if hints is not None else None
    if ask is not None:
        return bool(ask().name == "ReducedMotion")
    return flash_ms <= 0
