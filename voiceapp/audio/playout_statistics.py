"""What a loudspeaker's door has counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlayoutStatistics:
    """Counters since the door was made; frames are of the wire's 24 000 Hz."""

    queued_frames: int
    """Sound that waits now, not counting what a cut that is not yet obeyed will drop."""
    prebuffer_frames: int
    """The reserve an unfinished part needs at present."""
    fills: int
    """Blocks the device has taken."""
    late_fills: int
    """Blocks that came more than two block lengths after the one before: the machine was busy."""
    faults: int
    """Blocks that were silenced because of an exception; always a bug or a loop that has ended."""
    played_frames: int
    """Frames of items that were handed to the device."""
    cut_frames: int
    """Frames dropped by cuts."""
    underruns: int
    """Times an unfinished part ran dry and silence was put in."""
    underrun_frames: int
    """That silence."""
