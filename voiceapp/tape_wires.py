"""The events of a tape as the inspector shows them: spelt as the dialect of the session spells them.

A tape keeps events, not frames. They are written out again by the same codecs and shown by the same rules
(sound as its size, nothing secret) as on a live link.
"""

from __future__ import annotations

from voiceapp.clock import ManualClock
from voiceapp.dialogue.snapshot import WireNote
from voiceapp.errors import LocalProtocolError
from voiceapp.protocol.client_events import ClientEvent, InputAudioAppend
from voiceapp.protocol.codec import ServerCodec
from voiceapp.protocol.dialect import GA, dialect_named
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.transport.traffic import Traffic


class TapeWires:
    """Collects `notes`, in the order the events are given."""

    def __init__(self, dialect_name: str) -> None:
        """Begin a session; a tape that names no known dialect is shown in GA's words."""
        try:
            dialect = dialect_named(dialect_name)
        except KeyError:
            dialect = GA
        self.notes: list[WireNote] = []
        self._clock = ManualClock()
        self._traffic = Traffic(dialect, self._clock, self.notes.append)
        self._server = ServerCodec(dialect)
        self._appends: dict[int, WireNote] = {}
        """The note of a piece of microphone sound, by its length: there are a hundred a second."""

    def sent(self, at_ns: int, event: ClientEvent) -> None:
        """Note an event of ours; one that the dialect cannot say was never sent."""
        if isinstance(event, InputAudioAppend) and (known := self._appends.get(len(event.audio))):
            self.notes.append(WireNote(at_ns, known.sent, known.name, known.size_bytes, known.text))
            return
        self._clock.advance_to(at_ns)
        try:
            self._traffic.encode(event)
        except LocalProtocolError:
            return
        if isinstance(event, InputAudioAppend):
            self._appends[len(event.audio)] = self.notes[-1]

    def received(self, at_ns: int, event: ServerEvent) -> None:
        """Note an event of the service."""
        try:
            frames = self._server.encode(event)
        except LocalProtocolError:
            return
        for frame in frames:
            self._traffic.decode(frame, at_ns)
