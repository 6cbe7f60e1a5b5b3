"""What the embedded assistant's brain asks for; the server performs it, tests compare it.

A brain never acts. Every call of it returns effects, in the order in which they have to happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from voiceapp.protocol.server_events import ServerEvent

ABRUPT = 1006
"""The close code that no close frame may carry: the socket is dropped without a word."""


@dataclass(frozen=True, slots=True)
class Emit:
    """Send this event to the client."""

    event: ServerEvent


@dataclass(frozen=True, slots=True)
class Recognise:
    """Find the words in this sound, then call `Brain.heard` (or `Brain.failed`) with the same job."""

    job_id: str
    pcm: bytes
    """24 000 Hz mono int16."""


@dataclass(frozen=True, slots=True)
class Synthesise:
    """Speak this text, then call `Brain.spoken` (or `Brain.failed`) with the same job."""

    job_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Close:
    """End the connection; nothing is emitted afterwards."""

    code: int
    """A close code, or `ABRUPT`."""
    reason: str = ""


Effect: TypeAlias = Emit | Recognise | Synthesise | Close
