from __future__ import annotations

from tests.ui_tools import shown, spoken_description
from voiceapp.ui.settings_identity import Identity, IdentityPanel


def panel(identity: Identity) -> IdentityPanel:
    made = IdentityPanel()
    shown(made, 600, 300)
    made.show_identity(identity)
    return made


def offered(made: IdentityPanel) -> list[str]:
    buttons = (made.sign_in, made.sign_out, made.keep, made.remove)
    return [button.text() for button in buttons if not button.isHidden() and button.isEnabled()]


def test_only_what_can_be_done_is_offered() -> None:
    assert offered(panel(Identity(can_sign_in=True, can_keep=True))) == [
        "Sign in with the browser…",
        "Keep a key…",
    ]
    assert offered(panel(Identity(can_sign_out=True, can_remove=True))) == ["Sign out", "Remove the key"]


def test_while_something_is_waited_for_nothing_else_can_be_asked_for() -> None:
    made = panel(Identity(can_sign_in=True, can_keep=True))
    made.show_waiting("The browser opens.")
    assert offered(made) == []
    assert made.outcome.text() == "The browser opens."


def test_what_is_known_is_said_and_heard() -> None:
    made = panel(Identity("Ada is signed in.", "The keyring holds no key.", "The key is removed."))
    assert spoken_description(made) == "Ada is signed in. The keyring holds no key. The key is removed."


def test_a_computer_without_a_keyring_asks_for_no_key() -> None:
    made = panel(Identity(can_keep=True))
    made.keep.click()
    assert not made.entry.isHidden()
    made.show_identity(Identity(key="This computer has no keyring that could hold a key."))
    assert made.entry.isHidden()
    assert offered(made) == []


def test_wishes_go_out() -> None:
    made = panel(Identity(can_sign_in=True, can_sign_out=True, can_keep=True, can_remove=True))
    wishes: list[str] = []
    made.sign_in_requested.connect(lambda: wishes.append("in"))
    made.sign_out_requested.connect(lambda: wishes.append("out"))
    made.key_removal_requested.connect(lambda: wishes.append("remove"))
    made.key_entered.connect(wishes.append)
    for button in (made.sign_in, made.sign_out, made.remove, made.keep):
        button.click()
    made.entry.field.setText("k")
    made.entry.keep.click()
    assert wishes == ["in", "out", "remove", "k"]
