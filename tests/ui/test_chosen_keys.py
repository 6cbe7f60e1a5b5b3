from __future__ import annotations

import re

import pytest

from tests.sources import ROOT
from voiceapp.ui.chosen_keys import CHANGEABLE, weighed
from voiceapp.ui.shortcuts import KEYS


def test_a_free_key_can_be_used_and_none_as_well() -> None:
    chosen = {"mute": "Ctrl+D", "record": "F8", "dark": ""}
    assert weighed(chosen) == (chosen, {})
    assert weighed({}) == ({}, {})


@pytest.mark.parametrize(
    ("name", "keys", "problem"),
    [
        ("mut", "Ctrl+D", "There is no key `mut`. Did you mean `mute`?"),
        ("frobnicate", "Ctrl+D", "There is no key `frobnicate`."),
        ("talk", "F9", "The key `talk` cannot be changed."),
        ("mute", "nonsense", 'That is no key for a window. One is written like "Ctrl+D" or "F9".'),
        ("mute", "Ctrl+A, Ctrl+B", 'That is no key for a window. One is written like "Ctrl+D" or "F9".'),
        ("mute", "RightCtrl", 'That is no key for a window. One is written like "Ctrl+D" or "F9".'),
        ("mute", "D", "That key is needed to type or to move about. Hold Ctrl or Alt with it."),
        ("mute", "Shift+D", "That key is needed to type or to move about. Hold Ctrl or Alt with it."),
        ("mute", "Space", "That key is needed to type or to move about. Hold Ctrl or Alt with it."),
        ("mute", "Up", "That key is needed to type or to move about. Hold Ctrl or Alt with it."),
        ("mute", "Ctrl+N", "Ctrl+N is the key of “New conversation”. Choose another, or change that one."),
        (
            "mute",
            "Ctrl+C",
            "Ctrl+C is the key of “Copy the chosen rows”. Choose another, or change that one.",
        ),
        (
            "find",
            "Alt+Left",
            "Alt+Left is the key of “Five seconds back”. Choose another, or change that one.",
        ),
    ],
)
def test_a_key_that_cannot_be_used_is_told_and_left_out(name: str, keys: str, problem: str) -> None:
    usable, problems = weighed({name: keys})
    assert problems == {name: problem}
    assert usable == {}


@pytest.mark.parametrize("keys", ["F1", "Shift+F9", "Pause", "Alt+D", "Meta+M", "Ctrl+Space"])
def test_what_nobody_types_may_be_a_key(keys: str) -> None:
    assert weighed({"keys": keys}) == ({"keys": keys}, {})


def test_two_keys_may_change_places() -> None:
    chosen = {"mute": "Ctrl+N", "new": "Ctrl+M"}
    assert weighed(chosen) == (chosen, {})


def test_of_two_that_are_the_same_the_first_counts_and_what_is_left_never_contradicts() -> None:
    usable, problems = weighed({"mute": "F9", "new": "F9", "record": "Ctrl+N"})
    assert usable == {"mute": "F9"}
    assert set(problems) == {"new", "record"}  # the new conversation keeps Ctrl+N, so it is not free


def test_a_key_that_plays_no_part_in_the_window_of_a_recording_may_be_one_of_its_keys() -> None:
    assert weighed({"mute": "Alt+Left"}) == ({"mute": "Alt+Left"}, {})


def test_everything_a_shortcut_does_can_be_changed() -> None:
    assert set(CHANGEABLE) == {key.name for key in KEYS if key.installed}
    assert "talk" not in CHANGEABLE


def test_the_readme_names_every_key_that_can_be_changed() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    told = readme[readme.index("The names are `stop`") : readme.index("A talk key for every program")]
    assert set(re.findall(r"`(\w+)`", told)) == set(CHANGEABLE)
