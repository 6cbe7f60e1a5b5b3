"""What a private tape keeps of a value: numbers, times and identifiers; of words and sound only how much.

A list of what may stay, not of what must go: a text is kept only in a field named here *and* if it looks like
an identifier, so a field the protocol gains tomorrow is hidden until somebody decides otherwise.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from voiceapp.errors import TapeError
from voiceapp.protocol.wire import Wire
from voiceapp.recording.plain import fields_of

KEPT_TEXTS = frozenset(
    {
        "call_id",
        "code",
        "conversation_id",
        "dialect",
        "duplex",
        "eagerness",
        "event_id",
        "id",
        "item_id",
        "level",
        "modality",
        "mode",
        "model",
        "noise_reduction",
        "object",
        "output_modalities",
        "param",
        "phase",
        "previous_item_id",
        "response_id",
        "role",
        "status",
        "tool_choice",
        "truncation",
        "turn_detection",
        "type",
        "voice",
        "voiceapp_request",
    }
)
"""Fields whose texts are identifiers of the protocol."""
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.:/\[\]-]{0,80}")
STAND_IN = "·"
"""Read in place of each character that was not kept."""
CHARS_MAX = 1 << 24


def veiled(value: Any, name: str = "") -> Any:
    """Return the plain data of `value`, the content of a field called `name`, without words and sound."""
    match value:
        case str():
            kept = name in KEPT_TEXTS and _IDENTIFIER.fullmatch(value) is not None
            return value if kept else {"chars": len(value)}
        case bytes():
            return {"bytes": len(value)}
        case Wire():
            # Fields of `extra` are unknown, so what they say is, too.
            return {key: veiled(one, key) for key, one in fields_of(value).items() if key != "extra"}
        case dict() if name == "metadata":
            # Ours: which of our requests a response answers.
            return {key: veiled(one, key) for key, one in value.items() if key in KEPT_TEXTS}
        case {"json": str(hidden)} if len(value) == 1 and hidden == STAND_IN * len(hidden):
            return {"json": {"chars": len(hidden)}}  # of a tape that is private already
        case dict():
            return {"json": {"chars": len(msgspec.json.encode(value))}}
        case tuple() | list():
            # A list of bare numbers could be sound.
            return [veiled(one, name) for one in value if not isinstance(one, (int, float))]
        case None | bool() | int() | float():
            return value
    return {key: veiled(one, key) for key, one in fields_of(value).items()}


def unveiled(value: Any) -> Any:
    """Return the plain data of a step with `STAND_IN` for each character a private tape did not keep.

    Raises TapeError for a number of characters that no conversation has.
    """
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(chars := value.get("chars"), int):
            if not 0 <= chars <= CHARS_MAX:
                raise TapeError(f"The tape speaks of a text of {chars} characters.")
            return STAND_IN * chars
        return {key: unveiled(one) for key, one in value.items()}
    if isinstance(value, list):
        return [unveiled(one) for one in value]
    return value
