"""The session's life: connecting, being greeted, configuring, losing the line, trying again.

A new connection starts with server VAD on, the server's own persona and voice. Sound sent before our
`session.update` has been answered would be answered by the wrong persona, and the voice could not be
changed afterwards (protocol README 11). So `ready` is true only between `session.updated` and the next loss,
and never while an update is under way.

A second object of this kind is the *spare*: the next session, made ready while this one still lives. What it
asks for is marked, so that the engine knows which of its two sockets is meant; when the sockets change
places, `adopt` takes the mark away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voiceapp.abilities import Ability
from voiceapp.dialogue.backoff import delay_ms
from voiceapp.dialogue.commands import CloseLink, OpenLink
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.renewal import Renewal, renewal_of
from voiceapp.dialogue.server_abilities import ServerAbilities
from voiceapp.dialogue.snapshot import Banner
from voiceapp.dialogue.states import LINK_TABLE, Automaton, Link, LinkEvent
from voiceapp.dialogue.wanted_session import session_change, turn_detection_update, wanted_session
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import SessionUpdate
from voiceapp.protocol.dialect import GA, Dialect, dialect_named
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.session_config import Session, turn_detection_of
from voiceapp.protocol.wire import known

GREETING_PATIENCE_NS = 10_000 * NS_PER_MS
"""The upgrade may succeed and the failure come later; without `session.created` we are not connected."""
CONFIGURING_PATIENCE_NS = 5_000 * NS_PER_MS
"""How long `session.updated` may take (flows 1)."""

FATAL_CODES = {
    "invalid_api_key": "The service does not accept the key. Check the key and start again.",
    "account_deactivated": "The account is deactivated. The service's owner has to look at it.",
    "billing_hard_limit_reached": "The account's spending limit is reached. Raise it or wait.",
    "insufficient_quota": "The account has no quota left. Check its billing.",
    "model_not_found": "The service does not know this model, or you have no access to it. Check its name.",
    "DeploymentNotFound": "There is no deployment of this name. Check it; if it is new, wait five minutes.",
    "OpperationNotSupported": "This deployment is of a model that cannot converse. Choose a realtime model.",
    "beta_api_shape_disabled": "This service no longer speaks the preview dialect. Use its GA address.",
}
"""Error codes after which trying again cannot help (errors 2, 4, 6)."""


GOING_AWAY = 1001
"""Close code of a server that ends a session at its time, or itself: another may be had at once."""


@dataclass(frozen=True, slots=True)
class _Update:
    """An update on its way."""

    forbids: bool = False
    """It forbids the server to interrupt by itself."""
    before: DialogueOptions | None = None
    """What is to be wished for again if it is refused; None: it was no change of the person's settings."""


