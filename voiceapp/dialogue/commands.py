"""Everything the conversation can ask for; the engine performs, in order, and decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from voiceapp.protocol.client_events import ClientEvent
from voiceapp.protocol.wire import CallId, ItemId


@dataclass(frozen=True, slots=True)
class Command:
    """Base of all commands."""


@dataclass(frozen=True, slots=True)
class OpenLink(Command):
    """Connect, with fresh credentials; answered by `LinkOpened` or `LinkFailed`."""

    spare: bool = False
    """A second connection, beside the one there is."""


@dataclass(frozen=True, slots=True)
class CloseLink(Command):
    """Close the socket quietly, or give up connecting; not answered."""

    spare: bool = False


@dataclass(frozen=True, slots=True)
class SwitchLink(Command):
    """Close the link, as `CloseLink` does, and let the spare take its place from the next command on."""


@dataclass(frozen=True, slots=True)
class SendEvent(Command):
    """Put an event on the wire."""

    event: ClientEvent
    spare: bool = False


@dataclass(frozen=True, slots=True)
class PlayPcm(Command):
    """Queue sound of one content part behind what is queued."""

    item_id: ItemId
    content_index: int
    first_frame: int
    """Index of the first frame within the content part; parts are queued without gaps."""
    pcm: bytes


@dataclass(frozen=True, slots=True)
class FinishPlayout(Command):
    """No more sound comes for this part: play to its last sample without waiting for more."""

    item_id: ItemId
    content_index: int


@dataclass(frozen=True, slots=True)
class CutPlayout(Command):
    """Fade within a few milliseconds and drop everything queued."""

    order: int
    """Reported back in `SpeakerBlock.order` once obeyed; each order number is larger than the one before."""


@dataclass(frozen=True, slots=True)
class PausePlayout(Command):
    """Fade within a few milliseconds and keep everything that was not handed over."""

    order: int


@dataclass(frozen=True, slots=True)
class ResumePlayout(Command):
    """Go on where a pause stopped."""

    order: int


class Cue(Enum):
    """A short sound of the program itself, and what it tells (`dialogue.cues`)."""

    TALK = "talk"
    """The talk key is down, and what is said is heard."""
    TALKED = "talked"
    """The talk key is up, and its turn over."""
    LOCKED = "locked"
    """The talk key stays down by itself."""
    MUTED = "muted"
    UNMUTED = "unmuted"
    LOST = "lost"
    """The connection is gone."""
    BACK = "back"
    """It is there again."""
    THINKING = "thinking"
    """An answer takes long."""


@dataclass(frozen=True, slots=True)
class PlayCue(Command):
    """Let a cue sound at once, beside what is queued; it is nobody's words and is not reported back."""

    cue: Cue


@dataclass(frozen=True, slots=True)
class RunTool(Command):
    """Run a function; answered by `ToolFinished`."""

    call_id: CallId
    name: str
    arguments: str
    """JSON text as the model wrote it."""


@dataclass(frozen=True, slots=True)
class Note(Command):
    """A line for the log; never holds words of the conversation or sound."""

    level: str
    """`debug`, `info`, `warning`."""
    text: str


# Not from `__subclasses__()`: a slotted dataclass is a copy, and its original is listed there as well.
COMMANDS: tuple[type[Command], ...] = tuple(
    kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command
)
