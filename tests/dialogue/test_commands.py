"""The list of commands is complete."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from voiceapp.dialogue import commands
from voiceapp.dialogue.commands import COMMANDS, Command, CutPlayout


def test_every_command_is_listed() -> None:
    defined = {
        one
        for one in vars(commands).values()
        if isinstance(one, type) and issubclass(one, Command) and one is not Command
    }
    assert set(COMMANDS) == defined
    assert len(COMMANDS) == len(defined)


def test_commands_are_values() -> None:
    assert CutPlayout(1) == CutPlayout(1)
    with pytest.raises(FrozenInstanceError):
        CutPlayout(1).order = 2  # type: ignore[misc]
