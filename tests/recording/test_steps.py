"""Steps as plain data and back."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.earlier import EarlierRow
from voiceapp.dialogue.history import CallPair
from voiceapp.dialogue.options import DialogueOptions
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
from voiceapp.recording.plain import plain
from voiceapp.recording.steps import Place, read_step, write_command, write_input


class Shelf:
    """Keeps sound in memory."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def keep(self, voice: str, pcm: bytes) -> dict[str, int]:
        self.kept.append(pcm)
        return {"at": len(self.kept) - 1, "bytes": len(pcm)}

    def fetch(self, voice: str, place: Place) -> bytes:
        return self.kept[place.at]


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
    i.RecordingStarted(23, "tape", private=True),
    i.RecordingLagged(24, lost_steps=12),
    i.SpeechRecovered(25, "0123456789abcdef/1-5.pcm", "12:03", b"\5\6" * 240),
    i.TextRecovered(26, "0123456789abcdef/2-6.txt", "grüß dich"),
    i.JournalStopped(27, "It is not kept.", "no space left"),
    i.LinkOpened(25, "ga", wall_offset_ns=1_795_183_320_000_000_000, spare=True),
    i.FromServer(26, ItemAdded(item=ITEM), spare=True),
    i.SettingsChosen(27, DialogueOptions(voice="sage", tools=({"type": "function", "name": "search"},))),
    i.ComputerWoke(28, 600_000),
    i.ConversationContinued(
        29,
        "Züge",
        (
            EarlierRow("user", "wann?", -5),
            EarlierRow("tool", "f({})", -4, call=CallPair(CallId("call_1"), "f", "{}", "um zehn")),
            EarlierRow("assistant", "Um zehn, und", -3, cut_ms=900, spoken=False, set_aside=True),
        ),
        left_out=2,
        number=7,
    ),
    i.AnswerKept(30, ItemId("item_a")),
]


@pytest.mark.parametrize("happened", INPUTS, ids=lambda happened: type(happened).__name__)
def test_every_input_survives_the_tape(happened: i.Input) -> None:
    shelf = Shelf()
    line = msgspec.json.encode(write_input(happened, shelf))
    assert read_step(line, shelf) == (happened, [])


def test_every_kind_of_input_is_among_them_or_has_the_shape_of_one() -> None:
    plain = {"SpeakerOpened", "MicrophoneLost", "SpeakerLost", "TalkLocked", "TalkReleased", "StopPressed"}
    plain |= {"AnswerAgainRequested", "NewConversationRequested", "ReconnectRequested", "Stopped"}
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
    "event",
    [
        InputAudioAppend(audio=b"\1\2"),
        InputAudioAppend(audio=b""),
        InputAudioAppend(audio=b"\1\2", event_id="evt_1"),
        InputAudioAppend(audio=b"\1\2", extra={"new": 1}),
    ],
)
def test_the_short_way_for_sound_that_is_sent_leads_to_the_same_place(event: InputAudioAppend) -> None:
    whole = plain(c.SendEvent(event))
    assert whole.pop("spare") is False
    assert write_command(c.SendEvent(event)) == {"do": "SendEvent", **whole}


def test_what_a_command_has_as_usual_is_left_out() -> None:
    assert write_command(c.OpenLink()) == {"do": "OpenLink"}
    assert write_command(c.OpenLink(spare=True)) == {"do": "OpenLink", "spare": True}


def test_commands_are_read_as_they_were_written() -> None:
    command = write_command(c.CutPlayout(order=3))
    line = msgspec.json.encode({"in": "StopPressed", "at_ns": 5, "out": [command]})
    assert read_step(line, Shelf()) == (i.StopPressed(5), [{"do": "CutPlayout", "order": 3}])


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b'{"in": "Nonsense", "at_ns": 1}', "It is an input this version does not know: 'Nonsense'."),
        (b"{}", "It is an input this version does not know: 'None'."),
        (b"[1]", "It is no JSON object."),
        (b"\xff\xfe", "It is no JSON object."),
        (b"[" * 100_000, "It is no JSON object."),
        (b'{"in": "MicBlock", "at_ns": 1}', "It is a damaged MicBlock step."),
        (b'{"in": "TextSubmitted", "at_ns": "soon", "text": "x"}', "It is a damaged TextSubmitted step."),
        (b'{"in": "TextSubmitted", "at_ns": 1e300, "text": "x"}', "It is a damaged TextSubmitted step."),
        (
            b'{"in": "FromServer", "at_ns": 1, "event": {"type": "never.heard"}}',
            "It has an event this version does not know: 'never.heard'.",
        ),
        (
            b'{"in": "FromServer", "at_ns": 1, "event": {"type": "response.output_audio.delta"}}',
            "It is a damaged FromServer step.",
        ),
        (
            b'{"in": "SpeakerBlock", "at_ns": 1, "first_frame": 0, "frames": 1, "dac_at_ns": 0, "spans": [1]}',
            "It is a damaged SpeakerBlock step.",
        ),
    ],
)
def test_a_damaged_step_is_told_in_a_sentence(line: bytes, sentence: str) -> None:
    with pytest.raises(TapeError) as caught:
        read_step(line, Shelf())
    assert caught.value.sentence == sentence


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_a_line_holds_it_is_a_step_or_told_in_a_sentence(line: bytes) -> None:
    with pytest.raises(TapeError, match=r"^It .*\.$"):
        read_step(line, Shelf())


@given(
    st.dictionaries(
        st.sampled_from(["in", "at_ns", "pcm", "event", "text", "spans", "out", "type"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.sampled_from(sorted(k.__name__ for k in i.INPUTS)),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["type", "at", "bytes", "chars", "unrecognised"]), inner, max_size=3
                )
            ),
            max_leaves=6,
        ),
    ),
    st.booleans(),
)
def test_whatever_json_a_line_holds_it_is_a_step_or_told_in_a_sentence(
    fields: dict[str, Any], private: bool
) -> None:
    with suppress(TapeError):
        happened, _ = read_step(msgspec.json.encode(fields), Quiet(), private=private)
        assert type(happened) in i.INPUTS


class Quiet(Shelf):
    """Has silence for everything."""

    def fetch(self, voice: str, place: Place) -> bytes:
        return b""
