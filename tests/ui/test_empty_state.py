from __future__ import annotations

from tests.ui import pseudo
from tests.ui_tools import settle, shown, spoken_name
from voiceapp.ui.empty_state import EmptyState


def test_it_says_how_to_begin_in_either_mode() -> None:
    empty = EmptyState()
    assert empty.title.text() == "Hold Space or just speak"
    empty.show_mode(hands_free=False)
    assert empty.title.text() == "Hold Space to talk"


def test_without_a_microphone_it_says_what_works() -> None:
    empty = EmptyState()
    empty.show_mode(hands_free=True, silent=True)
    assert empty.title.text() == "Type a message to begin"
    assert empty.hint.text() == "Without a microphone the conversation goes on in writing."


def test_an_example_can_be_clicked_instead_of_said() -> None:
    empty = EmptyState(["Tell me a joke", "What time is it?"])
    shown(empty)
    chosen: list[str] = []
    empty.example_chosen.connect(chosen.append)
    empty.examples[1].click()
    assert chosen == ["What time is it?"]
    assert spoken_name(empty.examples[1]) == "Ask: What time is it?"


def test_where_it_is_low_the_words_stay_longest() -> None:
    empty = EmptyState(["Tell me a joke"])
    shown(empty, 480, 400)
    parts = (empty._picture, empty.examples[0], empty.title)
    found = []
    for height in (400, 280, 120):
        empty.resize(480, height)
        settle()
        found.append([part.isVisible() for part in parts])
    assert found == [[True, True, True], [False, True, True], [False, False, True]]


def test_examples_stay_english_where_the_assistant_knows_nothing_else() -> None:
    empty = EmptyState(["Tell me a joke"])
    said: list[str] = []
    empty.example_chosen.connect(said.append)
    with pseudo.Speaking():
        empty.examples[0].click()
        empty.show_listener(english_only=True)
        empty.examples[0].click()
    assert said == [pseudo.pseudo("Tell me a joke"), "Tell me a joke"]
