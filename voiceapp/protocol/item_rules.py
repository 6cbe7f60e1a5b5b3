"""What a client may put into a conversation, per dialect.

Source: the protocol's objects page, sections 11 and 12, and errors 3. Whether an id is taken, a call exists
or a neighbour is known is the conversation's own knowledge and not checked here.
"""

from __future__ import annotations

from typing import Any

from voiceapp.protocol.dialect import Dialect
from voiceapp.protocol.rules import (
    Rule,
    any_object,
    bad_value,
    by_word,
    choice,
    flag,
    list_of,
    missing,
    nullable,
    record,
    text,
    text_up_to,
)

_ID = text_up_to(32)
_TEXT = text_up_to(256_000)
"""Measured with one model (objects 11); the limit counts characters."""
_COMMON: dict[str, Rule] = {
    "id": _ID,
    "object": choice("realtime.item"),
    "status": choice("in_progress", "completed", "incomplete"),
}
_REFERENCE = record({"type": text, "id": _ID}, {})


def created_item_rule(dialect: Dialect) -> Rule:
    """Return the rule for the `item` of `conversation.item.create`."""
    return by_word("type", _kinds(dialect))


def input_item_rule(dialect: Dialect) -> Rule:
    """Return the rule for an entry of the `input` of `response.create`: an item, or a reference to one."""
    return by_word("type", {**_kinds(dialect), "item_reference": _REFERENCE})


def _kinds(dialect: Dialect) -> dict[str, Rule]:
    kinds: dict[str, Rule] = {
        "message": by_word(
            "role",
            {
                "system": _message(_text_part("input_text")),
                "user": _message(_user_parts(dialect)),
                "assistant": _message(_assistant_parts(dialect)),
            },
        ),
        "function_call": record({"type": text, "name": text, "arguments": text}, {**_COMMON, "call_id": _ID}),
        "function_call_output": record({"type": text, "call_id": _ID, "output": text}, _COMMON),
    }
    if dialect.knows_mcp:
        # The other MCP items are the server's; nothing says that a client may make them.
        kinds["mcp_approval_response"] = record(
            {"type": text, "approval_request_id": text, "approve": flag},
            {**_COMMON, "reason": nullable(text)},
        )
    return kinds


def _message(part: Rule) -> Rule:
    return record({"type": text, "role": text, "content": list_of(part)}, _COMMON)


def _text_part(*names: str) -> Rule:
    return by_word("type", {name: record({"type": text, "text": _TEXT}, {}) for name in names})


def _user_parts(dialect: Dialect) -> Rule:
    kinds: dict[str, Rule] = {
        "input_text": record({"type": text, "text": _TEXT}, {}),
        # Whether the sound is base64 is found when it is decoded.
        "input_audio": record({"type": text, "audio": text}, {"transcript": nullable(text)}),
    }
    if dialect.knows_images:
        kinds["input_image"] = record(
            {"type": text, "image_url": _image}, {"detail": choice("auto", "low", "high")}
        )
    return by_word("type", kinds)


def _assistant_parts(dialect: Dialect) -> Rule:
    written = dialect.assistant_parts.get("text", "text")
    spoken = dialect.assistant_parts.get("audio", "audio")
    kinds: dict[str, Rule] = {
        written: record({"type": text, "text": _TEXT}, {}),
        spoken: _no_assistant_sound,
    }
    if not dialect.nested_session:
        kinds["input_text"] = kinds[written]  # one Azure reference has it so (README 12 #15)
    return by_word("type", kinds)


def _no_assistant_sound(value: Any, path: str) -> None:
    """Refuse as the service does: the schema lists the part, but the service asks for its text."""
    any_object(value, path)
    raise missing(f"{path}.text")


def _image(value: Any, path: str) -> None:
    text(value, path)
    if not value.startswith(("data:image/png;base64,", "data:image/jpeg;base64,")):
        raise bad_value(path, "a data URI with a PNG or JPEG image")
