"""What a client may put into a session and into the parameters of one response, per dialect.

Source: the protocol's objects page, sections 1-10 and 14. What a server must know its state for (the voice
is locked, the model cannot reason, tracing is on already) is not here.
"""

from __future__ import annotations

from typing import Any

from voiceapp.pcm import RATE_HZ
from voiceapp.protocol.dialect import FORMAT_TYPES, FORMAT_WORDS_READ, SESSION_MOVES, Dialect
from voiceapp.protocol.item_rules import input_item_rule
from voiceapp.protocol.rules import (
    Rule,
    any_object,
    bad_value,
    by_word,
    choice,
    flag,
    integer,
    list_of,
    map_of,
    nullable,
    number,
    record,
    text,
    text_up_to,
    word_or,
)
from voiceapp.protocol.tool_rules import tool_choice_rule, tool_rule

_MODALITIES_GA = (["audio"], ["text"])
_MODALITIES_PREVIEW = (["text", "audio"], ["audio", "text"], ["text"])

_TEMPERATURE = number(0.6, 1.2)
_SPEED = number(0.25, 1.5)
_TOKENS_MAX = word_or(choice("inf"), integer(1, 4096))
_INCLUDE = nullable(list_of(choice("item.input_audio_transcription.logprobs")))
_TRACING = nullable(
    word_or(
        choice("auto"),
        record({}, {"workflow_name": text, "group_id": text, "metadata": any_object}),
    )
)
_PROMPT = nullable(record({"id": text}, {"version": nullable(text), "variables": nullable(any_object)}))
_REASONING = record({}, {"effort": choice("minimal", "low", "medium", "high", "xhigh")})
_TRUNCATION = word_or(
    choice("auto", "disabled"),
    by_word(
        "type",
        {
            "retention_ratio": record(
                {"type": text, "retention_ratio": number(0.0, 1.0)},
                {"token_limits": record({}, {"post_instructions": integer(0)})},
            )
        },
    ),
)
_METADATA = nullable(map_of(16, 64, text_up_to(512)))


# -- the session -------------------------------------------------------------------------------------


def session_rule(dialect: Dialect) -> Rule:
    """Return the rule for the `session` of `session.update`."""
    if dialect.nested_session:
        return by_word(
            "type", {"realtime": _nested_session(dialect), "transcription": _nested_transcription(dialect)}
        )
    return record({}, _without_lacks(_flat_fields(dialect), dialect))


def transcription_session_rule(dialect: Dialect) -> Rule:
    """Return the rule for the `session` of preview's `transcription_session.update`."""
    fields = _flat_fields(dialect)
    names = (
        "input_audio_format",
        "input_audio_transcription",
        "input_audio_noise_reduction",
        "turn_detection",
        "include",
    )
    return record({}, {name: fields[name] for name in names})


def _nested_session(dialect: Dialect) -> Rule:
    return record(
        {"type": text},
        {
            "model": text,
            "output_modalities": _one_of(_MODALITIES_GA),
            "instructions": text,
            "audio": record(
                {},
                {
                    "input": _audio_input(dialect),
                    "output": record(
                        {}, {"format": _format_rule(dialect), "voice": _voice(dialect), "speed": _SPEED}
                    ),
                },
            ),
            "tools": list_of(tool_rule(dialect)),
            "tool_choice": tool_choice_rule(dialect),
            "parallel_tool_calls": flag,
            "reasoning": _REASONING,
            "max_output_tokens": _TOKENS_MAX,
            "truncation": _TRUNCATION,
            "include": _INCLUDE,
            "tracing": _TRACING,
            "prompt": _PROMPT,
        },
    )


def _nested_transcription(dialect: Dialect) -> Rule:
    return record(
        {"type": text}, {"audio": record({}, {"input": _audio_input(dialect)}), "include": _INCLUDE}
    )


def _audio_input(dialect: Dialect) -> Rule:
    return record(
        {},
        {
            "format": _format_rule(dialect),
            "transcription": _transcription(),
            "noise_reduction": _noise_reduction(),
            "turn_detection": _turn_detection(dialect),
        },
    )


def _flat_fields(dialect: Dialect) -> dict[str, Rule]:
    return {
        "model": text,
        "modalities": _one_of(_MODALITIES_PREVIEW),
        "instructions": text,
        "voice": _voice(dialect),
        "speed": _SPEED,
        "input_audio_format": _format_rule(dialect),
        "output_audio_format": _format_rule(dialect),
        "input_audio_transcription": _transcription(),
        "input_audio_noise_reduction": _noise_reduction(),
        "turn_detection": _turn_detection(dialect),
        "tools": list_of(tool_rule(dialect)),
        "tool_choice": tool_choice_rule(dialect),
        "temperature": _TEMPERATURE,
        "max_response_output_tokens": _TOKENS_MAX,
        "tracing": _TRACING,
        "include": _INCLUDE,
        "prompt": _PROMPT,
    }


