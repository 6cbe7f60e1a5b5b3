"""A conversation as one JSON document, for programs; its fields are promised in `docs/export.md`."""

from __future__ import annotations

import json
from typing import Any

from voiceapp.dialogue.snapshot import RowKind
from voiceapp.store.export.texts import Unheard
from voiceapp.store.kept import StoredConversation, StoredRow

FORMAT = "voiceapp-conversation"
VERSION = 1
"""Raised when a field changes its meaning or goes; a new field is no new version."""


def json_of(conversation: StoredConversation, unheard: Unheard) -> str:
    """Return the document; where unheard words are left out, it has no `unheard`."""
    summary = conversation.summary
    document = {
        "format": FORMAT,
        "version": VERSION,
        "title": summary.title,
        "started_at": summary.started_at.isoformat(timespec="milliseconds"),
        "duration_ms": conversation.duration_ms,
        "endpoint": conversation.endpoint,
        "dialect": conversation.dialect,
        "model": summary.model,
        "tags": list(summary.tags),
        "instructions": conversation.instructions,
        "tools": list(conversation.tools),
        "parts": [
            {
                "started_at": part.started_at.isoformat(timespec="milliseconds"),
                "from_ms": part.from_ms,
                "duration_ms": part.duration_ms,
            }
            for part in conversation.parts
        ],
        "turns": [turn for row in conversation.rows if (turn := _turn(row, unheard))],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _turn(row: StoredRow, unheard: Unheard) -> dict[str, Any]:
    turn: dict[str, Any] = {
        "id": row.key,
        "kind": row.kind.value,
        "state": row.state.value,
        "at_ms": row.at_ms,
    }
    match row.kind:
        case RowKind.USER:
            return {**turn, "text": row.text, "note": row.note}
        case RowKind.ASSISTANT:
            turn |= {
                "text": row.heard,
                "interrupted": row.is_interrupted,
                "spoken": row.spoken,
                "set_aside": row.set_aside,
                "heard_ms": row.heard_ms,
                "received_ms": row.received_ms,
                "cut_ms": row.cut_ms,
                "heard_from_ms": row.heard_from_ms,
                "heard_until_ms": row.heard_until_ms,
            }
            return turn if unheard is Unheard.LEFT_OUT else {**turn, "unheard": row.unheard}
        case RowKind.TOOL:
            call = row.call
            if call is None:
                return {**turn, "call": None, "text": row.text, "note": row.note}
            parts = {"name": call.name, "arguments": call.arguments, "output": call.output}
            return {**turn, "call": parts, "note": row.note}
        case RowKind.NOTICE:
            return {**turn, "text": row.text}
