"""The way of a simulated server's events to the client: late, crossing each other, told twice, damaged.

What one service says comes from several of its parts: the captions from another model than the answer, the
bookkeeping of items from elsewhere than their sound. The protocol promises an order within each part and
hardly any between them. So every part has a *lane*: a lane keeps its order, and lanes overtake each other.
Only what has a cause keeps its place behind it: an answer never comes before the turn it answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from random import Random

from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol import server_events as s
from voiceapp.protocol.server_events import ServerEvent


class Lane(Enum):
    """The parts of a service that speak for themselves."""

    SESSION = "the session and the person's turns"
    ANSWERS = "responses and their sound"
    ITEMS = "the list of items"
    CAPTIONS = "the person's words"
    AMENDMENTS = "what became of truncations and deletions"
    REFUSALS = "errors"
    ALLOWANCE = "rate limits"


_LANES: dict[type[ServerEvent], Lane] = {
    **dict.fromkeys((s.ResponseCreated, s.ResponseDone, s.OutputItemAdded, s.OutputItemDone), Lane.ANSWERS),
    **dict.fromkeys((s.ItemCreated, s.ItemAdded, s.ItemDone), Lane.ITEMS),
    **dict.fromkeys((s.TranscriptionDelta, s.TranscriptionCompleted, s.TranscriptionFailed), Lane.CAPTIONS),
    **dict.fromkeys((s.ItemTruncated, s.ItemDeleted), Lane.AMENDMENTS),
    s.ErrorEvent: Lane.REFUSALS,
    s.RateLimitsUpdated: Lane.ALLOWANCE,
}
DAMAGE = ('{"type":"response.done","resp', "[]", '{"type":7}', '{"type":"response.done","response":5}')
"""Half an event, no event, an event without a name, and an event that is not what its name says."""


def lane_of(event: ServerEvent) -> Lane:
    """Return the part of the service that says this."""
    return Lane.ANSWERS if isinstance(event, s.InResponse) else _LANES.get(type(event), Lane.SESSION)


@dataclass(frozen=True, slots=True)
class Trouble:
    """How unkind the way is; the default is a way that only takes its time."""

    crossing_ms: int = 0
    """Each event but the session's own takes up to this much longer, by chance."""
    amendments_ms: int = 0
    """What became of a truncation or a deletion comes this much later still."""
    told_twice: float = 0.0
    """The share of events, 0-1, of which a second copy follows."""
    damaged: float = 0.0
    """The share of events, 0-1, before which something comes that cannot be read."""


@dataclass(slots=True)
class Downlink:
    """One direction of one connection after another; `draw` decides what is left to chance."""

    delay_ms: int
    trouble: Trouble = Trouble()
    draw: Random = field(default_factory=lambda: Random(0))
    crossed: int = 0
    """Events that have been overtaken."""
    told_twice: int = 0
    damaged: int = 0
    _lanes_ns: dict[Lane, int] = field(default_factory=dict)
    """When the last event of each lane arrives."""

    def opened(self) -> None:
        """Begin a new connection: nothing is on its way."""
        self._lanes_ns.clear()

    def arrivals(self, event: ServerEvent, frame: str, now_ns: int) -> list[tuple[int, str]]:
        """Return what arrives when, if `event` leaves now as `frame`; within a lane in order."""
        trouble = self.trouble
        lane = lane_of(event)
        late_ms = self.delay_ms
        if lane is not Lane.SESSION and trouble.crossing_ms:
            late_ms += self.draw.randint(0, trouble.crossing_ms)
        if lane is Lane.AMENDMENTS:
            late_ms += trouble.amendments_ms
        at_ns = max(now_ns + late_ms * NS_PER_MS, self._lanes_ns.get(lane, 0))
        self.crossed += any(other_ns > at_ns for other_ns in self._lanes_ns.values())
        self._lanes_ns[lane] = at_ns
        out = [(at_ns, frame)]
        if trouble.told_twice and self.draw.random() < trouble.told_twice:
            self.told_twice += 1
            out.append((at_ns, frame))
        if trouble.damaged and self.draw.random() < trouble.damaged:
            self.damaged += 1
            out.insert(0, (at_ns, self.draw.choice(DAMAGE)))
        return out
