"""When a block meets the converter, in our time, and whether the driver's word for it can be believed.

PortAudio gives each callback two stamps of its own clock: its present time and the moment the first frame of
the block reaches (or reached) the converter. Only their *difference* is of use to us; our clock supplies the
present. Measured: these moments are linear to 0.04-0.10 ms on honest drivers. Others leave the stamp at zero,
report a constant, or jump about, so each is checked; where it fails, the stream's reported latency stands in
(measured: wrong by 11-40 ms) and the moment is marked as estimated.
"""

from __future__ import annotations

from voiceapp.pcm import NS_PER_MS, NS_PER_S

AWAY_NS_MAX = NS_PER_S
"""No device we can talk through is a second away; a larger difference is an unset or foreign clock."""
JUMP_NS_MIN = 10 * NS_PER_MS
"""Stamps of short blocks may jump by this much: PulseAudio's for a microphone wander by 6 ms."""


class DeviceTime:
    """Turns the driver's stamps of one stream into voice-clock time; used by one thread."""

    def __init__(self, latency_s: float, *, output: bool) -> None:
        """Keep the latency the stream reports (seconds, believed within 0-1 s) and which way sound goes."""
        self._output = output
        believed_s = latency_s if 0 <= latency_s <= 1 else 0.0
        self._latency_ns = round(believed_s * NS_PER_S) if output else -round(believed_s * NS_PER_S)
        self._expected_ns: int | None = None
        self.estimates = 0
        """Blocks whose stamp could not be believed."""

    def block_at(self, now_ns: int, offset_s: float, block_ns: int) -> tuple[int, bool]:
        """Return when the block's first frame meets the converter, and whether that is an estimate.

        `now_ns` is the voice clock at the start of the callback, `offset_s` the driver's stamp minus the
        driver's present time: positive for a loudspeaker, not positive for a microphone. `block_ns` is the
        length of the block. After a jump of more than a block and 10 ms the next stamps are believed again
        if they go on evenly from there, so a real gap costs one estimate.
        """
        if not self._in_range(offset_s):
            self._expected_ns = None
            self.estimates += 1
            return now_ns + self._latency_ns, True
        at_ns = now_ns + round(offset_s * NS_PER_S)
        expected_ns = self._expected_ns
        self._expected_ns = at_ns + block_ns
        if expected_ns is not None and abs(at_ns - expected_ns) > max(block_ns, JUMP_NS_MIN):
            self.estimates += 1
            return now_ns + self._latency_ns, True
        return at_ns, False

    def _in_range(self, offset_s: float) -> bool:
        """Whether a stamp can be true at all; NaN is not."""
        if self._output:
            return 0 < offset_s * NS_PER_S <= AWAY_NS_MAX
        return -AWAY_NS_MAX <= offset_s * NS_PER_S <= 0
