"""Colours, type and spacing as named tokens.

A drawing widget asks `colors()` each time it paints: the answer follows the application's palette, so there
is no theme object to hand around and nothing to forget when the system turns dark. `Theme` is what sets that
palette. Contrast is tested: text on its ground is at least 4.5 : 1 everywhere, 7 : 1 in high contrast, frames
of controls and the ring of the focus 3 : 1 (WCAG 2.2, criteria 1.4.3, 1.4.6, 1.4.11 and 2.4.13).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

# -- spacing, in device-independent pixels: one scale for everything ---------------------------------------

XS, S, M, L, XL = 4, 8, 12, 16, 24
RADIUS = 8
CONTROL_HEIGHT = 34
TEXT_PX = 17
"""Height of a line of the usual text: widths at which a window is arranged otherwise are meant for it."""
COLUMN_MAX = 760
"""Widest line of text: about 90 characters, past which the eye loses the next line."""


@dataclass(frozen=True, slots=True)
class Colors:
    """One set of tokens; every value is `#rrggbb`."""

    dark: bool
    window: str
    surface: str
    """Cards, fields, the transcript."""
    hover: str
    pressed: str
    border: str
    field_border: str
    """Around what can be typed in or pressed: 3 : 1 against the ground (WCAG 1.4.11)."""
    text: str
    secondary: str
    unheard: str
    """Words that were not heard (yet)."""
    accent: str
    on_accent: str
    accent_soft: str
    """Ground of the user's words and of chosen things."""
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    good: str
    good_soft: str
    found: str
    """Ground of a search hit."""


LIGHT = Colors(
    dark=False,
    window="#f4f5f8",
    surface="#ffffff",
    hover="#e9ecf2",
    pressed="#dde2ec",
    border="#dfe3ea",
    field_border="#7a8393",
    text="#1a1e26",
    secondary="#565f6e",
    unheard="#656e7d",
    accent="#2456d6",
    on_accent="#ffffff",
    accent_soft="#e4ecff",
    danger="#b3261e",
    danger_soft="#fdeae8",
    warning="#7d5200",
    warning_soft="#fff3d9",
    good="#146c45",
    good_soft="#ddf4e7",
    found="#ffe08a",
)

DARK = Colors(
    dark=True,
    window="#14171c",
    surface="#1b1f26",
    hover="#272c35",
    pressed="#323945",
    border="#2f3641",
    field_border="#7a8596",
    text="#eceff4",
    secondary="#a9b2c0",
    unheard="#929cac",
    accent="#82a8ff",
    on_accent="#0b1733",
    accent_soft="#24345f",
    danger="#ff958b",
    danger_soft="#43211f",
    warning="#f0c263",
    warning_soft="#3a301b",
    good="#74d9a4",
    good_soft="#1a3829",
    found="#6b5310",
)

LIGHT_CONTRAST = replace(
    LIGHT,
    window="#ffffff",
    border="#5c6470",
    field_border="#000000",
    text="#000000",
    secondary="#2c323b",
    unheard="#474e59",
    accent="#0b3aa8",
    danger="#8c1009",
    warning="#5c3c00",
    good="#0b4a2e",
)

DARK_CONTRAST = replace(
    DARK,
    window="#000000",
    surface="#000000",
    hover="#22262d",
    border="#8b95a5",
    field_border="#ffffff",
    text="#ffffff",
    secondary="#dfe4ec",
    unheard="#b6bfcc",
    accent="#a9c4ff",
    accent_soft="#142349",
    danger="#ffb4ad",
    danger_soft="#330f0d",
    warning="#ffd884",
    warning_soft="#2a2210",
    good="#9cf0c3",
    good_soft="#0d2619",
)

_SETS = (LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST)


def colors() -> Colors:
    """Return the tokens that belong to the application's palette; the nearest plain set for a foreign one."""
    palette = QGuiApplication.palette()
    window = palette.color(QPalette.ColorRole.Window).name()
    text = palette.color(QPalette.ColorRole.WindowText).name()
    for tokens in _SETS:
        if tokens.window == window and tokens.text == text:
            return tokens
    return DARK if _is_dark(palette) else LIGHT


def strong_colors() -> Colors:
    """Return the tokens of high contrast that are as dark or light as those in use."""
    return DARK_CONTRAST if colors().dark else LIGHT_CONTRAST


def _is_dark(palette: QPalette) -> bool:
    window = palette.color(QPalette.ColorRole.Window)
    return window.lightness() < palette.color(QPalette.ColorRole.WindowText).lightness()


