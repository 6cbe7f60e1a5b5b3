"""Telling the service what was not heard: truncate and delete as transactions.

After an interruption the service still believes that everything it generated was heard. `truncate` cuts an
answer back to what reached the ear; `delete` removes an item of which nothing did (a truncation to 0 ms is
refused). Both are awaited, at most one truncation is outstanding per item, and none of their failures ends
anything: the worst case is a model that believes the person heard a little more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from voiceapp.abilities import Ability
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.server_abilities import ServerAbilities
from voiceapp.protocol.client_events import ItemDelete, ItemTruncate
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.wire import ItemId, ResponseId

_LENGTH = re.compile(r"content of (\d+(?:\.\d+)?) ?ms", re.IGNORECASE)
_ASKED = re.compile(r"shorter than (\d+) ?ms", re.IGNORECASE)
_UNKNOWN_EVENT = "unknown_or_invalid_event"
"""What Hugging Face speech-to-speech calls it, as a type and without our event's id."""
OUTSTANDING_MAX = 256
"""More unanswered amendments than any conversation has; the oldest are forgotten."""


@dataclass(slots=True)
class Truncation:
    """One truncation on its way."""

    event_id: str
    item_id: ItemId
    content_index: int
    audio_end_ms: int
    retried: bool = False


class Amendments:
    """Sends truncations and deletions, and deals with their answers."""

    def __init__(self, out: Outbox, abilities: ServerAbilities) -> None:
        self._out = out
        self._abilities = abilities
        self._truncations: dict[ItemId, Truncation] = {}
        self._deletions: dict[ItemId, str] = {}
        self._unfinished: dict[ItemId, ResponseId] = {}
        """Items to delete as soon as the server has finished them, with the response that writes them."""
        self._deleted: dict[ItemId, None] = {}
        """What this session has been asked to delete, answered or not."""

    def reset(self) -> None:
        """Forget the session."""
        self._truncations.clear()
        self._deletions.clear()
        self._unfinished.clear()
        self._deleted.clear()

    @property
    def outstanding(self) -> int:
        """Return how many amendments wait for an answer."""
        return len(self._truncations) + len(self._deletions)

    def is_open(self, item_id: ItemId) -> bool:
        """Say whether something about an item waits: for an answer, or for the item's end."""
        return item_id in self._truncations or item_id in self._deletions or item_id in self._unfinished

    def truncate(self, item_id: ItemId, content_index: int, audio_end_ms: int) -> None:
        """Cut an answer back; at most one is outstanding per item."""
        if item_id in self._truncations or self._abilities.lacks(Ability.TRUNCATE):
            return
        event_id = self._out.send(
            ItemTruncate(item_id=item_id, content_index=content_index, audio_end_ms=audio_end_ms)
        )
        self._remember(Truncation(event_id, item_id, content_index, audio_end_ms))

    def delete(self, item_id: ItemId) -> None:
        """Remove a finished item; once."""
        self._unfinished.pop(item_id, None)
        if item_id in self._deleted or self._abilities.lacks(Ability.DELETE):
            return
        if item_id in self._truncations:
            self._truncations[item_id].retried = True  # there is nothing to cut any more
        self._deleted[item_id] = None
        if len(self._deleted) > OUTSTANDING_MAX:
            del self._deleted[next(iter(self._deleted))]
        if len(self._deletions) >= OUTSTANDING_MAX:
            self._deletions.pop(next(iter(self._deletions)))
        self._deletions[item_id] = self._out.send(ItemDelete(item_id=item_id))

    def delete_when_finished(self, item_id: ItemId, response_id: ResponseId) -> None:
        """Remove an item the server is still writing, as soon as it stops."""
        self._unfinished[item_id] = response_id

    def finished(self, item_id: ItemId) -> None:
        """Note that the server has finished an item."""
        if item_id in self._unfinished:
            self.delete(item_id)

    def finished_response(self, response_id: ResponseId) -> None:
        """Note that a response is over; servers may leave out that its items are finished."""
        for item_id in [item for item, writer in self._unfinished.items() if writer == response_id]:
            self.delete(item_id)

    def truncated(self, item_id: ItemId, audio_end_ms: int) -> bool:
        """Take the answer to a truncation; False for one we did not ask for, or not like that."""
        truncation = self._truncations.get(item_id)
        if truncation is None or truncation.audio_end_ms != audio_end_ms:
            return False
        del self._truncations[item_id]
        self._abilities.found(Ability.TRUNCATE, works=True)
        return True

    def deleted(self, item_id: ItemId) -> bool:
        """Take the answer to a deletion; False for one we did not ask for."""
        if self._deletions.pop(item_id, None) is None:
            return False
        self._abilities.found(Ability.DELETE, works=True)
        return True

    def failed(self, error: ErrorInfo) -> bool:
        """Deal with an error if it answers one of ours; say whether it did."""
        truncation = self._truncation_of(error)
        if truncation is not None:
            del self._truncations[truncation.item_id]
            self._truncation_failed(truncation, error)
            return True
        for item_id, event_id in self._deletions.items():
            unnamed = not error.event_id and "conversation.item.delete" in error.message.lower()
            if error.event_id == event_id or unnamed:
                del self._deletions[item_id]
                if _is_unknown_event(error):
                    self._abilities.found(Ability.DELETE, works=False)
                self._out.note(f"delete refused: {error.code}", "debug")
                return True
        return False

    # -- inside ----------------------------------------------------------------------------------

    def _remember(self, truncation: Truncation) -> None:
        if len(self._truncations) >= OUTSTANDING_MAX:
            self._truncations.pop(next(iter(self._truncations)))
        self._truncations[truncation.item_id] = truncation

    def _truncation_of(self, error: ErrorInfo) -> Truncation | None:
        for truncation in self._truncations.values():
            if error.event_id == truncation.event_id:
                return truncation
        # An error may come without our event's id (errors 7): then only its own words can tell.
        if error.event_id or not self._truncations:
            return None
        message = error.message.lower()
        words = ("shorter than", "can be truncated", "conversation.item.truncate")
        if error.param != "audio_end_ms" and not any(one in message for one in words):
            return None
        asked = _ASKED.search(message)
        return next(
            (t for t in self._truncations.values() if asked is None or t.audio_end_ms == int(asked.group(1))),
            None,
        )

    def _truncation_failed(self, truncation: Truncation, error: ErrorInfo) -> None:
        if _is_unknown_event(error):
            self._abilities.found(Ability.TRUNCATE, works=False)
            self._out.note("this server does not know truncation: it may believe more was heard", "warning")
            return
        length = _LENGTH.search(error.message)
        if "shorter than" in error.message.lower() and length and not truncation.retried:
            length_ms = int(float(length.group(1)))
            if 0 < length_ms < truncation.audio_end_ms:
                event_id = self._out.send(
                    ItemTruncate(
                        item_id=truncation.item_id,
                        content_index=truncation.content_index,
                        audio_end_ms=length_ms,
                    )
                )
                truncation.event_id, truncation.audio_end_ms = event_id, length_ms
                truncation.retried = True
                self._remember(truncation)
                return
        self._out.note(f"truncate refused: {error.code}", "debug")


def _is_unknown_event(error: ErrorInfo) -> bool:
    """Say whether an error means that the server does not know the event; it is spelt in two ways."""
    return (error.code == "invalid_value" and error.param == "type") or _UNKNOWN_EVENT in (
        error.code,
        error.type,
    )
