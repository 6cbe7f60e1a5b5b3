"""A button with a drawing, and a word where there is room for one.

Drawn by hand: a style sheet cannot centre a drawing and its word together, and forgets to measure again when
the word goes away.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QCursor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from voiceapp.ui import theme
from voiceapp.ui.icons import draw_icon

ICON_PX = 18
GAP_PX = 7


class IconButton(QToolButton):
    """A tool button in the window's colours; reached with Tab, and never takes the focus by a click.

    A click that took the focus would make the next Space press the button again instead of talking.
    `kind` chooses the look: `plain`, `bordered`, `primary`, `danger` or `float`.
    """

    def __init__(
        self,
        icon_name: str,
        name: str,
        parent: QWidget | None = None,
        *,
        labelled: bool = False,
        kind: str = "plain",
        hint: str = "",
        joined: str = "",
    ) -> None:
        """Make a button; `name` is the label, the accessible name and, without `hint`, the tooltip.

        `joined` is the side (`left` or `right`) where it touches its neighbour without a gap.
        """
        super().__init__(parent)
        self._icon_name = icon_name
        self._labelled = labelled
        self._kind = kind
        self._joined = joined
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_name(name, hint=hint)

    @property
    def icon_name(self) -> str:
        """Name of the drawing."""
        return self._icon_name

    @property
    def labelled(self) -> bool:
        """Whether the word is shown."""
        return self._labelled

    def set_name(self, name: str, *, hint: str = "") -> None:
        """Call the button something else."""
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(hint or name)
        self.setAccessibleDescription(hint)
        self.updateGeometry()

    def set_icon(self, icon_name: str) -> None:
        """Show another drawing."""
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self.update()

    def set_labelled(self, labelled: bool) -> None:
        """Show the word beside the drawing, or the drawing alone."""
        if labelled != self._labelled:
            self._labelled = labelled
            self.updateGeometry()
            self.update()

    def set_kind(self, kind: str) -> None:
        """Look like another kind of button."""
        if kind != self._kind:
            self._kind = kind
            self.update()

    def setMenu(self, menu: QMenu) -> None:  # noqa: N802 (Qt's name)
        """Offer `menu`; when it closes, the pointer is wherever it has gone meanwhile."""
        super().setMenu(menu)
        menu.aboutToHide.connect(self._look_for_pointer)

    def _look_for_pointer(self) -> None:
        over = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, over)
        self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Measure again in another font; draw again in other colours."""
        super().changeEvent(event)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a square for the drawing alone, or room for drawing and word."""
        metrics = QFontMetrics(self.font())
        height = max(theme.CONTROL_HEIGHT, metrics.height() + 2 * theme.S)
        if not self._labelled:
            return QSize(height + 2, height)
        return QSize(
            theme.M + _icon_px() + GAP_PX + metrics.horizontalAdvance(self.text()) + theme.M + 2, height
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the same: a word that is shown is shown whole."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw ground, drawing and word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, border, ink = self._colors()
        focus = self.hasFocus()
        if focus:
            border = theme.colors().text if self._kind == "primary" else theme.colors().accent
        inset = 1.0 if focus else 0.5
        painter.setPen(QPen(QColor(border), 2 if focus else 1) if border else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawPath(self._shape(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)))
        metrics = QFontMetrics(self.font())
        words = metrics.horizontalAdvance(self.text()) if self._labelled else 0
        icon_px = _icon_px()
        total = icon_px + (GAP_PX + words if self._labelled else 0)
        left = (self.width() - total) / 2
        draw_icon(
            painter, self._icon_name, ink, QRectF(left, (self.height() - icon_px) / 2, icon_px, icon_px)
        )
        if self._labelled:
            painter.setPen(QColor(ink))
            room = QRectF(left + icon_px + GAP_PX, 0, words + 2, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())

    def _colors(self) -> tuple[str, str, str]:
        """Return ground, border and ink; an empty string for none."""
        tokens = theme.colors()
        over = self.underMouse() and self.isEnabled()
        ground, border, ink = {
            "bordered": (tokens.surface, tokens.field_border, tokens.text),
            "primary": (tokens.accent, tokens.accent, tokens.on_accent),
            "danger": (tokens.danger_soft, tokens.danger, tokens.danger),
            "float": (tokens.surface, tokens.field_border, tokens.text),
        }.get(self._kind, ("", "", tokens.text))
        if not self.isEnabled():
            return ("" if not ground else tokens.window, tokens.border if border else "", tokens.unheard)
        if self._kind in ("primary", "danger"):
            return ground, border, ink
        if self.isDown():
            ground = tokens.pressed
        elif self.isChecked():
            ground, border = tokens.accent_soft, tokens.accent
        elif over:
            ground = tokens.hover
        return ground, border, ink

    def _shape(self, where: QRectF) -> QPainterPath:
        radius = where.height() / 2 if self._kind == "float" else float(theme.RADIUS)
        path = QPainterPath()
        path.addRoundedRect(where, radius, radius)
        square = QRectF(where)
        if self._joined == "right":
            square.setLeft(where.center().x())
        elif self._joined == "left":
            square.setRight(where.center().x())
        else:
            return path
        corner = QPainterPath()
        corner.addRect(square)
        return path.united(corner).simplified()


def _icon_px() -> int:
    """Return the size of a drawing beside the text in use."""
    return theme.roomy(ICON_PX, most=2.0)
