"""How this program is started once more: the assistant and the devices are asked for in other processes."""

from __future__ import annotations

import sys


def own_program() -> list[str]:
    """Return the words that start voiceapp; a bundle is its own interpreter."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "voiceapp"]
