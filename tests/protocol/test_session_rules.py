"""What may stand in a session and in the wishes for one response, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from voiceapp.protocol.dialect import DIALECTS, GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.protocol.rules import ClientMistake, Rule
from voiceapp.protocol.session_rules import response_rule, session_rule, transcription_session_rule

PREVIEWS = pytest.mark.parametrize(
    "dialect", [PREVIEW, PREVIEW_2024_10], ids=lambda dialect: str(dialect.name)
)
TOOL = {"type": "function", "name": "get_weather"}


def allows(rule: Rule, value: Any) -> bool:
    try:
        rule(value, "session")
    except ClientMistake:
        return False
    return True


def refusal(rule: Rule, value: Any, path: str = "session") -> tuple[str | None, str | None]:
    with pytest.raises(ClientMistake) as caught:
        rule(value, path)
    return caught.value.code, caught.value.param


def ga(**fields: Any) -> dict[str, Any]:
    return {"type": "realtime", **fields}


def hearing(**fields: Any) -> dict[str, Any]:
    return ga(audio={"input": fields})


def speaking(**fields: Any) -> dict[str, Any]:
    return ga(audio={"output": fields})


SERVER_VAD = {
    "type": "server_vad",
    "threshold": 0.5,
    "prefix_padding_ms": 300,
    "silence_duration_ms": 500,
    "create_response": True,
    "interrupt_response": False,
}


# -- GA ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "session",
    [
        ga(),
        ga(instructions="", tools=[], tool_choice="none", max_output_tokens="inf"),
        ga(output_modalities=["audio"], max_output_tokens=1),
        ga(output_modalities=["text"], max_output_tokens=4_096),
        hearing(turn_detection=None, transcription=None, noise_reduction=None),
        hearing(turn_detection={**SERVER_VAD, "idle_timeout_ms": 5_000}),
        hearing(turn_detection={"type": "server_vad", "threshold": 0, "idle_timeout_ms": None}),
        hearing(turn_detection={"type": "semantic_vad", "eagerness": "auto", "create_response": False}),
        hearing(transcription={"model": "whisper-1", "language": "en", "prompt": "kanban", "delay": "low"}),
        hearing(noise_reduction={"type": "far_field", "strength": 0.5}),
        hearing(format={"type": "audio/pcm", "rate": 24_000}),
        hearing(format={"type": "audio/pcmu"}),
        speaking(format={"type": "audio/pcma"}, voice="marin", speed=0.25),
        speaking(voice={"id": "voice_1"}, speed=1.5),
        ga(tool_choice={"type": "function", "name": "get_weather"}),
        ga(tool_choice={"type": "mcp", "server_label": "files", "name": None}),
        ga(truncation="disabled", reasoning={"effort": "xhigh"}, parallel_tool_calls=True),
        ga(
            truncation={
                "type": "retention_ratio",
                "retention_ratio": 1,
                "token_limits": {"post_instructions": 8},
            }
        ),
        ga(include=["item.input_audio_transcription.logprobs"], tracing="auto"),
        ga(include=None, tracing=None, prompt=None),
        ga(tracing={"workflow_name": "x", "metadata": {}}, prompt={"id": "pmpt_1", "variables": {"a": "b"}}),
        {"type": "transcription", "audio": {"input": {"turn_detection": None}}, "include": None},
    ],
)
def test_ga_takes_what_the_page_lists(session: dict[str, Any]) -> None:
    session_rule(GA)(session, "session")


@pytest.mark.parametrize(
    ("session", "code", "param"),
    [
        ({}, "missing_required_parameter", "session.type"),
        ({"voice": "alloy"}, "missing_required_parameter", "session.type"),
        ({"type": "hologram"}, "invalid_value", "session.type"),
        ({"type": None}, "invalid_value", "session.type"),
        ("realtime", "invalid_value", "session"),
        (ga(temperature=0.8), "unknown_parameter", "session.temperature"),
        (ga(voice="alloy"), "unknown_parameter", "session.voice"),
        (ga(modalities=["text"]), "unknown_parameter", "session.modalities"),
        (ga(turn_detection=None), "unknown_parameter", "session.turn_detection"),
        (ga(max_response_output_tokens=5), "unknown_parameter", "session.max_response_output_tokens"),
        (ga(id="sess_1"), "unknown_parameter", "session.id"),
        (ga(output_modalities=["text", "audio"]), "invalid_value", "session.output_modalities"),
        (ga(output_modalities=[]), "invalid_value", "session.output_modalities"),
        (ga(output_modalities="audio"), "invalid_value", "session.output_modalities"),
        (ga(instructions=None), "invalid_value", "session.instructions"),
        (ga(max_output_tokens=0), "integer_below_min_value", "session.max_output_tokens"),
        (ga(max_output_tokens=4_097), "integer_above_max_value", "session.max_output_tokens"),
        (ga(max_output_tokens="many"), "invalid_value", "session.max_output_tokens"),
        (ga(max_output_tokens=1.5), "invalid_value", "session.max_output_tokens"),
        (ga(audio=None), "invalid_value", "session.audio"),
        (ga(audio={"input": {}, "throughput": {}}), "unknown_parameter", "session.audio.throughput"),
        (hearing(format="pcm16"), "invalid_value", "session.audio.input.format"),
        (hearing(format={"rate": 24_000}), "missing_required_parameter", "session.audio.input.format.type"),
        (hearing(format={"type": "pcm16"}), "invalid_value", "session.audio.input.format.type"),
        (
            hearing(format={"type": "audio/pcm", "rate": 16_000}),
            "integer_below_min_value",
            "session.audio.input.format.rate",
        ),
        (
            hearing(format={"type": "audio/pcmu", "rate": 8_000}),
            "unknown_parameter",
            "session.audio.input.format.rate",
        ),
        (
            hearing(transcription={"modell": "x"}),
            "unknown_parameter",
            "session.audio.input.transcription.modell",
        ),
        (
            hearing(noise_reduction={"type": "none"}),
            "invalid_value",
            "session.audio.input.noise_reduction.type",
        ),
        (speaking(speed=0.24), "decimal_below_min_value", "session.audio.output.speed"),
        (speaking(speed=1.51), "decimal_above_max_value", "session.audio.output.speed"),
        (speaking(speed="fast"), "invalid_value", "session.audio.output.speed"),
        (speaking(voice="nobody"), "invalid_value", "session.audio.output.voice"),
        (speaking(voice={}), "missing_required_parameter", "session.audio.output.voice.id"),
        (ga(reasoning={"effort": "heroic"}), "invalid_value", "session.reasoning.effort"),
        (ga(truncation="sometimes"), "invalid_value", "session.truncation"),
        (
            ga(truncation={"type": "retention_ratio"}),
            "missing_required_parameter",
            "session.truncation.retention_ratio",
        ),
        (ga(include=["everything"]), "invalid_value", "session.include[0]"),
        (ga(prompt="pmpt_1"), "invalid_value", "session.prompt"),
        ({"type": "transcription", "tools": []}, "unknown_parameter", "session.tools"),
        ({"type": "transcription", "audio": {"output": {}}}, "unknown_parameter", "session.audio.output"),
    ],
)
def test_ga_refuses_the_rest_with_its_place(session: Any, code: str, param: str) -> None:
    assert refusal(session_rule(GA), session) == (code, param)


@pytest.mark.parametrize(
    ("detection", "code", "field"),
    [
        ({"threshold": 0.5}, "missing_required_parameter", ".type"),
        ({"type": "none"}, "invalid_value", ".type"),
        ({"type": "server_vad", "threshold": -0.01}, "decimal_below_min_value", ".threshold"),
        ({"type": "server_vad", "threshold": 1.01}, "decimal_above_max_value", ".threshold"),
        ({"type": "server_vad", "threshold": True}, "invalid_value", ".threshold"),
        ({"type": "server_vad", "prefix_padding_ms": -1}, "integer_below_min_value", ".prefix_padding_ms"),
        ({"type": "server_vad", "silence_duration_ms": "200ms"}, "invalid_value", ".silence_duration_ms"),
        ({"type": "server_vad", "idle_timeout_ms": 4_999}, "integer_below_min_value", ".idle_timeout_ms"),
        ({"type": "server_vad", "idle_timeout_ms": 30_001}, "integer_above_max_value", ".idle_timeout_ms"),
        ({"type": "server_vad", "create_response": None}, "invalid_value", ".create_response"),
        ({"type": "server_vad", "eagerness": "low"}, "unknown_parameter", ".eagerness"),
        ({"type": "semantic_vad", "threshold": 0.5}, "unknown_parameter", ".threshold"),
        ({"type": "semantic_vad", "eagerness": "very"}, "invalid_value", ".eagerness"),
        ({"type": "semantic_vad", "idle_timeout_ms": 6_000}, "unknown_parameter", ".idle_timeout_ms"),
        ("server_vad", "invalid_value", ""),
    ],
)
def test_a_turn_detection_has_the_fields_of_its_kind_and_their_ranges(
    detection: Any, code: str, field: str
) -> None:
    path = f"session.audio.input.turn_detection{field}"
    assert refusal(session_rule(GA), hearing(turn_detection=detection)) == (code, path)


# -- preview -----------------------------------------------------------------------------------------


@PREVIEWS
@pytest.mark.parametrize(
    "session",
    [
        {},
        {"modalities": ["text", "audio"]},
        {"modalities": ["audio", "text"]},
        {"modalities": ["text"]},
        {"voice": "shimmer", "instructions": "", "temperature": 0.6},
        {"temperature": 1.2, "max_response_output_tokens": "inf"},
        {"input_audio_format": "g711_ulaw", "output_audio_format": "g711-alaw"},
        {"input_audio_transcription": {"model": "whisper-1"}},
        {"input_audio_transcription": None, "turn_detection": None},
        {"turn_detection": {"type": "server_vad", "threshold": 1.0, "silence_duration_ms": 200}},
        {"turn_detection": {"threshold": 0.4}},
        {"tools": [TOOL], "tool_choice": "required"},
        {"tool_choice": {"type": "function", "name": "get_weather"}},
        {"tool_choice": {"type": "function", "function": {"name": "get_weather"}}},
        {"tool_choice": {"type": "function", "function": "get_weather"}},
    ],
)
def test_preview_takes_a_flat_session(session: dict[str, Any], dialect: Dialect) -> None:
    session_rule(dialect)(session, "session")


@PREVIEWS
@pytest.mark.parametrize(
    ("session", "code", "param"),
    [
        ({"type": "realtime"}, "unknown_parameter", "session.type"),
        ({"audio": {}}, "unknown_parameter", "session.audio"),
        ({"output_modalities": ["audio"]}, "unknown_parameter", "session.output_modalities"),
        ({"max_output_tokens": 5}, "unknown_parameter", "session.max_output_tokens"),
        ({"truncation": "auto"}, "unknown_parameter", "session.truncation"),
        ({"modalities": ["audio"]}, "invalid_value", "session.modalities"),
        ({"temperature": 0.59}, "decimal_below_min_value", "session.temperature"),
        ({"temperature": 1.21}, "decimal_above_max_value", "session.temperature"),
        ({"voice": "marin"}, "invalid_value", "session.voice"),
        ({"voice": {"id": "voice_1"}}, "invalid_value", "session.voice"),
        ({"input_audio_format": {"type": "audio/pcm"}}, "invalid_value", "session.input_audio_format"),
        (
            {"turn_detection": {"idle_timeout_ms": 6_000}},
            "unknown_parameter",
            "session.turn_detection.idle_timeout_ms",
        ),
        ({"tools": [{"type": "mcp", "server_label": "x"}]}, "invalid_value", "session.tools[0].type"),
        ({"tool_choice": {"type": "mcp", "server_label": "x"}}, "invalid_value", "session.tool_choice.type"),
        ({"tool_choice": {"type": "function"}}, "missing_required_parameter", "session.tool_choice.name"),
    ],
)
def test_preview_refuses_what_only_ga_has(session: Any, code: str, param: str, dialect: Dialect) -> None:
    assert refusal(session_rule(dialect), session) == (code, param)


@pytest.mark.parametrize(
    "session",
    [
        {"input_audio_noise_reduction": {"type": "near_field"}},
        {"speed": 1.1},
        {"tracing": "auto"},
        {"include": None},
        {"prompt": {"id": "pmpt_1"}},
        {"turn_detection": {"type": "semantic_vad", "eagerness": "high"}},
        {"turn_detection": {"create_response": False}},
        {"turn_detection": {"interrupt_response": False}},
        {"voice": "verse"},
    ],
)
def test_the_first_preview_lacks_what_later_ones_have(session: dict[str, Any]) -> None:
    assert allows(session_rule(PREVIEW), session)
    assert not allows(session_rule(PREVIEW_2024_10), session)


def test_only_the_first_preview_switches_voice_detection_off_by_a_word() -> None:
    off = {"turn_detection": {"type": "none"}}

    assert allows(session_rule(PREVIEW_2024_10), off)
    assert not allows(session_rule(PREVIEW), off)
    assert not allows(session_rule(GA), hearing(turn_detection={"type": "none"}))


def test_a_session_of_transcription_only_has_nothing_to_say() -> None:
    rule = transcription_session_rule(PREVIEW)

    assert allows(rule, {"input_audio_format": "pcm16", "turn_detection": None, "include": None})
    assert refusal(rule, {"voice": "alloy"}) == ("unknown_parameter", "session.voice")


# -- the wishes for one response ---------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: str(dialect.name))
def test_a_response_may_wish_for_nothing_or_a_little(dialect: Dialect) -> None:
    rule = response_rule(dialect)

    assert allows(rule, {})
    assert allows(rule, {"instructions": "Hi.", "tools": [], "tool_choice": "none", "max_output_tokens": 9})


OUT_OF_BAND = {
    "conversation": "none",
    "input": [
        {"type": "item_reference", "id": "item_1"},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi."}]},
    ],
    "metadata": {"purpose": "title"},
}


def test_a_response_outside_the_conversation_came_after_the_first_preview() -> None:
    assert allows(response_rule(GA), OUT_OF_BAND)
    assert allows(response_rule(PREVIEW), OUT_OF_BAND)
    for name, value in OUT_OF_BAND.items():
        expected = ("unknown_parameter", f"response.{name}")
        assert refusal(response_rule(PREVIEW_2024_10), {name: value}, "response") == expected


def test_the_limit_has_two_names_in_preview_and_one_in_ga() -> None:
    both = {"max_output_tokens": 5, "max_response_output_tokens": 5}

    assert allows(response_rule(PREVIEW), both)
    assert refusal(response_rule(GA), both) == ("unknown_parameter", "session.max_response_output_tokens")


@pytest.mark.parametrize(
    ("response", "code", "param"),
    [
        ({"conversation": "other"}, "invalid_value", "response.conversation"),
        ({"temperature": 0.8}, "unknown_parameter", "response.temperature"),
        ({"voice": "alloy"}, "unknown_parameter", "response.voice"),
        ({"audio": {"input": {}}}, "unknown_parameter", "response.audio.input"),
        ({"audio": {"output": {"speed": 1.0}}}, "unknown_parameter", "response.audio.output.speed"),
        ({"output_modalities": ["audio", "text"]}, "invalid_value", "response.output_modalities"),
        ({"metadata": {"a": 1}}, "invalid_value", "response.metadata.a"),
        ({"metadata": {"a": "x" * 513}}, "string_above_max_length", "response.metadata.a"),
        ({"metadata": {"x" * 65: "a"}}, "invalid_value", "response.metadata"),
        ({"metadata": {str(n): "" for n in range(17)}}, "invalid_value", "response.metadata"),
        ({"input": [{"type": "item_reference"}]}, "missing_required_parameter", "response.input[0].id"),
        ({"commit": True}, "unknown_parameter", "response.commit"),
        (None, "invalid_value", "response"),
    ],
)
def test_ga_refuses_other_wishes(response: Any, code: str, param: str) -> None:
    assert refusal(response_rule(GA), response, "response") == (code, param)


def test_metadata_has_its_limits_and_may_be_null() -> None:
    full = {"x" * 60 + f"{n:04}": "y" * 512 for n in range(16)}

    assert allows(response_rule(GA), {"metadata": full})
    assert allows(response_rule(GA), {"metadata": None})


def test_the_first_preview_still_takes_what_was_superseded() -> None:
    old = {"commit": False, "cancel_previous": True, "append_input_items": [], "input_items": [{}]}

    assert allows(response_rule(PREVIEW_2024_10), old)
    assert not allows(response_rule(PREVIEW), old)
