from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from voiceapp.ui import theme
from voiceapp.ui.theme import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Appearance, Colors, Theme


def luminance(color: str) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    ink = QColor(color)
    return 0.2126 * linear(ink.redF()) + 0.7152 * linear(ink.greenF()) + 0.0722 * linear(ink.blueF())


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


GROUNDS = ("surface", "window", "hover", "pressed", "accent_soft", "danger_soft", "warning_soft", "good_soft")
WRITTEN_ON = {
    "text": (*GROUNDS, "found"),
    "secondary": GROUNDS,
    "unheard": ("surface", "window"),
    "accent": ("surface", "window", "hover", "accent_soft"),
    "danger": ("surface", "window", "danger_soft"),
    "warning": ("surface", "window", "warning_soft"),
    "good": ("surface", "window", "good_soft"),
    "on_accent": ("accent",),
}
"""Ink -> where words of that colour stand, drawings included."""
FRAMES = {
    "field_border": ("surface", "window", "hover", "accent_soft", "warning_soft", "danger_soft"),
    "accent": (*GROUNDS,),
}
"""What stands around controls, and around the one with the focus."""
SETS = {"light": LIGHT, "dark": DARK, "light+": LIGHT_CONTRAST, "dark+": DARK_CONTRAST}


@pytest.mark.parametrize("name", SETS)
def test_text_can_be_read(name: str) -> None:
    tokens = SETS[name]
    wanted = 7.0 if name.endswith("+") else 4.5
    weak = [
        f"{ink} on {ground}: {found:.2f}"
        for ink, grounds in WRITTEN_ON.items()
        for ground in grounds
        if (found := contrast(getattr(tokens, ink), getattr(tokens, ground))) < wanted
    ]
    assert weak == []


@pytest.mark.parametrize("name", SETS)
def test_the_frame_of_a_control_and_the_ring_of_the_focus_can_be_seen(name: str) -> None:
    tokens = SETS[name]
    weak = [
        f"{frame} on {ground}: {found:.2f}"
        for frame, grounds in FRAMES.items()
        for ground in grounds
        if (found := contrast(getattr(tokens, frame), getattr(tokens, ground))) < 3.0
    ]
    assert weak == []


def test_heard_and_unheard_are_told_apart() -> None:
    for tokens in (LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST):
        heard, unheard = contrast(tokens.text, tokens.surface), contrast(tokens.unheard, tokens.surface)
        assert heard / unheard >= 1.8


@pytest.mark.parametrize(
    ("appearance", "high_contrast", "expected"),
    [
        (Appearance.LIGHT, False, LIGHT),
        (Appearance.DARK, False, DARK),
        (Appearance.LIGHT, True, LIGHT_CONTRAST),
        (Appearance.DARK, True, DARK_CONTRAST),
        (Appearance.SYSTEM, False, LIGHT),
    ],
)
def test_a_choice_becomes_the_palette(appearance: Appearance, high_contrast: bool, expected: Colors) -> None:
    changed: list[bool] = []
    chooser = Theme()
    chooser.changed.connect(lambda: changed.append(True))
    chooser.choose(appearance, high_contrast=high_contrast)
    assert theme.colors() is expected
    assert changed


def test_the_system_is_followed_only_while_nothing_else_was_chosen() -> None:

    chooser = Theme()
    chooser.choose(Appearance.SYSTEM, high_contrast=False)
    chooser._on_system_changed(Qt.ColorScheme.Dark)
    assert theme.colors() is DARK
    chooser.choose(Appearance.LIGHT)
    chooser._on_system_changed(Qt.ColorScheme.Dark)
    assert theme.colors() is LIGHT


def test_a_foreign_palette_gets_the_nearest_set(app: QApplication) -> None:
    app.setPalette(QPalette(QColor("#202020")))
    assert theme.colors() is DARK
    app.setPalette(QPalette(QColor("#eeeeee")))
    assert theme.colors() is LIGHT


def test_type_follows_the_size_of_the_system(app: QApplication) -> None:
    before = app.font()
    try:
        font = app.font()
        font.setPointSizeF(10)
        app.setFont(font)
        assert theme.body_font().pointSizeF() == pytest.approx(11.2)
        font.setPixelSize(20)
        app.setFont(font)
        assert theme.body_font().pixelSize() == 22
    finally:
        app.setFont(before)


def test_strong_colours_are_as_dark_as_those_in_use() -> None:
    chooser = Theme()
    chooser.choose(Appearance.DARK, high_contrast=False)
    assert theme.strong_colors() is DARK_CONTRAST
    chooser.choose(Appearance.LIGHT, high_contrast=False)
    assert theme.strong_colors() is LIGHT_CONTRAST
