"""The immutable picture of a conversation that views draw.

A new snapshot shares every row that did not change with the one before (the same object), so a view finds
what changed by identity. Times are voice-clock nanoseconds; whoever shows a time of day adds the offset.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from voiceapp.abilities import Fact
from voiceapp.dialogue.two_answers import Again, Choice
from voiceapp.tokens import Tokens


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
    earlier: bool = False
    """It was said before the conversation was continued, perhaps on another day; `at_ns` may be negative."""
    take: int = 0
    """Assistant: of several answers to the same words the how manieth this is; 0: it is the only one."""
    set_aside: bool = False
    """Assistant: another answer to the same words counts, and the model does not know this one."""
    can_keep: bool = False
    """Assistant: the person may choose this answer now; at the last row of each of the two."""


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
class TurnAccount:
    """What one turn of the person has used."""

    item_id: str
    """Empty for what was answered before the first turn."""
    tokens: Tokens = field(default_factory=Tokens)
    responses: int = 0
    """How many the tokens are of; a tool's result is answered by one of its own."""
    unheard_ms: int = 0
    """Sound that was generated and never heard."""
    cost_usd: float | None = None
    """None: the model has no price."""


@dataclass(frozen=True, slots=True)
class Account:
    """What the conversation has used; see `dialogue.token_account` for the rules."""

    tokens: Tokens = field(default_factory=Tokens)
    """Of the answers; transcriptions are apart."""
    responses: int = 0
    transcription: Tokens = field(default_factory=Tokens)
    transcription_ms: int = 0
    """What was transcribed, where the service counts it in time."""
    unheard_ms: int = 0
    """Sound that was generated and never heard."""
    unheard_tokens: int = 0
    unheard_usd: float | None = None
    cost_usd: float | None = None
    """Of the answers; None: the model has no price."""
    cost_is_whole: bool = True
    """False: some tokens have no price, so that the cost is higher."""
    cost_cap_usd: float = 0.0
    """0: there is none."""
    context_tokens: int | None = None
    """What the last response read."""
    context_window: int | None = None
    """How much the model can read; None: not known."""
    turns: tuple[TurnAccount, ...] = ()
    """The last turns, oldest first; at most 50."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What is left of one allowance of the account."""

    name: str
    """`requests`, `tokens`, or something newer."""
    left_percent: int | None
    """Rounded down; None: not told."""
    resets_in_s: int | None
    """Rounded up; None: not told."""


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
    account: Account = Account()
    """What was used, and what it costs."""
    limits: tuple[Limit, ...] = ()
    """As the service told last; one that has been reset since is left out."""
    errors: int = 0
    """Errors the server reported."""
    unrecognised: int = 0
    """Server events of an unknown kind or shape."""
    dropped_deltas: int = 0
    """Late sound of interrupted answers, thrown away."""
    heard_is_estimated: bool = False
    """The loudspeaker's clock was implausible; heard offsets rest on its reported latency."""
    heard_error_ms: int | None = None
    """How far a heard offset can be off; see `dialogue.speaker_pace`."""
    jitter_ms: int | None = None
    """How late the sound of the last answer came at worst, against its playback; see `dialogue.arrivals`."""
    jitters: Spread | None = None
    """`jitter_ms` of the answers before it."""
    waterfalls: tuple[Waterfall, ...] = ()
    """The last turns, oldest first; at most 50."""

    @property
    def tokens(self) -> int:
        """Return all tokens of the answers."""
        return self.account.tokens.total

    @property
    def cached_tokens(self) -> int:
        """Return the part of `tokens` that came from the service's cache."""
        return self.account.tokens.cached


@dataclass(frozen=True, slots=True)
class Banner:
    """A state that needs the person's attention, above the transcript."""

    text: str
    """What happened and what to do."""
    details: str = ""
    can_retry: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording under way."""

    name: str
    """Of the tape's folder."""
    private: bool = False
    """Words and sound are not kept."""
    from_start: bool = True
    """It also holds what came before it was asked for."""
    lost_steps: int = 0
    """Missing from the tape, because the disk was too slow; such a tape cannot be replayed."""


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """The session in force, as the server tells it; empty or None: not told."""

    dialect: str = ""
    model: str = ""
    voice: str = ""
    speed: float | None = None
    answers: str = ""
    """`spoken` or `written`."""
    turn_detection: str = ""
    """In words, as the next two."""
    transcription: str = ""
    noise_reduction: str = ""
    instructions: str = ""
    temperature: float | None = None
    max_output_tokens: str = ""
    """Of one answer, in words."""
    tool_choice: str = ""
    truncation: str = ""
    """What happens when the context is full, in words."""
    expires_at_s: int | None = None
    """Unix time."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a view needs."""

    at_ns: int = 0
    phase: Phase = Phase.OFF
    rows: tuple[Row, ...] = ()
    again: Again = field(default_factory=Again)
    choices: tuple[Choice, ...] = ()
    """The last ones, oldest first; the same object until there is another."""
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
    persona: str = ""
    """Whom the person talks to, or will in the session to come; empty: nobody in particular."""
    model: str = ""
    """What the session says it is; empty before it does."""
    session: SessionFacts | None = None
    """None: there is no session."""
    duplex: DuplexMode = DuplexMode.FULL
    """The mode in force."""
    duplex_chosen: DuplexMode | None = None
    """What the person chose; None: automatic."""
    echo: str = ""
    """What is known about the echo, as a sentence; empty before it was measured."""
    echo_db: float | None = None
    """What the canceller takes away; None where there is no echo or nothing was measured."""
    abilities: tuple[Fact, ...] = ()
    """What is known of what the server can do; the same object until something new is found."""
    banner: Banner | None = None
    recording: Recording | None = None
    """None: nothing of this conversation goes to a disk."""
    numbers: Numbers = field(default_factory=Numbers)


@dataclass(frozen=True, slots=True)
class EchoCheck:
    """An echo check that runs, or what it found."""

    progress: float = 0.0
    """0 at the beginning, 1 at the end."""
    mic_rms: int = 0
    """0-32767, the latest block."""
    sentence: str = ""
    """What was found, or why nothing could be; empty while it runs."""
    recommended: DuplexMode | None = None
    """None: nothing could be measured."""


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


@dataclass(frozen=True, slots=True)
class ReplayMark:
    """A moment of a recording that one may want to go to."""

    at_ms: int
    """Since the recording's beginning."""
    interruption: bool = False
    """True: an answer was cut off. False: a turn of the person begins."""


@dataclass(frozen=True, slots=True)
class ReplayScene:
    """A recorded conversation at one position, and how it is being played."""

    snapshot: Snapshot = field(default_factory=Snapshot)
    reading: bool = False
    """The recording is being read; nothing else is known yet."""
    position_ms: int = 0
    duration_ms: int = 0
    playing: bool = False
    speed: float = 1.0
    marks: tuple[ReplayMark, ...] = ()
    """By time."""
    wires: tuple[WireNote, ...] = ()
    """All events of the recording; the first `wires_passed` of them lie before the position."""
    wires_passed: int = 0
    silent: str = ""
    """Why nothing is heard, as a sentence; empty while sound works."""
    problem: Banner | None = None
    """What is wrong with the recording."""
