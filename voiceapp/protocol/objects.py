"""The objects inside events: items, content parts, responses, usage, errors.

The spelling here is the GA one, with three words of our own for content parts, because the two dialects
disagree with each other and GA with itself: an assistant's spoken part is `audio`, its written part is
`text`, whatever the wire calls them (`dialect.py` translates).

Source of every field: the protocol's objects page, sections 11-17.
"""

from __future__ import annotations

from typing import Any

from voiceapp.protocol.wire import UNSET, CallId, ItemId, ResponseId, UnsetType, Wire


class ContentPart(Wire, frozen=True, kw_only=True):
    """One part of a message: `input_text`, `input_audio`, `input_image`, `text` or `audio`."""

    type: str
    text: str | UnsetType | None = UNSET
    audio: bytes | UnsetType | None = UNSET
    """Raw sound in the session's format (base64 on the wire); only on create and in `retrieved`."""
    transcript: str | UnsetType | None = UNSET
    image_url: str | UnsetType = UNSET
    """A PNG or JPEG data URI (GA only)."""
    detail: str | UnsetType = UNSET


class McpError(Wire, frozen=True, kw_only=True):
    """Why an MCP call failed: `protocol_error`, `tool_execution_error` or `http_error`."""

    type: str
    code: int | UnsetType | None = UNSET
    message: str | UnsetType | None = UNSET


class Item(Wire, frozen=True, kw_only=True):
    """An entry of the conversation; which fields are there depends on `type`.

    `message`: role, content. `function_call`: name, call_id, arguments. `function_call_output`: call_id,
    output. `mcp_list_tools`: server_label, tools. `mcp_call`: server_label, name, arguments, output, error.
    `mcp_approval_request`: server_label, name, arguments. `mcp_approval_response`: approval_request_id,
    approve, reason. `item_reference`: id, only inside `response.create`.
    """

    type: str
    id: ItemId | UnsetType = UNSET
    """At most 32 characters; a client may choose it."""
    object: str | UnsetType = UNSET
    status: str | UnsetType | None = UNSET
    """`in_progress`, `completed` or `incomplete`; has no effect when a client sends it."""
    role: str | UnsetType = UNSET
    content: tuple[ContentPart, ...] | UnsetType = UNSET
    name: str | UnsetType | None = UNSET
    call_id: CallId | UnsetType = UNSET
    arguments: str | UnsetType = UNSET
    """JSON text; may be cut anywhere when the item is `incomplete`."""
    output: str | UnsetType | None = UNSET
    server_label: str | UnsetType = UNSET
    tools: tuple[dict[str, Any], ...] | UnsetType | None = UNSET
    approval_request_id: str | UnsetType | None = UNSET
    approve: bool | UnsetType = UNSET
    reason: str | UnsetType | None = UNSET
    error: McpError | UnsetType | None = UNSET


def user_text(text: str, item_id: ItemId) -> Item:
    """Make the item of a typed turn."""
    return Item(type="message", id=item_id, role="user", content=(ContentPart(type="input_text", text=text),))


def system_text(text: str, item_id: ItemId) -> Item:
    """Make a system note."""
    return Item(
        type="message", id=item_id, role="system", content=(ContentPart(type="input_text", text=text),)
    )


def assistant_text(text: str, item_id: ItemId) -> Item:
    """Make an assistant message for history; the service takes no assistant audio from a client."""
    return Item(type="message", id=item_id, role="assistant", content=(ContentPart(type="text", text=text),))


def function_output(call_id: CallId, output: str, item_id: ItemId) -> Item:
    """Make the answer to a function call; errors are answered as text too, never skipped."""
    return Item(type="function_call_output", id=item_id, call_id=call_id, output=output)


class ErrorInfo(Wire, frozen=True, kw_only=True):
    """What went wrong, in the service's words."""

    type: str = "invalid_request_error"
    code: str | None = None
    message: str = ""
    param: str | None = None
    event_id: str | None = None
    """The *client's* event that failed; often null although an id was sent."""


class ResponseError(Wire, frozen=True, kw_only=True):
    """The error inside the status of a failed response."""

    type: str | UnsetType | None = UNSET
    code: str | UnsetType | None = UNSET
    message: str | UnsetType | None = UNSET


class StatusDetails(Wire, frozen=True, kw_only=True):
    """Why a response ended as it did."""

    type: str | UnsetType | None = UNSET
    reason: str | UnsetType | None = UNSET
    """`turn_detected`, `client_cancelled`, `max_output_tokens` or `content_filter`."""
    error: ResponseError | UnsetType | None = UNSET


class CachedTokens(Wire, frozen=True, kw_only=True):
    """How the cached input tokens split."""

    text_tokens: int | UnsetType | None = UNSET
    audio_tokens: int | UnsetType | None = UNSET
    image_tokens: int | UnsetType | None = UNSET


class InputTokens(Wire, frozen=True, kw_only=True):
    """How the input tokens split; cached is a part of input, never an addition."""

    text_tokens: int | UnsetType | None = UNSET
    audio_tokens: int | UnsetType | None = UNSET
    image_tokens: int | UnsetType | None = UNSET
    cached_tokens: int | UnsetType | None = UNSET
    cached_tokens_details: CachedTokens | UnsetType | None = UNSET


class OutputTokens(Wire, frozen=True, kw_only=True):
    """How the output tokens split; the transcript counts as text."""

    text_tokens: int | UnsetType | None = UNSET
    audio_tokens: int | UnsetType | None = UNSET


class Usage(Wire, frozen=True, kw_only=True):
    """What a response cost."""

    total_tokens: int | UnsetType | None = UNSET
    input_tokens: int | UnsetType | None = UNSET
    output_tokens: int | UnsetType | None = UNSET
    input_token_details: InputTokens | UnsetType | None = UNSET
    output_token_details: OutputTokens | UnsetType | None = UNSET


class Response(Wire, frozen=True, kw_only=True):
    """One answer of the model, from `response.created` to `response.done`."""

    id: ResponseId
    object: str = "realtime.response"
    status: str = "in_progress"
    """`in_progress`, `completed`, `cancelled`, `incomplete` or `failed`."""
    status_details: StatusDetails | None = None
    output: tuple[Item, ...] = ()
    usage: Usage | None = None
    conversation_id: str | None = None
    """None means out-of-band: its items are not part of the conversation."""
    metadata: dict[str, str] | None = None
    output_modalities: tuple[str, ...] | UnsetType | None = UNSET
    audio: dict[str, Any] | UnsetType | None = UNSET
    max_output_tokens: int | str | UnsetType | None = UNSET
    temperature: float | UnsetType | None = UNSET


class Conversation(Wire, frozen=True, kw_only=True):
    """The default conversation of a session."""

    id: str | None = None
    object: str = "realtime.conversation"


class RateLimit(Wire, frozen=True, kw_only=True):
    """How much of one allowance is left; `name` is `requests` or `tokens`, or something newer."""

    name: str | None = None
    limit: int | None = None
    remaining: int | None = None
    reset_seconds: float | None = None


class TranscriptionUsage(Wire, frozen=True, kw_only=True):
    """What a transcription cost, in `tokens` or as a `duration`."""

    type: str
    seconds: float | UnsetType | None = UNSET
    total_tokens: int | UnsetType | None = UNSET
    input_tokens: int | UnsetType | None = UNSET
    output_tokens: int | UnsetType | None = UNSET
    input_token_details: InputTokens | UnsetType | None = UNSET
