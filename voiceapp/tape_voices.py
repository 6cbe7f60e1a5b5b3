"""Finds both voices on a tape: what the microphone took, and what the loudspeaker really played.

The tape has the answers as they came and, block by block, which of their frames the loudspeaker took and
when they reached the ear. Only that is what was heard.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from voiceapp.audio.time_line import TimeLine
from voiceapp.audio.voices import Voices, faded
from voiceapp.dialogue.inputs import (
    FromServer,
    Input,
    MicBlock,
    MicrophoneOpened,
    Span,
    SpeakerBlock,
    SpeakerOpened,
)
from voiceapp.pcm import FRAME_BYTES
from voiceapp.protocol.server_events import OutputAudioDelta
from voiceapp.protocol.wire import ItemId

Part = tuple[ItemId, int]
"""An item and the index of a content part."""


@dataclass(slots=True)
class _Stretch:
    """Frames of one part that were played without a gap."""

    position: int
    part: Part
    first_frame: int
    device_frame: int
    frames: int

    def goes_on_with(self, span: Span) -> bool:
        return (
            self.part == (span.item_id, span.content_index)
            and self.first_frame + self.frames == span.item_frame
            and self.device_frame + self.frames == span.device_frame
        )


class TapeVoices:
    """Takes the inputs of a tape in order; `voices()` when all are taken."""

    def __init__(self) -> None:
        self._voices = Voices()
        self._microphone = TimeLine()
        self._speaker = TimeLine()
        self._received: dict[Part, bytearray] = defaultdict(bytearray)
        self._played: list[_Stretch] = []

    def take(self, happened: Input) -> None:
        """Keep the sound that an input brings, or where it was played."""
        match happened:
            case MicBlock():
                position = self._microphone.place(happened.captured_at_ns, len(happened.pcm) // FRAME_BYTES)
                self._voices.person.add(position, happened.pcm)
            case SpeakerBlock():
                position = self._speaker.place(happened.dac_at_ns, happened.frames)
                for span in happened.spans:
                    self._play(position + span.device_frame - happened.first_frame, span)
            case FromServer(event=OutputAudioDelta() as delta):
                self._received[delta.item_id, delta.content_index] += delta.delta
            case MicrophoneOpened():
                self._microphone.restart()
            case SpeakerOpened():
                self._speaker.restart()
            case _:
                pass

    def voices(self) -> Voices:
        """Return both voices."""
        for stretch in self._played:
            received = self._received[stretch.part]
            end = stretch.first_frame + stretch.frames
            pcm = bytes(received[stretch.first_frame * FRAME_BYTES : end * FRAME_BYTES])
            self._voices.assistant.add(
                stretch.position,
                faded(
                    pcm,
                    begins_inside=stretch.first_frame > 0,
                    ends_inside=end * FRAME_BYTES < len(received),
                ),
            )
        self._played.clear()
        return self._voices

    def _play(self, position: int, span: Span) -> None:
        last = self._played[-1] if self._played else None
        if last is not None and last.goes_on_with(span):
            last.frames += span.frames
        else:
            part = (span.item_id, span.content_index)
            self._played.append(_Stretch(position, part, span.item_frame, span.device_frame, span.frames))
