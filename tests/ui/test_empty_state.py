from __future__ import annotations

from tests.ui_tools import shown, spoken_name
from voiceapp.ui.empty_state import EmptyState


def test_it_says_how_to_begin_in_either_mode() -> None:
    empty = EmptyState()
    assert empty.title.text() == "Hold Space or just speak"
    empty.show_mode(hands_free=False)
    assert empty.title.text() == "Hold Space to talk"


def test_without_a_microphone_it_says_why_and_what_works() -> None:
    empty = EmptyState()
    empty.show_mode(hands_free=True, reason="No microphone is connected.")
    assert empty.title.text() == "Type a message to begin"
    assert empty.hint.text() == "No microphone is connected."


def test_an_example_can_be_clicked_instead_of_said() -> None:
    empty = EmptyState(["Tell me a joke", "What time is it?"])
    shown(empty)
    chosen: list[str] = []
    empty.example_chosen.connect(chosen.append)
    empty.examples[1].click()
    assert chosen == ["What time is it?"]
    assert spoken_name(empty.examples[1]) == "Ask: What time is it?"
