"""Steps as plain data and back."""

from __future__ import annotations

from typing import Any

import pytest

from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.errors import TapeError
from voiceapp.protocol.client_events import InputAudioAppend
from voiceapp.protocol.objects import ContentPart, ErrorInfo, Item
from voiceapp.protocol.server_events import (
    ErrorEvent,
    ItemAdded,
    OutputAudioDelta,
    SpeechStarted,
    Unrecognised,
)
from voiceapp.protocol.wire import CallId, ItemId, ResponseId
from voiceapp.recording.steps import read_input, write_command, write_input


class Shelf:
    """Keeps sound in memory."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def keep(self, voice: str, pcm: bytes) -> dict[str, Any]:
        self.kept.append(pcm)
        return {"at": len(self.kept) - 1, "bytes": len(pcm)}

    def fetch(self, voice: str, place: dict[str, Any]) -> bytes:
        return self.kept[int(place["at"])]


SPAN = i.Span(ItemId("item_a"), 0, 480, 240, 960)
ITEM = Item(type="message", id=ItemId("x"), role="user", content=(ContentPart(type="input_text", text="hi"),))
INPUTS = [
    i.Started(1),
    i.LinkOpened(2, "ga"),
    i.LinkFailed(3, "No.", "why", retry=True, retry_after_ms=500, jitter=0.25),
    i.LinkDropped(4, "Gone.", 1006),
    i.FromServer(5, SpeechStarted(audio_start_ms=10, item_id=ItemId("item_u"), extra={"new": [1, None]})),
    i.FromServer(6, OutputAudioDelta(response_id=ResponseId("r"), item_id=ItemId("a"), delta=b"\1\2\3\4")),
    i.FromServer(7, ItemAdded(item=ITEM, previous_item_id=None)),
    i.FromServer(8, ErrorEvent(error=ErrorInfo(code="x", message="y", extra={"z": 1}))),
    i.FromServer(9, Unrecognised(type="brand.new", raw={"type": "brand.new"}, reason="unknown type")),
    i.MicrophoneOpened(10, "mic"),
    i.MicBlock(11, 240, 10, b"\5\6" * 240, rms=12, overflowed=True),
    i.SpeakerBlock(12, 960, 240, 13, (SPAN,), order=3, underrun_frames=7, estimated=True, rms=4),
    i.TalkPressed(14),
    i.TextSubmitted(15, "grüß dich"),
    i.MuteChosen(16, muted=True),
    i.HandsFreeChosen(17, hands_free=False),
    i.ToolFinished(18, CallId("call"), "done"),
    i.DeadlinePassed(19),
    i.EchoMeasured(
        20, "cautious", "The loudspeaker is loud in the microphone.", erle_db=31.5, converged=True
    ),
    i.DuplexChosen(21, mode="half"),
    i.RecordingStopped(22, "The recording stopped.", "no space left"),
]


@pytest.mark.parametrize("happened", INPUTS, ids=lambda happened: type(happened).__name__)
def test_every_input_survives_the_tape(happened: i.Input) -> None:
    shelf = Shelf()
    assert read_input(write_input(happened, shelf), shelf) == happened


def test_every_kind_of_input_is_among_them_or_has_the_shape_of_one() -> None:
    plain = {"SpeakerOpened", "MicrophoneLost", "SpeakerLost", "TalkReleased", "StopPressed"}
    plain |= {"NewConversationRequested", "ReconnectRequested", "Stopped"}
    assert {kind.__name__ for kind in i.INPUTS} == {type(one).__name__ for one in INPUTS} | plain


def test_sound_is_kept_beside_the_text() -> None:
    shelf = Shelf()
    assert write_input(INPUTS[10], shelf)["pcm"] == {"at": 0, "bytes": 480}


def test_sound_in_commands_is_told_by_length_and_checksum() -> None:
    step = write_command(c.SendEvent(InputAudioAppend(audio=b"\1\2\3\4")))
    assert step == {
        "do": "SendEvent",
        "event": {
            "type": "input_audio_buffer.append",
            "audio": {"bytes": 4, "crc32": 3057449933},
        },
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"in": "Nonsense"},
        {},
        {"in": "MicBlock", "at_ns": 1},
        {"in": "TextSubmitted", "at_ns": "soon", "text": "x"},
        {"in": "FromServer", "at_ns": 1, "event": {"type": "never.heard"}},
        {"in": "SpeakerBlock", "at_ns": 1, "first_frame": 0, "frames": 1, "dac_at_ns": 0, "spans": [1]},
    ],
)
def test_a_damaged_step_is_told_in_a_sentence(fields: dict[str, Any]) -> None:
    with pytest.raises(TapeError, match=r"The tape has .*\."):
        read_input(fields, Shelf())
