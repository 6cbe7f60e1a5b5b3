"""The state in the tray, told by its shape."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from voiceapp.dialogue.snapshot import Phase
from voiceapp.ui.state_badge import LOOKS, MUTED, state_of
from voiceapp.ui.tray_icon import GROUNDS, tray_icon

STATES = [(phase, False) for phase in Phase] + [(Phase.LISTENING, True)]


def drawing(phase: Phase, *, muted: bool, size_px: int) -> set[tuple[int, int]]:
    """Return where the icon is light: the drawing without its ground, whatever that one's colour."""
    name, tone, _ = state_of(phase, muted=muted)
    image = tray_icon(name, tone).pixmap(QSize(size_px, size_px)).toImage()
    inner = range(2, size_px - 2)
    return {(x, y) for x in inner for y in inner if is_light(image, x, y)}


def is_light(image: QImage, x: int, y: int) -> bool:
    color = QColor(image.pixelColor(x, y))
    return color.alpha() > 200 and color.lightness() > 150


@pytest.mark.parametrize("size_px", [16, 22, 48])
def test_no_two_states_have_the_same_shape(size_px: int) -> None:
    shapes = [drawing(phase, muted=muted, size_px=size_px) for phase, muted in STATES]
    for one, other in combinations(shapes, 2):
        assert len(one ^ other) >= size_px * size_px * 0.03


def test_there_is_a_sharp_one_for_small_and_large_panels() -> None:
    sizes = {size.width() for size in tray_icon(*LOOKS[Phase.LISTENING]).availableSizes()}
    assert {16, 22, 24, 48} <= sizes


def test_every_tone_of_a_state_has_a_ground() -> None:
    assert {tone for _, tone in (*LOOKS.values(), MUTED)} <= set(GROUNDS)


def test_the_ground_is_dark_enough_for_a_white_drawing() -> None:
    assert all(QColor(ground).lightness() < 130 for ground in GROUNDS.values())
