"""A link in virtual time: the same interface as `websocket.py`, frames through memory, for tests.

A `MemoryNetwork` joins clients with one server on the clock it is given. Frames are really encoded and
decoded by both codecs. It can be as unkind as a network: slow each way, standing still for a while, breaking
in the middle (what was on its way is then gone). What TCP cannot do it cannot do either: within a direction
nothing is lost alone, doubled or overtaken.

Whoever drives it moves the clock to `next_due_ns()` and calls `run_due()`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from voiceapp.clock import Clock
from voiceapp.errors import HandshakeRefused, LinkLost
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import ClientEvent
from voiceapp.protocol.codec import ClientMistake, ServerCodec
from voiceapp.protocol.dialect import dialect_named
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.transport import handshake_advice
from voiceapp.transport.credentials import Credentials
from voiceapp.transport.endpoint import Endpoint, secrets_in
from voiceapp.transport.traffic import (
    QUEUE_BYTES_MAX,
    QUEUE_LAG_NS_MAX,
    LinkStatistics,
    Observer,
    Traffic,
)

OnClient = Callable[[int, ClientEvent | ClientMistake], None]


class MemoryNetwork:
    """One server, reached by `open_link`; every link is one more `ServerEnd`."""

    def __init__(self, clock: Clock, *, up_ms: int = 0, down_ms: int = 0) -> None:
        """`up_ms` and `down_ms` are the one-way delays from and to the client."""
        self._clock = clock
        self.up_ms = up_ms
        self.down_ms = down_ms
        self.refusals: deque[HandshakeRefused] = deque()
        """Each refuses one attempt to connect."""
        self.server_ends: list[ServerEnd] = []
        """One for each link opened so far, oldest first."""
        self.accepted: Callable[[ServerEnd], None] = lambda _end: None
        """Called for each new link, before anything is sent; sets `on_client`."""

    async def open_link(
        self,
        endpoint: Endpoint,
        credentials: Credentials,
        clock: Clock,
        on_event: Callable[[int, ServerEvent], None],
        on_lost: Callable[[LinkLost], None],
        observer: Observer | None = None,
    ) -> MemoryLink:
        """Connect as `websocket.open_link` does; raises what is in `refusals`."""
        assert clock is self._clock, "one clock drives a network and its links"
        secrets = secrets_in(await credentials.headers(endpoint))
        if self.refusals:
            raise self.refusals.popleft()
        link = MemoryLink(self, endpoint, clock, on_event, on_lost, observer, secrets)
        self.server_ends.append(link.server)
        self.accepted(link.server)
        return link

    def stall(self, *, ms: int) -> None:
        """Let nothing through in either direction for `ms` from now; it arrives after that, in order."""
        until_ns = self._clock.now_ns() + ms * NS_PER_MS
        for end in self.server_ends:
            end.up.stalled_until_ns = end.down.stalled_until_ns = until_ns

    def next_due_ns(self) -> int | None:
        """Return when the next frame arrives anywhere; None when nothing is on its way."""
        times = [
            due_ns
            for end in self.server_ends
            for due_ns in (end.up.due_ns(), end.down.due_ns())
            if due_ns is not None
        ]
        return min(times, default=None)

    def run_due(self) -> None:
        """Deliver what has arrived by now, and what that causes at once."""
        now_ns = self._clock.now_ns()
        while (due_ns := self.next_due_ns()) is not None and due_ns <= now_ns:
            for end in self.server_ends:
                for way in (end.up, end.down):
                    while (way_due_ns := way.due_ns()) is not None and way_due_ns <= now_ns:
                        way.deliver(now_ns)


class _Way:
    """One direction of one connection: first in, first out."""

    def __init__(self, clock: Clock, deliver_frame: Callable[[str | bytes | LinkLost, int], None]) -> None:
        self._clock = clock
        self._deliver_frame = deliver_frame
        self._frames: deque[tuple[int, int, str | bytes | LinkLost]] = deque()
        self.stalled_until_ns = 0
        self.waiting_bytes = 0
        self.waiting_bytes_high = 0

    def put(self, frame: str | bytes | LinkLost, delay_ms: int) -> None:
        now_ns = self._clock.now_ns()
        due_ns = now_ns + delay_ms * NS_PER_MS
        if self._frames:
            due_ns = max(due_ns, self._frames[-1][1])  # a delay that shrinks lets nobody overtake
        self._frames.append((now_ns, due_ns, frame))
        self.waiting_bytes += _size(frame)
        self.waiting_bytes_high = max(self.waiting_bytes_high, self.waiting_bytes)

    def due_ns(self) -> int | None:
        return max(self._frames[0][1], self.stalled_until_ns) if self._frames else None

    def deliver(self, now_ns: int) -> None:
        _, _, frame = self._frames.popleft()
        self.waiting_bytes -= _size(frame)
        self._deliver_frame(frame, now_ns)

    def clear(self) -> None:
        self._frames.clear()
        self.waiting_bytes = 0

    def count(self) -> int:
        return len(self._frames)

    def lag_ms(self) -> int:
        return (self._clock.now_ns() - self._frames[0][0]) // NS_PER_MS if self._frames else 0


class MemoryLink:
    """The client's end; made by `MemoryNetwork.open_link`. The methods are those of `websocket.Link`."""

    def __init__(
        self,
        network: MemoryNetwork,
        endpoint: Endpoint,
        clock: Clock,
        on_event: Callable[[int, ServerEvent], None],
        on_lost: Callable[[LinkLost], None],
        observer: Observer | None,
        secrets: tuple[str, ...],
    ) -> None:
        dialect = dialect_named(endpoint.dialect_name)
        self._network = network
        self._endpoint = endpoint
        self._on_event = on_event
        self._on_lost = on_lost
        self._traffic = Traffic(dialect, clock, observer, secrets)
        self._is_open = True
        self._sends_after_end = 0
        self.server = ServerEnd(network, endpoint, clock, ServerCodec(dialect), self._arrived, secrets)

    def send_nowait(self, event: ClientEvent) -> None:
        """Queue an event; a link that has ended counts it and does nothing."""
        if not self._is_open:
            self._sends_after_end += 1
            return
        frame = self._traffic.encode(event)
        up = self.server.up
        lag_ms = up.lag_ms()
        if up.count() and (
            up.waiting_bytes + len(frame) > QUEUE_BYTES_MAX or lag_ms * NS_PER_MS > QUEUE_LAG_NS_MAX
        ):
            behind = {"queue_bytes": up.waiting_bytes, "lag_ms": lag_ms}
            self._lose(handshake_advice.too_slow(self._endpoint, **behind))
            return
        up.put(frame.decode("utf-8"), self._network.up_ms)

    async def close(self) -> None:
        """End the link; the server learns of it after the delay. Idempotent; nothing is called any more."""
        if self._is_open:
            self._is_open = False
            self.server.down.clear()
            self.server.up.put(handshake_advice.ended(1000, "", self._endpoint), self._network.up_ms)

    @property
    def is_open(self) -> bool:
        """Whether what is sent now has a chance to arrive."""
        return self._is_open

    def statistics(self) -> LinkStatistics:
        """Return what this link has done so far."""
        up = self.server.up
        return LinkStatistics(
            sent_events=self._traffic.sent_events,
            sent_bytes=self._traffic.sent_bytes,
            received_events=self._traffic.received_events,
            received_bytes=self._traffic.received_bytes,
            nonsense_frames=self._traffic.nonsense_frames,
            queue_events=up.count(),
            queue_bytes=up.waiting_bytes,
            queue_bytes_high=up.waiting_bytes_high,
            lag_ms=up.lag_ms(),
            sends_after_end=self._sends_after_end,
        )

    def _arrived(self, frame: str | bytes | LinkLost, at_ns: int) -> None:
        if not self._is_open:
            return
        if isinstance(frame, LinkLost):
            self._lose(frame)
            return
        event = self._traffic.decode(frame, at_ns)
        if event is not None:
            self._on_event(at_ns, event)
        elif self._traffic.is_flooded:
            frames = self._traffic.nonsense_frames
            self._lose(handshake_advice.senseless(self._endpoint, frames=frames))

    def _lose(self, lost: LinkLost) -> None:
        self._is_open = False
        self.server.up.clear()
        self.server.down.clear()
        self._on_lost(lost)


