"""When a block meets the converter, in our time, and whether the driver's word for it can be believed.

PortAudio gives each callback two stamps of its own clock: its present time and the moment the first frame of
the block reaches (or reached) the converter. Only their *difference* is of use to us; our clock supplies the
present. Measured: these moments are linear to 0.04-0.10 ms on honest drivers. Others leave the stamp at zero,
report a constant, or jump about, so each is checked, and a moment that is not the driver's is marked as
estimated. Sound meets a converter evenly: a single stamp that fails gives way to the end of the block before.
Where that moment cannot be (the loudspeaker has run dry meanwhile) or several stamps fail in a row, the
stream's reported latency stands in (measured: wrong by 11-40 ms).
"""

from __future__ import annotations

from voiceapp.pcm import NS_PER_MS, NS_PER_S

AWAY_NS_MAX = NS_PER_S
"""No device we can talk through is a second away; a larger difference is an unset or foreign clock."""
JUMP_NS_MIN = 10 * NS_PER_MS
"""Stamps of short blocks may jump by this much: PulseAudio's for a microphone wander by 6 ms."""
PREDICTED_BLOCKS_MAX = 3
"""So many blocks in a row are placed behind the one before: a clock without stamps may not be even."""


class DeviceTime:
    """Turns the driver's stamps of one stream into voice-clock time; used by one thread."""

    def __init__(self, latency_s: float, *, output: bool) -> None:
        """Keep the latency the stream reports (seconds, believed within 0-1 s) and which way sound goes."""
        self._output = output
        believed_s = latency_s if 0 <= latency_s <= 1 else 0.0
        self._latency_ns = round(believed_s * NS_PER_S) if output else -round(believed_s * NS_PER_S)
        self._even_ns: int | None = None
        """Where the next block is if sound goes on evenly."""
        self._stamped_ns: int | None = None
        """Where it is if the last stamp was true although it was not believed."""
        self._predicted_blocks = 0
        self.estimates = 0
        """Blocks whose stamp could not be believed."""

    def block_at(self, now_ns: int, offset_s: float, block_ns: int) -> tuple[int, bool]:
        """Return when the block's first frame meets the converter, and whether that is an estimate.

        `now_ns` is the voice clock at the start of the callback, `offset_s` the driver's stamp minus the
        driver's present time: positive for a loudspeaker, not positive for a microphone. `block_ns` is the
        length of the block. After a jump of more than a block and 10 ms the next stamps are believed again
        if they go on evenly from there, so a real gap costs one estimate.
        """
        if self._in_range(offset_s):
            at_ns = now_ns + round(offset_s * NS_PER_S)
            goes_on = self._goes_on(at_ns, max(block_ns, JUMP_NS_MIN))
            self._stamped_ns = at_ns + block_ns
            if goes_on:
                self._even_ns = at_ns + block_ns
                self._predicted_blocks = 0
                return at_ns, False
        else:
            self._stamped_ns = None
        self.estimates += 1
        return self._estimate(now_ns, block_ns), True

    def _goes_on(self, at_ns: int, limit_ns: int) -> bool:
        """Whether a moment follows the block or the stamp before it; any does where there is neither."""
        expected = [place_ns for place_ns in (self._even_ns, self._stamped_ns) if place_ns is not None]
        return not expected or min(abs(at_ns - place_ns) for place_ns in expected) <= limit_ns

    def _estimate(self, now_ns: int, block_ns: int) -> int:
        """Return the even pace's moment where that is possible, else what the reported latency says."""
        at_ns = self._even_ns
        if at_ns is None or self._predicted_blocks >= PREDICTED_BLOCKS_MAX or self._is_past(at_ns, now_ns):
            self._even_ns = None
            return now_ns + self._latency_ns
        self._predicted_blocks += 1
        self._even_ns = at_ns + block_ns
        return at_ns

    def _is_past(self, at_ns: int, now_ns: int) -> bool:
        """Whether a block cannot be there any more: a loudspeaker gets it only now."""
        return self._output and at_ns < now_ns

    def _in_range(self, offset_s: float) -> bool:
        """Whether a stamp can be true at all; NaN is not."""
        if self._output:
            return 0 < offset_s * NS_PER_S <= AWAY_NS_MAX
        return -AWAY_NS_MAX <= offset_s * NS_PER_S <= 0
