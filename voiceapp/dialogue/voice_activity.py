"""A voice detector of our own, made of nothing but loudness.

Is somebody speaking into the microphone now? It never starts a turn; the server does that. It answers two
smaller questions quickly: did the sound that made the server fire last long enough to be an interruption,
and when did the person stop speaking.
"""

from __future__ import annotations

from collections import deque

from voiceapp.pcm import NS_PER_MS

FLOOR_RMS_MIN = 30
"""About -61 dBFS: below this a microphone's noise is not worth following."""
OPEN_RATIO = 4
"""A voice is at least 12 dB above the noise floor."""
HANGOVER_NS = 80 * NS_PER_MS
"""Gaps inside words (stops, short pauses) are bridged this long."""
MEMORY_NS = 4_000 * NS_PER_MS


class VoiceActivity:
    """Follows the noise floor and remembers the last seconds of voice; fed with one block at a time."""

    def __init__(self) -> None:
        self._floor = 100.0
        self._voiced: deque[tuple[int, int]] = deque()
        """Start and duration of each voiced block in the last seconds, ns."""
        self._last_block_ns: int | None = None
        self.last_voiced_end_ns: int | None = None

    def hear(self, captured_at_ns: int, duration_ns: int, rms: int, *, echo: bool = False) -> None:
        """Take one block's loudness (0-32767); `echo`: it holds our own loudspeaker and nobody else."""
        self._last_block_ns = captured_at_ns + duration_ns
        if echo:
            return  # neither a voice nor the noise of the room
        if rms > max(self._floor, FLOOR_RMS_MIN) * OPEN_RATIO:
            self._voiced.append((captured_at_ns, duration_ns))
            self.last_voiced_end_ns = captured_at_ns + duration_ns
            # a steady noise is not a voice: the floor rises slowly (about 6 dB in two seconds)
            self._floor *= 1.0035
        else:
            self._floor += (max(rms, 1) - self._floor) * 0.05
        while self._voiced and self._voiced[0][0] < captured_at_ns - MEMORY_NS:
            self._voiced.popleft()

    @property
    def listening(self) -> bool:
        """Say whether there has been any sound to judge by."""
        return self._last_block_ns is not None

    def speaking(self) -> bool:
        """Say whether somebody speaks, gaps inside words included."""
        if self.last_voiced_end_ns is None or self._last_block_ns is None:
            return False
        return self._last_block_ns - self.last_voiced_end_ns <= HANGOVER_NS

    def voiced_since_ns(self, since_ns: int) -> int:
        """Return how long somebody spoke since a moment at most four seconds ago."""
        return sum(duration for start, duration in self._voiced if start >= since_ns)

    def reset(self) -> None:
        """Forget the voice (not the floor): the microphone was closed."""
        self._voiced.clear()
        self._last_block_ns = None
        self.last_voiced_end_ns = None
