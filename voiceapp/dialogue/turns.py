"""The person's turns: a row from the first sound on, words whenever they come.

The server names the item of a spoken turn when it hears speech; in push-to-talk it does so only after the
commit, so such a turn has a provisional row until then. Words may never come: then the row says so after a
while, because a row that waits for ever looks like a program that hangs.
"""

from __future__ import annotations

from collections import deque

from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.dialogue.transcript import Transcript
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.wire import ItemId

CAPTION_PATIENCE_NS = 20_000 * NS_PER_MS
"""Transcriptions arrive within seconds; after this long none will."""
COMMIT_PATIENCE_NS = 10_000 * NS_PER_MS
"""How long the server may take to make an item of a turn; it takes milliseconds (flows 9, watchdog)."""


class UserTurns:
    """Opens, names and settles the rows of the person's spoken turns."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._count = 0
        self._held: str | None = None
        """Provisional row of the turn being spoken with the talk key."""
        self._committing: deque[str] = deque()
        """Provisional rows whose commit is on its way, oldest first."""
        self._named_by_ns: int | None = None
        """When the oldest of them must have been named."""
        self._awaiting: dict[ItemId, int] = {}
        """Committed items without words, with the moment their patience ends."""
        self._heard: ItemId | None = None
        """The item of the speech the server is hearing."""

    @property
    def last_held(self) -> ItemId:
        """Return the provisional name of the newest talk-key turn."""
        return ItemId(f"talk-{self._count}")

    @property
    def deadline_ns(self) -> int | None:
        """Return when patience ends with a commit, or with a row without words."""
        words_by_ns = min(self._awaiting.values()) if self._awaiting else None
        if self._named_by_ns is None or words_by_ns is None:
            return words_by_ns if self._named_by_ns is None else self._named_by_ns
        return min(words_by_ns, self._named_by_ns)

    def is_ignored(self, now_ns: int) -> bool:
        """Say whether the server has made no item of a turn that was sent to it long ago."""
        return self._named_by_ns is not None and now_ns >= self._named_by_ns

    def begin_held(self, now_ns: int) -> None:
        """The talk key went down."""
        self._count += 1
        self._held = f"talk-{self._count}"
        self._transcript.open_row(self._held, RowKind.USER, now_ns)

    def commit_held(self, sent_at_ns: int | None = None) -> None:
        """The turn was sent, and the server will name it; None: it will be sent to the next session."""
        if self._held is not None:
            self._committing.append(self._held)
            self._held = None
            if sent_at_ns is not None and self._named_by_ns is None:
                self._named_by_ns = sent_at_ns + COMMIT_PATIENCE_NS

    def drop_held(self) -> None:
        """The turn was too short, or nobody could hear it."""
        if self._held is not None:
            self._transcript.remove(self._held)
            self._held = None

    def refused(self) -> bool:
        """Drop the oldest commit, which the server did not take; False when none was on its way."""
        if not self._committing:
            return False
        self._transcript.remove(self._committing.popleft())
        self._named_by_ns = None
        return True

    def begin_heard(self, item_id: ItemId, now_ns: int) -> None:
        """The server hears speech and has named the item."""
        self._heard = item_id
        if self._held is None:  # otherwise the talk key's row shows it already; the commit will name it
            self._transcript.open_row(item_id, RowKind.USER, now_ns)

    def drop_heard(self) -> None:
        """What the server was hearing has been cleared."""
        if self._heard is not None:
            self._transcript.remove(self._heard)
            self._heard = None

    def committed(self, item_id: ItemId, previous: str | None, now_ns: int, *, captions: bool) -> None:
        """The server made an item of the turn."""
        self._heard = None
        if self._held is not None and not self._committing:
            self.commit_held()  # voice detection closed the turn while the key was held
        self._named_by_ns = None
        if self._committing:
            self._transcript.rename(self._committing.popleft(), item_id)
        entry = self._transcript.open_row(item_id, RowKind.USER, now_ns, previous=previous)
        if entry.state is not RowState.WAITING:
            return
        if captions:
            self._awaiting[item_id] = now_ns + CAPTION_PATIENCE_NS
        else:
            self._transcript.fail(item_id, "captions are switched off")

    def words(self, item_id: ItemId, delta: str) -> None:
        """More words of a turn."""
        self._transcript.user_words(item_id, delta)

    def settled(self, item_id: ItemId, text: str) -> None:
        """The final words of a turn; there may be none."""
        self._awaiting.pop(item_id, None)
        self._transcript.user_text(item_id, text, note="no words were recognised")

    def failed(self, item_id: ItemId, reason: str) -> None:
        """There will be no words."""
        self._awaiting.pop(item_id, None)
        self._transcript.fail(item_id, "the transcription failed", reason)

    def removed(self, item_id: ItemId) -> None:
        """The item left the conversation."""
        self._awaiting.pop(item_id, None)

    def at(self, now_ns: int) -> None:
        """Settle rows whose words have not come."""
        for item_id in [item for item, end_ns in self._awaiting.items() if now_ns >= end_ns]:
            del self._awaiting[item_id]
            self._transcript.fail(item_id, "no transcription came")

    def lose_session(self, why: str, again: list[ItemId], *, by_key: bool) -> None:
        """The session is gone, and another will come: settle what it will not hear of again.

        `again`: the items whose sound will be said to it once more. Its server finds a turn anew and gives it
        a row of its own; one that ends with a commit (`by_key`) keeps its row until it is named again.
        """
        self.drop_heard()
        self._named_by_ns = None
        for item_id in self._awaiting:
            if item_id not in again:
                self._transcript.fail(item_id, why)
        self._awaiting.clear()
        for item_id in reversed(again):
            if by_key:
                self._committing.appendleft(item_id)
            else:
                self._transcript.remove(item_id)

    def keep_committing(self, count: int) -> None:
        """Of the turns that are not named, only the newest `count` will be sent."""
        while len(self._committing) > count:
            self._transcript.fail(self._committing.popleft(), "it was not sent")

    def reset(self, why: str) -> None:
        """The conversation is over: nothing open will be completed."""
        self.drop_held()
        self._named_by_ns = None
        while self._committing:
            self._transcript.fail(self._committing.popleft(), why)
        if self._heard is not None:
            self._transcript.fail(self._heard, why)
            self._heard = None
        for item_id in self._awaiting:
            self._transcript.fail(item_id, why)
        self._awaiting.clear()
