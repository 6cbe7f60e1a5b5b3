"""Events that come a second time: the same event under the same id says nothing new.

Some of what a server says adds to what it said before (words, sound), so taking it twice would put words into
the answer's mouth. The id alone is not believed: there are servers that give every event the same one.
"""

from __future__ import annotations

from voiceapp.protocol.server_events import ServerEvent
from voiceapp.protocol.wire import known

REMEMBERED_MAX = 64
"""Events that are compared with; a repetition follows close behind."""


class Repetitions:
    """Knows the last events of a session by their ids."""

    def __init__(self) -> None:
        self._recent: dict[str, ServerEvent] = {}

    def has_come(self, event: ServerEvent) -> bool:
        """Say whether the very same event has come before, and remember it; one without an id never has."""
        event_id = known(event.event_id, "")
        if not event_id:
            return False
        earlier = self._recent.pop(event_id, None)
        self._recent[event_id] = event
        if len(self._recent) > REMEMBERED_MAX:
            del self._recent[next(iter(self._recent))]
        return earlier == event

    def forget(self) -> None:
        """Begin a session: its server may count its events from one again."""
        self._recent.clear()
