"""The immutable picture of a conversation that views draw.

A new snapshot shares every row that did not change with the one before (the same object), so a view finds
what changed by identity. Times are voice-clock nanoseconds; whoever shows a time of day adds the offset.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Phase(Enum):
    """What the conversation is doing, as a person would say it."""

    OFF = "off"
    CONNECTING = "connecting"
    LISTENING = "listening"
    USER_SPEAKING = "you are speaking"
    THINKING = "thinking"
    SPEAKING = "speaking"
    RECONNECTING = "reconnecting"


class Microphone(Enum):
    """Three unmistakable states, and the reason for the first."""

    OFF = "off"
    """No device is open."""
    OPEN = "open"
    """Heard locally; nothing leaves."""
    SENDING = "sending"


class DuplexMode(Enum):
    """How much of the microphone may leave while the assistant is heard."""

    FULL = "full"
    """Everything: cut in at any moment."""
    CAUTIOUS = "cautious"
    """Only a clear voice."""
    HALF = "half"
    """Nothing: the person speaks when the assistant is silent, or presses a key."""


class RowKind(Enum):
    """Who speaks in a row."""

    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    NOTICE = "notice"


class RowState(Enum):
    """How far a row has come."""

    WAITING = "waiting"
    """A user's row without words yet: draw an ellipsis."""
    LIVE = "live"
    """Still changing."""
    DONE = "done"
    """Final; an assistant's row has been heard to the end."""
    CUT = "cut"
    """An answer that was interrupted at `cut_ms`; what was not heard is struck."""
    FAILED = "failed"
    """No words will come; `note` says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of the transcript."""

    key: str
    """The conversation item's id; `notice-N` for rows of our own."""
    kind: RowKind
    state: RowState
    text: str = ""
    """All words known so far, heard or not."""
    heard_chars: int = 0
    """Assistant: how many characters of `text` have been heard; estimated inside a sentence."""
    heard_ms: int = 0
    """Assistant: how much sound has left the loudspeaker."""
    received_ms: int = 0
    """Assistant: how much sound has come from the server."""
    cut_ms: int | None = None
    """Assistant, CUT: everything up to here reached the ear; 0 means nothing was heard."""
    note: str = ""
    """A clause in plain words: why there are no words, how long a tool took."""
    details: str = ""
    """For the curious; may be long."""
    at_ns: int = 0
    """When the row appeared (voice clock)."""
    spoken: bool = True
    """Assistant: False for an answer in writing, which has no sound and counts as read."""


@dataclass(frozen=True, slots=True)
class Waterfall:
    """When each step of one turn came, in ms since the end of the user's speech; None: not (yet) known."""

    item_id: str
    committed_ms: int | None = None
    first_delta_ms: int | None = None
    first_handed_ms: int | None = None
    first_heard_ms: int | None = None
    response_id: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """A number over the conversation."""

    p50_ms: int
    p95_ms: int
    count: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the status line shows; None where nothing has been measured yet."""

    answer_ms: int | None = None
    """End of the user's speech to the first sample heard, last turn."""
    stop_ms: int | None = None
    """Reason to stop (learned by the engine) to the last sample heard, last interruption."""
    answers: Spread | None = None
    """`answer_ms` over the conversation."""
    stops: Spread | None = None
    """`stop_ms` over the conversation."""
    underruns: int = 0
    """Times an answer had to wait for sound in the middle."""
    overflows: int = 0
    """Times microphone frames were lost by the driver."""
    clipped: int = 0
    """Times the microphone was overdriven."""
    interruptions: int = 0
    tokens: int = 0
    cached_tokens: int = 0
    """Part of `tokens`."""
    errors: int = 0
    """Errors the server reported."""
    unrecognised: int = 0
    """Server events of an unknown kind or shape."""
    dropped_deltas: int = 0
    """Late sound of interrupted answers, thrown away."""
    heard_is_estimated: bool = False
    """The loudspeaker's clock was implausible; heard offsets rest on its reported latency."""
    waterfalls: tuple[Waterfall, ...] = ()
    """The last turns, oldest first; at most 50."""


@dataclass(frozen=True, slots=True)
class Banner:
    """A state that needs the person's attention, above the transcript."""

    text: str
    """What happened and what to do."""
    details: str = ""
    can_retry: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a view needs."""

    at_ns: int = 0
    phase: Phase = Phase.OFF
    rows: tuple[Row, ...] = ()
    muted: bool = False
    hands_free: bool = True
    talk_held: bool = False
    microphone: Microphone = Microphone.OFF
    microphone_device: str = ""
    """Name of the device, or the sentence that says why there is none."""
    speaker_device: str = ""
    speaker_works: bool = False
    mic_rms: int = 0
    """0-32767, the latest block."""
    speaker_rms: int = 0
    model: str = ""
    """What the session says it is; empty before it does."""
    duplex: DuplexMode = DuplexMode.FULL
    """The mode in force."""
    duplex_chosen: DuplexMode | None = None
    """What the person chose; None: automatic."""
    echo: str = ""
    """What is known about the echo, as a sentence; empty before it was measured."""
    echo_db: float | None = None
    """What the canceller takes away; None where there is no echo or nothing was measured."""
    banner: Banner | None = None
    numbers: Numbers = field(default_factory=Numbers)


@dataclass(frozen=True, slots=True)
class WireNote:
    """One event on the wire, for the inspector."""

    at_ns: int
    sent: bool
    """True: by us. False: by the server."""
    name: str
    """The event's name as this dialect spells it."""
    size_bytes: int
    text: str
    """The JSON, sound replaced by its size, cut at 2 000 characters; never a key."""
    count: int = 1
    """How many events in a row this stands for; `size_bytes` is their sum, `text` the last one's."""
