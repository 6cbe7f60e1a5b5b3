"""What the embedded assistant says about one of its answers, and about the tools of MCP servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voiceapp.protocol.objects import (
    CachedTokens,
    ContentPart,
    InputTokens,
    Item,
    OutputTokens,
    Response,
    ResponseError,
    StatusDetails,
    Usage,
)
from voiceapp.protocol.server_events import (
    ContentPartAdded,
    ContentPartDone,
    FunctionArgumentsDelta,
    FunctionArgumentsDone,
    McpArgumentsDelta,
    McpArgumentsDone,
    McpCallCompleted,
    McpCallFailed,
    McpCallInProgress,
    McpListToolsCompleted,
    McpListToolsFailed,
    McpListToolsInProgress,
    OutputAudioDelta,
    OutputAudioDone,
    OutputItemAdded,
    OutputItemDone,
    OutputTextDelta,
    OutputTextDone,
    OutputTranscriptDelta,
    OutputTranscriptDone,
    ResponseCreated,
    ResponseDone,
    ServerEvent,
)
from voiceapp.protocol.wire import CallId, ItemId, ResponseId

ITEM = ItemId("item_1")
RESPONSE = ResponseId("resp_1")
CALL = CallId("call_1")
SOUND = b"\x01\x00\xff\x7f\x00\x80"


@dataclass(frozen=True)
class ServerSample:
    """Something a server says."""

    name: str
    event: ServerEvent


_SPOKEN = Item(
    type="message",
    id=ITEM,
    object="realtime.item",
    status="completed",
    role="assistant",
    content=(ContentPart(type="audio", transcript="Hello."),),
)
_WRITTEN = Item(
    type="message",
    id=ItemId("item_2"),
    object="realtime.item",
    status="incomplete",
    role="assistant",
    content=(ContentPart(type="text", text="Hel"),),
)
_EMPTY = Item(
    type="message", id=ITEM, object="realtime.item", status="in_progress", role="assistant", content=()
)
_CALLED = Item(
    type="function_call",
    id=ItemId("item_3"),
    object="realtime.item",
    status="completed",
    name="get_weather",
    call_id=CALL,
    arguments='{"city":"Kyoto"}',
)
_USAGE = Usage(
    total_tokens=253,
    input_tokens=132,
    output_tokens=121,
    input_token_details=InputTokens(
        text_tokens=119,
        audio_tokens=13,
        image_tokens=0,
        cached_tokens=64,
        cached_tokens_details=CachedTokens(text_tokens=64, audio_tokens=0, image_tokens=0),
    ),
    output_token_details=OutputTokens(text_tokens=30, audio_tokens=91),
)
_PLACE: dict[str, Any] = {"response_id": RESPONSE, "item_id": ITEM, "output_index": 0, "content_index": 0}


def _samples() -> list[ServerSample]:
    e = "event_1"
    return [
        ServerSample(
            "answer begins",
            ResponseCreated(
                event_id=e,
                response=Response(
                    id=RESPONSE,
                    conversation_id="conv_1",
                    metadata={"client_event_id": "ev_8"},
                    output_modalities=("audio",),
                    audio={"output": {"format": {"type": "audio/pcm", "rate": 24_000}, "voice": "alloy"}},
                    max_output_tokens="inf",
                ),
            ),
        ),
        ServerSample(
            "answer complete, spoken and with a call",
            ResponseDone(
                event_id=e,
                response=Response(
                    id=RESPONSE,
                    status="completed",
                    output=(_SPOKEN, _CALLED),
                    usage=_USAGE,
                    conversation_id="conv_1",
                ),
            ),
        ),
        ServerSample(
            "answer cut by speech",
            ResponseDone(
                event_id=e,
                response=Response(
                    id=RESPONSE,
                    status="cancelled",
                    status_details=StatusDetails(type="cancelled", reason="turn_detected"),
                    output=(_WRITTEN,),
                ),
            ),
        ),
        ServerSample(
            "answer failed",
            ResponseDone(
                event_id=e,
                response=Response(
                    id=RESPONSE,
                    status="failed",
                    status_details=StatusDetails(
                        type="failed",
                        error=ResponseError(type="server_error", code="server_error", message="Sorry."),
                    ),
                ),
            ),
        ),
        ServerSample(
            "output item begins",
            OutputItemAdded(event_id=e, response_id=RESPONSE, output_index=0, item=_EMPTY),
        ),
        ServerSample(
            "output item is final",
            OutputItemDone(event_id=e, response_id=RESPONSE, output_index=1, item=_CALLED),
        ),
        ServerSample(
            "spoken part begins",
            ContentPartAdded(event_id=e, **_PLACE, part=ContentPart(type="audio", transcript="")),
        ),
        ServerSample(
            "written part is final",
            ContentPartDone(event_id=e, **_PLACE, part=ContentPart(type="text", text="Hello.")),
        ),
        ServerSample("more written words", OutputTextDelta(event_id=e, **_PLACE, delta="Hel")),
        ServerSample("all written words", OutputTextDone(event_id=e, **_PLACE, text="Hello.")),
        ServerSample("more spoken words", OutputTranscriptDelta(event_id=e, **_PLACE, delta="Hel")),
        ServerSample("all spoken words", OutputTranscriptDone(event_id=e, **_PLACE, transcript="Hello.")),
        ServerSample("more sound", OutputAudioDelta(event_id=e, **_PLACE, delta=SOUND)),
        ServerSample("no more sound", OutputAudioDone(event_id=e, **_PLACE)),
        ServerSample(
            "more arguments",
            FunctionArgumentsDelta(
                event_id=e, response_id=RESPONSE, item_id=ITEM, call_id=CALL, delta='{"ci'
            ),
        ),
        ServerSample(
            "all arguments",
            FunctionArgumentsDone(
                event_id=e,
                response_id=RESPONSE,
                item_id=ITEM,
                call_id=CALL,
                name="get_weather",
                arguments="{}",
            ),
        ),
        ServerSample("asking for tools", McpListToolsInProgress(event_id=e, item_id=ITEM)),
        ServerSample("tools known", McpListToolsCompleted(event_id=e, item_id=ITEM)),
        ServerSample("tools unknown", McpListToolsFailed(event_id=e, item_id=ITEM)),
        ServerSample(
            "more MCP arguments",
            McpArgumentsDelta(event_id=e, response_id=RESPONSE, item_id=ITEM, delta="{", obfuscation="x"),
        ),
        ServerSample(
            "all MCP arguments",
            McpArgumentsDone(event_id=e, response_id=RESPONSE, item_id=ITEM, arguments="{}"),
        ),
        ServerSample("MCP call runs", McpCallInProgress(event_id=e, item_id=ITEM, output_index=0)),
        ServerSample("MCP call ended well", McpCallCompleted(event_id=e, item_id=ITEM, output_index=0)),
        ServerSample("MCP call failed", McpCallFailed(event_id=e, item_id=ITEM, output_index=0)),
    ]


RESPONSE_SAMPLES: tuple[ServerSample, ...] = tuple(_samples())