def palette_of(tokens: Colors) -> QPalette:
    """Return the Qt palette made of `tokens`."""
    roles = {
        QPalette.ColorRole.Window: tokens.window,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.window,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.ToolTipBase: tokens.surface,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.secondary,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Accent: tokens.accent,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.Light: tokens.hover,
        QPalette.ColorRole.Midlight: tokens.hover,
        QPalette.ColorRole.Mid: tokens.border,
        QPalette.ColorRole.Dark: tokens.field_border,
        QPalette.ColorRole.Shadow: tokens.field_border,
    }
    palette = QPalette()
    for role, color in roles.items():
        palette.setColor(role, QColor(color))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.unheard))
    return palette


# -- type: everything follows the size the person has chosen for the system --------------------------------


def roomy(px: int, *, most: float = 4.0) -> int:
    """Return a length that suits text of the usual size, for the text in use.

    Never shorter, and at most `most` times as long.
    """
    growth = QFontMetrics(QApplication.font()).height() / TEXT_PX
    return round(px * min(most, max(1.0, growth)))


def least(width: int, height: int) -> QSize:
    """Return the smallest size of a window: larger for larger text, but not for more than a small screen."""
    return QSize(roomy(width, most=1.6), roomy(height, most=1.6))


def body_font() -> QFont:
    """The font of the conversation, a little larger than the system's."""
    return scaled_font(1.12)


def small_font() -> QFont:
    """The font of names, times and numbers."""
    return scaled_font(0.92)


def scaled_font(factor: float, *, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the application's font, `factor` times as large."""
    font = QFont(QApplication.font())
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * factor)
    else:
        font.setPixelSize(max(1, round(font.pixelSize() * factor)))
    font.setWeight(weight)
    return font


def fixed_font(factor: float = 0.95) -> QFont:
    """Return the system's fixed-width font, for what machines write."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(max(1.0, QApplication.font().pointSizeF()) * factor)
    return font


# -- the choice --------------------------------------------------------------------------------------------


class Appearance(Enum):
    """What the person has chosen."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Keeps the application's palette at what the person or the system wants.

    Signals:
        changed(): the palette is another one; style sheets must be made again.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # One look everywhere: a style sheet on top of a native style gives neither the one nor the other.
        if QApplication.style().objectName().lower() != "fusion":
            QApplication.setStyle("Fusion")
        scheme = QGuiApplication.styleHints().colorScheme()
        if scheme is Qt.ColorScheme.Unknown:  # the platform does not say; its palette does
            self._system_is_dark = _is_dark(QGuiApplication.palette())
        else:
            self._system_is_dark = scheme is Qt.ColorScheme.Dark
        self._appearance = Appearance.SYSTEM
        self._contrast = self._system_wants_contrast()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def appearance(self) -> Appearance:
        """What was chosen, not what it came to."""
        return self._appearance

    @property
    def high_contrast(self) -> bool:
        """Whether the stronger set of colours is in use."""
        return self._contrast

    def choose(self, appearance: Appearance, *, high_contrast: bool | None = None) -> None:
        """Use `appearance` from now on; None leaves the contrast as it is."""
        self._appearance = appearance
        if high_contrast is not None:
            self._contrast = high_contrast
        # Title bars, native menus and file dialogs follow this where the platform has a notion of it.
        QGuiApplication.styleHints().setColorScheme(
            {
                Appearance.SYSTEM: Qt.ColorScheme.Unknown,
                Appearance.LIGHT: Qt.ColorScheme.Light,
                Appearance.DARK: Qt.ColorScheme.Dark,
            }[appearance]
        )
        self.apply()

    def apply(self) -> None:
        """Set the palette that belongs to the present choice."""
        QApplication.setPalette(palette_of(self.tokens()))
        self.changed.emit()

    def tokens(self) -> Colors:
        """Return the set of tokens the present choice comes to."""
        dark = {
            Appearance.SYSTEM: self._system_is_dark,
            Appearance.LIGHT: False,
            Appearance.DARK: True,
        }[self._appearance]
        if self._contrast:
            return DARK_CONTRAST if dark else LIGHT_CONTRAST
        return DARK if dark else LIGHT

    def _on_system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._appearance is not Appearance.SYSTEM:
            return
        if scheme is not Qt.ColorScheme.Unknown:
            self._system_is_dark = scheme is Qt.ColorScheme.Dark
        self.apply()

    @staticmethod
    def _system_wants_contrast() -> bool:
        # QAccessibilityHints came with Qt 6.10; older versions cannot say.
        hints = getattr(QGuiApplication.styleHints(), "accessibility", None)
        if hints is None:
            return False
        return bool(hints().contrastPreference() == Qt.ContrastPreference.HighContrast)
