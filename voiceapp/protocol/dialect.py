"""The dialects of the protocol as data: GA, preview, and the first Azure preview of October 2024.

Inside the program there is one vocabulary, GA's (`client_events`, `server_events`), one nested session
(`session_config`) and one name for each kind of content part (`objects`). A `Dialect` says how that is
spelt on the wire and what has no spelling there. No behaviour lives here: `shapes.py` applies the tables,
`codec.py` is the door, and which dialect a connection speaks is decided by its address
(`transport/endpoint.py`), never by the model.

The *inbound* tables are shared by all dialects on purpose: servers mix the spellings (a GA service that says
`conversation.item.created`, a preview emulator that says `response.output_audio.delta`), and a listener
that understands both loses nothing.

Source: the protocol's page "Preview -> GA mapping" (sections in brackets), and the table of disagreements
in its README (12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str, ...]
"""Where a value lies in nested objects: `("audio", "output", "voice")`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dialect:
    """One way to spell the protocol; compared by identity, there is one object of each."""

    name: str
    """`ga`, `preview` or `preview-2024-10`."""
    nested_session: bool
    """Whether sessions and responses are nested on the wire and say their `type`, as GA wants it."""
    server_names: Mapping[str, str]
    """Internal name of a server event -> its name on the wire, where the two differ."""
    lacks_client_events: frozenset[str]
    """Internal names of client events that may not be sent: a client raises, a server refuses them."""
    lacks_server_events: frozenset[str]
    """Internal names of server events this dialect has no word for; a server leaves them out."""
    event_lacks: Mapping[str, str] = field(default_factory=dict)
    """Internal name of an event -> its one field that may not be sent."""
    session_lacks: frozenset[Path] = frozenset()
    """Session fields that may not be sent (internal paths)."""
    response_lacks: frozenset[Path] = frozenset()
    """Fields of `response.create` and of response objects that may not be sent (internal paths)."""
    turn_detection_lacks: frozenset[str] = frozenset()
    """Fields of a turn detection that may not be sent."""
    vad_off: Mapping[str, str] | None = None
    """What stands on the wire for "no voice detection": None for null, or an object with a type.

    The documentation of October 2024 has the object, everything newer has null (README 12 #2); whichever the
    dialect, both are read.
    """
    voices: frozenset[str] = frozenset()
    """The voices the service names for this dialect (objects 6); servers of other makers have others."""
    assistant_parts: Mapping[str, str] = field(default_factory=dict)
    """Internal type of a part in an *assistant item* -> its type on the wire, where the two differ."""

    cancel_takes_response_id: bool = True
    """Whether `response.cancel` may name its response."""
    response_must_be_given: bool = False
    """Whether `response.create` needs a `response`, be it empty."""
    knows_create_response: bool = True
    """Whether a turn detection may say `create_response`."""
    knows_interrupt_response: bool = True
    """Whether a turn detection may say `interrupt_response`; otherwise speech always cancels."""
    knows_out_of_band: bool = True
    """Whether a response may stand outside the conversation (`conversation`, `input`, `metadata`)."""
    knows_metadata: bool = True
    """Whether `response.create` may carry metadata to be recognised by."""
    knows_noise_reduction: bool = True
    knows_semantic_vad: bool = True
    knows_idle_timeout: bool = False
    knows_images: bool = False
    knows_mcp: bool = False
    knows_temperature: bool = True
    knows_truncation: bool = False
    """Whether the session says what happens when the context overflows."""
    knows_reasoning: bool = False
    knows_speed: bool = True
    knows_retrieve: bool = True
    knows_transcription_sessions: bool = True
    drifts_to_text: bool = False
    """Whether its models begin to answer in writing after many written answers in a history (flows 13)."""
    announces_items_twice: bool = False
    """Whether an item is `added` and later `done` (GA) instead of `created` once."""

    def __repr__(self) -> str:
        return f"<Dialect {self.name}>"

    def wire_name(self, internal_name: str) -> str:
        """Return how this dialect spells an event's name; names it does not know stay as they are."""
        return self.server_names.get(internal_name, internal_name)

    def knows_client_event(self, internal_name: str) -> bool:
        """Say whether a client may send this kind of event."""
        return internal_name not in self.lacks_client_events

    def knows_server_event(self, internal_name: str) -> bool:
        """Say whether a server has a word for this kind of event."""
        return internal_name not in self.lacks_server_events


