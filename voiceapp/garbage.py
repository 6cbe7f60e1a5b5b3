"""When cyclic garbage is collected, for who cannot leave that to chance.

Python collects on whichever thread happens to allocate next. In a program with windows that may be the loop's
thread, or the sound's: a window that nobody holds any more is then destroyed there, in the middle of whatever
Qt does with its widgets, which ends the process (Qt's objects belong to one thread). The cure is the one of
calibre and others: the automatic collection is off, and the thread of the windows collects now and then.
"""

from __future__ import annotations

import gc

LOOK_MS = 250
"""How often a thread that took over looks whether a collection is due."""


def take_over() -> None:
    """Leave collecting to `collect_if_due`, which the caller's thread has to call now and then."""
    gc.disable()


def collect_if_due() -> int | None:
    """Collect what Python itself would collect by now; return the oldest generation looked at, None for none.

    On the thread that took over, and from the loop of its events only: not from inside something Qt calls.
    """
    due = [
        old
        for old, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
        if count > most > 0
    ]
    if not due:
        return None
    gc.collect(due[-1])
    return due[-1]


def spare_the_start() -> None:
    """Never look again at what exists now: modules and windows, which stay.

    To look through all of it takes 20 to 50 ms (90,000 objects), and no other thread runs meanwhile, the one
    that feeds the loudspeaker included.
    """
    gc.freeze()