def _without_lacks(fields: dict[str, Rule], dialect: Dialect) -> dict[str, Rule]:
    paths = dict(SESSION_MOVES)
    return {
        name: rule for name, rule in fields.items() if paths.get(name, (name,)) not in dialect.session_lacks
    }


# -- one response ------------------------------------------------------------------------------------


def response_rule(dialect: Dialect) -> Rule:
    """Return the rule for the `response` of `response.create`."""
    fields: dict[str, Rule] = {
        "conversation": choice("auto", "none"),
        "input": list_of(input_item_rule(dialect)),
        "instructions": text,
        "metadata": _METADATA,
        "tools": list_of(tool_rule(dialect)),
        "tool_choice": tool_choice_rule(dialect),
        "max_output_tokens": _TOKENS_MAX,
        "prompt": _PROMPT,
    }
    if dialect.nested_session:
        output = record({}, {"format": _format_rule(dialect), "voice": _voice(dialect)})
        fields["audio"] = record({}, {"output": output})
        fields["output_modalities"] = _one_of(_MODALITIES_GA)
        fields["parallel_tool_calls"] = flag
        fields["reasoning"] = _REASONING
    else:
        fields["modalities"] = _one_of(_MODALITIES_PREVIEW)
        fields["voice"] = _voice(dialect)
        fields["output_audio_format"] = _format_rule(dialect)
        fields["temperature"] = _TEMPERATURE
        # One SDK has this name here, the specification the other (README 12 #10).
        fields["max_response_output_tokens"] = _TOKENS_MAX
    if not dialect.knows_out_of_band:
        # Parameters of the first specification, superseded by `conversation` and `input`.
        fields |= {"commit": flag, "cancel_previous": flag}
        fields |= {"append_input_items": list_of(any_object), "input_items": list_of(any_object)}
    return record({}, {name: rule for name, rule in fields.items() if (name,) not in dialect.response_lacks})


# -- parts of both -----------------------------------------------------------------------------------


def _one_of(allowed: tuple[list[str], ...]) -> Rule:
    def check(value: Any, path: str) -> None:
        if value not in allowed:
            raise bad_value(path, " or ".join(str(combination) for combination in allowed))

    return check


def _format_rule(dialect: Dialect) -> Rule:
    if not dialect.nested_session:
        return choice(*FORMAT_WORDS_READ)
    kinds = {kind: record({"type": text}, {}) for kind in FORMAT_TYPES.values()}
    kinds["audio/pcm"] = record({"type": text}, {"rate": integer(RATE_HZ, RATE_HZ)})
    return by_word("type", kinds)


def _voice(dialect: Dialect) -> Rule:
    names = choice(*sorted(dialect.voices))
    return word_or(names, record({"id": text}, {})) if dialect.nested_session else names


def _transcription() -> Rule:
    return nullable(
        record(
            {},
            {
                "model": text,
                "language": text,
                "languages": list_of(text),
                "prompt": text,
                "keywords": list_of(text),
                "delay": choice("minimal", "low", "medium", "high", "xhigh"),
            },
        )
    )


def _noise_reduction() -> Rule:
    return nullable(record({"type": choice("near_field", "far_field")}, {"strength": number(0.0, 1.0)}))


def _turn_detection(dialect: Dialect) -> Rule:
    automatic: dict[str, Rule] = {"type": text, "create_response": flag, "interrupt_response": flag}
    server: dict[str, Rule] = {
        **automatic,
        "threshold": number(0.0, 1.0),
        "prefix_padding_ms": integer(0),
        "silence_duration_ms": integer(0),
        "idle_timeout_ms": nullable(integer(5_000, 30_000)),
    }
    kinds = {"server_vad": _fields_but(server, dialect)}
    if dialect.knows_semantic_vad:
        semantic = {**automatic, "eagerness": choice("low", "medium", "high", "auto")}
        kinds["semantic_vad"] = _fields_but(semantic, dialect)
    if dialect.vad_off is not None:
        kinds[dialect.vad_off["type"]] = record({}, {"type": text})
    return nullable(by_word("type", kinds, default=None if dialect.nested_session else "server_vad"))


def _fields_but(fields: dict[str, Rule], dialect: Dialect) -> Rule:
    return record(
        {}, {name: rule for name, rule in fields.items() if name not in dialect.turn_detection_lacks}
    )
