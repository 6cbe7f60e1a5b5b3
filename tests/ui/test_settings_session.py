from __future__ import annotations

from dataclasses import fields

from tests.ui_tools import shown, spoken_description
from voiceapp.dialogue.snapshot import SessionFacts
from voiceapp.ui.settings_session import FACTS, SettingsSession


def test_what_the_service_tells_is_shown_and_nothing_else() -> None:
    made = SettingsSession()
    shown(made, 500, 300)
    made.show_session(SessionFacts(dialect="ga", voice="marin", speed=1.25, turn_detection="by silence"))
    assert spoken_description(made) == "Protocol: ga. Voice: marin. Speed: 1.25. Turns: by silence"
    assert made.nothing.isHidden()


def test_without_a_session_that_is_said() -> None:
    made = SettingsSession()
    shown(made, 500, 300)
    made.show_session(SessionFacts(voice="marin"))
    made.show_session(None)
    assert not made.nothing.isHidden()
    assert spoken_description(made) == "There is no session now."


def test_every_fact_that_helps_to_choose_has_a_name() -> None:
    assert {field.name for field in fields(SessionFacts)} - set(FACTS) == {"expires_at_s"}
