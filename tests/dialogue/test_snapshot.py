"""The picture is a value that shares what did not change."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from tests.playbook import committed, connected, mic, speech_starts
from voiceapp.dialogue.snapshot import Phase, Snapshot


def test_empty_picture_is_off() -> None:
    assert Snapshot().phase is Phase.OFF
    assert Snapshot() == Snapshot()


def test_picture_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Snapshot().muted = True  # type: ignore[misc]


def test_rows_that_did_not_change_are_the_same_objects() -> None:
    dialogue = connected()
    dialogue.handle(committed("user_1"))
    before = dialogue.snapshot().rows
    dialogue.handle(mic(at_ms=20))
    assert dialogue.snapshot().rows is before
    dialogue.handle(speech_starts("user_2"))
    assert dialogue.snapshot().rows[0] is before[0]
