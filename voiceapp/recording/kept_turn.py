"""One turn that is kept until it is delivered, and where; see `undelivered.py` for when that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from voiceapp.protocol.wire import ItemId


class Kept(Protocol):
    """One turn, or a piece of one, in a safe place. Everything raises OSError."""

    def append(self, pcm: bytes) -> None:
        """Add sound."""
        ...

    def erase(self) -> None:
        """Leave nothing of it."""
        ...


class SafePlace(Protocol):
    """Where turns are kept. Everything raises OSError."""

    def speech(self, at_ns: int) -> Kept:
        """Begin to keep speech."""
        ...

    def text(self, at_ns: int, text: str) -> Kept:
        """Keep a typed message."""
        ...

    def recovered(self, name: str) -> Kept:
        """Return a turn that is there already, left by another program."""
        ...


class Stage(Enum):
    """How far a turn has come."""

    SPOKEN = "being spoken"
    SENT = "complete, but not acknowledged"
    ACKNOWLEDGED = "acknowledged, but not answered"
    LOST = "its session is gone"


@dataclass(slots=True, eq=False)
class KeptTurn:
    """One turn, or a piece of a long one, and how far it has come."""

    kept: Kept
    stage: Stage
    since_ns: int
    """When it began, or was acknowledged."""
    frames: int = 0
    is_speech: bool = True
    text: str = ""
    """Typed, or the words of speech as far as they came."""
    item_id: ItemId | None = None
    """None: the server has not named it."""
    recovered: bool = False
