"""The one response slot of the default conversation: who may speak next, and when to ask for it.

The service runs one response at a time and refuses a second. So there is exactly one owner of that fact,
here: an answer is *wanted* (typed text, a push-to-talk turn, a finished tool), it is *asked for* when the
slot is free and the person is not speaking, and one answer covers everything that was wanted before it.
`response.done` is the only signal that frees the slot.
"""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum
from typing import TypeVar

from voiceapp.dialogue.outbox import Outbox
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import ResponseCancel, ResponseCreate, ResponseParams
from voiceapp.protocol.objects import Response
from voiceapp.protocol.wire import ResponseId

REQUEST_KEY = "voiceapp_request"
"""Metadata that tells our responses from those the server's voice detection starts."""
IDS_MAX = 256
"""Ids kept of interrupted responses and of our requests; far more than can be under way."""
CANCEL_PATIENCE_NS = 2_000 * NS_PER_MS
"""How long a cancelled response may hold the slot without its `response.done` (flows 8)."""
SERVER_CANCEL_PATIENCE_NS = 500 * NS_PER_MS
"""How long a server that cancels by itself may take; `response.done` comes right after `speech_started`."""
SILENCE_PATIENCE_NS = 20_000 * NS_PER_MS
"""How long an answer under way may bring nothing; the slowest models think for some seconds."""
BEGIN_PATIENCE_NS = 10_000 * NS_PER_MS
"""How long an answer may take to begin (flows 9, watchdog)."""

K = TypeVar("K", bound=str)


class Slot(Enum):
    """Who has the slot."""

    FREE = "free"
    REQUESTED = "requested"
    """Our `response.create` is on its way."""
    EXPECTED = "expected"
    """The server's voice detection is about to start one by itself."""
    ACTIVE = "active"
    CANCELLING = "cancelling"


class GivenUp(Enum):
    """What the slot has stopped waiting for."""

    BEGIN = "an answer that did not begin"
    UNWANTED = "an answer that was to be cancelled and did not begin"
    END = "the end of a cancelled answer"
    REST = "the rest of an answer"


