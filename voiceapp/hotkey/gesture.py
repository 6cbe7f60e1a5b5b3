"""What pressing and releasing one key means for talking: hold, toggle, or hold with a lock. Pure.

* *hold*: talk as long as the key is down.
* *toggle*: a press begins, the next one ends.
* *double-tap*: as *hold*; a short tap and a press right after it lock, and the next press ends.

A repetition (a press of a key that is down) means nothing, in every mode.
"""

from __future__ import annotations

from enum import Enum

from voiceapp.pcm import NS_PER_MS

TAP_MS = 300
"""A longer press is talk, not a tap; a person taps within about 100 ms."""
AGAIN_MS = 300
"""How soon after a tap the second press must come: as long as the tail of a turn (`tail_ms`), so that what
was said during the tap and what follows are one turn. A double click takes about 200 ms."""


class Mode(Enum):
    """How the key works."""

    HOLD = "hold"
    TOGGLE = "toggle"
    DOUBLE_TAP = "double-tap"


class Talk(Enum):
    """What a gesture asks for."""

    BEGIN = "begin"
    LOCK = "lock"
    """Begin, and go on without the key."""
    END = "end"


class Gesture:
    """One key; told of its presses and releases with their times (voice clock), in order."""

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self._down = False
        self._pressed_at_ns = 0
        self._tapped_at_ns: int | None = None
        """When the last short tap ended."""
        self._locked = False
        """Talk goes on without the key."""
        self._stays = False
        """The release of the press under way means nothing: it has locked or unlocked."""

    def pressed(self, at_ns: int) -> Talk | None:
        """The key went down, or repeats."""
        if self._down:
            return None
        self._down = True
        self._pressed_at_ns = at_ns
        tapped_at_ns, self._tapped_at_ns = self._tapped_at_ns, None
        self._stays = True
        if self._locked:
            self._locked = False
            return Talk.END
        if self._mode is Mode.TOGGLE:
            self._locked = True
        elif (
            self._mode is Mode.DOUBLE_TAP
            and tapped_at_ns is not None
            and at_ns - tapped_at_ns <= AGAIN_MS * NS_PER_MS
        ):
            self._locked = True
            return Talk.LOCK
        else:
            self._stays = False
        return Talk.BEGIN

    def released(self, at_ns: int) -> Talk | None:
        """The key came up."""
        if not self._down:
            return None
        self._down = False
        if self._stays:
            return None
        if at_ns - self._pressed_at_ns <= TAP_MS * NS_PER_MS:
            self._tapped_at_ns = at_ns
        return Talk.END

    def ended(self) -> None:
        """Talk has come to an end in another way (a button, a limit): the next press begins anew."""
        self._locked = False
