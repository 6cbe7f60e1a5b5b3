from __future__ import annotations

from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.ui.duplex_menu import DuplexMenu


def ticked(menu: DuplexMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.isChecked()]


def test_every_mode_is_offered_and_explained() -> None:
    menu = DuplexMenu()
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == [
        "Automatic",
        "Cut in at any moment",
        "Only a clear voice cuts in",
        "Only keys cut in",
        "Check for echo…",
    ]
    assert menu.toolTipsVisible()
    assert all(len(action.toolTip()) > 30 for action in menu.actions() if not action.isSeparator())


def test_the_automatic_choice_says_what_it_has_chosen_and_why() -> None:
    menu = DuplexMenu()
    menu.show_duplex(None, DuplexMode.CAUTIOUS, "Some echo remains.")
    assert ticked(menu) == ["Automatic (now: only a clear voice cuts in)"]
    assert menu.modes[None].toolTip().endswith("Some echo remains.")


def test_what_a_person_has_chosen_is_ticked() -> None:
    menu = DuplexMenu()
    menu.show_duplex(DuplexMode.HALF, DuplexMode.HALF, "")
    assert ticked(menu) == ["Only keys cut in"]
    assert menu.modes[None].text() == "Automatic"


def test_choosing_and_checking_are_told() -> None:
    menu = DuplexMenu()
    chosen: list[object] = []
    menu.mode_chosen.connect(chosen.append)
    menu.check_requested.connect(lambda: chosen.append("check"))
    menu.modes[DuplexMode.HALF].trigger()
    menu.modes[None].trigger()
    menu.check.trigger()
    assert chosen == [DuplexMode.HALF, None, "check"]
