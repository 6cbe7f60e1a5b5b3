"""What a server answers with an error, code and place, without looking at its session."""

from __future__ import annotations

from typing import Any

import pytest

from voiceapp.protocol.dialect import DIALECTS, GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.protocol.strictness import ClientMistake, check_client_event

in_every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: str(dialect.name))


def mistake_in(body: dict[str, Any], dialect: Dialect = GA) -> ClientMistake:
    with pytest.raises(ClientMistake) as caught:
        check_client_event(body, dialect)
    assert caught.value.type == "invalid_request_error"
    assert str(caught.value) == caught.value.message
    return caught.value


@in_every_dialect
@pytest.mark.parametrize("body", [{}, {"type": None}, {"audio": "AAAA"}])
def test_an_event_without_a_type_is_no_event(body: dict[str, Any], dialect: Dialect) -> None:
    mistake = mistake_in(body, dialect)

    assert (mistake.code, mistake.param) == ("invalid_event", None)
    assert "'type' field is missing" in mistake.message


@in_every_dialect
@pytest.mark.parametrize("name", ["session.close", "", 7, ["session.update"], "output_audio_buffer.clear"])
def test_an_unknown_type_is_told_with_the_known_ones(name: Any, dialect: Dialect) -> None:
    mistake = mistake_in({"type": name}, dialect)

    assert (mistake.code, mistake.param) == ("invalid_value", "type")
    assert "'response.cancel'" in mistake.message


@pytest.mark.parametrize(
    ("dialect", "name"),
    [
        (GA, "transcription_session.update"),
        (PREVIEW_2024_10, "transcription_session.update"),
        (PREVIEW_2024_10, "conversation.item.retrieve"),
    ],
)
def test_an_event_of_another_dialect_is_an_unknown_type(dialect: Dialect, name: str) -> None:
    mistake = mistake_in({"type": name, "item_id": "i", "session": {}}, dialect)

    assert (mistake.code, mistake.param) == ("invalid_value", "type")
    assert name not in mistake.message


@in_every_dialect
@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"type": "session.update"}, "session"),
        ({"type": "input_audio_buffer.append"}, "audio"),
        ({"type": "conversation.item.create"}, "item"),
        ({"type": "conversation.item.delete"}, "item_id"),
        ({"type": "conversation.item.truncate", "content_index": 0, "audio_end_ms": 0}, "item_id"),
        ({"type": "conversation.item.truncate", "item_id": "i", "audio_end_ms": 0}, "content_index"),
        ({"type": "conversation.item.truncate", "item_id": "i", "content_index": 0}, "audio_end_ms"),
    ],
)
def test_what_an_event_cannot_do_without(body: dict[str, Any], param: str, dialect: Dialect) -> None:
    mistake = mistake_in(body, dialect)

    assert (mistake.code, mistake.param) == ("missing_required_parameter", param)
    assert param in mistake.message


@in_every_dialect
@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"type": "input_audio_buffer.commit", "item_id": "i"}, "item_id"),
        ({"type": "input_audio_buffer.clear", "extra": {}}, "extra"),
        ({"type": "input_audio_buffer.append", "audio": "", "format": "pcm16"}, "format"),
        ({"type": "response.create", "conversation": "none"}, "conversation"),
        ({"type": "response.cancel", "reason": "bored"}, "reason"),
        ({"type": "conversation.item.delete", "item_id": "i", "id": "i"}, "id"),
    ],
)
def test_a_key_nobody_knows_is_refused_by_name(body: dict[str, Any], param: str, dialect: Dialect) -> None:
    mistake = mistake_in(body, dialect)

    assert (mistake.code, mistake.param) == ("unknown_parameter", param)
    assert mistake.message == f"Unknown parameter: '{param}'."


@in_every_dialect
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("content_index", -1, "integer_below_min_value"),
        ("content_index", 0.0, "invalid_value"),
        ("audio_end_ms", -1, "integer_below_min_value"),
        ("audio_end_ms", 1340.5, "invalid_value"),
        ("audio_end_ms", True, "invalid_value"),
        ("audio_end_ms", "1340", "invalid_value"),
        ("audio_end_ms", None, "invalid_value"),
        ("item_id", 7, "invalid_value"),
    ],
)
def test_a_truncation_is_counted_in_whole_milliseconds(
    field: str, value: Any, code: str, dialect: Dialect
) -> None:
    body = {"type": "conversation.item.truncate", "item_id": "i", "content_index": 0, "audio_end_ms": 1340}

    mistake = mistake_in({**body, field: value}, dialect)

    assert (mistake.code, mistake.param) == (code, field)


def test_only_the_first_preview_cannot_name_the_response_to_cancel() -> None:
    body = {"type": "response.cancel", "response_id": "resp_1"}

    assert check_client_event(body, GA) == "response.cancel"
    assert check_client_event(body, PREVIEW) == "response.cancel"
    assert mistake_in(body, PREVIEW_2024_10).code == "unknown_parameter"


def test_a_mistake_carries_the_clients_own_id() -> None:
    assert mistake_in({"type": "nonsense", "event_id": "ev_1"}).event_id == "ev_1"
    assert mistake_in({"event_id": "ev_1"}).event_id == "ev_1"
    assert mistake_in({"type": "response.cancel", "x": 1, "event_id": "ev_1"}).event_id == "ev_1"
    assert mistake_in({"type": "response.cancel", "x": 1}).event_id is None


@pytest.mark.parametrize(
    ("event_id", "code"),
    [("x" * 513, "string_above_max_length"), (7, "invalid_value"), ({}, "invalid_value")],
)
def test_an_unusable_id_is_a_mistake_and_is_not_repeated(event_id: Any, code: str) -> None:
    mistake = mistake_in({"type": "input_audio_buffer.commit", "event_id": event_id})

    assert (mistake.code, mistake.param, mistake.event_id) == (code, "event_id", None)


@pytest.mark.parametrize("event_id", ["x" * 512, "", None])
def test_an_id_may_be_long_empty_or_null(event_id: Any) -> None:
    body = {"type": "input_audio_buffer.commit", "event_id": event_id}

    assert check_client_event(body, GA) == "input_audio_buffer.commit"


def test_each_dialect_refuses_the_session_of_the_other() -> None:
    nested = {"type": "session.update", "session": {"type": "realtime", "audio": {}}}
    flat = {"type": "session.update", "session": {"voice": "alloy", "modalities": ["text"]}}

    from_preview = mistake_in(flat, GA)
    from_ga = mistake_in(nested, PREVIEW)

    assert (from_preview.code, from_preview.param) == ("missing_required_parameter", "session.type")
    assert (from_ga.code, from_ga.param) == ("unknown_parameter", "session.type")


def test_checking_leaves_the_event_alone() -> None:
    body = {"type": "session.update", "session": {"type": "realtime", "audio": {"output": {"speed": 1}}}}
    before = repr(body)

    check_client_event(body, GA)

    assert repr(body) == before
