"""Everything a server may say, one frozen struct each.

The names are GA's. Preview's `response.audio.delta` is `OutputAudioDelta` here, and so on; the table is in
`dialect.py`. What we have never heard of becomes `Unrecognised` and is kept.
Source: the protocol's page of server events; section numbers below are its own.
"""

from __future__ import annotations

from typing import Any

from voiceapp.protocol.objects import (
    ContentPart,
    Conversation,
    ErrorInfo,
    Item,
    RateLimit,
    Response,
    TranscriptionUsage,
)
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import UNSET, CallId, ItemId, ResponseId, UnsetType, Wire


class ServerEvent(Wire, frozen=True, kw_only=True):
    """An event from the server."""

    event_id: str | UnsetType | None = UNSET


class Unrecognised(ServerEvent, frozen=True, kw_only=True, tag=False):
    """An event whose type is new to us, or one whose shape is; noted, kept, survived."""

    type: str
    raw: dict[str, Any]
    reason: str
    """What kept us from reading it, as a clause: `unknown type`, `delta: expected str, got int`."""


# -- session (1) -------------------------------------------------------------------------------------


class SessionCreated(ServerEvent, frozen=True, kw_only=True, tag="session.created"):
    """The first event of every connection."""

    session: Session


class SessionUpdated(ServerEvent, frozen=True, kw_only=True, tag="session.updated"):
    """The session in force after an update; only now may the microphone be heard."""

    session: Session


class TranscriptionSessionCreated(
    ServerEvent, frozen=True, kw_only=True, tag="transcription_session.created"
):
    """First event of a transcription-only session (preview)."""

    session: Session


class TranscriptionSessionUpdated(
    ServerEvent, frozen=True, kw_only=True, tag="transcription_session.updated"
):
    """Answer to `transcription_session.update` (preview)."""

    session: Session


class ConversationCreated(ServerEvent, frozen=True, kw_only=True, tag="conversation.created"):
    """May follow `session.created`; must not be waited for."""

    conversation: Conversation


# -- input buffer (2) --------------------------------------------------------------------------------


class SpeechStarted(ServerEvent, frozen=True, kw_only=True, tag="input_audio_buffer.speech_started"):
    """The server's voice detection fired."""

    audio_start_ms: int
    """In all sound appended this session, already moved back by the prefix padding."""
    item_id: ItemId
    """The user item that will exist after the commit."""


class SpeechStopped(ServerEvent, frozen=True, kw_only=True, tag="input_audio_buffer.speech_stopped"):
    """The turn ended by silence; not guaranteed to come."""

    audio_end_ms: int
    item_id: ItemId


class InputAudioCommitted(ServerEvent, frozen=True, kw_only=True, tag="input_audio_buffer.committed"):
    """The buffer became a user item."""

    item_id: ItemId
    previous_item_id: ItemId | UnsetType | None = UNSET


class InputAudioCleared(ServerEvent, frozen=True, kw_only=True, tag="input_audio_buffer.cleared"):
    """Answer to clear."""


class InputAudioTimeoutTriggered(
    ServerEvent, frozen=True, kw_only=True, tag="input_audio_buffer.timeout_triggered"
):
    """Nobody spoke for `idle_timeout_ms` (GA)."""

    audio_start_ms: int
    audio_end_ms: int
    item_id: ItemId


class DtmfReceived(ServerEvent, frozen=True, kw_only=True, tag="input_audio_buffer.dtmf_event_received"):
    """A telephone key (SIP)."""

    event: str
    received_at: int


# -- items (3) ---------------------------------------------------------------------------------------


class ItemCreated(ServerEvent, frozen=True, kw_only=True, tag="conversation.item.created"):
    """Preview's only announcement of an item; still defined in GA."""

    item: Item
    previous_item_id: ItemId | UnsetType | None = UNSET


class ItemAdded(ServerEvent, frozen=True, kw_only=True, tag="conversation.item.added"):
    """An item entered the conversation (GA); generated ones are still empty."""

    item: Item
    previous_item_id: ItemId | UnsetType | None = UNSET


class ItemDone(ServerEvent, frozen=True, kw_only=True, tag="conversation.item.done"):
    """An item is final (GA)."""

    item: Item
    previous_item_id: ItemId | UnsetType | None = UNSET


