from __future__ import annotations

import dataclasses

import pytest

from voiceapp.ui.settings_entry import Entry, Look


def test_an_entry_is_followed_at_once_and_always_shown_unless_it_says_otherwise() -> None:
    entry = Entry("voice", "Voice", "Its name.")
    assert (entry.at_start, entry.needs, entry.look) == (False, None, Look.USUAL)


def test_an_entry_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Entry("voice", "Voice", "Its name.").label = "Other"  # type: ignore[misc]
