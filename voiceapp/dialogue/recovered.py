"""What a crash kept from being delivered goes into a conversation, once.

As items, one after the other: the next is sent when the one before is acknowledged, because minutes of speech
at once would be more than a link may have waiting. When the last has arrived an answer is asked for, which
covers all of them. What is not acknowledged when a connection is lost is sent in the next session.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from voiceapp.dialogue.inputs import SpeechRecovered, TextRecovered
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.snapshot import RowKind
from voiceapp.dialogue.transcript import Transcript
from voiceapp.pcm import RATE_HZ, frames_of_bytes
from voiceapp.protocol.client_events import ItemCreate
from voiceapp.protocol.objects import ContentPart, ErrorInfo, Item, user_text
from voiceapp.protocol.wire import ItemId


@dataclass(frozen=True, slots=True)
class _Waiting:
    item: Item
    item_id: ItemId
    text: str
    note: str
    """What the row says of speech, which has no words."""


class RecoveredTurns:
    """Sends turns of another program and shows them as rows."""

    def __init__(self, out: Outbox, transcript: Transcript) -> None:
        self._out = out
        self._transcript = transcript
        self._waiting: deque[_Waiting] = deque()
        self._event_id = ""
        """Of the item under way, the first that waits; empty: none is."""
        self._unanswered = False

    def add(self, turn: SpeechRecovered | TextRecovered, now_ns: int) -> None:
        """Take a turn; its row waits with it until it can be sent."""
        item_id = self._out.new_item_id()
        if isinstance(turn, TextRecovered):
            waiting = _Waiting(user_text(turn.text, item_id), item_id, turn.text, "")
        else:
            part = ContentPart(type="input_audio", audio=turn.pcm)
            item = Item(type="message", id=item_id, role="user", content=(part,))
            seconds = frames_of_bytes(len(turn.pcm)) / RATE_HZ
            waiting = _Waiting(item, item_id, "", f"{seconds:.1f} s of speech from {turn.when}")
        self._waiting.append(waiting)
        self._transcript.open_row(item_id, RowKind.USER, now_ns)

    def send(self, now_ns: int) -> None:
        """Send the next, unless one is under way; there must be a session."""
        if not self._waiting or self._event_id:
            return
        first = self._waiting[0]
        self._event_id = self._out.send(ItemCreate(item=first.item))
        self._transcript.open_row(first.item_id, RowKind.USER, now_ns)  # a new conversation has none

    def acknowledged(self, item_id: ItemId, now_ns: int) -> None:
        """Note that the server has an item, and send the next; other items do not matter."""
        if not self._event_id or self._waiting[0].item_id != item_id:
            return
        first = self._waiting.popleft()
        if first.text:
            self._transcript.user_text(item_id, first.text)
        else:
            self._transcript.fail(item_id, first.note)
        self._unanswered = True
        self._go_on(now_ns)

    def refused(self, error: ErrorInfo, now_ns: int) -> bool:
        """Go on without an item the server did not take; False if the error is about something else."""
        unsigned = not error.event_id and (error.param or "").startswith("item")
        if not self._event_id or not (error.event_id == self._event_id or unsigned):
            return False
        item_id = self._waiting.popleft().item_id
        self._transcript.fail(item_id, "the service did not take it", error.message)
        self._go_on(now_ns)
        return True

    def take_arrived(self) -> bool:
        """Say, once, that all there was to send has arrived and wants an answer."""
        arrived = self._unanswered and not self._waiting
        self._unanswered = self._unanswered and not arrived
        return arrived

    def lose_session(self) -> None:
        """Let what was not acknowledged wait for the next session."""
        self._event_id = ""
        self._unanswered = False

    def _go_on(self, now_ns: int) -> None:
        self._event_id = ""
        self.send(now_ns)