class ItemRetrieved(ServerEvent, frozen=True, kw_only=True, tag="conversation.item.retrieved"):
    """Answer to retrieve, with sound."""

    item: Item


class ItemTruncated(ServerEvent, frozen=True, kw_only=True, tag="conversation.item.truncated"):
    """Answer to truncate; an unsolicited one must be tolerated."""

    item_id: ItemId
    content_index: int
    audio_end_ms: int


class ItemDeleted(ServerEvent, frozen=True, kw_only=True, tag="conversation.item.deleted"):
    """Answer to delete."""

    item_id: ItemId


# -- captions of the user's speech (4) ---------------------------------------------------------------

_CAPTION = "conversation.item.input_audio_transcription"


class TranscriptionDelta(ServerEvent, frozen=True, kw_only=True, tag=f"{_CAPTION}.delta"):
    """More words of the user's caption."""

    item_id: ItemId
    content_index: int | UnsetType | None = UNSET
    delta: str | UnsetType | None = UNSET
    logprobs: tuple[dict[str, Any], ...] | UnsetType | None = UNSET


class TranscriptionCompleted(ServerEvent, frozen=True, kw_only=True, tag=f"{_CAPTION}.completed"):
    """The user's caption, final; may be empty, may come after the answer."""

    item_id: ItemId
    content_index: int = 0
    transcript: str = ""
    usage: TranscriptionUsage | UnsetType | None = UNSET
    logprobs: tuple[dict[str, Any], ...] | UnsetType | None = UNSET


class TranscriptionFailed(ServerEvent, frozen=True, kw_only=True, tag=f"{_CAPTION}.failed"):
    """There will be no caption; the turn itself is fine."""

    item_id: ItemId
    content_index: int = 0
    error: ErrorInfo


class TranscriptionSegment(ServerEvent, frozen=True, kw_only=True, tag=f"{_CAPTION}.segment"):
    """One speaker's stretch of the caption (GA, diarised)."""

    item_id: ItemId
    content_index: int = 0
    id: str = ""
    text: str = ""
    speaker: str = ""
    start: float = 0.0
    end: float = 0.0


# -- response (5) ------------------------------------------------------------------------------------


class ResponseCreated(ServerEvent, frozen=True, kw_only=True, tag="response.created"):
    """An answer begins; it is active until its `response.done`."""

    response: Response


class ResponseDone(ServerEvent, frozen=True, kw_only=True, tag="response.done"):
    """An answer is generated, whatever the outcome; its sound plays on for seconds."""

    response: Response


class OutputItemAdded(ServerEvent, frozen=True, kw_only=True, tag="response.output_item.added"):
    """The answer has a new item."""

    response_id: ResponseId
    output_index: int = 0
    item: Item


class OutputItemDone(ServerEvent, frozen=True, kw_only=True, tag="response.output_item.done"):
    """An item of the answer is final: `completed`, or `incomplete` when it was cut."""

    response_id: ResponseId
    output_index: int = 0
    item: Item


class InResponse(ServerEvent, frozen=True, kw_only=True):
    """What every event about one content part carries."""

    response_id: ResponseId
    item_id: ItemId
    output_index: int = 0
    content_index: int = 0


class ContentPartAdded(InResponse, frozen=True, kw_only=True, tag="response.content_part.added"):
    """A part of a message begins."""

    part: ContentPart


class ContentPartDone(InResponse, frozen=True, kw_only=True, tag="response.content_part.done"):
    """A part of a message is final."""

    part: ContentPart


class OutputTextDelta(InResponse, frozen=True, kw_only=True, tag="response.output_text.delta"):
    """More written words."""

    delta: str


class OutputTextDone(InResponse, frozen=True, kw_only=True, tag="response.output_text.done"):
    """All written words."""

    text: str = ""


class OutputTranscriptDelta(
    InResponse, frozen=True, kw_only=True, tag="response.output_audio_transcript.delta"
):
    """More words of what the sound says; runs ahead of the sound."""

    delta: str


class OutputTranscriptDone(
    InResponse, frozen=True, kw_only=True, tag="response.output_audio_transcript.done"
):
    """All words of what the sound says; one early specification leaves the text out."""

    transcript: str | UnsetType | None = UNSET


