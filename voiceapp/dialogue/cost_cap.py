"""The cost a person does not want a conversation to exceed: warned of in time, and then kept.

The cost is known when a response is over, so the answer that exceeds the cap is heard to its end, and the cap
may be exceeded by as much as that answer costs.
"""

from __future__ import annotations

from voiceapp.dialogue.snapshot import Banner
from voiceapp.tokens import usd_text

WARNED_AT = 0.8
"""Of the cap."""


MAY_GO_ON = Banner("Your cost cap leaves room again: the conversation can go on.", can_retry=True)


class CostCap:
    """Compares what has been spent with the cap."""

    def __init__(self, cap_usd: float) -> None:
        """Without a cap (0) nothing is ever reached."""
        self._cap_usd = cap_usd
        self._warned = False
        self.reached = False
        """The conversation is to end as soon as the answer has been heard."""

    def choose(self, cap_usd: float, cost_usd: float | None) -> bool:
        """Take another cap; say whether a conversation that was to end may go on."""
        if cap_usd == self._cap_usd:
            return False
        was_reached = self.reached
        self._cap_usd, self._warned = cap_usd, False
        self.reached = bool(cap_usd) and cost_usd is not None and cost_usd >= cap_usd
        return was_reached and not self.reached

    def reset(self) -> None:
        """Begin anew, with a new conversation."""
        self._warned = self.reached = False

    def spent(self, cost_usd: float | None) -> str:
        """Take the cost so far; return a sentence to warn with, once, and empty otherwise."""
        if not self._cap_usd or cost_usd is None:
            return ""
        if cost_usd >= self._cap_usd:
            self.reached = True
        elif cost_usd >= WARNED_AT * self._cap_usd and not self._warned:
            self._warned = True
            return (
                f"This conversation has cost {usd_text(cost_usd)} of your cap of {usd_text(self._cap_usd)}. "
                "It will be ended at the cap."
            )
        return ""

    def banner(self, cost_usd: float) -> Banner:
        """Return what is said when the conversation has been ended."""
        return Banner(
            f"The conversation has reached your cost cap of {usd_text(self._cap_usd)} and was ended. "
            "Begin a new conversation, or raise cost_cap in the settings.",
            f"It has cost {usd_text(cost_usd)} by the price file. What you are billed may differ.",
        )
