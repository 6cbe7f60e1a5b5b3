"""The four automata of a conversation, as tables.

A turn of a voice conversation lives in several places at once, and most mistakes in programs of this kind
come from pretending that it lives in one. We keep four small automata and look at their *joint* state:

**Link**: is there a session we may talk to? The socket being open is not enough: a session starts with
the server's own voice, persona and voice detection, so the microphone's gate stays shut until our
`session.update` has been answered.

**Turn**: what the *server* is doing about the conversation: waiting, hearing the person, thinking about
what it heard, generating an answer. It ends with `response.done`, which says nothing about sound.

**Speaker**: what the *loudspeaker* is doing. Generation is much faster than speech, so the usual joint
state during an answer is (LISTENING, PLAYING): the server finished seconds ago, the person still hears it.
An interruption in that state must cancel nothing and truncate much. PAUSED is the reversible part of an
interruption; CUTTING lasts from the decision until the device has reported the last block of the fade,
because only then the last frame that will reach the ear is known exactly.

**TalkKey**: the person's finger, with the short tail after the release in which a last syllable is saved.

The life of a spoken turn: Turn goes LISTENING -> HEARING (`speech_started`) -> THINKING
(`speech_stopped` or our commit) -> ANSWERING (`response.created`) -> LISTENING (`response.done`); Speaker
goes SILENT -> PLAYING with the first delta and back to SILENT when the device clock says that the last
sample has been heard. Cutting in moves Turn to HEARING and Speaker through PAUSED (or directly) to
CUTTING to SILENT.

An event of the *server* for which a table has no entry is noted and ignored: services change. An event of
our own for which there is none is a bug and raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Generic, TypeVar

from voiceapp.errors import LocalProtocolError


class Link(Enum):
    """Whether there is a session we may talk to."""

    OFF = "off"
    CONNECTING = "connecting"
    GREETING = "greeting"
    """The socket is open; `session.created` has not come."""
    CONFIGURING = "configuring"
    """Our first `session.update` is under way."""
    READY = "ready"
    WAITING = "waiting"
    """The connection failed; another attempt is due later."""
    FAILED = "failed"
    """Trying again would not help; the person has to do something."""


class LinkEvent(Enum):
    """What moves the link."""

    START = "start"
    OPENED = "socket open"
    GREETED = "session.created"
    CONFIGURED = "session.updated"
    DROPPED = "lost, may heal"
    REFUSED = "lost, cannot heal"
    RETRY = "retry due"
    STOP = "stop"


class Turn(Enum):
    """What the server is doing about the conversation."""

    LISTENING = "listening"
    HEARING = "hearing"
    THINKING = "thinking"
    ANSWERING = "answering"


class TurnEvent(Enum):
    """What moves the turn."""

    SPEECH = "speech begins"
    SPEECH_END = "speech ends"
    ASKED = "answer asked for"
    CREATED = "response.created"
    DONE = "response.done"
    DROPPED = "turn dropped"
    """Mute, clear, a commit that failed, or a lost connection: nothing is expected any more."""


class Speaker(Enum):
    """What the loudspeaker is doing."""

    SILENT = "silent"
    PLAYING = "playing"
    PAUSED = "paused"
    CUTTING = "cutting"


class SpeakerEvent(Enum):
    """What moves the speaker."""

    PLAY = "sound queued"
    DRAINED = "last sample heard"
    PAUSE = "pause"
    RESUME = "resume"
    CUT = "cut"
    CUT_DONE = "cut reported"


class TalkKey(Enum):
    """The person's finger."""

    UP = "up"
    DOWN = "down"
    TAIL = "tail"


class TalkKeyEvent(Enum):
    """What moves the key."""

    PRESS = "press"
    RELEASE = "release"
    TAIL_OVER = "tail over"
    CANCEL = "cancel"


_ANY_LOSS: Mapping[LinkEvent, Link] = {
    LinkEvent.DROPPED: Link.WAITING,
    LinkEvent.REFUSED: Link.FAILED,
    LinkEvent.STOP: Link.OFF,
}

LINK_TABLE: Mapping[Link, Mapping[LinkEvent, Link]] = {
    Link.OFF: {LinkEvent.START: Link.CONNECTING, LinkEvent.STOP: Link.OFF},
    Link.CONNECTING: {LinkEvent.OPENED: Link.GREETING, **_ANY_LOSS},
    Link.GREETING: {LinkEvent.GREETED: Link.CONFIGURING, **_ANY_LOSS},
    Link.CONFIGURING: {LinkEvent.CONFIGURED: Link.READY, **_ANY_LOSS},
    Link.READY: {**_ANY_LOSS},
    Link.WAITING: {
        LinkEvent.RETRY: Link.CONNECTING,
        LinkEvent.START: Link.CONNECTING,
        LinkEvent.STOP: Link.OFF,
    },
    Link.FAILED: {LinkEvent.START: Link.CONNECTING, LinkEvent.STOP: Link.OFF},
}

