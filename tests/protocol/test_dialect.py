"""The tables of the dialects: complete, consistent, and naming only what exists."""

from __future__ import annotations

import dataclasses

import pytest

from voiceapp.protocol.client_events import CLIENT_EVENTS
from voiceapp.protocol.dialect import (
    DIALECTS,
    GA,
    PREVIEW,
    PREVIEW_2024_10,
    RESPONSE_MOVES,
    SERVER_NAMES_READ,
    SESSION_MOVES,
    Dialect,
    dialect_named,
)
from voiceapp.protocol.objects import Response
from voiceapp.protocol.server_events import SERVER_EVENTS
from voiceapp.protocol.session_config import AudioInput, AudioOutput, Session

in_every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: str(dialect.name))
CLIENT_NAMES = {str(kind.__struct_config__.tag) for kind in CLIENT_EVENTS}
SERVER_NAMES = {str(kind.__struct_config__.tag) for kind in SERVER_EVENTS}


def test_dialects_are_found_by_their_names() -> None:
    assert [dialect_named(name) for name in ("ga", "preview", "preview-2024-10")] == [
        GA,
        PREVIEW,
        PREVIEW_2024_10,
    ]
    assert repr(PREVIEW) == "<Dialect preview>"
    with pytest.raises(KeyError):
        dialect_named("beta")


@in_every_dialect
def test_tables_name_only_events_that_exist(dialect: Dialect) -> None:
    assert dialect.lacks_client_events <= CLIENT_NAMES
    assert dialect.lacks_server_events <= SERVER_NAMES
    assert set(dialect.server_names) <= SERVER_NAMES
    assert set(dialect.event_lacks) <= CLIENT_NAMES | SERVER_NAMES
    assert set(SERVER_NAMES_READ.values()) <= SERVER_NAMES


@in_every_dialect
def test_every_name_a_server_writes_is_read_back(dialect: Dialect) -> None:
    for name in SERVER_NAMES - dialect.lacks_server_events:
        wire = dialect.wire_name(name)
        read = SERVER_NAMES_READ.get(wire, wire)
        expected = "conversation.item.created" if wire == "conversation.item.created" else name
        assert read == expected


def test_flat_fields_move_to_places_that_exist() -> None:
    session = set(Session.__struct_fields__)
    halves = {"input": set(AudioInput.__struct_fields__), "output": set(AudioOutput.__struct_fields__)}
    for flat_name, path in SESSION_MOVES:
        if path[0] == "audio":
            assert path[2] in halves[path[1]]
        else:
            assert path[0] in session
        assert flat_name not in session
    assert {path[0] for _, path in RESPONSE_MOVES} <= set(Response.__struct_fields__)


def test_no_two_flat_fields_move_to_one_place() -> None:
    for moves in (SESSION_MOVES, RESPONSE_MOVES):
        assert len({path for _, path in moves}) == len({name for name, _ in moves}) == len(moves)


def test_what_a_person_may_rely_on_in_each_dialect() -> None:
    flags = {
        field.name: [getattr(dialect, field.name) for dialect in (GA, PREVIEW, PREVIEW_2024_10)]
        for field in dataclasses.fields(Dialect)
        if isinstance(getattr(GA, field.name), bool)
    }

    assert flags == {
        "nested_session": [True, False, False],
        "cancel_takes_response_id": [True, True, False],
        "response_must_be_given": [False, False, True],
        "knows_create_response": [True, True, False],
        "knows_interrupt_response": [True, True, False],
        "knows_out_of_band": [True, True, False],
        "knows_metadata": [True, True, False],
        "knows_noise_reduction": [True, True, False],
        "knows_semantic_vad": [True, True, False],
        "knows_idle_timeout": [True, False, False],
        "knows_images": [True, False, False],
        "knows_mcp": [True, False, False],
        "knows_temperature": [False, True, True],
        "knows_truncation": [True, False, False],
        "knows_reasoning": [True, False, False],
        "knows_speed": [True, True, False],
        "knows_retrieve": [True, True, False],
        "knows_transcription_sessions": [False, True, False],
        "drifts_to_text": [False, True, True],
        "announces_items_twice": [True, False, False],
    }


@in_every_dialect
def test_flags_and_tables_do_not_contradict_each_other(dialect: Dialect) -> None:
    assert dialect.knows_retrieve == dialect.knows_client_event("conversation.item.retrieve")
    assert dialect.knows_transcription_sessions == dialect.knows_client_event("transcription_session.update")
    assert dialect.announces_items_twice == dialect.knows_server_event("conversation.item.done")
    assert dialect.cancel_takes_response_id == ("response.cancel" not in dialect.event_lacks)
    assert dialect.knows_mcp == dialect.knows_server_event("mcp_list_tools.completed")
    assert dialect.knows_temperature == (("temperature",) not in dialect.session_lacks)
    assert dialect.knows_truncation == (("truncation",) not in dialect.session_lacks)
    assert dialect.knows_reasoning == (("reasoning",) not in dialect.session_lacks)
    assert dialect.knows_speed == (("audio", "output", "speed") not in dialect.session_lacks)
    noise = ("audio", "input", "noise_reduction")
    assert dialect.knows_noise_reduction == (noise not in dialect.session_lacks)
    assert dialect.knows_idle_timeout == ("idle_timeout_ms" not in dialect.turn_detection_lacks)
    assert dialect.knows_create_response == ("create_response" not in dialect.turn_detection_lacks)
    assert dialect.knows_interrupt_response == ("interrupt_response" not in dialect.turn_detection_lacks)
    assert dialect.knows_metadata == (("metadata",) not in dialect.response_lacks)
    assert dialect.knows_out_of_band == (("conversation",) not in dialect.response_lacks)


def test_the_voices_grew_with_the_dialects() -> None:
    assert PREVIEW_2024_10.voices < PREVIEW.voices < GA.voices
    assert GA.voices - PREVIEW.voices == {"marin", "cedar"}
