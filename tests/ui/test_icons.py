from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from voiceapp.assets_path import asset
from voiceapp.ui.icons import draw_icon, icon
from voiceapp.ui.microphone_state import LOOKS as MICROPHONES
from voiceapp.ui.state_badge import LOOKS as PHASES
from voiceapp.ui.state_badge import MUTED

FOLDER = asset("icons/voiceapp.svg").parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.svg"))


def picture(name: str, color: str = "#ff0000") -> QImage:
    image = QImage(QSize(48, 48), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    draw_icon(painter, name, color, QRectF(0, 0, 48, 48))
    painter.end()
    return image


def names_in_the_program() -> set[str]:
    """Return every string of the window's code that is the name of a drawing, or is used as one."""
    used: set[str] = set()
    for path in Path("voiceapp/ui").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(
            re.findall(
                r'(?:IconButton|icon|Icon|set_icon|_chip|_footnote|_choice|Choice)\(\s*"([a-z-]+)"', text
            )
        )
    return used


def test_every_drawing_that_is_asked_for_exists() -> None:
    used = names_in_the_program() | {look[0] for look in (*PHASES.values(), MUTED, *MICROPHONES.values())}
    assert {"mic-off", "send", "voiceapp", "cut"} <= used
    assert used - set(NAMES) == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_leaves_ink(name: str) -> None:
    image = picture(name)
    inked = sum(QColor(image.pixelColor(x, y)).alpha() > 100 for x in range(48) for y in range(48))
    assert inked >= 30


@pytest.mark.parametrize("name", [name for name in NAMES if name != "voiceapp"])
def test_every_drawing_takes_the_colour_it_is_given(name: str) -> None:
    image = picture(name, "#0000ff")
    strong = [color for x in range(48) for y in range(48) if (color := image.pixelColor(x, y)).alpha() > 250]
    assert all((color.red(), color.green(), color.blue()) == (0, 0, 255) for color in strong)
    assert strong


def test_a_drawing_that_is_missing_is_empty_and_nothing_breaks() -> None:
    assert picture("no-such-drawing") == picture("no-such-drawing", "#00ff00")
    assert icon("no-such-drawing", "#000000").availableSizes() != []


def test_an_icon_is_sharp_at_every_scale() -> None:
    sizes = {size.width() for size in icon("mic", "#123456").availableSizes()}
    assert {16, 18, 20, 28, 32, 40, 72, 144} <= sizes
