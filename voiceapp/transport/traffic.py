"""What every link does with a frame besides moving it: encode or decode, count, show to the inspector.

One `Traffic` belongs to one connection. It is pure but for the clock and shared by the real link and the one
in memory, so that both count, forgive and show alike. Frames that make no sense are survived one by one; a
flood of them ends the link, because then the other side is no such service.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from voiceapp import log
from voiceapp.clock import Clock
from voiceapp.dialogue.snapshot import WireNote
from voiceapp.errors import RemoteProtocolError
from voiceapp.pcm import NS_PER_S
from voiceapp.protocol.client_events import ClientEvent, InputAudioAppend
from voiceapp.protocol.codec import ClientCodec
from voiceapp.protocol.dialect import Dialect
from voiceapp.protocol.server_events import OutputAudioDelta, ServerEvent, Unrecognised
from voiceapp.redact import redact

Observer = Callable[[WireNote], None]
"""Is told about every frame; must return at once and not raise."""

NOTE_CHARACTERS_MAX = 2_000
_SLACK_CHARACTERS = 400
"""Longer than a key."""
NONSENSE_MAX = 20
NONSENSE_WINDOW_NS = 10 * NS_PER_S
"""More senseless frames than `NONSENSE_MAX` in this time: give up (errors 7, flood protection)."""

QUEUE_BYTES_MAX = 4 * 1024 * 1024
QUEUE_LAG_NS_MAX = 10 * NS_PER_S
"""Ten seconds behind (or a minute of sound in bytes), nobody converses any more: the link is too slow."""

_SOUND_KEYS = ('"audio"', '"delta"')
_SOUND_SAMPLE = re.compile(r'\s*:\s*"(?=([A-Za-z0-9+/\\]{64}))')
"""Sound begins here: 64 characters of base64; words have spaces, apostrophes or letters beyond ASCII."""


@dataclass(frozen=True, slots=True)
class LinkStatistics:
    """What a link has done so far."""

    sent_events: int
    """Handed over by `send_nowait`, on the wire or still queued."""
    sent_bytes: int
    received_events: int
    received_bytes: int
    nonsense_frames: int
    """Frames that were no events; survived."""
    queue_events: int = 0
    queue_bytes: int = 0
    """Not yet taken by the system."""
    queue_bytes_high: int = 0
    """The most there ever was."""
    lag_ms: int = 0
    """How long the oldest unsent event has been waiting."""
    sends_after_end: int = 0
    """Events given to a link that was closing or lost: a race that hurts nobody."""
    round_trip_ms: int | None = None
    """Of the last ping; None before the first (20 s)."""


class Traffic:
    """Frames of one connection, seen from the client."""

    def __init__(
        self, dialect: Dialect, clock: Clock, observer: Observer | None, secrets: tuple[str, ...] = ()
    ) -> None:
        """`secrets` are what must not be shown even if the other side says it."""
        self._secrets = secrets
        self._codec = ClientCodec(dialect)
        self._clock = clock
        self._observer = observer
        self._nonsense_at_ns: deque[int] = deque(maxlen=NONSENSE_MAX + 1)
        self.sent_events = 0
        self.sent_bytes = 0
        self.received_events = 0
        self.received_bytes = 0
        self.nonsense_frames = 0

    def encode(self, event: ClientEvent) -> bytes:
        """Return the frame for `event`, counted and shown. Raises LocalProtocolError: our bug."""
        text = self._codec.encode(event)
        frame = text.encode("utf-8")
        self.sent_events += 1
        self.sent_bytes += len(frame)
        if self._observer is not None:
            sound_bytes = len(event.audio) if type(event) is InputAudioAppend else None
            self._show(True, self._codec.wire_name(event), len(frame), text, sound_bytes)
        return frame

    def decode(self, frame: str | bytes, at_ns: int) -> ServerEvent | None:
        """Return the event in `frame`, counted and shown; None for nonsense (look at `is_flooded`)."""
        size_bytes = len(frame) if isinstance(frame, bytes) or frame.isascii() else len(frame.encode("utf-8"))
        self.received_bytes += size_bytes
        try:
            event = self._codec.decode(frame)
        except RemoteProtocolError as error:
            self._nonsense(error, frame, size_bytes, at_ns)
            return None
        self.received_events += 1
        if self._observer is not None:
            assert isinstance(frame, str)  # the codec takes nothing else
            name = event.type if isinstance(event, Unrecognised) else self._codec.wire_name(event)
            sound_bytes = len(event.delta) if type(event) is OutputAudioDelta else None
            self._show(False, name, size_bytes, frame, sound_bytes, at_ns)
        return event

    @property
    def is_flooded(self) -> bool:
        """Whether too much nonsense came in too short a time."""
        times = self._nonsense_at_ns
        return len(times) > NONSENSE_MAX and times[-1] - times[0] <= NONSENSE_WINDOW_NS

    def _nonsense(self, error: RemoteProtocolError, frame: str | bytes, size_bytes: int, at_ns: int) -> None:
        self.nonsense_frames += 1
        self._nonsense_at_ns.append(at_ns)
        log.wire.info("! %s (%d bytes)", error.sentence, size_bytes)
        if self._observer is not None:
            shown = (
                frame[: NOTE_CHARACTERS_MAX + _SLACK_CHARACTERS]
                if isinstance(frame, str)
                else f"<{size_bytes} bytes>"
            )
            self._show(False, "(no event)", size_bytes, f"{error.sentence} {shown}", None, at_ns)

    def _show(
        self,
        sent: bool,
        name: str,
        size_bytes: int,
        text: str,
        sound_bytes: int | None,
        at_ns: int | None = None,
    ) -> None:
        log.wire.debug("%s %s", ">" if sent else "<", name)
        shown = None if sound_bytes is None else without_known_sound(text, sound_bytes)
        if shown is None:
            # Cut after covering, so that no half of a secret is left at the end.
            shown = without_sound(text, NOTE_CHARACTERS_MAX + _SLACK_CHARACTERS)
            shown = redact(shown, self._secrets)[:NOTE_CHARACTERS_MAX]
        assert self._observer is not None
        self._observer(
            WireNote(
                at_ns=self._clock.now_ns() if at_ns is None else at_ns,
                sent=sent,
                name=name,
                size_bytes=size_bytes,
                text=shown,
            )
        )


def without_known_sound(text: str, sound_bytes: int) -> str | None:
    """Return a frame of nothing but sound, as JSON without it; None where it is not written as expected.

    There are a hundred such frames a second: knowing its length, the sound is jumped over, not searched.
    Measured: 1 us, whatever the length (`without_sound`: 25 us for 300 ms).
    """
    for key in _SOUND_KEYS:
        at = text.find(key, 0, _SLACK_CHARACTERS)
        sample = _SOUND_SAMPLE.match(text, at + len(key)) if at >= 0 else None
        if sample is not None:
            end = sample.end() + (sound_bytes + 2) // 3 * 4
            if text[end : end + 1] == '"' and len(text) - end <= _SLACK_CHARACTERS:
                return f"{text[: sample.end()]}<{sound_bytes} bytes of audio>{text[end:]}"
    return None


def without_sound(text: str, characters_max: int = NOTE_CHARACTERS_MAX) -> str:
    """Return the beginning of JSON `text` with sound replaced by its size, wherever it is."""
    pieces: list[str] = []
    characters = 0
    position = 0
    while characters < characters_max:
        start, end = _next_sound(text, position)
        if start < 0:
            break
        padding = text.count("=", max(start, end - 2), end)
        escapes = text.count("\\", start, end)  # some servers write "\/" for "/"
        sound_bytes = (end - start - escapes) * 3 // 4 - padding
        before = text[position : min(start, position + characters_max)]
        pieces += (before, f"<{sound_bytes} bytes of audio>")
        characters += len(pieces[-2]) + len(pieces[-1])
        position = end
    pieces.append(text[position : position + characters_max])
    return "".join(pieces)[:characters_max]


def _next_sound(text: str, position: int) -> tuple[int, int]:
    """Return where the next base64 string begins and ends; (-1, -1) for none."""
    best = (-1, -1)
    for key in _SOUND_KEYS:
        at = text.find(key, position)
        while at >= 0 and (best[0] < 0 or at < best[0]):
            sample = _SOUND_SAMPLE.match(text, at + len(key))
            if sample is not None:
                end = text.find('"', sample.end())
                best = (sample.end(), len(text) if end < 0 else end)
                break
            at = text.find(key, at + len(key))
    return best
