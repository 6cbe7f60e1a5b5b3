"""Shapes that were captured or documented somewhere, and that a client must read although no schema has them.

The numbers are those of the protocol README's table of disagreements (section 12) and of the objects page.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from voiceapp.protocol.codec import ClientCodec, ServerCodec
from voiceapp.protocol.dialect import DIALECTS, GA, PREVIEW, Dialect
from voiceapp.protocol.objects import TranscriptionUsage
from voiceapp.protocol.server_events import (
    ContentPartAdded,
    ErrorEvent,
    ItemAdded,
    ItemCreated,
    ItemRetrieved,
    ItemTruncated,
    OutputAudioDelta,
    OutputItemAdded,
    OutputTextDone,
    OutputTranscriptDelta,
    OutputTranscriptDone,
    RateLimitsUpdated,
    ResponseDone,
    ServerEvent,
    SessionCreated,
    SessionUpdated,
    SpeechStarted,
    TranscriptionCompleted,
    TranscriptionDelta,
    Unrecognised,
)
from voiceapp.protocol.session_config import PCM_24K, AudioFormat, turn_detection_of

in_every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: str(dialect.name))
PLACE = {"response_id": "r", "item_id": "i", "output_index": 0, "content_index": 0}


def read(body: dict[str, Any], dialect: Dialect = GA) -> ServerEvent:
    """Return what a client understands."""
    return ClientCodec(dialect).decode(json.dumps({"event_id": "e", **body}))


def read_session(session: Any, dialect: Dialect) -> Any:
    event = read({"type": "session.updated", "session": session}, dialect)
    assert isinstance(event, SessionUpdated)
    return event.session


@in_every_dialect
@pytest.mark.parametrize("name", ["response.audio.delta", "response.output_audio.delta"])
def test_sound_is_heard_under_both_names_in_every_dialect(name: str, dialect: Dialect) -> None:  # 8
    event = read({"type": name, **PLACE, "delta": "AAAA"}, dialect)

    assert isinstance(event, OutputAudioDelta)
    assert event.delta == b"\x00\x00\x00"


@pytest.mark.parametrize(
    "name", ["response.audio_transcript.delta", "response.output_audio_transcript.delta"]
)
def test_words_are_heard_under_both_names(name: str) -> None:
    assert isinstance(read({"type": name, **PLACE, "delta": "Hi"}, GA), OutputTranscriptDelta)
    assert isinstance(read({"type": name, **PLACE, "delta": "Hi"}, PREVIEW), OutputTranscriptDelta)


@in_every_dialect
@pytest.mark.parametrize("name", ["conversation.item.created", "conversation.item.added"])
def test_both_announcements_of_an_item_are_understood_in_every_dialect(
    name: str, dialect: Dialect
) -> None:  # 9
    event = read(
        {"type": name, "item": {"id": "i", "type": "message", "role": "user", "content": []}}, dialect
    )

    assert isinstance(event, ItemCreated | ItemAdded)
    assert event.item.id == "i"


def test_a_caption_under_the_misspelt_name_is_a_caption() -> None:
    event = read(
        {
            "type": "conversation.item.audio_transcription.completed",
            "item_id": "i",
            "content_index": 0,
            "transcript": "Hi.",
        }
    )

    assert isinstance(event, TranscriptionCompleted)
    assert event.transcript == "Hi."


def test_the_documented_but_unheard_of_cancelled_event_is_only_noted() -> None:  # 5
    assert isinstance(read({"type": "response.cancelled", "response_id": "r"}), Unrecognised)


def test_a_truncated_item_may_call_its_content_index_index() -> None:  # 14
    event = read(
        {"type": "conversation.item.truncated", "item_id": "i", "index": 1, "audio_end_ms": 5}, PREVIEW
    )

    assert isinstance(event, ItemTruncated)
    assert event.content_index == 1


def test_final_text_may_be_called_value() -> None:  # 13
    event = read({"type": "response.text.done", **PLACE, "value": "Hi."}, PREVIEW)

    assert isinstance(event, OutputTextDone)
    assert event.text == "Hi."


def test_final_transcript_may_be_missing() -> None:
    assert isinstance(
        read({"type": "response.audio_transcript.done", **PLACE}, PREVIEW), OutputTranscriptDone
    )


@pytest.mark.parametrize("kind", ["audio", "output_audio"])
def test_a_spoken_part_has_one_name_whatever_the_wire_calls_it(kind: str) -> None:  # 18
    part = {"type": kind, "transcript": "Hi."}
    begun = read({"type": "response.content_part.added", **PLACE, "part": part})
    item = {"id": "i", "type": "message", "role": "assistant", "content": [part]}
    announced = read({"type": "response.output_item.added", "response_id": "r", "item": item})

    assert isinstance(begun, ContentPartAdded)
    assert begun.part.type == "audio"
    assert isinstance(announced, OutputItemAdded)
    assert isinstance(announced.item.content, tuple)
    assert announced.item.content[0].type == "audio"


def test_a_part_that_does_not_say_what_it_is_is_told_by_what_it_holds() -> None:
    event = read({"type": "response.content_part.added", **PLACE, "part": {"text": ""}}, PREVIEW)
    item = {"id": "i", "role": "user", "content": [{"audio": "AAAA"}, {"text": "Hi."}]}
    other = read({"type": "conversation.item.created", "item": item}, PREVIEW)

    assert isinstance(event, ContentPartAdded)
    assert event.part.type == "text"
    assert isinstance(other, ItemCreated)
    assert isinstance(other.item.content, tuple)
    assert other.item.type == "message"
    assert [part.type for part in other.item.content] == ["input_audio", "input_text"]


def test_assistant_history_may_come_back_as_input_text() -> None:  # 15
    item = {
        "id": "i",
        "type": "message",
        "role": "assistant",
        "content": [{"type": "input_text", "text": "Hi."}],
    }
    event = read({"type": "conversation.item.created", "item": item}, PREVIEW)

    assert isinstance(event, ItemCreated)
    assert isinstance(event.item.content, tuple)
    assert event.item.content[0].type == "text"


def test_a_retrieved_part_may_carry_its_format_as_one_word() -> None:
    part = {"type": "audio", "audio": "AAAA", "transcript": "Hi.", "format": "pcm16"}
    body = {
        "type": "conversation.item.retrieved",
        "event_id": "e",
        "item": {"id": "i", "type": "message", "role": "user", "content": [part]},
    }
    event = read(body)

    assert isinstance(event, ItemRetrieved)
    assert isinstance(event.item.content, tuple)
    assert event.item.content[0].audio == b"\x00\x00\x00"
    assert event.item.content[0].extra == {"format": "pcm16"}
    assert [json.loads(frame) for frame in ServerCodec(GA).encode(event)] == [body]


# -- sessions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("pcm16", PCM_24K),
        ("g711_ulaw", AudioFormat(type="audio/pcmu")),
        ("g711-alaw", AudioFormat(type="audio/pcma")),  # 12
        ("opus", AudioFormat(type="opus")),
    ],
)
def test_a_format_may_be_a_word_in_ga_too(word: str, meant: AudioFormat) -> None:
    session = read_session({"type": "realtime", "audio": {"input": {"format": word}}}, GA)

    assert session.audio.input.format == meant


@in_every_dialect
def test_a_flat_session_is_understood_in_every_dialect(dialect: Dialect) -> None:
    session = read_session(
        {
            "id": "s",
            "modalities": ["audio", "text"],
            "voice": "verse",
            "speed": 1.1,
            "input_audio_format": "pcm16",
            "output_audio_format": "pcm16",
            "input_audio_transcription": {"model": "whisper-1"},
            "input_audio_noise_reduction": None,
            "turn_detection": {"type": "server_vad", "threshold": 0.5},
            "max_response_output_tokens": None,
            "temperature": 0.8,
            "something_new": 1,
        },
        dialect,
    )

    assert session.output_modalities == ("audio",)
    assert (session.audio.output.voice, session.audio.output.speed) == ("verse", 1.1)
    assert session.audio.input.format == PCM_24K
    assert session.audio.output.format == PCM_24K
    assert session.audio.input.transcription.model == "whisper-1"
    assert session.audio.input.noise_reduction is None
    assert session.audio.input.turn_detection.threshold == 0.5
    assert session.max_output_tokens is None
    assert session.temperature == 0.8
    assert session.extra == {"something_new": 1}


@in_every_dialect
@pytest.mark.parametrize("off", [None, {"type": "none"}])
def test_switched_off_voice_detection_has_two_spellings(off: Any, dialect: Dialect) -> None:  # 2
    session = read_session({"turn_detection": off}, dialect)

    assert turn_detection_of(session) is None
    assert session.audio.input.turn_detection is None


@pytest.mark.parametrize(
    "choice",
    [
        {"type": "function", "name": "get_weather"},
        {"type": "function", "function": {"name": "get_weather"}},
        {"type": "function", "function": "get_weather"},
    ],
)
def test_a_forced_function_has_three_spellings(choice: Any) -> None:  # 11
    session = read_session({"tool_choice": choice}, PREVIEW)

    assert session.tool_choice == {"type": "function", "name": "get_weather"}


def test_nulls_stand_where_objects_were_expected() -> None:
    session = read_session({"type": "realtime", "audio": {"input": None, "output": None}, "tools": None}, GA)
    empty = read_session({"type": "realtime", "audio": None, "id": None}, GA)

    assert (session.audio.input, session.audio.output, session.tools) == (None, None, None)
    assert empty.audio is None


def test_a_session_with_both_shapes_at_once_keeps_the_nested_value() -> None:
    session = read_session({"voice": "echo", "audio": {"output": {"voice": "marin"}}}, GA)

    assert session.audio.output.voice == "marin"
    assert session.extra == {"voice": "echo"}


def test_the_first_word_of_an_unknown_dialect_still_opens_the_session() -> None:
    event = read({"type": "session.created", "session": {"id": "s", "voice": {"name": "x"}, "audio": 5}})

    assert isinstance(event, SessionCreated)
    assert event.session.id == "s"
    assert event.session.extra == {"voice": {"name": "x"}, "audio": 5}


# -- responses, usage, errors ------------------------------------------------------------------------


def test_a_response_may_have_no_usage_no_details_and_no_output() -> None:
    event = read(
        {
            "type": "response.done",
            "response": {
                "id": "r",
                "status": "cancelled",
                "usage": None,
                "status_details": None,
                "output": None,
            },
        }
    )

    assert isinstance(event, ResponseDone)
    assert event.response.usage is None
    assert event.response.status_details is None
    assert event.response.output == ()


def test_the_first_previews_usage_lacks_the_split_of_the_cache() -> None:
    usage = {"total_tokens": 2, "input_tokens": 1, "input_token_details": {"cached_tokens": 0}}
    event = read(
        {"type": "response.done", "response": {"id": "r", "status": "completed", "usage": usage}}, PREVIEW
    )

    assert isinstance(event, ResponseDone)
    assert event.response.usage is not None
    assert event.response.usage.total_tokens == 2
    assert event.response.extra == {}


def test_a_preview_response_tells_its_settings_flat() -> None:
    response = {"id": "r", "modalities": ["text", "audio"], "voice": "verse", "output_audio_format": "pcm16"}
    event = read({"type": "response.done", "response": response}, PREVIEW)

    assert isinstance(event, ResponseDone)
    assert event.response.output_modalities == ("audio",)
    assert event.response.audio == {
        "output": {"voice": "verse", "format": {"type": "audio/pcm", "rate": 24_000}}
    }


@pytest.mark.parametrize("error", [{}, {"type": None, "code": None, "message": None, "param": None}])
def test_an_error_may_say_next_to_nothing(error: Any) -> None:
    event = read({"type": "error", "error": error})

    assert isinstance(event, ErrorEvent)
    assert (event.error.type, event.error.code, event.error.message) == ("invalid_request_error", None, "")


def test_a_caption_may_come_without_index_words_or_price() -> None:
    delta = read(
        {"type": "conversation.item.input_audio_transcription.delta", "item_id": "i", "obfuscation": "x"}
    )
    done = read(
        {
            "type": "conversation.item.input_audio_transcription.completed",
            "item_id": "i",
            "usage": {"type": "duration", "seconds": 3},
        }
    )

    assert isinstance(delta, TranscriptionDelta)
    assert delta.extra == {"obfuscation": "x"}
    assert isinstance(done, TranscriptionCompleted)
    assert done.usage == TranscriptionUsage(type="duration", seconds=3.0)


def test_allowances_may_have_unknown_names_or_be_none_at_all() -> None:
    odd = read({"type": "rate_limits.updated", "rate_limits": [{"name": "images", "limit": 5}]})
    none = read({"type": "rate_limits.updated", "rate_limits": None})

    assert isinstance(odd, RateLimitsUpdated)
    assert odd.rate_limits[0].name == "images"
    assert isinstance(none, RateLimitsUpdated)
    assert none.rate_limits == ()


def test_a_time_with_a_fraction_is_rounded_down() -> None:
    event = read({"type": "input_audio_buffer.speech_started", "audio_start_ms": 895.9, "item_id": "i"})

    assert isinstance(event, SpeechStarted)
    assert event.audio_start_ms == 895


def test_an_unknown_status_or_role_or_kind_is_kept_as_a_word() -> None:
    item = {"id": "i", "type": "hologram", "role": "chorus", "status": "fading"}
    event = read({"type": "conversation.item.added", "item": item, "previous_item_id": None})

    assert isinstance(event, ItemAdded)
    assert (event.item.type, event.item.role, event.item.status) == ("hologram", "chorus", "fading")
