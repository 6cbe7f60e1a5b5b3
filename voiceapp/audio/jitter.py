"""How much sound must lie ready before it is played: the one number of a jitter buffer, and how it learns.

Answers arrive faster than they are spoken, so only the start of an answer and a stall of the network matter.
The reserve is a time, never a number of chunks: a server may send 20 ms or 800 ms at once. It grows by one
step whenever an answer ran dry in the middle and shrinks again, a step at a time, while sound flows.
"""

from __future__ import annotations

from voiceapp.pcm import frames_of_ms

STEP_FRAMES = frames_of_ms(40)
"""One step up after each time an answer ran dry: 40, 80, 120 … ms."""
PREBUFFER_FRAMES_MAX = frames_of_ms(240)
"""More would be heard as slowness, and a network that needs it does not carry a conversation anyway."""
PATIENCE_FRAMES = frames_of_ms(20)
"""How long past the reserve's own length something waits for company: 60 ms at the default of 40. After
that it is played although it is short; it may be a whole answer whose end is late."""
CALM_FRAMES = frames_of_ms(20_000)
"""Sound played without running dry after which one step is given back."""


class Prebuffer:
    """The reserve an unfinished part needs before it starts or goes on."""

    def __init__(self, prebuffer_ms: int = 40) -> None:
        """Start with a reserve of `prebuffer_ms`, which is also the smallest it will be; 0 turns it off."""
        if not 0 <= frames_of_ms(prebuffer_ms) <= PREBUFFER_FRAMES_MAX:
            raise ValueError(f"a prebuffer of {prebuffer_ms} ms is not in 0-240 ms")
        self._frames_min = frames_of_ms(prebuffer_ms)
        self.frames = self._frames_min
        self._calm_frames = 0

    @property
    def wait_frames_max(self) -> int:
        """How long sound that is less than the reserve waits before it is played anyway."""
        return self.frames + PATIENCE_FRAMES

    def ran_dry(self) -> None:
        """Grow by one step: an unfinished part had nothing to play."""
        self.frames = min(PREBUFFER_FRAMES_MAX, self.frames + STEP_FRAMES)
        self._calm_frames = 0

    def played(self, frames: int) -> None:
        """Count sound that was played, and shrink by one step for every `CALM_FRAMES`."""
        self._calm_frames += frames
        while self._calm_frames >= CALM_FRAMES:
            self._calm_frames -= CALM_FRAMES
            self.frames = max(self._frames_min, self.frames - STEP_FRAMES)
