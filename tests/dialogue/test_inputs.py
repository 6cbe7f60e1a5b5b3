"""The list of inputs is complete, and a conversation takes every one of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playbook import connected
from voiceapp.dialogue import inputs
from voiceapp.dialogue.inputs import INPUTS, Input
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.protocol.server_events import InputAudioCleared

FIELDS: dict[str, Any] = {
    "dialect": "ga",
    "sentence": "It is gone.",
    "code": 1006,
    "event": InputAudioCleared(),
    "device": "Rig",
    "first_frame": 0,
    "captured_at_ns": 0,
    "pcm": bytes(480),
    "frames": 240,
    "dac_at_ns": 0,
    "text": "hello",
    "muted": True,
    "hands_free": False,
    "call_id": "call_1",
    "output": "found",
    "duplex": "full",
    "name": "tape",
    "when": "12:03",
    "lost_steps": 3,
    "slept_ms": 60_000,
    "options": DialogueOptions(),
    "title": "Trains",
    "rows": (),
    "item_id": "item_1",
}


def test_every_input_is_listed() -> None:
    defined = {
        one
        for one in vars(inputs).values()
        if isinstance(one, type) and issubclass(one, Input) and one is not Input
    }
    assert set(INPUTS) == defined


@pytest.mark.parametrize("kind", INPUTS)
def test_every_input_is_taken(kind: type[Input]) -> None:
    required = {
        name: FIELDS[name]
        for name, field in kind.__dataclass_fields__.items()
        if name in FIELDS and repr(field.default).startswith("<dataclasses")
    }
    dialogue = connected()
    dialogue.handle(kind(7, **required))
    assert dialogue.snapshot().at_ns == 7