class ServerEnd:
    """The server's end of one link."""

    def __init__(
        self,
        network: MemoryNetwork,
        endpoint: Endpoint,
        clock: Clock,
        codec: ServerCodec,
        to_client: Callable[[str | bytes | LinkLost, int], None],
        secrets: tuple[str, ...],
    ) -> None:
        self._secrets = secrets
        self._network = network
        self._endpoint = endpoint
        self._codec = codec
        self.up = _Way(clock, self._arrived)
        self.down = _Way(clock, to_client)
        self.on_client: OnClient = lambda _at_ns, _event: None
        """Called with what the client said, or with the mistake it made."""
        self.closed: LinkLost | None = None
        """How the client ended the link; None while it has not."""

    def send(self, event: ServerEvent) -> None:
        """Say something to the client, in the link's dialect."""
        for frame in self._codec.encode(event):
            self.send_frame(frame)

    def send_frame(self, frame: str | bytes) -> None:
        """Send a frame as it is: text, or bytes for a binary frame, which the protocol does not have."""
        self.down.put(frame, self._network.down_ms)

    def close(self, code: int, reason: str = "") -> None:
        """End the link with a close frame, behind what was sent before."""
        lost = handshake_advice.ended(code, reason, self._endpoint, secrets=self._secrets)
        self.down.put(lost, self._network.down_ms)

    def drop(self) -> None:
        """Break the connection now: what is on its way is gone, and the client hears 1006 after the delay."""
        self.up.clear()
        self.down.clear()
        self.close(handshake_advice.NO_CLOSE_FRAME)

    def _arrived(self, frame: str | bytes | LinkLost, at_ns: int) -> None:
        if isinstance(frame, LinkLost):
            self.closed = frame
            return
        try:
            event: ClientEvent | ClientMistake = self._codec.decode(frame)
        except ClientMistake as mistake:
            event = mistake
        self.on_client(at_ns, event)


def _size(frame: str | bytes | LinkLost) -> int:
    if isinstance(frame, LinkLost):
        return 0
    return len(frame) if isinstance(frame, bytes) else len(frame.encode("utf-8"))
