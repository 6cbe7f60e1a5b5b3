"""How much of the microphone may leave while the assistant is heard.

Full duplex is the aim: the person may cut in at any moment, because the echo is taken out of the microphone
before anything else sees it. Where what is left of the echo would be taken for a person, the program becomes
careful by itself, and says so; the person may choose otherwise.

In hands-free mode the server needs sound without gaps, so what may not leave is replaced by silence.
"""

from __future__ import annotations

from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.dialogue.voice_activity import VoiceActivity
from voiceapp.pcm import FRAME_BYTES, NS_PER_MS, frames_of_bytes, silence

CAUTIOUS_VOICE_NS = 120 * NS_PER_MS
"""In cautious mode only this much voice opens the microphone: a rest of echo comes in shorter bits."""
CAUTIOUS_WINDOW_NS = 200 * NS_PER_MS
ROOM_TAIL_NS = 250 * NS_PER_MS
"""How long a room goes on sounding after the loudspeaker, and the way from it into the microphone."""


class Duplex:
    """Owns the mode in force: what was measured, unless the person has chosen."""

    def __init__(self) -> None:
        self._measured = DuplexMode.FULL
        self.chosen: DuplexMode | None = None
        """None: automatic."""
        self.sentence = ""
        """What is known about the echo, for people; empty before anything was measured."""
        self.erle_db: float | None = None
        self._audible_until_ns = -1
        self._converged = False

    @property
    def mode(self) -> DuplexMode:
        """Return the mode in force."""
        return self.chosen if self.chosen is not None else self._measured

    def measured(self, mode: DuplexMode, sentence: str, erle_db: float | None, *, converged: bool) -> None:
        """Take what the echo measurement found."""
        self._measured, self.sentence, self.erle_db = mode, sentence, erle_db
        self._converged = converged

    def may_pause(self, near: bool | None) -> bool:
        """Say whether a voice in the microphone may silence an answer before the server has heard it.

        `near` is the canceller's word about the block (`MicBlock.near`). Without one, loudness is believed
        where little is left of the echo.
        """
        if self.mode is DuplexMode.HALF:
            return False
        if near is not None:
            return near
        return self._converged and self._measured is DuplexMode.FULL

    def filtered(self, pcm: bytes, voice: VoiceActivity, now_ns: int, *, audible: bool) -> bytes:
        """Return what of a block may leave: all of it, or silence of the same length."""
        if audible:
            self._audible_until_ns = now_ns + ROOM_TAIL_NS
        if self.mode is DuplexMode.FULL or now_ns >= self._audible_until_ns:
            return pcm
        voiced_ns = voice.voiced_since_ns(now_ns - CAUTIOUS_WINDOW_NS)
        if self.mode is DuplexMode.CAUTIOUS and voiced_ns >= CAUTIOUS_VOICE_NS:
            return pcm
        assert len(pcm) % FRAME_BYTES == 0
        return silence(frames_of_bytes(len(pcm)))
