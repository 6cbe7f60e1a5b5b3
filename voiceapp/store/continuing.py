"""A kept conversation as the beginning of a new one: what a person heard and said, and nothing else."""

from __future__ import annotations

from typing import Literal

from voiceapp.dialogue.earlier import ROWS_MAX, EarlierRow
from voiceapp.dialogue.history import CallPair
from voiceapp.dialogue.inputs import ConversationContinued
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.pcm import NS_PER_S
from voiceapp.protocol.wire import CallId
from voiceapp.store.kept import StoredConversation, StoredRow

_ROLES: dict[RowKind, Literal["user", "assistant", "tool"]] = {
    RowKind.USER: "user",
    RowKind.ASSISTANT: "assistant",
    RowKind.TOOL: "tool",
}
"""Notices were about the connection of that day."""


def continued(conversation: StoredConversation, *, now_ns: int, wall_ns: int) -> ConversationContinued:
    """Return the input that goes on with a conversation.

    `now_ns` and `wall_ns` are this moment on both clocks. Rows without words are left out, and of too many
    the oldest.
    """
    told = [row for row in conversation.rows if row.kind in _ROLES and row.heard]
    return ConversationContinued(
        now_ns,
        title=conversation.title,
        rows=tuple(
            _earlier(conversation, row, number, wall_ns - now_ns)
            for number, row in enumerate(told[-ROWS_MAX:], start=1)
        ),
        left_out=max(0, len(told) - ROWS_MAX),
        number=conversation.summary.id,
    )


def _earlier(
    conversation: StoredConversation, row: StoredRow, number: int, wall_offset_ns: int
) -> EarlierRow:
    cut_ms = row.cut_ms
    if row.state is RowState.LIVE and row.kind is RowKind.ASSISTANT and row.spoken:
        cut_ms = row.heard_ms  # the program ended before the answer did
    call = row.call
    return EarlierRow(
        role=_ROLES[row.kind],
        text=row.heard,
        row_at_ns=round(conversation.said_at(row).timestamp() * NS_PER_S) - wall_offset_ns,
        cut_ms=cut_ms,
        spoken=row.spoken,
        set_aside=row.set_aside,
        call=CallPair(CallId(f"call_{number}"), call.name, call.arguments, call.output) if call else None,
    )