# -- names of events (section 3) ---------------------------------------------------------------------

_PREVIEW_SERVER_NAMES = {
    "conversation.item.added": "conversation.item.created",
    "response.output_text.delta": "response.text.delta",
    "response.output_text.done": "response.text.done",
    "response.output_audio_transcript.delta": "response.audio_transcript.delta",
    "response.output_audio_transcript.done": "response.audio_transcript.done",
    "response.output_audio.delta": "response.audio.delta",
    "response.output_audio.done": "response.audio.done",
}

SERVER_NAMES_READ: Mapping[str, str] = {
    **{wire: internal for internal, wire in _PREVIEW_SERVER_NAMES.items() if ".item." not in internal},
    # A how-to page spells the caption's event this way; no schema does (server events, section 8).
    "conversation.item.audio_transcription.completed": (
        "conversation.item.input_audio_transcription.completed"
    ),
}
"""Wire name of a server event -> internal name, whatever the dialect, where the two differ."""

_ONLY_WEBRTC = frozenset({"output_audio_buffer.clear"})
"""Over a WebSocket the server has no playback to clear (client events 6)."""

_GA_ONLY_SERVER_EVENTS = frozenset(
    {
        "conversation.item.done",
        "conversation.item.input_audio_transcription.segment",
        "input_audio_buffer.timeout_triggered",
        "input_audio_buffer.dtmf_event_received",
        "mcp_list_tools.in_progress",
        "mcp_list_tools.completed",
        "mcp_list_tools.failed",
        "response.mcp_call_arguments.delta",
        "response.mcp_call_arguments.done",
        "response.mcp_call.in_progress",
        "response.mcp_call.completed",
        "response.mcp_call.failed",
    }
)

_PREVIEW_EVENT_LACKS = {
    # Sources disagree (README 12 #17). Without it, nobody comes to rely on what a real server may not send.
    "response.function_call_arguments.done": "name",
}

_PREVIEW_ONLY_SERVER_EVENTS = frozenset({"transcription_session.created", "transcription_session.updated"})


# -- fields (sections 4, 5 and 6) --------------------------------------------------------------------

SESSION_MOVES: tuple[tuple[str, Path], ...] = (
    ("modalities", ("output_modalities",)),
    ("voice", ("audio", "output", "voice")),
    ("speed", ("audio", "output", "speed")),
    ("input_audio_format", ("audio", "input", "format")),
    ("output_audio_format", ("audio", "output", "format")),
    ("input_audio_transcription", ("audio", "input", "transcription")),
    ("input_audio_noise_reduction", ("audio", "input", "noise_reduction")),
    ("turn_detection", ("audio", "input", "turn_detection")),
    ("max_response_output_tokens", ("max_output_tokens",)),
)
"""Flat session field of preview -> path in the nested session."""

RESPONSE_MOVES: tuple[tuple[str, Path], ...] = (
    ("modalities", ("output_modalities",)),
    ("voice", ("audio", "output", "voice")),
    ("output_audio_format", ("audio", "output", "format")),
)
"""Flat field of preview's response parameters and response objects -> path in the nested ones."""

RESPONSE_ALIASES: tuple[tuple[str, Path], ...] = (("max_response_output_tokens", ("max_output_tokens",)),)
"""Read, never written: one SDK spells the limit inside `response.create` this way (README 12 #10)."""

_PREVIEW_LACKS: frozenset[Path] = frozenset(
    {("type",), ("truncation",), ("reasoning",), ("parallel_tool_calls",)}
)

_PREVIEW_RESPONSE_LACKS: frozenset[Path] = _PREVIEW_LACKS | {
    ("usage", "input_token_details", "image_tokens"),
    ("usage", "input_token_details", "cached_tokens_details", "image_tokens"),
}

_SINCE_LATER_PREVIEWS: frozenset[Path] = frozenset(
    {
        ("audio", "input", "noise_reduction"),
        ("audio", "output", "speed"),
        ("tracing",),
        ("include",),
        ("prompt",),
    }
)


# -- values (section 7) ------------------------------------------------------------------------------

