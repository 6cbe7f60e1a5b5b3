"""One of everything a client of ours says, with the dialects in which all of it can be said."""

from __future__ import annotations

from dataclasses import dataclass

from voiceapp.protocol.client_events import (
    ClientEvent,
    InputAudioAppend,
    InputAudioClear,
    InputAudioCommit,
    ItemCreate,
    ItemDelete,
    ItemRetrieve,
    ItemTruncate,
    OutputAudioClear,
    ResponseCancel,
    ResponseCreate,
    ResponseParams,
    SessionUpdate,
    TranscriptionSessionUpdate,
)
from voiceapp.protocol.dialect import (
    GA,
    PREVIEW,
    PREVIEW_2024_10,
    Dialect,
)
from voiceapp.protocol.objects import (
    ContentPart,
    Item,
    assistant_text,
    function_output,
    system_text,
    user_text,
)
from voiceapp.protocol.session_config import (
    PCM_24K,
    AudioFormat,
    AudioInput,
    AudioOutput,
    NoiseReduction,
    Session,
    SessionAudio,
    Transcription,
    TurnDetection,
)
from voiceapp.protocol.wire import (
    CallId,
    ItemId,
    ResponseId,
)

ITEM = ItemId("item_1")
RESPONSE = ResponseId("resp_1")
CALL = CallId("call_1")
SOUND = b"\x01\x00\xff\x7f\x00\x80"
PNG = "data:image/png;base64,iVBORw0KGgo="
WEATHER = {
    "type": "function",
    "name": "get_weather",
    "description": "Tell the weather.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
FILES = {
    "type": "mcp",
    "server_label": "files",
    "server_url": "https://example.test/mcp",
    "require_approval": "always",
}

ALL = (GA, PREVIEW, PREVIEW_2024_10)
LATER = (GA, PREVIEW)
ONLY_GA = (GA,)
ONLY_PREVIEW = (PREVIEW,)
BOTH_PREVIEWS = (PREVIEW, PREVIEW_2024_10)


@dataclass(frozen=True)
class ClientSample:
    """Something a client says, and the dialects in which all of it can be said."""

    name: str
    event: ClientEvent
    dialects: tuple[Dialect, ...] = ALL


def _session(*, detection: TurnDetection | None, kind: str = "realtime") -> SessionUpdate:
    return SessionUpdate(
        event_id="ev_1",
        session=Session(
            type=kind,
            output_modalities=("audio",),
            instructions="Be brief.",
            audio=SessionAudio(
                input=AudioInput(
                    format=PCM_24K,
                    transcription=Transcription(model="whisper-1", language="en"),
                    turn_detection=detection,
                ),
                output=AudioOutput(format=PCM_24K, voice="alloy"),
            ),
            tools=(WEATHER,),
            tool_choice="auto",
            max_output_tokens="inf",
        ),
    )


_SERVER_VAD = TurnDetection(threshold=0.5, prefix_padding_ms=300, silence_duration_ms=500)

CLIENT_SAMPLES: tuple[ClientSample, ...] = (
    ClientSample(
        "session with server VAD, the server answers by itself but never interrupts",
        _session(
            detection=TurnDetection(
                threshold=0.5,
                prefix_padding_ms=300,
                silence_duration_ms=500,
                create_response=True,
                interrupt_response=False,
            )
        ),
        LATER,
    ),
    ClientSample("session with plain server VAD", _session(detection=_SERVER_VAD)),
    ClientSample(
        "session with semantic VAD",
        _session(detection=TurnDetection(type="semantic_vad", eagerness="low", create_response=True)),
        LATER,
    ),
    ClientSample("session without VAD, push-to-talk", _session(detection=None)),
    ClientSample(
        "session with an idle timeout", _session(detection=TurnDetection(idle_timeout_ms=6_000)), ONLY_GA
    ),
    ClientSample(
        "session: only the turn detection, switched off",
        SessionUpdate(
            session=Session(type="realtime", audio=SessionAudio(input=AudioInput(turn_detection=None)))
        ),
    ),
    ClientSample(
        "session: only instructions, cleared",
        SessionUpdate(session=Session(type="realtime", instructions="", tools=())),
    ),
    ClientSample(
        "session: written answers, G.711 both ways",
        SessionUpdate(
            session=Session(
                type="realtime",
                output_modalities=("text",),
                audio=SessionAudio(
                    input=AudioInput(format=AudioFormat(type="audio/pcmu")),
                    output=AudioOutput(format=AudioFormat(type="audio/pcma")),
                ),
                max_output_tokens=4_096,
            )
        ),
    ),
    ClientSample(
        "session: noise reduction, speed and no captions",
        SessionUpdate(
            session=Session(
                type="realtime",
                audio=SessionAudio(
                    input=AudioInput(noise_reduction=NoiseReduction(type="near_field"), transcription=None),
                    output=AudioOutput(speed=1.25),
                ),
                tracing="auto",
            )
        ),
        LATER,
    ),
    ClientSample(
        "session: the preview's temperature", SessionUpdate(session=Session(temperature=0.8)), BOTH_PREVIEWS
    ),
    ClientSample(
        "session: what only GA has",
        SessionUpdate(
            session=Session(
                type="realtime",
                audio=SessionAudio(output=AudioOutput(voice={"id": "voice_1"})),
                tools=(WEATHER, FILES),
                tool_choice={"type": "mcp", "server_label": "files"},
                truncation={"type": "retention_ratio", "retention_ratio": 0.8},
                reasoning={"effort": "low"},
                parallel_tool_calls=False,
                include=("item.input_audio_transcription.logprobs",),
                prompt={"id": "pmpt_1", "version": "2"},
            )
        ),
        ONLY_GA,
    ),
    ClientSample(
        "session: one tool is forced",
        SessionUpdate(
            session=Session(type="realtime", tool_choice={"type": "function", "name": "get_weather"})
        ),
    ),
    ClientSample(
        "session of transcription only, GA",
        SessionUpdate(
            session=Session(
                type="transcription",
                audio=SessionAudio(
                    input=AudioInput(format=PCM_24K, transcription=Transcription(model="whisper-1"))
                ),
            )
        ),
        ONLY_GA,
    ),
    ClientSample(
        "session of transcription only, preview",
        TranscriptionSessionUpdate(
            session=Session(
                audio=SessionAudio(
                    input=AudioInput(
                        format=PCM_24K,
                        transcription=Transcription(model="gpt-4o-transcribe", prompt="kanban"),
                        turn_detection=_SERVER_VAD,
                    )
                )
            )
        ),
        ONLY_PREVIEW,
    ),
    ClientSample("sound, bare", InputAudioAppend(audio=SOUND)),
    ClientSample("sound, with an id", InputAudioAppend(audio=SOUND, event_id="ev_2")),
    ClientSample("sound, none", InputAudioAppend(audio=b"")),
    ClientSample("commit", InputAudioCommit(event_id="ev_3")),
    ClientSample("clear", InputAudioClear(event_id="ev_4")),
    ClientSample("clear the server's playback", OutputAudioClear(), ()),
    ClientSample("a typed turn", ItemCreate(item=user_text("Grüß dich 👋", ITEM), event_id="ev_5")),
    ClientSample(
        "a note at the beginning",
        ItemCreate(item=system_text("The user is Ada.", ITEM), previous_item_id=ItemId("root")),
    ),
    ClientSample(
        "an answer from history",
        ItemCreate(item=assistant_text("The next train …", ITEM), previous_item_id=ItemId("item_0")),
    ),
    ClientSample(
        "spoken history",
        ItemCreate(
            item=Item(
                type="message", id=ITEM, role="user", content=(ContentPart(type="input_audio", audio=SOUND),)
            )
        ),
    ),
    ClientSample(
        "a picture with a question",
        ItemCreate(
            item=Item(
                type="message",
                id=ITEM,
                role="user",
                content=(
                    ContentPart(type="input_image", image_url=PNG, detail="low"),
                    ContentPart(type="input_text", text="What is this?"),
                ),
            )
        ),
        ONLY_GA,
    ),
    ClientSample(
        "a call from history",
        ItemCreate(
            item=Item(
                type="function_call", id=ITEM, call_id=CALL, name="get_weather", arguments='{"city":"Kyoto"}'
            )
        ),
    ),
    ClientSample("the result of a call", ItemCreate(item=function_output(CALL, '{"sky":"clear"}', ITEM))),
    ClientSample("an empty result", ItemCreate(item=function_output(CALL, "", ITEM))),
    ClientSample(
        "consent to an MCP call",
        ItemCreate(
            item=Item(
                type="mcp_approval_response",
                id=ITEM,
                approval_request_id="mcpr_1",
                approve=True,
                reason="asked for",
            )
        ),
        ONLY_GA,
    ),
    ClientSample("retrieve", ItemRetrieve(item_id=ITEM, event_id="ev_6"), LATER),
    ClientSample("truncate", ItemTruncate(item_id=ITEM, content_index=0, audio_end_ms=1_340)),
    ClientSample("delete", ItemDelete(item_id=ITEM)),
    ClientSample("answer, please", ResponseCreate(event_id="ev_7"), LATER),
    ClientSample("answer, with no wishes", ResponseCreate(response=ResponseParams())),
    ClientSample(
        "answer with wishes of its own",
        ResponseCreate(
            response=ResponseParams(
                instructions="Say hello.",
                output_modalities=("audio",),
                audio={"output": {"voice": "echo", "format": {"type": "audio/pcm", "rate": 24_000}}},
                tools=(WEATHER,),
                tool_choice="required",
            )
        ),
    ),
    ClientSample("answer of bounded length", ResponseCreate(response=ResponseParams(max_output_tokens=200))),
    ClientSample(
        "answer with the preview's temperature",
        ResponseCreate(response=ResponseParams(temperature=0.7)),
        BOTH_PREVIEWS,
    ),
    ClientSample(
        "answer that can be recognised",
        ResponseCreate(response=ResponseParams(metadata={"client_event_id": "ev_8"})),
        LATER,
    ),
    ClientSample(
        "out-of-band answer about old and new items",
        ResponseCreate(
            response=ResponseParams(
                conversation="none",
                input=(
                    Item(type="item_reference", id=ItemId("item_0")),
                    user_text("Give this a title.", ITEM),
                    assistant_text("Trains", ItemId("item_2")),
                ),
                metadata={"purpose": "title"},
                output_modalities=("text",),
                tools=(),
            )
        ),
        LATER,
    ),
    ClientSample(
        "out-of-band answer about nothing",
        ResponseCreate(response=ResponseParams(conversation="none", input=(), instructions="A joke.")),
        LATER,
    ),
    ClientSample("stop the answer", ResponseCancel(event_id="ev_9")),
    ClientSample("stop this answer", ResponseCancel(response_id=RESPONSE), LATER),
)
