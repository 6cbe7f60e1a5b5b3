"""When a session should be replaced by another before the service ends it; pure arithmetic.

A session lives 60 minutes at most and may say when it ends, in Unix time. No event makes it longer.
Source: the protocol's README 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from voiceapp.pcm import NS_PER_S

RENEW_AFTER_NS = 50 * 60 * NS_PER_S
RENEW_BEFORE_END_NS = 5 * 60 * NS_PER_S
FORCE_BEFORE_END_NS = 60 * NS_PER_S
LIFE_NS = 60 * 60 * NS_PER_S
"""The longest a session has been seen to live."""
SHORT_LIFE_NS = 10 * 60 * NS_PER_S
"""A session that lives no longer than this would be replaced all the time; it is left to expire."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """Two moments of the voice clock."""

    from_ns: int
    """From here on, in a quiet moment."""
    at_last_ns: int
    """Now, whatever is going on."""


@lru_cache(maxsize=4)  # asked for after every step, and the same for the life of a session
def renewal_of(connected_ns: int, expires_at_s: int | None, wall_offset_ns: int | None) -> Renewal | None:
    """Return when to replace a session; None for one whose life is too short for it.

    `wall_offset_ns` leads from the voice clock to Unix time. Without it, or without `expires_at_s`, a session
    is taken to live as long as any.
    """
    ends_ns = connected_ns + LIFE_NS
    if expires_at_s and wall_offset_ns is not None:
        ends_ns = min(ends_ns, expires_at_s * NS_PER_S - wall_offset_ns)
    if ends_ns - connected_ns <= SHORT_LIFE_NS:
        return None
    return Renewal(
        min(ends_ns - RENEW_BEFORE_END_NS, connected_ns + RENEW_AFTER_NS), ends_ns - FORCE_BEFORE_END_NS
    )