class OutputAudioDelta(InResponse, frozen=True, kw_only=True, tag="response.output_audio.delta"):
    """More sound, decoded."""

    delta: bytes


class OutputAudioDone(InResponse, frozen=True, kw_only=True, tag="response.output_audio.done"):
    """No more sound for this part."""


class FunctionArgumentsDelta(
    ServerEvent, frozen=True, kw_only=True, tag="response.function_call_arguments.delta"
):
    """More of a call's arguments; informational."""

    response_id: ResponseId
    item_id: ItemId
    output_index: int = 0
    call_id: CallId = CallId("")
    delta: str


class FunctionArgumentsDone(
    ServerEvent, frozen=True, kw_only=True, tag="response.function_call_arguments.done"
):
    """A call's arguments; may be partial after a cancel, so nothing runs on this event alone."""

    response_id: ResponseId
    item_id: ItemId
    output_index: int = 0
    call_id: CallId = CallId("")
    name: str | UnsetType | None = UNSET
    arguments: str = ""


# -- MCP (6, GA) -------------------------------------------------------------------------------------


class McpListToolsInProgress(ServerEvent, frozen=True, kw_only=True, tag="mcp_list_tools.in_progress"):
    """The server is asking an MCP server for its tools."""

    item_id: ItemId


class McpListToolsCompleted(ServerEvent, frozen=True, kw_only=True, tag="mcp_list_tools.completed"):
    """The tools are known."""

    item_id: ItemId


class McpListToolsFailed(ServerEvent, frozen=True, kw_only=True, tag="mcp_list_tools.failed"):
    """The tools could not be read."""

    item_id: ItemId


class McpArgumentsDelta(ServerEvent, frozen=True, kw_only=True, tag="response.mcp_call_arguments.delta"):
    """More of an MCP call's arguments."""

    response_id: ResponseId
    item_id: ItemId
    output_index: int = 0
    delta: str
    obfuscation: str | UnsetType | None = UNSET


class McpArgumentsDone(ServerEvent, frozen=True, kw_only=True, tag="response.mcp_call_arguments.done"):
    """An MCP call's arguments."""

    response_id: ResponseId
    item_id: ItemId
    output_index: int = 0
    arguments: str


class McpCallInProgress(ServerEvent, frozen=True, kw_only=True, tag="response.mcp_call.in_progress"):
    """An MCP call runs; carries no response id."""

    item_id: ItemId
    output_index: int = 0


class McpCallCompleted(ServerEvent, frozen=True, kw_only=True, tag="response.mcp_call.completed"):
    """An MCP call ended well; may come after `response.done`."""

    item_id: ItemId
    output_index: int = 0


class McpCallFailed(ServerEvent, frozen=True, kw_only=True, tag="response.mcp_call.failed"):
    """An MCP call failed."""

    item_id: ItemId
    output_index: int = 0


# -- the rest (7) ------------------------------------------------------------------------------------


class RateLimitsUpdated(ServerEvent, frozen=True, kw_only=True, tag="rate_limits.updated"):
    """What is left of the allowances; may come anywhere."""

    rate_limits: tuple[RateLimit, ...] = ()


class OutputBufferStarted(ServerEvent, frozen=True, kw_only=True, tag="output_audio_buffer.started"):
    """WebRTC and SIP only."""

    response_id: ResponseId


class OutputBufferStopped(ServerEvent, frozen=True, kw_only=True, tag="output_audio_buffer.stopped"):
    """WebRTC and SIP only."""

    response_id: ResponseId


class OutputBufferCleared(ServerEvent, frozen=True, kw_only=True, tag="output_audio_buffer.cleared"):
    """WebRTC and SIP only."""

    response_id: ResponseId


class ErrorEvent(ServerEvent, frozen=True, kw_only=True, tag="error"):
    """Something we asked for did not work; most leave the session usable."""

    error: ErrorInfo


def _concrete(base: type[ServerEvent]) -> list[type[ServerEvent]]:
    found: list[type[ServerEvent]] = []
    for event_class in base.__subclasses__():
        if event_class.__struct_config__.tag:
            found.append(event_class)
        found.extend(_concrete(event_class))
    return found


SERVER_EVENTS: tuple[type[ServerEvent], ...] = tuple(_concrete(ServerEvent))
