"""One of everything the embedded assistant says; a dialect may have no word for it, and says nothing then."""

from __future__ import annotations

from tests.response_samples import ITEM, RESPONSE, RESPONSE_SAMPLES, SOUND, ServerSample
from voiceapp.protocol.objects import (
    ContentPart,
    Conversation,
    ErrorInfo,
    InputTokens,
    Item,
    McpError,
    RateLimit,
    TranscriptionUsage,
)
from voiceapp.protocol.server_events import (
    ConversationCreated,
    DtmfReceived,
    ErrorEvent,
    InputAudioCleared,
    InputAudioCommitted,
    InputAudioTimeoutTriggered,
    ItemAdded,
    ItemCreated,
    ItemDeleted,
    ItemDone,
    ItemRetrieved,
    ItemTruncated,
    OutputBufferCleared,
    OutputBufferStarted,
    OutputBufferStopped,
    RateLimitsUpdated,
    SessionCreated,
    SessionUpdated,
    SpeechStarted,
    SpeechStopped,
    TranscriptionCompleted,
    TranscriptionDelta,
    TranscriptionFailed,
    TranscriptionSegment,
    TranscriptionSessionCreated,
    TranscriptionSessionUpdated,
)
from voiceapp.protocol.session_config import (
    PCM_24K,
    AudioInput,
    AudioOutput,
    Session,
    SessionAudio,
    Transcription,
    TurnDetection,
)
from voiceapp.protocol.wire import ItemId

_IN_FORCE = Session(
    type="realtime",
    id="sess_1",
    object="realtime.session",
    model="gpt-realtime",
    expires_at=1_795_212_000,
    output_modalities=("audio",),
    instructions="Be brief.",
    audio=SessionAudio(
        input=AudioInput(
            format=PCM_24K,
            transcription=None,
            noise_reduction=None,
            turn_detection=TurnDetection(
                threshold=0.5,
                prefix_padding_ms=300,
                silence_duration_ms=200,
                create_response=True,
                interrupt_response=True,
            ),
        ),
        output=AudioOutput(format=PCM_24K, voice="alloy", speed=1.0),
    ),
    tools=(),
    tool_choice="auto",
    max_output_tokens="inf",
    truncation="auto",
    tracing=None,
    include=None,
    prompt=None,
)
_LISTENING = Session(
    audio=SessionAudio(
        input=AudioInput(
            format=PCM_24K,
            transcription=Transcription(model="whisper-1"),
            turn_detection=TurnDetection(threshold=0.5, silence_duration_ms=500),
        )
    )
)
_SPOKEN = Item(
    type="message",
    id=ITEM,
    object="realtime.item",
    status="completed",
    role="assistant",
    content=(ContentPart(type="audio", transcript="Hello."),),
)
_EMPTY = Item(
    type="message", id=ITEM, object="realtime.item", status="in_progress", role="assistant", content=()
)
_HEARD = Item(
    type="message",
    id=ITEM,
    object="realtime.item",
    status="completed",
    role="user",
    content=(ContentPart(type="input_audio", transcript=None),),
)