FORMAT_TYPES: Mapping[str, str] = {
    "pcm16": "audio/pcm",
    "g711_ulaw": "audio/pcmu",
    "g711_alaw": "audio/pcma",
}
"""Preview's word for a sound format -> GA's type."""

FORMAT_WORDS: Mapping[str, str] = {ga: preview for preview, ga in FORMAT_TYPES.items()}

FORMAT_WORDS_READ: Mapping[str, str] = {
    **FORMAT_TYPES,
    # One client library writes hyphens (README 12 #12).
    "g711-ulaw": "audio/pcmu",
    "g711-alaw": "audio/pcma",
}

PARTS_READ: Mapping[str, str] = {"output_text": "text", "output_audio": "audio"}
"""Type of a content part on the wire -> internal type; every other type is its own name."""

_GA_ASSISTANT_PARTS = {"text": "output_text", "audio": "output_audio"}

_FIRST_VOICES = frozenset({"alloy", "echo", "shimmer"})
_PREVIEW_VOICES = _FIRST_VOICES | {"ash", "ballad", "coral", "sage", "verse"}
_GA_VOICES = _PREVIEW_VOICES | {"marin", "cedar"}


# -- the dialects ------------------------------------------------------------------------------------

GA = Dialect(
    name="ga",
    nested_session=True,
    server_names={},
    lacks_client_events=_ONLY_WEBRTC | {"transcription_session.update"},
    lacks_server_events=_PREVIEW_ONLY_SERVER_EVENTS,
    session_lacks=frozenset({("temperature",)}),
    response_lacks=frozenset({("temperature",)}),
    voices=_GA_VOICES,
    assistant_parts=_GA_ASSISTANT_PARTS,
    knows_idle_timeout=True,
    knows_images=True,
    knows_mcp=True,
    knows_temperature=False,
    knows_truncation=True,
    knows_reasoning=True,
    knows_transcription_sessions=False,
    announces_items_twice=True,
)

PREVIEW = Dialect(
    name="preview",
    nested_session=False,
    server_names=_PREVIEW_SERVER_NAMES,
    lacks_client_events=_ONLY_WEBRTC,
    lacks_server_events=_GA_ONLY_SERVER_EVENTS,
    event_lacks=_PREVIEW_EVENT_LACKS,
    session_lacks=_PREVIEW_LACKS,
    response_lacks=_PREVIEW_RESPONSE_LACKS,
    turn_detection_lacks=frozenset({"idle_timeout_ms"}),
    voices=_PREVIEW_VOICES,
    drifts_to_text=True,
)

PREVIEW_2024_10 = Dialect(
    name="preview-2024-10",
    nested_session=False,
    server_names=_PREVIEW_SERVER_NAMES,
    lacks_client_events=_ONLY_WEBRTC | {"transcription_session.update", "conversation.item.retrieve"},
    lacks_server_events=_GA_ONLY_SERVER_EVENTS
    | _PREVIEW_ONLY_SERVER_EVENTS
    | {"conversation.created", "conversation.item.retrieved"},
    event_lacks={**_PREVIEW_EVENT_LACKS, "response.cancel": "response_id"},
    session_lacks=_PREVIEW_LACKS | _SINCE_LATER_PREVIEWS,
    response_lacks=_PREVIEW_RESPONSE_LACKS
    | {
        ("conversation",),
        ("input",),
        ("metadata",),
        ("prompt",),
        ("usage", "input_token_details", "cached_tokens_details"),
    },
    turn_detection_lacks=frozenset({"idle_timeout_ms", "create_response", "interrupt_response", "eagerness"}),
    vad_off={"type": "none"},
    voices=_FIRST_VOICES,
    cancel_takes_response_id=False,
    response_must_be_given=True,
    knows_create_response=False,
    knows_interrupt_response=False,
    knows_out_of_band=False,
    knows_metadata=False,
    knows_noise_reduction=False,
    knows_semantic_vad=False,
    knows_speed=False,
    knows_retrieve=False,
    knows_transcription_sessions=False,
    drifts_to_text=True,
)

DIALECTS: tuple[Dialect, ...] = (GA, PREVIEW, PREVIEW_2024_10)


def dialect_named(name: str) -> Dialect:
    """Return the dialect called `name`; KeyError for a name that is none of ours."""
    for dialect in DIALECTS:
        if dialect.name == name:
            return dialect
    raise KeyError(name)