class ResponseSlot:
    """Knows whose answer is being generated and asks for the next one."""

    def __init__(self, out: Outbox) -> None:
        self._out = out
        self.slot = Slot.FREE
        self.active: ResponseId | None = None
        self.wanted = False
        self._uncovered = False
        """Wanted while an answer was under way, which cannot have seen what it is wanted for."""
        self._for_tools_only = False
        """What is wanted is nothing but the model's word on the results of its calls."""
        self._auto_missed = False
        """The server skipped an answer of its own because the slot was taken."""
        self._request_id = ""
        """Our `response.create` that has been neither begun nor refused."""
        self._request_wanted = False
        """It was for more than an answer the server skipped, and must be made again if refused."""
        self._create_ids: OrderedDict[str, None] = OrderedDict()
        self._cancel_ids: OrderedDict[str, None] = OrderedDict()
        self._cancel_on_arrival = False
        self._asked_instead = False
        """An answer the server was to begin by itself did not begin, and was asked for; once in a turn."""
        self._left_to_server = False
        """The cancel under way is the server's own doing, as far as it can be trusted to do it."""
        self._deadline_ns: int | None = None
        self._dropped: OrderedDict[ResponseId, None] = OrderedDict()

    @property
    def busy(self) -> bool:
        """Say whether an answer is under way or about to be."""
        return self.slot is not Slot.FREE

    @property
    def owes_answer(self) -> bool:
        """Say whether an answer is wanted, on its way or under way that nobody has taken back."""
        under_way = self.slot in {Slot.REQUESTED, Slot.EXPECTED, Slot.ACTIVE} and not self._cancel_on_arrival
        return self.wanted or self._auto_missed or under_way

    @property
    def deadline_ns(self) -> int | None:
        """Return when patience with an answer that does not begin, or does not end, is over."""
        return self._deadline_ns

    def is_dropped(self, response_id: ResponseId) -> bool:
        """Say whether this response was interrupted: nothing of it may be played."""
        return response_id in self._dropped

    def reset(self) -> None:
        """Forget the session; what was wanted is forgotten with it."""
        self.slot, self.active, self.wanted = Slot.FREE, None, False
        self._uncovered = self._auto_missed = self._cancel_on_arrival = False
        self._request_id, self._request_wanted, self._deadline_ns = "", False, None
        self._asked_instead = False
        self._create_ids.clear()
        self._cancel_ids.clear()
        self._dropped.clear()

    # -- asking ----------------------------------------------------------------------------------

    def ask(self, *, for_tools: bool = False) -> None:
        """Remember that an answer is wanted; `try_create` sends it as soon as it may go."""
        self._for_tools_only = for_tools and (self._for_tools_only or not self.wanted)
        self.wanted = True
        self._uncovered = self.busy

    def wait_for_tools(self) -> None:
        """Take back what only finished calls wanted: another has begun, and one answer covers both."""
        if self._for_tools_only:
            self.wanted = self._uncovered = False

    def try_create(self, now_ns: int, *, user_speaking: bool) -> bool:
        """Send `response.create` if one is wanted and may go now; say whether it went.

        Never while the person is speaking: the answer would talk over them, and their own turn will see
        everything that waits (flows 11, R5).
        """
        if not (self.wanted or self._auto_missed) or self.slot is not Slot.FREE or user_speaking:
            return False
        self._request_wanted = self.wanted
        self.wanted = self._uncovered = self._auto_missed = self._cancel_on_arrival = False
        self.slot = Slot.REQUESTED
        self._deadline_ns = now_ns + BEGIN_PATIENCE_NS
        metadata = {REQUEST_KEY: "answer"}
        self._request_id = self._out.send(ResponseCreate(response=ResponseParams(metadata=metadata)))
        _keep(self._create_ids, self._request_id)
        return True

    def expect(self, now_ns: int) -> None:
        """Note that the server will answer a committed turn by itself.

        While another response holds the slot the server skips that (objects 2): then we ask once it is free.
        """
        if self.slot in {Slot.ACTIVE, Slot.CANCELLING}:
            self._auto_missed = True
            return
        self._cancel_on_arrival = False  # that was meant for an answer to an earlier turn
        self._deadline_ns = now_ns + BEGIN_PATIENCE_NS
        if self.slot is Slot.FREE:
            self.slot = Slot.EXPECTED

    def expect_unwanted(self, now_ns: int) -> None:
        """Note that the server will answer a noise by itself: that answer is cancelled as it begins."""
        if self.slot is Slot.FREE:
            self.expect(now_ns)
            self._cancel_on_arrival = True

    # -- what the server did ---------------------------------------------------------------------

    def created(self, response: Response, now_ns: int) -> bool:
        """Register a response of the default conversation; say whether it may be listened to."""
        if REQUEST_KEY in (response.metadata or {}):
            self._request_id = ""
        else:  # the server's own; if ours is on its way too, it will be refused (flows 11, R4)
            self._auto_missed = False
            self.wanted = self.wanted and self._uncovered
        self.active, self.slot = response.id, Slot.ACTIVE
        self._deadline_ns = now_ns + SILENCE_PATIENCE_NS
        self._asked_instead = False
        if self._cancel_on_arrival:
            self._cancel_on_arrival = False
            self._cancel_active(now_ns)
            return False
        return True

    def grew(self, response_id: ResponseId, now_ns: int) -> None:
        """The server has said something more of a response."""
        if self.slot is Slot.ACTIVE and response_id == self.active:
            self._deadline_ns = now_ns + SILENCE_PATIENCE_NS

    def done(self, response_id: ResponseId) -> bool:
        """Free the slot; say whether it was this response that held it.

        One that ends without having begun was ended by an interruption (flows 11, R8): it was the one that
        was awaited, unless it is one we dropped ourselves.
        """
        awaited = self.slot in {Slot.REQUESTED, Slot.EXPECTED} and not self.is_dropped(response_id)
        if self.active != response_id and not awaited:
            return False
        self._free()
        self._uncovered = False  # whatever answer comes next has seen everything
        return True

    def refused(
        self, event_id: str | None, now_ns: int, *, busy: bool, active: ResponseId | None = None
    ) -> bool:
        """Take back a request the server refused; say whether it was ours.

        `busy`: the slot is taken, by `active` if the refusal names it. Then the request is made again when
        the slot is free, for that other answer may not have seen what ours was wanted for.
        """
        if not self._request_id or event_id not in (self._request_id, None, ""):
            return event_id in self._create_ids
        self._request_id = ""
        if busy and self._request_wanted:
            self.wanted = self._uncovered = True
        if self.slot is not Slot.REQUESTED:
            return True  # the other answer has been announced already
        if not busy:
            self._free()
        elif active is None:
            self.slot, self._deadline_ns = Slot.EXPECTED, now_ns + BEGIN_PATIENCE_NS
        else:
            self.slot, self.active = Slot.ACTIVE, active
            self._deadline_ns = now_ns + SILENCE_PATIENCE_NS
            if self.is_dropped(active):
                self.slot, self._deadline_ns = Slot.CANCELLING, now_ns + CANCEL_PATIENCE_NS
            elif self._cancel_on_arrival:
                self._cancel_active(now_ns)
            self._cancel_on_arrival = False
        return True

    def is_request(self, event_id: str | None) -> bool:
        """Say whether an error answers one of our requests."""
        return event_id in self._create_ids

    def is_cancel(self, event_id: str | None) -> bool:
        """Say whether an error answers one of our cancels."""
        return event_id in self._cancel_ids

    # -- interrupting ----------------------------------------------------------------------------

    def drop(self, response_id: ResponseId) -> None:
        """Play nothing more of this response, whenever its sound arrives."""
        _keep(self._dropped, response_id)

    def cancel(self, now_ns: int) -> None:
        """Stop what is under way: cancel by id if active, on arrival if only asked for."""
        self._forget_wishes()
        match self.slot:
            case Slot.ACTIVE:
                self._cancel_active(now_ns)
            case Slot.REQUESTED | Slot.EXPECTED:
                self._cancel_on_arrival = True
            case Slot.FREE | Slot.CANCELLING:
                pass

    def cancelled_by_server(self, now_ns: int) -> None:
        """Drop the active response, which the server stops by itself; no cancel of ours (flows 6).

        Unless it does not: one that leaves `interrupt_response` out of its session may still obey it.
        """
        self._forget_wishes()
        if self.slot is Slot.ACTIVE and self.active is not None:
            self.drop(self.active)
            self.slot, self._left_to_server = Slot.CANCELLING, True
            self._deadline_ns = now_ns + SERVER_CANCEL_PATIENCE_NS
        elif self.slot in {Slot.REQUESTED, Slot.EXPECTED}:
            self._cancel_on_arrival = True

    def at(self, now_ns: int) -> GivenUp | None:
        """Give up waiting for an answer that does not begin or a cancelled one that does not end."""
        if self._deadline_ns is None or now_ns < self._deadline_ns:
            return None
        if self.slot is Slot.CANCELLING and self._left_to_server:
            self._out.note("the server did not cancel by itself")
            self._cancel_active(now_ns)
            return None
        if self.slot is Slot.EXPECTED and not self._cancel_on_arrival and not self._asked_instead:
            self._out.note("the server does not answer by itself: asked for it", "warning")
            self._free()
            self.wanted = self._asked_instead = True
            return None
        given_up = GivenUp.BEGIN
        if self.slot is Slot.CANCELLING:
            given_up = GivenUp.END
        elif self.slot is Slot.ACTIVE:
            given_up = GivenUp.REST
        elif self._cancel_on_arrival:
            given_up = GivenUp.UNWANTED
        self._out.note(f"gave up waiting: {given_up.value}", "warning")
        self._free()
        return given_up

    # -- inside ----------------------------------------------------------------------------------

    def _cancel_active(self, now_ns: int) -> None:
        assert self.active is not None
        self.drop(self.active)
        _keep(self._cancel_ids, self._out.send(ResponseCancel(response_id=self.active)))
        self.slot, self._left_to_server = Slot.CANCELLING, False
        self._deadline_ns = now_ns + CANCEL_PATIENCE_NS

    def _forget_wishes(self) -> None:
        self.wanted = self._uncovered = self._auto_missed = self._request_wanted = False

    def _free(self) -> None:
        self.slot, self.active = Slot.FREE, None
        self._request_id, self._deadline_ns, self._cancel_on_arrival = "", None, False


def _keep(ids: OrderedDict[K, None], new: K) -> None:
    ids[new] = None
    while len(ids) > IDS_MAX:
        ids.popitem(last=False)
