"""What the server of this conversation can do, as far as it was told before or has shown itself.

It outlives sessions: the next one is with the same server, which need not refuse the same thing again.
"""

from __future__ import annotations

from voiceapp.abilities import Ability, Fact, KnownBy, latest
from voiceapp.protocol.session_config import (
    AudioInput,
    NoiseReduction,
    Session,
    SessionAudio,
    turn_detection_of,
)


class ServerAbilities:
    """What was known at the start, and what is found out."""

    def __init__(self, known: tuple[Fact, ...] = ()) -> None:
        self._facts = latest(known)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return what is known; the same object until something new is found."""
        return self._facts

    def lacks(self, ability: Ability) -> bool:
        """Say whether this server itself has shown that it cannot; what is only said of its kind is tried."""
        return any(
            fact.ability is ability and not fact.works and fact.known_by is not KnownBy.DATA
            for fact in self._facts
        )

    def begin_anew(self, known: tuple[Fact, ...]) -> None:
        """Forget what was found: the next conversation may be with another server, of which this is known."""
        self._facts = latest(known)

    def found(self, ability: Ability, *, works: bool) -> None:
        """Take what the server has just shown."""
        fact = Fact(ability, works, KnownBy.SESSION)
        if fact not in self._facts:
            self._facts = latest([*self._facts, fact])

    def take(self, session: Session) -> None:
        """Take a session in force: what it tells of, the server knows."""
        detection = turn_detection_of(session)
        if detection is not None:
            if detection.type == "semantic_vad":
                self.found(Ability.SEMANTIC_VAD, works=True)
            if detection.interrupt_response is False:
                self.found(Ability.INTERRUPT_RESPONSE, works=True)
        heard = session.audio.input if isinstance(session.audio, SessionAudio) else None
        if isinstance(heard, AudioInput) and isinstance(heard.noise_reduction, NoiseReduction):
            self.found(Ability.NOISE_REDUCTION, works=True)
