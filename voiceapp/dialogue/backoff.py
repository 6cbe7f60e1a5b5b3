"""How long to wait before the next attempt to connect; pure, the randomness is an argument."""

from __future__ import annotations

DELAYS_MS = (1_000, 2_000, 4_000, 8_000, 15_000, 30_000)
"""Source: errors 7, "auto reconnect"."""
RETRY_AFTER_MS_MAX = 300_000
"""A server may ask for patience, not for silence: five minutes at most."""


def delay_ms(attempt: int, *, jitter: float = 0.0, retry_after_ms: int | None = None) -> int:
    """Return the wait before attempt number `attempt` (0 is the first repetition).

    `jitter` (0-1) spreads clients that lost the same server: it adds up to a quarter. A server's own wish
    is obeyed where it is longer.
    """
    base_ms = DELAYS_MS[min(attempt, len(DELAYS_MS) - 1)]
    wait_ms = base_ms + int(base_ms * 0.25 * min(max(jitter, 0.0), 1.0))
    if retry_after_ms is not None:
        wait_ms = max(wait_ms, min(retry_after_ms, RETRY_AFTER_MS_MAX))
    return wait_ms