def _samples_outside_responses() -> list[ServerSample]:
    e = "event_1"
    return [
        ServerSample("first word", SessionCreated(event_id=e, session=_IN_FORCE)),
        ServerSample("session in force", SessionUpdated(event_id=e, session=_IN_FORCE)),
        ServerSample(
            "session of transcription only begins",
            TranscriptionSessionCreated(event_id=e, session=_LISTENING),
        ),
        ServerSample(
            "session of transcription only in force",
            TranscriptionSessionUpdated(event_id=e, session=_LISTENING),
        ),
        ServerSample(
            "conversation begins", ConversationCreated(event_id=e, conversation=Conversation(id="conv_1"))
        ),
        ServerSample("speech begins", SpeechStarted(event_id=e, audio_start_ms=896, item_id=ITEM)),
        ServerSample("speech ends", SpeechStopped(event_id=e, audio_end_ms=2_048, item_id=ITEM)),
        ServerSample("turn, the first", InputAudioCommitted(event_id=e, item_id=ITEM, previous_item_id=None)),
        ServerSample(
            "turn, a later one",
            InputAudioCommitted(event_id=e, item_id=ITEM, previous_item_id=ItemId("item_0")),
        ),
        ServerSample("buffer cleared", InputAudioCleared(event_id=e)),
        ServerSample(
            "nobody spoke",
            InputAudioTimeoutTriggered(event_id=e, audio_start_ms=100, audio_end_ms=6_100, item_id=ITEM),
        ),
        ServerSample("a telephone key", DtmfReceived(event="9", received_at=1_763_605_109)),
        ServerSample("item created", ItemCreated(event_id=e, item=_HEARD, previous_item_id=None)),
        ServerSample("item added", ItemAdded(event_id=e, item=_EMPTY, previous_item_id=ItemId("item_0"))),
        ServerSample("item done", ItemDone(event_id=e, item=_SPOKEN, previous_item_id=ItemId("item_0"))),
        ServerSample(
            "tools of an MCP server",
            ItemDone(
                event_id=e,
                item=Item(
                    type="mcp_list_tools",
                    id=ITEM,
                    server_label="files",
                    tools=({"name": "read", "input_schema": {"type": "object"}},),
                ),
                previous_item_id=None,
            ),
        ),
        ServerSample(
            "an MCP call that failed",
            ItemDone(
                event_id=e,
                item=Item(
                    type="mcp_call",
                    id=ITEM,
                    server_label="files",
                    name="read",
                    arguments="{}",
                    approval_request_id=None,
                    output=None,
                    error=McpError(type="http_error", code=502, message="bad gateway"),
                ),
            ),
        ),
        ServerSample(
            "a request for consent",
            ItemAdded(
                event_id=e,
                item=Item(
                    type="mcp_approval_request", id=ITEM, server_label="files", name="read", arguments="{}"
                ),
            ),
        ),
        ServerSample(
            "item with all its sound",
            ItemRetrieved(
                event_id=e,
                item=Item(
                    type="message",
                    id=ITEM,
                    object="realtime.item",
                    status="completed",
                    role="user",
                    content=(ContentPart(type="input_audio", audio=SOUND, transcript="Hi."),),
                ),
            ),
        ),
        ServerSample(
            "item cut", ItemTruncated(event_id=e, item_id=ITEM, content_index=0, audio_end_ms=1_340)
        ),
        ServerSample("item gone", ItemDeleted(event_id=e, item_id=ITEM)),
        ServerSample(
            "caption grows",
            TranscriptionDelta(event_id=e, item_id=ITEM, content_index=0, delta="Hel"),
        ),
        ServerSample(
            "caption by tokens",
            TranscriptionCompleted(
                event_id=e,
                item_id=ITEM,
                transcript="Hello.",
                usage=TranscriptionUsage(
                    type="tokens",
                    total_tokens=26,
                    input_tokens=17,
                    output_tokens=9,
                    input_token_details=InputTokens(text_tokens=0, audio_tokens=17),
                ),
            ),
        ),
        ServerSample(
            "caption by duration",
            TranscriptionCompleted(
                event_id=e,
                item_id=ITEM,
                transcript="",
                usage=TranscriptionUsage(type="duration", seconds=3.0),
            ),
        ),
        ServerSample(
            "caption failed",
            TranscriptionFailed(
                event_id=e,
                item_id=ITEM,
                error=ErrorInfo(
                    type="transcription_error", code="audio_unintelligible", message="Could not transcribe."
                ),
            ),
        ),
        ServerSample(
            "caption of one speaker",
            TranscriptionSegment(
                event_id=e, item_id=ITEM, id="seg_1", text="Hello.", speaker="A", start=0.0, end=0.4
            ),
        ),
        ServerSample(
            "allowances",
            RateLimitsUpdated(
                event_id=e,
                rate_limits=(RateLimit(name="tokens", limit=50_000, remaining=49_950, reset_seconds=0.06),),
            ),
        ),
        ServerSample("playback began", OutputBufferStarted(event_id=e, response_id=RESPONSE)),
        ServerSample("playback ended", OutputBufferStopped(event_id=e, response_id=RESPONSE)),
        ServerSample("playback was cut", OutputBufferCleared(event_id=e, response_id=RESPONSE)),
        ServerSample(
            "a refusal",
            ErrorEvent(
                event_id=e,
                error=ErrorInfo(code="invalid_value", message="No.", param="session.voice", event_id="ev_1"),
            ),
        ),
    ]


SERVER_SAMPLES: tuple[ServerSample, ...] = (*_samples_outside_responses(), *RESPONSE_SAMPLES)
