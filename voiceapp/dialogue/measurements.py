"""How long things took, per turn, and what went wrong how often.

The waterfall of a turn begins at the end of the person's speech: where our own ears noticed it, that
moment; otherwise when the server said so, the key's tail ended, or the text was sent.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from voiceapp.dialogue.arrivals import Arrivals
from voiceapp.dialogue.inputs import SpeakerBlock
from voiceapp.dialogue.snapshot import Waterfall
from voiceapp.dialogue.speaker_pace import SpeakerPace
from voiceapp.dialogue.spread import Spreading
from voiceapp.pcm import NS_PER_MS, ns_of_frames
from voiceapp.protocol.wire import ItemId

WATERFALLS_MAX = 50


@dataclass(slots=True)
class TurnTimes:
    """Moments of the turn under way, voice-clock ns."""

    speech_end_ns: int
    item_id: ItemId
    committed_ns: int | None = None
    response_id: str = ""
    first_delta_ns: int | None = None
    first_item: ItemId | None = None
    first_handed_ns: int | None = None
    first_heard_ns: int | None = None


class Measurements:
    """Collects moments and counts."""

    def __init__(self) -> None:
        self._turn: TurnTimes | None = None
        self._done: deque[Waterfall] = deque(maxlen=WATERFALLS_MAX)
        self.underruns = 0
        self.overflows = 0
        self.clipped = 0
        self._was_clipped = False
        self.errors = 0
        self.unrecognised = 0
        self.arrivals = Arrivals()
        """How evenly the sound of answers came."""
        self.pace = SpeakerPace()
        """How even the loudspeaker's clock is."""
        self.answers = Spreading()
        """End of the person's speech to the first sample heard."""
        self.stops = Spreading()
        """Reason to stop to the last sample heard."""
        self._dry = False
        """Whether the last block waited for sound; a gap of many blocks is one underrun."""

    def speech_ended(self, item_id: ItemId, at_ns: int) -> None:
        """A turn of the person is over; its waterfall begins."""
        self._close()
        self._turn = TurnTimes(at_ns, item_id)

    def committed(self, item_id: ItemId, at_ns: int) -> None:
        """The server made an item of it."""
        if self._turn is not None and self._turn.committed_ns is None:
            self._turn.committed_ns, self._turn.item_id = at_ns, item_id

    def delta(self, item_id: ItemId, response_id: str, frames: int, at_ns: int) -> None:
        """Sound of the answer arrived."""
        self.arrivals.delta(response_id, frames, at_ns)
        turn = self._turn
        if turn is not None and turn.first_delta_ns is None:
            turn.first_delta_ns, turn.first_item, turn.response_id = at_ns, item_id, response_id

    def block(self, block: SpeakerBlock) -> None:
        """The device took a block; its first span of the answer is the first sample heard."""
        if block.underrun_frames and not self._dry:
            self.underruns += 1
        self._dry = block.underrun_frames > 0
        self.pace.block(block)
        turn = self._turn
        if turn is None or turn.first_handed_ns is not None or turn.first_item is None:
            return
        for span in block.spans:
            if span.item_id == turn.first_item:
                turn.first_handed_ns = block.at_ns
                offset_frames = span.device_frame - block.first_frame
                turn.first_heard_ns = block.dac_at_ns + ns_of_frames(offset_frames)
                self.answers.add(max(0, turn.first_heard_ns - turn.speech_end_ns) // NS_PER_MS)
                self._close()
                return

    def microphone(self, *, overflowed: bool, clipped: bool) -> None:
        """Count what is wrong with a block of the microphone; blocks in a row are clipped once."""
        self.overflows += overflowed
        self.clipped += clipped and not self._was_clipped
        self._was_clipped = clipped

    def dropped(self) -> None:
        """The turn will get no answer."""
        self._turn = None

    def waterfalls(self) -> tuple[Waterfall, ...]:
        """Return the last turns, oldest first."""
        return tuple(self._done)

    def _close(self) -> None:
        turn, self._turn = self._turn, None
        if turn is None or (turn.committed_ns is None and turn.first_delta_ns is None):
            return

        def since_ms(moment_ns: int | None) -> int | None:
            return None if moment_ns is None else max(0, moment_ns - turn.speech_end_ns) // NS_PER_MS

        self._done.append(
            Waterfall(
                str(turn.item_id),
                since_ms(turn.committed_ns),
                since_ms(turn.first_delta_ns),
                since_ms(turn.first_handed_ns),
                since_ms(turn.first_heard_ns),
                turn.response_id,
            )
        )
