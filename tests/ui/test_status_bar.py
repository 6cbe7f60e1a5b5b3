from __future__ import annotations

from PySide6.QtWidgets import QMenu

from tests.ui_tools import settle, shown, spoken_description, spoken_name
from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.ui.status_bar import StatusBar


def test_it_leads_to_the_inspector_and_the_keys() -> None:
    bar = StatusBar()
    shown(bar, 600, 40)
    asked: list[str] = []
    bar.inspector_requested.connect(lambda: asked.append("inspector"))
    bar.keys_requested.connect(lambda: asked.append("keys"))
    bar.inspector.click()
    bar.keys.click()
    assert asked == ["inspector", "keys"]
    assert (spoken_name(bar.inspector), spoken_name(bar.keys)) == ("Inspector", "Keys")


def test_the_mode_in_force_is_shown_with_who_chose_it_and_what_is_known_of_the_echo() -> None:
    bar = StatusBar()
    bar.show_duplex(None, DuplexMode.CAUTIOUS, "Some echo remains.")
    assert spoken_name(bar.duplex) == "Only a clear voice cuts in · automatic"
    assert spoken_description(bar.duplex) == (
        "Cautious: a clear voice opens the microphone. Where some echo remains.\n"
        "Chosen by the program, from the echo it measures.\n"
        "Some echo remains."
    )
    bar.show_duplex(DuplexMode.HALF, DuplexMode.HALF, "")
    assert spoken_name(bar.duplex) == "Only keys cut in"
    assert bar.duplex.toolTip().endswith("Chosen by you.")


def test_the_mode_is_chosen_where_it_is_shown() -> None:
    bar = StatusBar()
    menu = QMenu(bar)
    bar.set_duplex_menu(menu)
    assert bar.duplex.menu() is menu


def test_where_it_is_narrow_the_mode_is_a_drawing() -> None:
    bar = StatusBar()
    shown(bar, 1000, 40)
    labelled = [bar.duplex.labelled]
    bar.resize(600, 40)
    settle()
    assert [*labelled, bar.duplex.labelled] == [True, False]
