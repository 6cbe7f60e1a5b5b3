from __future__ import annotations

from voiceapp.ui.replay_keys import REPLAY_KEYS, hint


def test_no_key_does_two_things() -> None:
    keys = [key.keys for key in REPLAY_KEYS]
    assert len(set(keys)) == len(keys)


def test_every_line_says_what_it_does_and_has_a_name_of_its_own() -> None:
    assert all(key.does for key in REPLAY_KEYS)
    assert len({key.name for key in REPLAY_KEYS}) == len(REPLAY_KEYS)


def test_a_hint_names_the_keys() -> None:
    assert hint("Play", "play") == "Play (Space)"
    assert hint("Speed", "slower", "faster") == "Speed (Ctrl+Down, Ctrl+Up)"
