from __future__ import annotations

from tests.ui_tools import shown
from voiceapp.ui.settings_echo import SettingsEcho


def test_there_is_the_button_or_the_panel() -> None:
    made = SettingsEcho()
    shown(made, 600, 200)
    assert (made.begin.isHidden(), made.panel.isHidden()) == (False, True)
    made.begin.click()
    assert (made.begin.isHidden(), made.panel.isHidden()) == (True, False)
    made.panel.shut.click()
    assert (made.begin.isHidden(), made.panel.isHidden()) == (False, True)
