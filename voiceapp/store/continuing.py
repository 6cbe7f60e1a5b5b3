"""An old conversation as the beginning of a new one: its rows, and what a new session is told of them.

Give both to `dialogue.history.history_of`: it tells the heard words only, and calls with their results.
"""

from __future__ import annotations

from voiceapp.dialogue.history import CallPair
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.dialogue.transcript import Entry
from voiceapp.protocol.wire import CallId
from voiceapp.store.kept import StoredConversation, StoredRow

NOTES = frozenset({RowKind.NOTICE})
"""Were about the connection of that day."""


def entries_of(conversation: StoredConversation, *, now_ns: int) -> tuple[Entry, ...]:
    """Return the rows as a transcript has them, all of the moment `now_ns`; nothing is left unfinished."""
    return tuple(_entry(row, now_ns) for row in conversation.rows if row.kind not in NOTES)


def calls_of(conversation: StoredConversation) -> dict[str, CallPair]:
    """Return the functions that were called and have answered, by the key of their row."""
    return {
        row.key: CallPair(CallId(f"call_{number}"), call.name, call.arguments, call.output)
        for number, row in enumerate(conversation.rows)
        if (call := row.call) is not None
    }


def _entry(row: StoredRow, now_ns: int) -> Entry:
    is_unfinished = row.state in {RowState.LIVE, RowState.WAITING}
    was_cut = is_unfinished and row.kind is RowKind.ASSISTANT
    state = row.state
    if is_unfinished:
        state = RowState.CUT if was_cut else RowState.DONE if row.text else RowState.FAILED
    return Entry(
        row.key,
        row.kind,
        now_ns,
        state,
        text=row.text,
        heard_chars=row.heard_chars,
        heard_ms=row.heard_ms,
        received_ms=row.received_ms,
        cut_ms=row.heard_ms if was_cut else row.cut_ms,
        note=row.note,
        details=row.details,
        spoken=row.spoken,
    )
