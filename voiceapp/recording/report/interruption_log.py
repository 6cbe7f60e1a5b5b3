"""Who cut in, when, and what became of it: pauses and interruptions, found by comparing two pictures.

An interruption begins with the reason to stop, which is the pause where there was one. It ends when the
dialogue has measured how long the loudspeaker took to be silent; until then the answers that become CUT are
its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.snapshot import RowState, Snapshot
from voiceapp.recording.report.findings import Interruption, Pause


class InterruptionLog:
    """Takes the steps of a tape in order.

    Blocks of sound that ask for nothing may be left out, except while `sounding`.
    """

    def __init__(self) -> None:
        self.interruptions: list[Interruption] = []
        self.pauses: list[Pause] = []
        self.sounding = False
        """The last interruption waits for the loudspeaker to be silent."""
        self._paused_at_ms: int | None = None

    def take(
        self, happened: i.Input, asked: Collection[str], before: Snapshot, now: Snapshot, at_ms: int
    ) -> None:
        """Take a step: the names of the commands it produced, and the pictures before and after it."""
        began = now.numbers.interruptions > before.numbers.interruptions
        if began:
            began_ms = at_ms if self._paused_at_ms is None else self._paused_at_ms
            self.interruptions.append(Interruption(began_ms, at_ms, _cause(happened)))
        if began or self.sounding:
            self._follow(before, now)
            silent = self.interruptions[-1].stop_ms is not None
            self.sounding = not silent and (self.sounding or "CutPlayout" in asked)
        self._pause(asked, at_ms)

    def _follow(self, before: Snapshot, now: Snapshot) -> None:
        cut_before = _cut(before)
        found = self.interruptions[-1]
        cut_items = found.cut_items + tuple(key for key in _cut(now) if key not in cut_before)
        measured = now.numbers.stops is not before.numbers.stops
        stop_ms = now.numbers.stop_ms if measured else found.stop_ms
        self.interruptions[-1] = replace(found, cut_items=cut_items, stop_ms=stop_ms)

    def _pause(self, asked: Collection[str], at_ms: int) -> None:
        resumed = "ResumePlayout" in asked
        if self._paused_at_ms is not None and (resumed or "CutPlayout" in asked):
            self.pauses.append(Pause(self._paused_at_ms, at_ms, resumed=resumed))
            self._paused_at_ms = None
        if self._paused_at_ms is None and "PausePlayout" in asked:
            self._paused_at_ms = at_ms


def _cause(happened: i.Input) -> str:
    match happened:
        case i.TalkPressed():
            return "talk key"
        case i.StopPressed():
            return "stop button"
        case i.TextSubmitted():
            return "typed text"
        case _:
            return "speech"


def _cut(picture: Snapshot) -> list[str]:
    return [row.key for row in picture.rows if row.state is RowState.CUT]
