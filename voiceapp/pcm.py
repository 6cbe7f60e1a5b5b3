"""The one audio format of the wire, and exact arithmetic on it.

Sound travels as signed 16-bit little-endian mono at 24 000 Hz (`pcm16` in the preview dialect,
`{"type": "audio/pcm", "rate": 24000}` in GA). Everything inside the program counts *frames* of that
format; milliseconds exist on the wire only and always round **down**, because rounding up could claim
that something was heard which was not.
"""

from __future__ import annotations

RATE_HZ = 24_000
FRAME_BYTES = 2
FRAMES_PER_MS = RATE_HZ // 1000
NS_PER_S = 1_000_000_000
NS_PER_MS = 1_000_000

BLOCK_FRAMES = 240
"""One device block: 10 ms. Larger blocks cost stop time, smaller ones callbacks (p99 period 10.4 ms)."""

COMMIT_FRAMES_MIN = 100 * FRAMES_PER_MS
"""The service refuses to commit less than 100 ms (`input_audio_buffer_commit_empty`)."""


def frames_of_bytes(pcm_bytes: int) -> int:
    """Return how many whole frames `pcm_bytes` bytes hold; an odd byte does not count."""
    return pcm_bytes // FRAME_BYTES


def ms_of_frames(frames: int) -> int:
    """Return the whole milliseconds in `frames`, rounded down."""
    return frames // FRAMES_PER_MS


def frames_of_ms(ms: int) -> int:
    """Return the frames in `ms` milliseconds; exact, since a millisecond is 24 frames."""
    return ms * FRAMES_PER_MS


def ns_of_frames(frames: int) -> int:
    """Return the duration of `frames` in nanoseconds, rounded down."""
    return frames * NS_PER_S // RATE_HZ


def frames_of_ns(ns: int) -> int:
    """Return how many whole frames pass in `ns` nanoseconds, rounded towards minus infinity."""
    return ns * RATE_HZ // NS_PER_S


def silence(frames: int) -> bytes:
    """Return `frames` frames of digital silence."""
    return bytes(frames * FRAME_BYTES)
