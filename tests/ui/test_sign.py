from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from tests.ui_tools import settle, shown, spoken_name
from voiceapp.ui.sign import Kind, Sign
from voiceapp.ui.theme import DARK, LIGHT, palette_of


def drawn_with(sign: Sign, color: str) -> bool:
    """Whether some pixel of the picture has exactly this colour."""
    image = sign.pixmap().toImage()
    wanted = QColor(color).rgb()
    return any(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize(("kind", "name"), [(Kind.WARNING, "Warning"), (Kind.NOTE, "Note")])
def test_a_sign_says_what_it_is(kind: Kind, name: str) -> None:
    sign = Sign(kind, 20)
    assert spoken_name(sign) == name
    assert (sign.width(), sign.height()) == (20, 20)


def test_a_warning_is_drawn_in_the_colour_of_warnings_and_follows_the_colours(app: QApplication) -> None:
    sign = Sign(Kind.WARNING, 64)
    shown(sign, 64, 64)
    assert drawn_with(sign, LIGHT.warning)
    app.setPalette(palette_of(DARK))
    settle()
    assert drawn_with(sign, DARK.warning)
    assert not drawn_with(sign, LIGHT.warning)


def test_a_note_is_drawn_in_another_colour() -> None:
    sign = Sign(Kind.NOTE, 64)
    assert drawn_with(sign, LIGHT.accent)
    assert not drawn_with(sign, LIGHT.warning)
