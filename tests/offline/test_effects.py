from __future__ import annotations

import dataclasses

import pytest

from voiceapp.offline.effects import ABRUPT, Close, Emit, Recognise, Synthesise
from voiceapp.protocol.server_events import InputAudioCleared


def test_effects_are_compared_by_what_they_ask_for() -> None:
    assert Emit(InputAudioCleared()) == Emit(InputAudioCleared())
    assert Recognise("job", b"\0\0") != Recognise("job", b"\1\0")
    assert Close(1001, "over") != Close(1001)


def test_an_effect_cannot_be_changed_on_its_way() -> None:
    effect = Synthesise("job", "hello")
    with pytest.raises(dataclasses.FrozenInstanceError):
        effect.text = "bye"  # type: ignore[misc]


def test_an_abrupt_end_has_the_code_that_no_close_frame_may_carry() -> None:
    assert ABRUPT == 1006