class SessionLink:
    """Owns the Link automaton, the session in force, and the retries."""

    def __init__(
        self, options: DialogueOptions, out: Outbox, abilities: ServerAbilities, *, spare: bool = False
    ) -> None:
        self.options = options
        self._abilities = abilities
        self._spare = spare
        self._out = out
        self._automaton = Automaton(LINK_TABLE, Link.OFF)
        self._updates: dict[str, _Update] = {}
        """Our updates that have not been answered, by their event's id, oldest first."""
        self._attempt = 0
        self._was_ready = False
        self._deadline_ns: int | None = None
        self._connected_ns = 0
        self._wall_offset_ns: int | None = None
        self.dialect: Dialect = GA
        self.session = Session()
        self.has_spoken = False
        """The session has given sound: its voice cannot be changed any more."""
        self.banner: Banner | None = None

    # -- what is the case ------------------------------------------------------------------------

    @property
    def hands_free(self) -> bool:
        """Say whether turns are, or are about to be, found by the server."""
        return self.options.hands_free

    @property
    def state(self) -> Link:
        """Return the automaton's state."""
        return self._automaton.state

    @property
    def in_session(self) -> bool:
        """Say whether there is a configured session: items may be sent."""
        return self._automaton.state is Link.READY

    @property
    def ready(self) -> bool:
        """Say whether sound may be sent and answers asked for: no change of the session is under way."""
        return self._automaton.state is Link.READY and not self._updates

    @property
    def listens(self) -> bool:
        """Say whether what the server says belongs to a connection we still want."""
        return self.state in {Link.GREETING, Link.CONFIGURING, Link.READY}

    @property
    def reconnecting(self) -> bool:
        """Say whether this is a connection that was lost or is slow to come, not the first attempt."""
        return self._was_ready or self._attempt > 0

    @property
    def deadline_ns(self) -> int | None:
        """Return when patience ends or the next attempt is due."""
        return self._deadline_ns

    @property
    def renewal(self) -> Renewal | None:
        """Return when this session should be replaced; None: it is none, or too short for that."""
        if not self.in_session:
            return None
        return renewal_of(self._connected_ns, known(self.session.expires_at, None), self._wall_offset_ns)

    @property
    def session_hands_free(self) -> bool:
        """Say whether the session in force finds turns by itself."""
        return turn_detection_of(self.session) is not None

    @property
    def server_interrupts(self) -> bool:
        """Say whether the server cancels an answer by itself when it hears speech; missing means yes."""
        detection = turn_detection_of(self.session)
        return detection is not None and known(detection.interrupt_response, True)

    @property
    def server_answers(self) -> bool:
        """Say whether the server answers a turn it found by itself; missing means yes."""
        detection = turn_detection_of(self.session)
        return detection is not None and known(detection.create_response, True)

    @property
    def model(self) -> str:
        """Return the model's name as the session tells it; empty when it does not."""
        return known(self.session.model, "")

    # -- what the person wants -------------------------------------------------------------------

    def start(self) -> None:
        """Connect now; also cuts a wait short."""
        if self._automaton.allows(LinkEvent.START):
            self._automaton.on(LinkEvent.START)
            self.banner = None
            self._deadline_ns = None
            self._out.put(OpenLink(self._spare))

    def stop(self) -> None:
        """End the session; a stop always wins."""
        if self.state not in {Link.OFF, Link.FAILED}:
            self._out.put(CloseLink(self._spare))
        self._automaton.on(LinkEvent.STOP)
        self._forget_session()
        self._attempt, self._was_ready, self.banner = 0, False, None

    def choose(self, now_ns: int, *, hands_free: bool) -> None:
        """Switch between hands-free and push-to-talk; the gate is shut until the server has agreed."""
        self.options = replace(self.options, hands_free=hands_free)
        if self.state in {Link.CONFIGURING, Link.READY}:
            self._switch(now_ns)
            self.banner = None

    def change(self, options: DialogueOptions, now_ns: int) -> bool:
        """Wish for something else; False where only a new session can have it.

        Without a session the next one will have it.
        """
        before, self.options = self.options, options
        if self.state not in {Link.CONFIGURING, Link.READY}:
            return True
        change = session_change(self._wished(before), self._wished(options))
        if change.needs_new_session or (self.has_spoken and options.voice != before.voice):
            self.options = before
            return False
        if change.update is not None:
            self.banner = None
            self._update(change.update, now_ns, before=before)
        return True

    def adopt(self) -> None:
        """Take the place of the session there was: from now on this is the link."""
        self._spare = False
        self.banner = None

    def reconnect(self, now_ns: int, details: str) -> None:
        """Give up this connection, which is over or taken for dead, and connect again at once."""
        if self.state not in {Link.CONNECTING, Link.GREETING, Link.CONFIGURING, Link.READY}:
            return
        self._out.put(CloseLink(self._spare))
        self._automaton.on(LinkEvent.DROPPED)
        self._forget_session()
        self._out.note(details)
        self._retry()

    # -- what happened ---------------------------------------------------------------------------

    def opened(self, dialect: str, now_ns: int, wall_offset_ns: int | None = None) -> None:
        """The socket is open; `wall_offset_ns` leads from the voice clock to Unix time."""
        if self.state is not Link.CONNECTING:
            self._out.put(CloseLink(self._spare))  # it was stopped meanwhile
            return
        self._connected_ns, self._wall_offset_ns, self.has_spoken = now_ns, wall_offset_ns, False
        self.dialect = dialect_named(dialect)
        self._automaton.on(LinkEvent.OPENED)
        self._deadline_ns = now_ns + GREETING_PATIENCE_NS

    def lost(
        self,
        sentence: str,
        now_ns: int,
        *,
        details: str,
        retry: bool,
        code: int | None = None,
        retry_after_ms: int | None = None,
        jitter: float = 0.0,
    ) -> None:
        """The connection failed or is gone; try again where that can help, and later where that is wise."""
        if not self._automaton.allows(LinkEvent.DROPPED):
            return
        had_session = self.in_session
        self._forget_session()
        if not retry:
            self._automaton.on(LinkEvent.REFUSED)
            self.banner = Banner(sentence, details, can_retry=True)
            return
        self._automaton.on(LinkEvent.DROPPED)
        if had_session and code == GOING_AWAY:
            self._retry()
            return
        wait_ms = delay_ms(self._attempt, jitter=jitter, retry_after_ms=retry_after_ms)
        self._attempt += 1
        self._deadline_ns = now_ns + wait_ms * NS_PER_MS
        seconds = max(1, round(wait_ms / 1000))
        self.banner = Banner(f"{sentence} Trying again in {seconds} s.", details, can_retry=True)

    def greeted(self, session: Session, now_ns: int) -> None:
        """`session.created`: store it and send all our wishes in one update."""
        if self.state is not Link.GREETING:
            self._out.note("session.created out of place", "warning")
            return
        self._automaton.on(LinkEvent.GREETED)
        self.session = session
        self._configure(now_ns)

    def updated(self, session: Session) -> bool:
        """`session.updated`: adopt what is in force; True when this opened the gate for the first time."""
        if self.state not in {Link.CONFIGURING, Link.READY}:
            self._out.note("session.updated out of place", "warning")
            return False
        if self._updates:
            del self._updates[next(iter(self._updates))]
        self.session = session
        self._abilities.take(session)
        if not self._updates:
            self._deadline_ns = None
        if self.state is not Link.CONFIGURING:
            return False
        self._automaton.on(LinkEvent.CONFIGURED)
        self._attempt, self._was_ready, self.banner = 0, True, None
        return True

    def failed(self, error: ErrorInfo, now_ns: int) -> bool:
        """Deal with an error that concerns the session; say whether it did."""
        sentence = FATAL_CODES.get(error.code or "")
        if sentence is not None:
            self._give_up(sentence, error)
            return True
        if error.code == "session_expired":
            self.reconnect(now_ns, "the session has reached its end")
            return True
        first = self.state in {Link.GREETING, Link.CONFIGURING}
        ours = error.event_id in self._updates if error.event_id else False
        about_session = bool(error.param and error.param.startswith("session"))
        if self._must_interrupt(error):
            if first:
                self._configure(now_ns)
            else:
                self._switch(now_ns)
            return True
        if first and (ours or about_session or not error.event_id):
            self._give_up("The service refused the session's settings. The details name the one.", error)
            return True
        if ours or (about_session and self._updates and not error.event_id):
            refused = self._updates.pop(error.event_id or next(iter(self._updates)))
            if not self._updates:
                self._deadline_ns = None
            if refused.before is not None:
                self.options = refused.before
            self.options = replace(self.options, hands_free=self.session_hands_free)
            self.banner = Banner("The service refused the change.", error.message)
            return True
        return False

    def at(self, now_ns: int) -> None:
        """Patience is over, or the next attempt is due."""
        if self._deadline_ns is None or now_ns < self._deadline_ns:
            return
        self._deadline_ns = None
        if self.state is Link.WAITING:
            self._retry()
        elif self.state is Link.GREETING:
            self.presume_dead("The server let us in but did not start a session in 10 s.", now_ns)
        elif self.state in {Link.CONFIGURING, Link.READY}:
            self.presume_dead("The server did not accept the session's settings in 5 s.", now_ns)

    def presume_dead(self, sentence: str, now_ns: int) -> None:
        """Close a connection that looks open and is of no use, and connect again."""
        self._out.put(CloseLink(self._spare))
        self.lost(sentence, now_ns, details="", retry=True)

    # -- inside ----------------------------------------------------------------------------------

    def _must_interrupt(self, error: ErrorInfo) -> bool:
        """Say whether the server refuses an update because it forbids what this server does by itself."""
        if error.code != "unknown_parameter" or not (error.param or "").endswith(".interrupt_response"):
            return False
        for event_id, update in self._updates.items():
            if update.forbids and error.event_id in (event_id, None, ""):
                del self._updates[event_id]
                self._abilities.found(Ability.INTERRUPT_RESPONSE, works=False)
                self._out.note("this server cancels answers by itself when it hears speech")
                return True
        return False

    def _configure(self, now_ns: int) -> None:
        """Send all our wishes."""
        self._update(self._wished(self.options), now_ns)

    def _wished(self, options: DialogueOptions) -> Session:
        return wanted_session(
            options,
            hands_free=options.hands_free,
            may_interrupt=self._abilities.lacks(Ability.INTERRUPT_RESPONSE),
            dialect=self.dialect,
        )

    def _switch(self, now_ns: int) -> None:
        """Send how turns are found."""
        wish = turn_detection_update(
            self.options,
            hands_free=self.hands_free,
            may_interrupt=self._abilities.lacks(Ability.INTERRUPT_RESPONSE),
            dialect=self.dialect,
        )
        self._update(wish, now_ns)

    def _update(self, session: Session, now_ns: int, *, before: DialogueOptions | None = None) -> None:
        detection = turn_detection_of(session)
        forbids = detection is not None and known(detection.interrupt_response, True) is False
        event_id = self._out.send(SessionUpdate(session=session), spare=self._spare)
        self._updates[event_id] = _Update(forbids, before)
        self._deadline_ns = now_ns + CONFIGURING_PATIENCE_NS

    def _retry(self) -> None:
        self._automaton.on(LinkEvent.RETRY)
        self._out.put(OpenLink(self._spare))

    def _give_up(self, sentence: str, error: ErrorInfo) -> None:
        self._out.put(CloseLink(self._spare))
        self._automaton.on(LinkEvent.REFUSED)
        self._forget_session()
        self.banner = Banner(sentence, error.message, can_retry=True)

    def _forget_session(self) -> None:
        self._updates.clear()
        self._deadline_ns = None
        self.session = Session()
