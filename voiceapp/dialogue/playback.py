"""The playback ledger: which frame of which answer has been heard.

For every sound track (an item's content part) four counts only ever grow, and each bounds the next:

    received >= queued >= handed >= heard

*Received* came from the server. *Queued* was passed to the playout queue. *Handed* was taken by the
device and cannot be recalled: it will reach the ear. *Heard* has reached it, by the device's own clock.

Two different truths follow. What the window lights up, and when an answer is over, is what was *heard*.
What an interruption reports to the service is what will *have been* heard: everything handed, including the
few milliseconds of the fade. Silence has no span and so never counts; an underrun moves nothing.

Only a device that disappears throws handed frames away: then handed falls back to heard, the one
exception to growth, and the lost frames are as unheard as those still queued.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from voiceapp.dialogue.inputs import Span, SpeakerBlock
from voiceapp.pcm import frames_of_ns, ms_of_frames, ns_of_frames
from voiceapp.protocol.wire import ItemId, ResponseId

TrackKey = tuple[ItemId, int]
"""Item and content index."""


@dataclass(slots=True)
class Track:
    """The counts of one content part, in frames at the wire rate."""

    item_id: ItemId
    content_index: int
    response_id: ResponseId
    received: int = 0
    queued: int = 0
    handed: int = 0
    heard: int = 0
    generated: int = 0
    """Received and, after an interruption, thrown away: what the server believes it has said."""
    cut: bool = False
    """What was queued and not handed has been dropped; it will not be queued again."""
    ended: bool = False
    """The server said that no more sound comes, for whatever reason."""
    complete: bool = False
    """It ended by itself, so that its sound and its words cover the same speech. A cancelled answer ends too,
    but its words run ahead of its sound."""

    @property
    def key(self) -> TrackKey:
        """Return the track's identity."""
        return (self.item_id, self.content_index)

    @property
    def whole(self) -> bool:
        """Say whether all of its sound was received to be played, so that its words are no longer than it."""
        return self.complete and self.generated == self.received

    @property
    def received_ms(self) -> int:
        """Return the received sound in whole milliseconds."""
        return ms_of_frames(self.received)

    @property
    def heard_ms(self) -> int:
        """Return the heard sound in whole milliseconds, rounded down."""
        return ms_of_frames(self.heard)


class PlaybackLedger:
    """All tracks of a conversation in the order of their first sound; pure, frames at the wire rate."""

    def __init__(self) -> None:
        self._tracks: dict[TrackKey, Track] = {}
        self._open: dict[TrackKey, Track] = {}
        """Tracks with frames that are queued but not heard; few, whatever the length of the conversation."""
        self._spans: deque[Span] = deque()
        self._anchor_frame = 0
        self._anchor_ns: int | None = None
        self._device_handed = 0
        self._device_heard = 0
        self._sound_end_frame = 0
        """Device frame after the last one that carried sound."""

    # -- what happened ---------------------------------------------------------------------------

    def receive(self, item_id: ItemId, content_index: int, response_id: ResponseId, frames: int) -> Track:
        """Count sound from the server and return its track."""
        key = (item_id, content_index)
        track = self._tracks.get(key)
        if track is None:
            track = self._tracks[key] = Track(item_id, content_index, response_id)
        track.received += frames
        track.generated += frames
        return track

    def discard(self, item_id: ItemId, content_index: int, frames: int) -> None:
        """Count sound of an interrupted answer that came late and will never be played."""
        track = self._tracks.get((item_id, content_index))
        if track is not None:
            track.generated += frames

    def queue(self, track: Track, frames: int) -> None:
        """Count sound passed to the playout queue."""
        track.queued += frames
        assert track.queued <= track.received
        if frames:
            self._open[track.key] = track

    def take(self, block: SpeakerBlock) -> None:
        """Count a block the device has taken, and use its time as the newest anchor."""
        self._anchor_frame = block.first_frame
        self._anchor_ns = block.dac_at_ns
        self._device_handed = block.first_frame + block.frames
        for span in block.spans:
            track = self._tracks.get((span.item_id, span.content_index))
            if track is None:
                continue
            track.handed = max(track.handed, span.item_frame + span.frames)
            if track.handed > track.queued:  # a cut was given up, and the device then played on all the same
                track.queued = track.handed
                self._open[track.key] = track
            assert track.handed <= track.received, (track, span)
            self._spans.append(span)
            self._sound_end_frame = span.device_frame + span.frames

    def advance(self, now_ns: int) -> None:
        """Move the heard marks to `now_ns`; never backwards, never beyond what was handed."""
        if self._anchor_ns is None:
            return
        since_anchor = frames_of_ns(now_ns - self._anchor_ns)
        frame = min(self._anchor_frame + since_anchor, self._device_handed)
        if frame <= self._device_heard:
            return
        self._device_heard = frame
        while self._spans and self._spans[0].device_frame < frame:
            span = self._spans[0]
            reached = min(span.frames, frame - span.device_frame)
            track = self._tracks[(span.item_id, span.content_index)]
            track.heard = max(track.heard, span.item_frame + reached)
            if track.heard >= track.queued:
                self._open.pop(track.key, None)
            if reached < span.frames:
                break
            self._spans.popleft()

    def drop_queue(self, tracks: Iterable[Track]) -> None:
        """Forget what these tracks had queued and the device has not taken: a cut has been obeyed."""
        for track in tracks:
            track.cut = True
            track.queued = track.handed
            if track.heard >= track.queued:
                self._open.pop(track.key, None)

    def open_device(self) -> None:
        """Start counting a new device from frame 0; what an old one had not played is lost."""
        self.lose_device()
        self._device_handed = 0
        self._device_heard = 0
        self._sound_end_frame = 0
        self._anchor_ns = None

    def lose_device(self) -> None:
        """Take back what was handed but never reached the ear.

        The rest of a track that was cut is gone for good: nobody queues it again, so nothing waits for it.
        """
        self._spans.clear()
        for track in list(self._open.values()):
            track.handed = track.heard
            if track.cut:
                track.queued = track.heard
                del self._open[track.key]

    # -- what is the case ------------------------------------------------------------------------

    def track(self, item_id: ItemId, content_index: int) -> Track | None:
        """Return one track; None when it never had sound."""
        return self._tracks.get((item_id, content_index))

    def tracks_of(self, response_id: ResponseId) -> list[Track]:
        """Return the tracks of a response; looks at every track of the conversation."""
        return [track for track in self._tracks.values() if track.response_id == response_id]

    def unheard(self) -> list[Track]:
        """Return the tracks that still have queued sound to be heard, oldest first."""
        return list(self._open.values())

    @property
    def drained(self) -> bool:
        """Say whether everything queued has been heard."""
        return not self._open

    @property
    def waiting_frames(self) -> int:
        """Return how many queued frames have not been handed to the device."""
        return sum(track.queued - track.handed for track in self._open.values())

    def sound_ends_at_ns(self) -> int | None:
        """Return when the last frame of sound handed so far reaches the ear; None before the first block."""
        if self._anchor_ns is None:
            return None
        return self._anchor_ns + ns_of_frames(self._sound_end_frame - self._anchor_frame)

    def next_change_ns(self) -> int | None:
        """Return when the last span handed so far will have been heard; None when nothing is under way."""
        if self._anchor_ns is None or not self._spans:
            return None
        last = self._spans[-1]
        end_frame = last.device_frame + last.frames
        # frames round down, so the moment is rounded up: at it, the frame has been reached for certain
        return self._anchor_ns + ns_of_frames(end_frame - self._anchor_frame) + 1
