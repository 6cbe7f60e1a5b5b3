"""The session's life: connecting, being greeted, configuring, losing the line, trying again.

A new connection starts with server VAD on, the server's own persona and voice. Sound sent before our
`session.update` has been answered would be answered by the wrong persona, and the voice could not be
changed afterwards (protocol README 11). So `ready` is true only between `session.updated` and the next loss,
and never while an update of the turn detection is under way.
"""

from __future__ import annotations

from collections import deque

from voiceapp.dialogue.backoff import delay_ms
from voiceapp.dialogue.commands import CloseLink, OpenLink
from voiceapp.dialogue.options import DialogueOptions, turn_detection_update, wanted_session
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.snapshot import Banner
from voiceapp.dialogue.states import LINK_TABLE, Automaton, Link, LinkEvent
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
    "beta_api_shape_disabled": "This service no longer speaks the preview dialect. Use its GA address.",
}
"""Error codes after which trying again cannot help (errors 2, 4, 6)."""


class SessionLink:
    """Owns the Link automaton, the session in force, and the retries."""

    def __init__(self, options: DialogueOptions, out: Outbox) -> None:
        self._options = options
        self._out = out
        self._automaton = Automaton(LINK_TABLE, Link.OFF)
        self._updates: deque[str] = deque()
        self._attempt = 0
        self._was_ready = False
        self._deadline_ns: int | None = None
        self.hands_free = options.hands_free
        self.dialect: Dialect = GA
        self.session = Session()
        self.banner: Banner | None = None

    # -- what is the case ------------------------------------------------------------------------

    @property
    def state(self) -> Link:
        """Return the automaton's state."""
        return self._automaton.state

    @property
    def in_session(self) -> bool:
        """Say whether there is a configured session: items may be sent."""
        return self.state is Link.READY

    @property
    def ready(self) -> bool:
        """Say whether sound may be sent and answers asked for: no change of the session is under way."""
        return self.in_session and not self._updates

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
            self._out.put(OpenLink())

    def stop(self) -> None:
        """End the session; a stop always wins."""
        if self.state not in {Link.OFF, Link.FAILED}:
            self._out.put(CloseLink())
        self._automaton.on(LinkEvent.STOP)
        self._forget_session()
        self._attempt, self._was_ready, self.banner = 0, False, None

    def choose(self, now_ns: int, *, hands_free: bool) -> None:
        """Switch between hands-free and push-to-talk; the gate is shut until the server has agreed."""
        self.hands_free = hands_free
        if self.state in {Link.CONFIGURING, Link.READY}:
            session = turn_detection_update(self._options, hands_free=hands_free)
            self._updates.append(self._out.send(SessionUpdate(session=session)))
            self._deadline_ns = now_ns + CONFIGURING_PATIENCE_NS
            self.banner = None

    # -- what happened ---------------------------------------------------------------------------

    def opened(self, dialect: str, now_ns: int) -> None:
        """The socket is open."""
        if self.state is not Link.CONNECTING:
            self._out.put(CloseLink())  # it was stopped meanwhile
            return
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
        retry_after_ms: int | None = None,
        jitter: float = 0.0,
    ) -> None:
        """The connection failed or is gone; try again later where that can help."""
        if not self._automaton.allows(LinkEvent.DROPPED):
            return
        self._forget_session()
        if not retry:
            self._automaton.on(LinkEvent.REFUSED)
            self.banner = Banner(sentence, details, can_retry=True)
            return
        self._automaton.on(LinkEvent.DROPPED)
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
        self._deadline_ns = now_ns + CONFIGURING_PATIENCE_NS
        wanted = wanted_session(self._options, hands_free=self.hands_free)
        self._updates.append(self._out.send(SessionUpdate(session=wanted)))

    def updated(self, session: Session) -> bool:
        """`session.updated`: adopt what is in force; True when this opened the gate for the first time."""
        if self.state not in {Link.CONFIGURING, Link.READY}:
            self._out.note("session.updated out of place", "warning")
            return False
        if self._updates:
            self._updates.popleft()
        self.session = session
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
            self._out.note("the session has reached its end")
            return True
        first = self.state in {Link.GREETING, Link.CONFIGURING}
        ours = error.event_id in self._updates if error.event_id else False
        about_session = bool(error.param and error.param.startswith("session"))
        if first and (ours or about_session or not error.event_id):
            self._give_up("The service refused the session's settings. The details name the one.", error)
            return True
        if ours or (about_session and self._updates and not error.event_id):
            self._updates.remove(error.event_id or self._updates[0])
            if not self._updates:
                self._deadline_ns = None
            self.hands_free = self.session_hands_free
            self.banner = Banner("The service refused the change.", error.message)
            return True
        return False

    def at(self, now_ns: int) -> None:
        """Patience is over, or the next attempt is due."""
        if self._deadline_ns is None or now_ns < self._deadline_ns:
            return
        self._deadline_ns = None
        if self.state is Link.WAITING:
            self._automaton.on(LinkEvent.RETRY)
            self._out.put(OpenLink())
        elif self.state is Link.GREETING:
            self._close("The server let us in but did not start a session in 10 s.", now_ns)
        elif self.state in {Link.CONFIGURING, Link.READY}:
            self._close("The server did not accept the session's settings in 5 s.", now_ns)

    # -- inside ----------------------------------------------------------------------------------

    def _close(self, sentence: str, now_ns: int) -> None:
        self._out.put(CloseLink())
        self.lost(sentence, now_ns, details="", retry=True)

    def _give_up(self, sentence: str, error: ErrorInfo) -> None:
        self._out.put(CloseLink())
        self._automaton.on(LinkEvent.REFUSED)
        self._forget_session()
        self.banner = Banner(sentence, error.message, can_retry=True)

    def _forget_session(self) -> None:
        self._updates.clear()
        self._deadline_ns = None
        self.session = Session()
