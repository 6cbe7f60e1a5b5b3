"""What a report holds: plain facts about one recorded conversation.

All moments are whole milliseconds since the first step of the tape, all lengths whole milliseconds; words are
empty where the tape keeps none. What the dialogue itself measures is kept in its own type, `Numbers`.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceapp.dialogue.snapshot import Numbers, RowState, Spread, Waterfall

BIN_MS = 10
"""Loudness is kept per 10 ms, one block of a device: fine enough to see a stop."""
DRAWN_MS = 6 * 3_600 * 1_000
"""So much of a conversation is drawn: a moment beyond it, in an edited tape, must not fill the memory."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Something the person said or typed."""

    item_id: str
    at_ms: int
    words: str
    chars: int
    """How many characters the words have; a private tape knows that too."""
    note: str
    """Why there are no words, if the conversation knows."""
    times: Waterfall | None
    """When each step of the answer came, since the end of the speech; None: it was never measured."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One message of the assistant."""

    item_id: str
    at_ms: int
    words: str
    chars: int
    """How many characters the words have; a private tape knows that too."""
    heard_chars: int
    """How many of them were heard; estimated inside a sentence."""
    state: RowState
    """DONE: heard to its end, or read. CUT: interrupted. LIVE: the tape ended before the answer did."""
    note: str
    spoken: bool
    heard_ms: int
    generated_ms: int
    """What the service sent, what came too late to be played included."""

    @property
    def unheard_ms(self) -> int:
        """Return how much was generated and not heard."""
        return max(0, self.generated_ms - self.heard_ms)


@dataclass(frozen=True, slots=True)
class Interruption:
    """The person cut in, and it was no noise."""

    began_ms: int
    """When the reason to stop was learned: from here the stop time counts."""
    decided_ms: int
    cause: str
    """`speech`, `talk key`, `stop button` or `typed text`."""
    stop_ms: int | None = None
    """From `began_ms` to the last sample heard; None where nothing sounded."""
    cut_items: tuple[str, ...] = ()
    """The answers it cut, by item."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The answer was held back while it was not clear whether somebody cuts in."""

    from_ms: int
    to_ms: int
    resumed: bool
    """True: it was a noise, and the answer went on. False: it was cut."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What the service was told about sound that was not heard."""

    at_ms: int
    item_id: str
    audio_end_ms: int | None
    """Where the item was truncated; None: it was deleted (nothing of it was heard, or it was a noise)."""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong."""

    at_ms: int
    kind: str
    """`service error`, `failed answer`, `connection`, `microphone`, `loudspeaker` or `recording`."""
    text: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the answers cost, summed over all of them."""

    input: int = 0
    output: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sound of one answer that left the loudspeaker without a gap."""

    from_ms: float
    """When its first sample was heard."""
    sound_ms: float
    """Where in the answer it begins."""
    length_ms: float


@dataclass(frozen=True, slots=True)
class Course:
    """How the sound of one answer (of one content part) arrived, and how it was heard."""

    item_id: str
    received: tuple[tuple[float, float], ...] = ()
    """Moment, and how much had arrived by then; growing."""
    heard: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Voices:
    """Both voices over time."""

    microphone: tuple[int, ...] = ()
    """Loudest RMS (0-32767) of each `BIN_MS` since the tape's beginning, by the time of capture."""
    loudspeaker: tuple[int, ...] = ()
    """The same of what reached the loudspeaker, by the time it was heard."""
    speech: tuple[tuple[int, int], ...] = ()
    """Where the service heard speech or the talk key was held: from, to."""
    courses: tuple[Course, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report says about one tape."""

    name: str
    """What to call the tape: its folder."""
    about: str
    program: str
    """The version that recorded it."""
    dialect: str
    started_at: str
    """The time of day when the recording began, ISO 8601 in UTC; empty: not known."""
    private: bool
    """The tape keeps no words and no sound, only how much there was."""
    steps: int
    duration_ms: int
    damage: tuple[str, ...]
    """What is missing or could not be read, as sentences; empty for a whole tape."""
    numbers: Numbers
    """What the window showed at the end."""
    first_deltas: Spread | None
    """From the end of speech to the first sound that arrived."""
    turns: tuple[Turn, ...]
    answers: tuple[Answer, ...]
    interruptions: tuple[Interruption, ...]
    pauses: tuple[Pause, ...]
    amendments: tuple[Amendment, ...]
    troubles: tuple[Trouble, ...]
    tokens: Tokens
    generated_ms: int
    """All sound the service sent, also of answers that were stopped before they had a row."""
    voices: Voices

    @property
    def heard_ms(self) -> int:
        """Return how much of the answers was heard."""
        return sum(answer.heard_ms for answer in self.answers)
