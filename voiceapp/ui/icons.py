"""Drawings in the colour of the text beside them.

The files are SVG with `currentColor`; they are drawn at the size and scale that is asked for, so they are
sharp at every zoom. A drawing that is missing is an empty icon: words and accessible names carry the meaning.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from voiceapp.assets_path import asset

SIZES_PX = (16, 18, 20, 24, 28, 32, 40, 48, 56, 72, 96, 144)
"""What an icon holds ready: the sizes used, at 100 and 200 % and some between."""


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    try:
        return asset(f"icons/{name}.svg").read_text(encoding="utf-8")
    except OSError:
        return ""


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer | None:
    source = _source(name)
    if not source:
        return None
    return QSvgRenderer(QByteArray(source.replace("currentColor", color).encode()))


def draw_icon(painter: QPainter, name: str, color: str, where: QRectF) -> None:
    """Draw `name` in `color` (`#rrggbb`) to fill `where`."""
    renderer = _renderer(name, color)
    if renderer is not None:
        renderer.render(painter, where)


@lru_cache(maxsize=256)
def icon(name: str, color: str, disabled_color: str = "") -> QIcon:
    """Return `name` as an icon in `color`; drawn in `disabled_color` where the control is switched off."""
    result = QIcon()
    for mode, mode_color in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled_color or color)):
        for size_px in SIZES_PX:
            pixmap = QPixmap(QSize(size_px, size_px))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            draw_icon(painter, name, mode_color, QRectF(0, 0, size_px, size_px))
            painter.end()
            result.addPixmap(pixmap, mode)
    return result
