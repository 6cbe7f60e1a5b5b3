"""Plays a finished conversation through the loudspeaker, from any moment and at a chosen speed.

It goes through the same door as a live answer (`playout.py`), so what is heard is counted by the device and
not guessed from a clock: `position()` follows the block that is in the ear. Each start is a fresh run of
sound; stopping is a cut, which fades.

Used on a loop; the device's thread leaves its last block in one attribute, by one assignment.
"""

from __future__ import annotations

from voiceapp.audio.desk import Run
from voiceapp.audio.device import SoundSystem, Stream
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.voices import Voices, at_speed
from voiceapp.clock import Clock
from voiceapp.dialogue.inputs import Input, SpeakerBlock, SpeakerLost
from voiceapp.errors import SoundError
from voiceapp.pcm import frames_of_ms, frames_of_ns
from voiceapp.protocol.wire import ItemId

AHEAD_FRAMES = frames_of_ms(1_500)
"""Queued beyond what the device has taken: a loop that is late by less is not heard."""
PIECE_FRAMES = frames_of_ms(100)
SPEEDS = (0.5, 1.0, 2.0)
"""At which there is sound; beyond, a voice is only noise."""


class RecordedSound:
    """`start()` and `stop()` at will; `feed()` at least once a second while it plays."""

    def __init__(
        self, voices: Voices, system: SoundSystem, clock: Clock, *, run: Run, speaker: str | None = None
    ) -> None:
        """Keep what to play; the loudspeaker (None: the system's default) is opened by `open()`."""
        self._voices = voices
        self._system = system
        self._clock = clock
        self._run = run
        self._speaker = speaker
        self._playout = PlayoutQueue(clock, self._note)
        self._stream: Stream | None = None
        self._orders = 0
        self._item = ItemId("")
        self._from = self._until = 0
        self._speed = 1.0
        self._queued_frames = 0
        self._finished = True
        # The device's thread.
        self._block: SpeakerBlock | None = None
        self._lost = ""

    @property
    def is_open(self) -> bool:
        """Whether there is a loudspeaker."""
        return self._stream is not None and not self._lost

    @property
    def lost(self) -> str:
        """Why the loudspeaker has gone, as a sentence; empty while it has not."""
        return self._lost

    async def open(self) -> None:
        """Open the loudspeaker, unless it is. Raises SoundError."""
        if self.is_open:
            return
        await self.close()
        self._lost = ""
        self._stream = await self._run(self._system.open_speaker, self._playout, self._speaker)

    async def close(self) -> None:
        """Release the loudspeaker. Idempotent."""
        stream, self._stream = self._stream, None
        if stream is not None:
            await self._run(stream.close)

    def start(self, position: int, until: int, speed: float) -> None:
        """Play from `position` to `until` (frames of the voice clock), instead of what plays.

        `speed` is one of `SPEEDS`. Raises SoundError without a loudspeaker.
        """
        if not self.is_open:
            raise SoundError("There is no loudspeaker.")
        self.stop()
        self._item = ItemId(f"recording-{self._orders}")
        self._from, self._until, self._speed = position, max(position, until), speed
        self._queued_frames = 0
        self._finished = False
        self.feed()

    def stop(self) -> None:
        """Fade out and forget the rest."""
        self._orders += 1
        self._playout.cut(self._orders)
        self._finished = True

    def feed(self) -> None:
        """Queue the next moments."""
        while not self._finished and self._playout.statistics().queued_frames < AHEAD_FRAMES:
            position = self._from + round(self._queued_frames * self._speed)
            wanted = min(self._until - position, round(PIECE_FRAMES * self._speed))
            frames = round(wanted / self._speed)
            if frames <= 0:
                self._playout.finish(self._item, 0)
                self._finished = True
                return
            piece = at_speed(self._voices.sound(position, round(frames * self._speed)), frames)
            self._playout.play(self._item, 0, self._queued_frames, piece.tobytes())
            self._queued_frames += frames

    def position(self) -> int:
        """Return the frame of the conversation that is in the ear now; where it was started before any."""
        block = self._block
        if block is None:
            return self._from
        for span in reversed(block.spans):
            if span.item_id == self._item:
                before = span.device_frame - block.first_frame
                passed = frames_of_ns(self._clock.now_ns() - block.dac_at_ns) - before
                heard = span.item_frame + min(passed, span.frames)
                return self._from + max(0, int(heard * self._speed))
        return self._from

    def _note(self, happened: Input) -> None:
        """Keep what the device says; on its thread."""
        if isinstance(happened, SpeakerLost):
            self._lost = happened.sentence
        elif isinstance(happened, SpeakerBlock) and happened.spans:
            self._block = happened
