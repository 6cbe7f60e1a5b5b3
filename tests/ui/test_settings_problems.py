from __future__ import annotations

from tests.ui_tools import shown, spoken_description
from voiceapp.ui.settings_problems import SettingsProblems

ONE = "settings.toml, line 3: `speed` must be a number from 0.25 to 1.5."


def test_each_mistake_is_a_line_and_the_file_can_be_opened() -> None:
    made = SettingsProblems()
    opened: list[bool] = []
    made.file_requested.connect(lambda: opened.append(True))
    made.show_problems((ONE, "settings.toml, line 4: there is no setting `sped`."))
    shown(made, 700, 100)
    assert made.text.text().splitlines()[0] == ONE
    assert spoken_description(made) == made.text.text()
    made.open.click()
    assert opened == [True]


def test_without_a_mistake_it_is_not_there() -> None:
    made = SettingsProblems()
    assert made.isHidden()
    made.show_problems((ONE,))
    made.show_problems(())
    assert made.isHidden()
