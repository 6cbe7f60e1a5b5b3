"""Which moments have a sound: the talk key, the mute, the connection, an answer that takes long.

A cue tells what is the case, not what was pressed: a key that is held while nobody can hear says nothing
until somebody can, and the end of a turn sounds when the microphone has closed behind the last syllable, so
that in push-to-talk it cannot get into what is sent. Everything is found by comparing this step with the one
before.

A cue belongs to no item of the conversation and is never counted as heard.
"""

from __future__ import annotations

from voiceapp.dialogue.commands import Cue, PlayCue
from voiceapp.dialogue.link import SessionLink
from voiceapp.dialogue.options import CueSounds
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.states import Link
from voiceapp.pcm import NS_PER_MS

THINKING_NS = 4_000 * NS_PER_MS
"""An answer usually begins within two seconds; after four a person wonders whether they were heard."""

_OF_THE_KEY = frozenset({Cue.TALK, Cue.TALKED, Cue.LOCKED})


class Cues:
    """Remembers what was the case, and asks for a sound where it has changed."""

    def __init__(self, out: Outbox, chosen: CueSounds) -> None:
        self.chosen: CueSounds = chosen
        self._out = out
        self._talking = False
        self._muted = False
        self._connected = self._lost = False
        self._thinking_since_ns: int | None = None
        self._told_thinking = False

    @property
    def deadline_ns(self) -> int | None:
        """Return when an answer has taken long; None where that has no sound or was told."""
        if self.chosen != "all" or self._thinking_since_ns is None or self._told_thinking:
            return None
        return self._thinking_since_ns + THINKING_NS

    def locked(self) -> None:
        """The talk key stays down by itself."""
        if self._talking:
            self._sound(Cue.LOCKED)

    def look(self, now_ns: int, *, held: bool, heard: bool, muted: bool, thinking: bool) -> None:
        """Compare with the step before.

        `held`: the talk key is down, its tail included. `heard`: what is said reaches the service, now or as
        soon as it is back.
        """
        talking = held and (heard or self._talking)
        if talking != self._talking:
            self._sound(Cue.TALK if talking else Cue.TALKED)
        if muted != self._muted:
            self._sound(Cue.MUTED if muted else Cue.UNMUTED)
        self._talking, self._muted = talking, muted
        self._look_at_thinking(now_ns, thinking=thinking)

    def look_at_link(self, link: SessionLink) -> None:
        """Compare the connection with the step before; one that the person ended was not lost."""
        if link.state is Link.OFF:
            self._connected = self._lost = False
        elif link.in_session:
            if self._lost:
                self._sound(Cue.BACK)
            self._connected, self._lost = True, False
        elif self._connected and not self._lost and (link.reconnecting or link.state is Link.FAILED):
            self._lost = True
            self._sound(Cue.LOST)

    def _look_at_thinking(self, now_ns: int, *, thinking: bool) -> None:
        if not thinking:
            self._thinking_since_ns, self._told_thinking = None, False
        elif self._thinking_since_ns is None:
            self._thinking_since_ns = now_ns
        elif not self._told_thinking and now_ns - self._thinking_since_ns >= THINKING_NS:
            self._told_thinking = True
            self._sound(Cue.THINKING)

    def _sound(self, cue: Cue) -> None:
        if self.chosen == "all" or (self.chosen == "talk key" and cue in _OF_THE_KEY):
            self._out.put(PlayCue(cue))