TURN_TABLE: Mapping[Turn, Mapping[TurnEvent, Turn]] = {
    Turn.LISTENING: {
        TurnEvent.SPEECH: Turn.HEARING,
        TurnEvent.SPEECH_END: Turn.THINKING,
        TurnEvent.ASKED: Turn.THINKING,
        TurnEvent.CREATED: Turn.ANSWERING,
        TurnEvent.DONE: Turn.LISTENING,
        TurnEvent.DROPPED: Turn.LISTENING,
    },
    Turn.HEARING: {
        TurnEvent.SPEECH: Turn.HEARING,
        TurnEvent.SPEECH_END: Turn.THINKING,
        TurnEvent.CREATED: Turn.HEARING,
        TurnEvent.DONE: Turn.HEARING,
        TurnEvent.DROPPED: Turn.LISTENING,
    },
    Turn.THINKING: {
        TurnEvent.SPEECH: Turn.HEARING,
        TurnEvent.SPEECH_END: Turn.THINKING,
        TurnEvent.ASKED: Turn.THINKING,
        TurnEvent.CREATED: Turn.ANSWERING,
        TurnEvent.DONE: Turn.THINKING,
        TurnEvent.DROPPED: Turn.LISTENING,
    },
    Turn.ANSWERING: {
        TurnEvent.SPEECH: Turn.HEARING,
        TurnEvent.SPEECH_END: Turn.ANSWERING,
        TurnEvent.ASKED: Turn.ANSWERING,
        TurnEvent.CREATED: Turn.ANSWERING,
        TurnEvent.DONE: Turn.LISTENING,
        TurnEvent.DROPPED: Turn.LISTENING,
    },
}

SPEAKER_TABLE: Mapping[Speaker, Mapping[SpeakerEvent, Speaker]] = {
    Speaker.SILENT: {SpeakerEvent.PLAY: Speaker.PLAYING, SpeakerEvent.PAUSE: Speaker.PAUSED},
    Speaker.PLAYING: {
        SpeakerEvent.PLAY: Speaker.PLAYING,
        SpeakerEvent.DRAINED: Speaker.SILENT,
        SpeakerEvent.PAUSE: Speaker.PAUSED,
        SpeakerEvent.CUT: Speaker.CUTTING,
    },
    Speaker.PAUSED: {
        SpeakerEvent.PLAY: Speaker.PAUSED,
        SpeakerEvent.RESUME: Speaker.PLAYING,
        SpeakerEvent.CUT: Speaker.CUTTING,
    },
    Speaker.CUTTING: {
        SpeakerEvent.PLAY: Speaker.CUTTING,
        SpeakerEvent.CUT: Speaker.CUTTING,
        SpeakerEvent.CUT_DONE: Speaker.SILENT,
    },
}

TALK_KEY_TABLE: Mapping[TalkKey, Mapping[TalkKeyEvent, TalkKey]] = {
    TalkKey.UP: {TalkKeyEvent.PRESS: TalkKey.DOWN, TalkKeyEvent.CANCEL: TalkKey.UP},
    TalkKey.DOWN: {TalkKeyEvent.RELEASE: TalkKey.TAIL, TalkKeyEvent.CANCEL: TalkKey.UP},
    TalkKey.TAIL: {
        TalkKeyEvent.PRESS: TalkKey.DOWN,
        TalkKeyEvent.TAIL_OVER: TalkKey.UP,
        TalkKeyEvent.CANCEL: TalkKey.UP,
    },
}

S = TypeVar("S", bound=Enum)
E = TypeVar("E", bound=Enum)


class Automaton(Generic[S, E]):
    """A state that moves only along its table."""

    def __init__(self, table: Mapping[S, Mapping[E, S]], state: S) -> None:
        self._table = table
        self.state = state

    def allows(self, event: E) -> bool:
        """Say whether `event` has an entry in the present state."""
        return event in self._table[self.state]

    def on(self, event: E) -> S:
        """Move and return the new state. LocalProtocolError where the table has no entry."""
        try:
            self.state = self._table[self.state][event]
        except KeyError:
            raise LocalProtocolError(f"{event} has no place in {self.state}") from None
        return self.state
