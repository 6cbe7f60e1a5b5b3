from __future__ import annotations

from tests.ui_tools import shown
from voiceapp.abilities import Ability, Fact, KnownBy
from voiceapp.ui.abilities_view import EXPLANATION, AbilitiesView

NOTE = "as LocalAI: its source, read 2026-11-21"


def test_before_anything_is_known_every_ability_is_a_question() -> None:
    view = AbilitiesView()
    shown(view, 400, 300)
    assert [row[1:] for row in view.table.texts()] == [("?", "not yet")] * len(Ability)
    assert view.remark.text() == EXPLANATION


def test_what_works_what_does_not_and_how_that_is_known_stand_side_by_side() -> None:
    view = AbilitiesView()
    view.show_facts(
        (
            Fact(Ability.TRUNCATE, works=False, known_by=KnownBy.MEMORY),
            Fact(Ability.DELETE, works=True, known_by=KnownBy.DATA, note=NOTE),
            Fact(Ability.CAPTIONS, works=True, known_by=KnownBy.SESSION),
        )
    )
    rows = {name: rest for name, *rest in view.table.texts()}
    assert rows["Cutting an answer back to what was heard"] == ["no", "from before"]
    assert rows["Removing what was not heard"] == ["yes", "expected"]
    assert rows["Writing down what you say"] == ["yes", "found now"]
    assert rows["Noise reduction"] == ["?", "not yet"]
    assert view.remark.text().endswith(f"Expected {NOTE}.")
