"""Everything a client may say, one frozen struct each.

The names are GA's; `dialect.py` knows what preview calls them and what it lacks.
Source: the protocol's page of client events; section numbers below are its own.
"""

from __future__ import annotations

from typing import Any

from voiceapp.protocol.objects import Item
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import UNSET, ItemId, ResponseId, UnsetType, Wire


class ClientEvent(Wire, frozen=True, kw_only=True):
    """An event on its way to the server."""

    event_id: str | UnsetType = UNSET
    """Ours, at most 512 characters; its only use is the correlation of errors."""


class SessionUpdate(ClientEvent, frozen=True, kw_only=True, tag="session.update"):
    """Change the session (1); all or nothing, answered by `session.updated`."""

    session: Session


class TranscriptionSessionUpdate(ClientEvent, frozen=True, kw_only=True, tag="transcription_session.update"):
    """Change a transcription-only session (2); preview only."""

    session: Session


class InputAudioAppend(ClientEvent, frozen=True, kw_only=True, tag="input_audio_buffer.append"):
    """Hand over microphone sound (3); never answered, at most 15 MiB."""

    audio: bytes
    """Raw samples in the session's input format (base64 on the wire)."""


class InputAudioCommit(ClientEvent, frozen=True, kw_only=True, tag="input_audio_buffer.commit"):
    """Turn the buffer into a user item (4); needs at least 100 ms, starts no response."""


class InputAudioClear(ClientEvent, frozen=True, kw_only=True, tag="input_audio_buffer.clear"):
    """Throw uncommitted sound away (5)."""


class OutputAudioClear(ClientEvent, frozen=True, kw_only=True, tag="output_audio_buffer.clear"):
    """Cut the server's playback (6); WebRTC and SIP only, never sent over a WebSocket."""


class ItemCreate(ClientEvent, frozen=True, kw_only=True, tag="conversation.item.create"):
    """Add an item to the conversation (7)."""

    item: Item
    previous_item_id: ItemId | UnsetType | None = UNSET
    """Absent: at the end; `root`: at the beginning; an id: right after that item."""


class ItemRetrieve(ClientEvent, frozen=True, kw_only=True, tag="conversation.item.retrieve"):
    """Ask for an item with all its sound (8)."""

    item_id: ItemId


class ItemTruncate(ClientEvent, frozen=True, kw_only=True, tag="conversation.item.truncate"):
    """Tell the server how much of an answer was heard (9); does not stop generation."""

    item_id: ItemId
    content_index: int
    audio_end_ms: int
    """Kept from the start of this content part, rounded down, at most what was received."""


class ItemDelete(ClientEvent, frozen=True, kw_only=True, tag="conversation.item.delete"):
    """Remove an item (10)."""

    item_id: ItemId


class ResponseParams(Wire, frozen=True, kw_only=True):
    """What one response may do differently from its session."""

    conversation: str | UnsetType = UNSET
    """`auto` or `none` (out-of-band)."""
    input: tuple[Item, ...] | UnsetType = UNSET
    instructions: str | UnsetType = UNSET
    metadata: dict[str, str] | UnsetType | None = UNSET
    output_modalities: tuple[str, ...] | UnsetType = UNSET
    audio: dict[str, Any] | UnsetType = UNSET
    tools: tuple[dict[str, Any], ...] | UnsetType = UNSET
    tool_choice: str | dict[str, Any] | UnsetType = UNSET
    temperature: float | UnsetType = UNSET
    max_output_tokens: int | str | UnsetType = UNSET


class ResponseCreate(ClientEvent, frozen=True, kw_only=True, tag="response.create"):
    """Ask for an answer (11); one at a time in the default conversation."""

    response: ResponseParams | UnsetType = UNSET


class ResponseCancel(ClientEvent, frozen=True, kw_only=True, tag="response.cancel"):
    """Stop an answer being generated (12); answered by `response.done`."""

    response_id: ResponseId | UnsetType = UNSET


class UnrecognisedClientEvent(ClientEvent, frozen=True, kw_only=True, tag=False):
    """Something a client said that this server does not know; used by the embedded assistant."""

    type: str
    raw: dict[str, Any]


CLIENT_EVENTS: tuple[type[ClientEvent], ...] = (
    SessionUpdate,
    TranscriptionSessionUpdate,
    InputAudioAppend,
    InputAudioCommit,
    InputAudioClear,
    OutputAudioClear,
    ItemCreate,
    ItemRetrieve,
    ItemTruncate,
    ItemDelete,
    ResponseCreate,
    ResponseCancel,
)


def name_of(event: Wire) -> str:
    """Return the internal (GA) name of an event's kind, such as `response.cancel`.

    Of an event nobody recognised, client's or server's, this is the type it came with.
    """
    tag = type(event).__struct_config__.tag
    return str(getattr(event, "type", type(event).__name__)) if tag is None else str(tag)
