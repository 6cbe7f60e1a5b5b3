"""The state as an icon for the tray, told by its drawing; the ground's colour only helps.

A panel may be light or dark and nobody says which, so the drawing is white on a strong ground of its own,
with a thin light edge that keeps the ground apart from a dark panel.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from voiceapp.ui.icons import draw_icon
from voiceapp.ui.theme import LIGHT

SIZES_PX = (16, 18, 22, 24, 32, 44, 48, 64)
"""What panels ask for, at 100 and 200 %."""
GROUNDS = {
    "quiet": LIGHT.secondary,
    "accent": LIGHT.accent,
    "good": LIGHT.good,
    "warning": LIGHT.warning,
    "danger": LIGHT.danger,
}


@lru_cache(maxsize=32)
def tray_icon(drawing: str, tone: str) -> QIcon:
    """Return `drawing` on the ground of `tone`."""
    icon = QIcon()
    for size_px in SIZES_PX:
        pixmap = QPixmap(QSize(size_px, size_px))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = max(1.0, size_px / 24)
        painter.setPen(QPen(QColor(255, 255, 255, 150), edge))
        painter.setBrush(QColor(GROUNDS[tone]))
        ground = QRectF(0, 0, size_px, size_px).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
        painter.drawRoundedRect(ground, size_px * 0.24, size_px * 0.24)
        inset = size_px * 0.12
        where = QRectF(0, 0, size_px, size_px).adjusted(inset, inset, -inset, -inset)
        draw_icon(painter, drawing, "#ffffff", where)
        painter.end()
        icon.addPixmap(pixmap)
    return icon
