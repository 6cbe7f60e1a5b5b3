"""What a client may put into a conversation, by kind, role and dialect."""

from __future__ import annotations

from typing import Any

import pytest

from voiceapp.protocol.dialect import DIALECTS, GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.protocol.item_rules import created_item_rule, input_item_rule
from voiceapp.protocol.rules import ClientMistake

in_every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: str(dialect.name))
TEXT = {"type": "input_text", "text": "Hi."}


def message(role: str, *parts: Any, **fields: Any) -> dict[str, Any]:
    return {"type": "message", "role": role, "content": list(parts), **fields}


def refusal(item: Any, dialect: Dialect) -> tuple[str | None, str | None]:
    with pytest.raises(ClientMistake) as caught:
        created_item_rule(dialect)(item, "item")
    return caught.value.code, caught.value.param


@in_every_dialect
@pytest.mark.parametrize(
    "item",
    [
        message("system", TEXT),
        message("user", TEXT, {"type": "input_audio", "audio": "AAAA"}, id="i" * 32),
        message("user", {"type": "input_audio", "audio": "", "transcript": None}),
        message("user", {"type": "input_text", "text": "x" * 256_000}),
        message("user", object="realtime.item", status="completed"),
        {"type": "function_call", "name": "x", "arguments": "{}"},
        {"type": "function_call", "name": "x", "arguments": "", "call_id": "c" * 32, "id": "i"},
        {"type": "function_call_output", "call_id": "c", "output": ""},
    ],
)
def test_items_every_dialect_takes(item: dict[str, Any], dialect: Dialect) -> None:
    created_item_rule(dialect)(item, "item")
    input_item_rule(dialect)(item, "item")


@in_every_dialect
@pytest.mark.parametrize(
    ("item", "code", "param"),
    [
        ({}, "missing_required_parameter", "item.type"),
        ({"type": "hologram"}, "invalid_value", "item.type"),
        ({"type": "item_reference", "id": "i"}, "invalid_value", "item.type"),
        ({"type": "mcp_call", "name": "x"}, "invalid_value", "item.type"),
        ({"type": "message"}, "missing_required_parameter", "item.role"),
        (message("tool", TEXT), "invalid_value", "item.role"),
        ({"type": "message", "role": "user"}, "missing_required_parameter", "item.content"),
        (message("user", "Hi."), "invalid_value", "item.content[0]"),
        (message("user", {"text": "Hi."}), "missing_required_parameter", "item.content[0].type"),
        (message("user", TEXT, {"type": "text", "text": "x"}), "invalid_value", "item.content[1].type"),
        (message("user", {"type": "input_text"}), "missing_required_parameter", "item.content[0].text"),
        (message("user", {**TEXT, "audio": ""}), "unknown_parameter", "item.content[0].audio"),
        (message("system", {"type": "input_audio", "audio": ""}), "invalid_value", "item.content[0].type"),
        (message("assistant", {"type": "input_audio", "audio": ""}), "invalid_value", "item.content[0].type"),
        (message("user", TEXT, id="i" * 33), "string_above_max_length", "item.id"),
        (message("user", TEXT, name="x"), "unknown_parameter", "item.name"),
        (message("user", TEXT, status="done"), "invalid_value", "item.status"),
        (
            message("user", {"type": "input_text", "text": "x" * 256_001}),
            "string_above_max_length",
            "item.content[0].text",
        ),
        ({"type": "function_call_output", "output": ""}, "missing_required_parameter", "item.call_id"),
        ({"type": "function_call_output", "call_id": "c"}, "missing_required_parameter", "item.output"),
        ({"type": "function_call_output", "call_id": "c", "output": {}}, "invalid_value", "item.output"),
        (
            {"type": "function_call_output", "call_id": "c" * 33, "output": ""},
            "string_above_max_length",
            "item.call_id",
        ),
        ({"type": "function_call", "name": "x"}, "missing_required_parameter", "item.arguments"),
    ],
)
def test_items_no_dialect_takes(item: Any, code: str, param: str, dialect: Dialect) -> None:
    assert refusal(item, dialect) == (code, param)


def test_an_answer_from_history_is_spelt_by_each_dialect() -> None:
    in_ga = message("assistant", {"type": "output_text", "text": "Hi."})
    in_preview = message("assistant", {"type": "text", "text": "Hi."})

    created_item_rule(GA)(in_ga, "item")
    created_item_rule(PREVIEW)(in_preview, "item")
    created_item_rule(PREVIEW)(message("assistant", TEXT), "item")
    assert refusal(in_preview, GA) == ("invalid_value", "item.content[0].type")
    assert refusal(in_ga, PREVIEW) == ("invalid_value", "item.content[0].type")
    assert refusal(message("assistant", TEXT), GA) == ("invalid_value", "item.content[0].type")


@pytest.mark.parametrize(
    ("dialect", "kind"), [(GA, "output_audio"), (PREVIEW, "audio"), (PREVIEW_2024_10, "audio")]
)
def test_an_assistants_sound_cannot_be_put_back(dialect: Dialect, kind: str) -> None:
    item = message("assistant", {"type": kind, "audio": "AAAA", "transcript": "Hi."})

    assert refusal(item, dialect) == ("missing_required_parameter", "item.content[0].text")


@pytest.mark.parametrize(
    ("image_url", "expected"),
    [
        ("data:image/png;base64,AAAA", None),
        ("data:image/jpeg;base64,AAAA", None),
        ("data:image/gif;base64,AAAA", "item.content[0].image_url"),
        ("https://example.test/cat.png", "item.content[0].image_url"),
        (7, "item.content[0].image_url"),
    ],
)
def test_a_picture_is_a_png_or_jpeg_that_comes_along(image_url: Any, expected: str | None) -> None:
    item = message("user", {"type": "input_image", "image_url": image_url, "detail": "low"})

    if expected is None:
        created_item_rule(GA)(item, "item")
    else:
        assert refusal(item, GA) == ("invalid_value", expected)
    assert refusal(item, PREVIEW) == ("invalid_value", "item.content[0].type")


def test_consent_to_an_mcp_call_is_gas_alone() -> None:
    item = {"type": "mcp_approval_response", "approval_request_id": "a", "approve": False, "reason": None}

    created_item_rule(GA)(item, "item")
    assert refusal({**item, "approve": "no"}, GA) == ("invalid_value", "item.approve")
    assert refusal(item, PREVIEW) == ("invalid_value", "item.type")


@in_every_dialect
def test_references_belong_to_the_input_of_a_response_only(dialect: Dialect) -> None:
    reference = {"type": "item_reference", "id": "item_1"}

    input_item_rule(dialect)(reference, "response.input[0]")
    assert refusal(reference, dialect) == ("invalid_value", "item.type")
