"""What the person said that the conversation has no words for yet: kept, in case it must be said again.

A connection may break at any moment of a turn: while it is spoken, before the service has made an item of it,
or before its words came back. Until then this is the only copy. It is bounded, holds speech and not the
silence between, and whatever the conversation has words for or has answered is forgotten.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from voiceapp.pcm import COMMIT_FRAMES_MIN, RATE_HZ, frames_of_bytes, frames_of_ms
from voiceapp.protocol.wire import ItemId

KEPT_FRAMES_MAX = 45 * RATE_HZ
"""As base64 (2.9 MB) it must fit into the link's queue (4 MiB) beside the history."""
SILENCE_MARGIN_MS = 500
"""So much more than the server's silence window is kept behind speech: said again, its turn must end."""


@dataclass(slots=True)
class SpokenTurn:
    """A turn that is complete."""

    pcm: bytes
    by_key: bool
    """It ends with a commit of ours; otherwise the server finds its end."""
    item_id: ItemId | None = None
    """None: the server has not made an item of it."""


class KeptSpeech:
    """Fed with every block that leaves, or would leave if there were a session."""

    def __init__(self, *, prefix_ms: int, silence_ms: int) -> None:
        self._prefix_frames = frames_of_ms(prefix_ms)
        self._tail_frames = frames_of_ms(silence_ms + SILENCE_MARGIN_MS)
        self._quiet: deque[bytes] = deque()
        self._quiet_frames = 0
        self._speech: deque[bytes] = deque()
        self._speech_frames = 0
        self._silent_frames = 0
        """How much silence the speech ends with."""
        self._turns: deque[SpokenTurn] = deque()
        self.missing_frames = 0
        """What had to be dropped to stay within the limit, since it was last asked for all of it."""

    @property
    def speaking(self) -> bytes:
        """Return the turn that is not complete; empty while nobody speaks."""
        return b"".join(self._speech)

    @property
    def turns(self) -> tuple[SpokenTurn, ...]:
        """Return the turns that are complete, oldest first."""
        return tuple(self._turns)

    def hear(self, pcm: bytes, *, voiced: bool) -> None:
        """Take a block; silence before speech is kept for a moment, silence behind it for a little longer."""
        frames = frames_of_bytes(len(pcm))
        if voiced:
            self._speech.extend(self._quiet)
            self._speech_frames += self._quiet_frames
            self._forget_quiet()
            self._silent_frames = 0
        elif not self._speech or self._silent_frames >= self._tail_frames:
            self._quiet.append(pcm)
            self._quiet_frames += frames
            while self._quiet and self._quiet_frames > self._prefix_frames:
                self._quiet_frames -= frames_of_bytes(len(self._quiet.popleft()))
            return
        else:
            self._silent_frames += frames
        self._speech.append(pcm)
        self._speech_frames += frames
        self._bound()

    def end_turn(self) -> bool:
        """The talk key's turn is over; False, and dropped, when it is too short to be one."""
        long_enough = self._speech_frames >= COMMIT_FRAMES_MIN
        if long_enough:
            self._turns.append(SpokenTurn(self.speaking, by_key=True))
        self.drop_speaking()
        return long_enough

    def named(self, item_id: ItemId) -> None:
        """The server made an item: of the oldest turn without one, or of what is being said."""
        for turn in self._turns:
            if turn.item_id is None:
                turn.item_id = item_id
                return
        if self._speech:
            self._turns.append(SpokenTurn(self.speaking, by_key=False, item_id=item_id))
        self.drop_speaking()

    def refused(self) -> None:
        """The server made no item of the oldest turn without one."""
        for turn in self._turns:
            if turn.item_id is None:
                self._turns.remove(turn)
                return

    def settled(self, item_id: ItemId) -> None:
        """The conversation has the words of a turn, or does not want it."""
        self._turns = deque(turn for turn in self._turns if turn.item_id != item_id)

    def lose_session(self, answered: Callable[[ItemId], bool]) -> list[ItemId]:
        """Forget the turns that were answered; return the items of those that have to be said again."""
        open_turns = (one for one in self._turns if one.item_id is None or not answered(one.item_id))
        self._turns = deque(open_turns)
        lost = [turn.item_id for turn in self._turns if turn.item_id is not None]
        for turn in self._turns:
            turn.item_id = None
        return lost

    def said_again(self) -> None:
        """All of it is on its way to another server: what ends by itself begins anew there."""
        again = [turn.pcm for turn in self._turns if not turn.by_key]
        self._turns = deque(turn for turn in self._turns if turn.by_key)
        self._speech.extendleft(reversed(again))
        self._speech_frames += sum(frames_of_bytes(len(pcm)) for pcm in again)
        self.missing_frames = 0

    def drop_speaking(self) -> None:
        """Forget what is being said: it was cleared, or a turn was made of it."""
        self._speech.clear()
        self._speech_frames = self._silent_frames = 0
        self._forget_quiet()

    def forget(self) -> None:
        """Forget everything."""
        self.drop_speaking()
        self._turns.clear()
        self.missing_frames = 0

    # -- inside ----------------------------------------------------------------------------------

    def _forget_quiet(self) -> None:
        self._quiet.clear()
        self._quiet_frames = 0

    def _bound(self) -> None:
        """Drop the oldest."""
        kept = self._speech_frames + sum(frames_of_bytes(len(turn.pcm)) for turn in self._turns)
        while kept > KEPT_FRAMES_MAX:
            if self._turns:
                dropped = frames_of_bytes(len(self._turns.popleft().pcm))
            else:
                dropped = frames_of_bytes(len(self._speech.popleft()))
                self._speech_frames -= dropped
            kept -= dropped
            self.missing_frames += dropped
