"""The user's side of a session: the sound that comes in, and where in it somebody speaks.

Sound is appended, judged by the voice detection that is configured (or by none), and handed over as the
sound of one item: by the end of speech, by a commit, or by the idle timeout.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceapp.offline.audio_buffer import InputBuffer
from voiceapp.offline.refusal import Refused, invalid
from voiceapp.offline.session_in_force import SILENCE_MS_BY_EAGERNESS
from voiceapp.offline.sound_format import pcm_of
from voiceapp.offline.vad import Began, Ended, EnergyVad
from voiceapp.pcm import COMMIT_FRAMES_MIN, RATE_HZ, frames_of_ms, ms_of_frames
from voiceapp.protocol.session_config import AudioFormat, TurnDetection
from voiceapp.protocol.wire import known

APPEND_BYTES_MAX = 15 * 1024 * 1024
"""The service's limit for one append."""
IDLE_FRAMES_MAX = 30 * RATE_HZ
"""What is kept while detection is on and nobody speaks; a commit by hand may still want it."""
SEMANTIC_PREFIX_MS = 300
"""Semantic detection has no such setting; the default of the other kind."""


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """The detection fired."""

    start_ms: int
    """Where the user's item will start: prefix padding included."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The turn ended by silence."""

    end_ms: int
    pcm: bytes
    """All sound of the turn."""


class Listening:
    """Sound in, beginnings and ends out. Positions count all sound of the session. Belongs to one brain."""

    def __init__(self, detection: TurnDetection | None) -> None:
        self.buffer = InputBuffer()
        self._detection: TurnDetection | None = None
        self._vad: EnergyVad | None = None
        self._prefix_frames = 0
        self.configure(detection)

    @property
    def is_speech(self) -> bool:
        """Whether somebody speaks, as far as the detection knows."""
        return self._vad is not None and self._vad.speaking

    @property
    def position_ms(self) -> int:
        """How much sound was ever appended."""
        return ms_of_frames(self.buffer.end_frame)

    def configure(self, detection: TurnDetection | None) -> None:
        """Take another turn detection; None: none. Speech that was going on is not a turn any more."""
        if detection == self._detection:
            return
        before, self._vad, self._detection = self._vad, None, detection
        if detection is None:
            return
        silence_ms = known(detection.silence_duration_ms, 200)
        if detection.type == "semantic_vad":
            silence_ms = SILENCE_MS_BY_EAGERNESS[known(detection.eagerness, "auto")]
        self._prefix_frames = frames_of_ms(known(detection.prefix_padding_ms, SEMANTIC_PREFIX_MS))
        self._vad = EnergyVad(
            threshold=known(detection.threshold, 0.5),
            silence_ms=silence_ms,
            frame=self.buffer.end_frame,
        )
        if before is not None:
            self._vad.adopt_room(before)

    def append(self, data: bytes, form: AudioFormat) -> list[SpeechBegan | SpeechEnded]:
        """Take sound in the session's format; raises Refused for what is no sound or too much of it."""
        if len(data) > APPEND_BYTES_MAX:
            raise invalid("audio", "At most 15 MiB of audio may be appended at a time.")
        pcm = pcm_of(data, form)
        if len(pcm) % 2:
            raise invalid("audio", "The audio holds half a sample.")
        self.buffer.append(pcm)
        if self._vad is None:
            return []
        told: list[SpeechBegan | SpeechEnded] = []
        for signal in self._vad.feed(pcm):
            match signal:
                case Began(frame):
                    self.buffer.drop_before(frame - self._prefix_frames)
                    told.append(SpeechBegan(ms_of_frames(self.buffer.start_frame)))
                case Ended(frame):
                    told.append(SpeechEnded(ms_of_frames(frame), self.buffer.take(frame)))
        if not self._vad.speaking:
            self.buffer.drop_before(self.buffer.end_frame - max(IDLE_FRAMES_MAX, self._prefix_frames))
        return told

    def commit(self) -> bytes:
        """Hand over everything; raises Refused below 100 ms, and then nothing is lost."""
        frames = self.buffer.frames
        if frames < COMMIT_FRAMES_MIN:
            raise Refused(
                "input_audio_buffer_commit_empty",
                "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
                f"but buffer only has {frames / frames_of_ms(1):.2f}ms of audio.",
            )
        self._forget_speech()
        return self.buffer.take(self.buffer.end_frame)

    def clear(self) -> None:
        """Throw everything away that was not handed over."""
        self._forget_speech()
        self.buffer.clear()

    def _forget_speech(self) -> None:
        if self._vad is not None:
            self._vad.forget()
