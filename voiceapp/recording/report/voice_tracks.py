"""Both voices over time, collected step by step: how loud, how sound arrived, when it was heard.

Loudness comes from the blocks' own RMS and playback from their spans, so that a tape without sound in it
draws the same curves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from voiceapp.dialogue import inputs as i
from voiceapp.pcm import FRAMES_PER_MS, NS_PER_MS, frames_of_bytes, ms_of_frames, ns_of_frames
from voiceapp.protocol.server_events import (
    InputAudioCleared,
    InputAudioCommitted,
    OutputAudioDelta,
    SpeechStarted,
    SpeechStopped,
)
from voiceapp.recording.report.findings import BIN_MS, DRAWN_MS, Course, Stretch, Voices


@dataclass(slots=True)
class _Played:
    """A stretch in the making, and where its next block would go on."""

    from_ms: float
    item_frame: int
    frames: int
    next_device_frame: int


@dataclass(slots=True)
class _Track:
    """One content part in the making."""

    bytes: int = 0
    received: list[tuple[float, float]] = field(default_factory=list)
    played: list[_Played] = field(default_factory=list)


class VoiceTracks:
    """Takes every input of a tape; times are counted from `began_ns`."""

    def __init__(self, began_ns: int) -> None:
        self._began_ns = began_ns
        self._microphone: list[int] = []
        self._loudspeaker: list[int] = []
        self._speech: list[tuple[int, int]] = []
        self._speech_from_ms: dict[str, int] = {}
        """Where the speech under way began, for each of those who notice: the service and the talk key."""
        self._tracks: dict[tuple[str, int], _Track] = {}

    def take(self, happened: i.Input) -> None:
        """Take the next input."""
        match happened:
            case i.MicBlock():
                self._loudness(self._microphone, happened.captured_at_ns, happened.rms)
            case i.SpeakerBlock():
                self._loudness(self._loudspeaker, happened.dac_at_ns, happened.rms)
                self._played(happened)
            case i.SpeakerLost():
                self._lost(self._ms(happened.at_ns))
            case i.TalkPressed():
                self._speech_begins("key", happened.at_ns)
            case i.TalkReleased():
                self._speech_ends("key", happened.at_ns)
            case i.FromServer(event=OutputAudioDelta() as delta):
                track = self._tracks.setdefault((delta.item_id, delta.content_index), _Track())
                track.bytes += len(delta.delta)
                track.received.append(
                    (self._ms(happened.at_ns), frames_of_bytes(track.bytes) / FRAMES_PER_MS)
                )
            case i.FromServer(event=SpeechStarted()):
                self._speech_begins("service", happened.at_ns)
            case (
                i.FromServer(event=SpeechStopped() | InputAudioCommitted() | InputAudioCleared())
                | i.LinkDropped()
            ):
                self._speech_ends("service", happened.at_ns)
            case _:
                pass

    def generated_ms(self, item_id: str) -> int:
        """Return how much sound the service sent for one item."""
        parts = [track for (owner, _), track in self._tracks.items() if owner == item_id]
        return ms_of_frames(sum(frames_of_bytes(track.bytes) for track in parts))

    def all_generated_ms(self) -> int:
        """Return how much sound the service sent."""
        return ms_of_frames(sum(frames_of_bytes(track.bytes) for track in self._tracks.values()))

    def voices(self) -> Voices:
        """Return what was collected."""
        return Voices(
            tuple(self._microphone),
            tuple(self._loudspeaker),
            tuple(self._speech),
            tuple(
                Course(item_id, tuple(track.received), tuple(_stretch(one) for one in track.played))
                for (item_id, _), track in self._tracks.items()
            ),
        )

    # -- inside ----------------------------------------------------------------------------------

    def _ms(self, at_ns: int) -> float:
        return (at_ns - self._began_ns) / NS_PER_MS

    def _loudness(self, bins: list[int], at_ns: int, rms: int) -> None:
        place = (at_ns - self._began_ns) // (BIN_MS * NS_PER_MS)
        if 0 <= place < DRAWN_MS // BIN_MS:
            if place >= len(bins):
                bins.extend([0] * (place + 1 - len(bins)))
            bins[place] = max(bins[place], rms)

    def _played(self, block: i.SpeakerBlock) -> None:
        for span in block.spans:
            track = self._tracks.setdefault((span.item_id, span.content_index), _Track())
            last = track.played[-1] if track.played else None
            if (
                last is not None
                and last.next_device_frame == span.device_frame
                and last.item_frame + last.frames == span.item_frame
            ):
                last.frames += span.frames
                last.next_device_frame += span.frames
                continue
            at_ns = block.dac_at_ns + ns_of_frames(span.device_frame - block.first_frame)
            end_frame = span.device_frame + span.frames
            track.played.append(_Played(self._ms(at_ns), span.item_frame, span.frames, end_frame))

    def _lost(self, at_ms: float) -> None:
        """Take back what a loudspeaker that is gone had not played."""
        for track in self._tracks.values():
            for one in track.played:
                one.frames = max(0, min(one.frames, int((at_ms - one.from_ms) * FRAMES_PER_MS)))
                one.next_device_frame = -1  # the next loudspeaker counts from 0 again
            track.played = [one for one in track.played if one.frames]

    def _speech_begins(self, noticed_by: str, at_ns: int) -> None:
        self._speech_from_ms.setdefault(noticed_by, int(self._ms(at_ns)))

    def _speech_ends(self, noticed_by: str, at_ns: int) -> None:
        from_ms = self._speech_from_ms.pop(noticed_by, None)
        if from_ms is not None:
            self._speech.append((from_ms, int(self._ms(at_ns))))


def _stretch(played: _Played) -> Stretch:
    return Stretch(played.from_ms, played.item_frame / FRAMES_PER_MS, played.frames / FRAMES_PER_MS)
