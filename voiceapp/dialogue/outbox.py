"""Where the nouns of a conversation put the commands of the step that is being taken."""

from __future__ import annotations

import msgspec

from voiceapp.dialogue.commands import Command, Note, SendEvent
from voiceapp.protocol.client_events import ClientEvent, InputAudioAppend
from voiceapp.protocol.wire import ItemId


class Outbox:
    """Collects commands in order, and numbers what has to be numbered.

    Numbers are counted, never drawn: the same inputs give the same ids, which is what makes a replay exact.
    """

    def __init__(self) -> None:
        self._commands: list[Command] = []
        self._events = 0
        self._items = 0
        self._orders = 0

    def put(self, command: Command) -> None:
        """Add a command to the step."""
        self._commands.append(command)

    def send(self, event: ClientEvent, *, spare: bool = False) -> str:
        """Add an event for the wire (`spare`: of the spare link) and return the id it was given.

        Appends get no id: they are never answered, and there are a hundred of them a second.
        """
        if isinstance(event, InputAudioAppend):
            self._commands.append(SendEvent(event))
            return ""
        self._events += 1
        event_id = f"evt_{self._events}"
        self._commands.append(SendEvent(msgspec.structs.replace(event, event_id=event_id), spare))
        return event_id

    def note(self, text: str, level: str = "info") -> None:
        """Add a log line; no words of the conversation, no sound."""
        self._commands.append(Note(level, text))

    def new_item_id(self) -> ItemId:
        """Name an item of ours; the service takes at most 32 characters."""
        self._items += 1
        return ItemId(f"item_voiceapp_{self._items}")

    def new_order(self) -> int:
        """Number a command to the loudspeaker."""
        self._orders += 1
        return self._orders

    def take(self) -> list[Command]:
        """Hand over the commands of the step and start the next."""
        commands, self._commands = self._commands, []
        return commands
