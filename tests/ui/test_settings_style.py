from __future__ import annotations

from voiceapp.ui import theme
from voiceapp.ui.settings_style import settings_style


def test_each_theme_has_its_own_colours_and_braces_that_match() -> None:
    sheets = [settings_style(tokens) for tokens in (theme.LIGHT, theme.DARK, theme.DARK_CONTRAST)]
    assert len(set(sheets)) == 3
    for sheet in sheets:
        assert sheet.count("{") == sheet.count("}")
    assert theme.DARK.surface in sheets[1]
