"""Every switch of the embedded server; the defaults are the embedded assistant, the rest is for tests.

The server must never be kinder than the real service, so each unpleasantness that was seen there can be
switched on here and be tested against.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from voiceapp.errors import UsageError
from voiceapp.protocol.objects import ErrorInfo


@dataclass(frozen=True, slots=True)
class HttpRefusal:
    """Answer every connection with this HTTP status instead of a WebSocket."""

    status: int
    """401, 403, 404, 429, 500 and so on."""
    code: str = ""
    """The code in the JSON body; empty: the usual one for the status."""
    message: str = "Refused because the options say so."
    """The service's own words in the body."""
    bare: bool = False
    """No body at all, as was seen with 401."""
    retry_after_s: int | None = None
    """Becomes the header `retry-after`."""
    retry_after_ms: int | None = None
    """Becomes the header `retry-after-ms`."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """What goes wrong at one moment of a session, and once in it: an error, an end, or silence."""

    at: str
    """The event whose moment it is, in GA's spelling. One of the client's is refused instead of obeyed if
    there is an `error`; one of the server's own is sent before what goes wrong."""
    nth: int = 1
    """Which of these events in the session."""
    error: ErrorInfo | None = None
    """What is reported; refusing a client's event, it says which one."""
    close: int | None = None
    """The close code the connection ends with then; 1006: without a word."""
    reason: str = ""
    silence: bool = False
    """From then on, the event itself included, nothing is said any more; the connection stays open."""


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong on purpose. All off by default; a pure stage after the brain applies them."""

    drop_after_events: int | None = None
    """Drop the socket without a close frame (1006) once this many events have been sent."""
    delay_ms: int = 0
    """Every event leaves this much late; the order stays."""
    duplicate_items: bool = False
    """`conversation.item.created` follows every `conversation.item.added` (seen in GA)."""
    unknown_every: int = 0
    """After every so many events, one of a type nobody knows; 0: none."""
    optionals: Literal["told", "null", "absent"] = "told"
    """What fields that may be missing look like."""
    unsolicited_truncated: bool = False
    """A cancelled spoken item is reported as truncated although nobody asked."""
    done_without_created: bool = False
    """A `response.done` of an unknown response follows every `speech_started`."""
    deltas_after_done: int = 0
    """So many more audio deltas after the `response.done` of a cancelled response."""
    fail_responses: str | None = None
    """A code, such as `rate_limit_exceeded` or `server_error`: every response fails with it. Empty: with
    null, as in early versions."""
    fail_message: str = "The response has failed."
    """What is said beside that code."""
    filter_responses: bool = False
    """Every response ends `incomplete`, stopped by the content filter before its first word."""
    fails_first: int | None = None
    """Only so many responses of a session fail or are filtered; None: every one."""
    mishap: Mishap | None = None

    def __post_init__(self) -> None:
        if self.drop_after_events is not None and self.drop_after_events < 0:
            raise UsageError("drop_after_events cannot be negative.")
        if min(self.delay_ms, self.unknown_every, self.deltas_after_done) < 0:
            raise UsageError("A fault's number cannot be negative.")


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """How the embedded server behaves. Raises UsageError for values that make no sense."""

    model: str = "voiceapp-offline"
    """The name in `session.model` when the client's address carries none."""
    speed: float = 8.0
    """Generation speed as a multiple of real time; `math.inf`: everything at once."""
    delta_ms: int = 200
    """Length of an audio delta; 100-250 ms as seen from the real service, up to 5 s for tests."""
    stall_every_deltas: int = 0
    """After every so many audio deltas generation stands still for `stall_ms`; 0: never."""
    stall_ms: int = 0
    messages: int = 1
    """How many messages a spoken answer is divided into; newer models send a comment and then the answer."""
    late_deltas: int = 0
    """Audio deltas that still come after a cancel, before the closing events."""
    transcription_delay_ms: int = 0
    """Captions come this much after the words were recognised."""
    transcription_after_response: bool = False
    """Captions wait for the end of the response that answers them."""
    transcription_fails: bool = False
    """Every caption fails, as with a transcription model that is not deployed."""
    stored_short_ms: int = 0
    """How much less of a spoken item is stored than was sent; up to 85 ms were seen."""
    reject_zero_truncate: bool = True
    """Truncating to 0 ms is refused (it was reported to be)."""
    omit_error_event_id: bool = False
    """Errors do not say which client event they answer (often seen)."""
    session_length_s: float = 3600.0
    """After this `session_expired` and close 1001; the real limit is 60 minutes."""
    announce_conversation: bool = False
    """Send `conversation.created` after `session.created`."""
    knows_truncate: bool = True
    """Without it `conversation.item.truncate` is an unknown event."""
    knows_interrupt: bool = True
    """Without it `interrupt_response` is an unknown field, and speech always cancels."""

    api_key: str | None = None
    """What a client must present; None: nobody is asked. Never printed."""
    deployments: frozenset[str] | None = None
    """Names that exist; None: any. Others get 404 `DeploymentNotFound`."""
    refuse: HttpRefusal | None = None
    handshake_delay_ms: int = 0
    """The answer to a connection comes this much late."""
    connections_max: int = 16
    """More at a time get 429."""
    faults: Faults = Faults()

    def __post_init__(self) -> None:
        if not self.speed > 0 or math.isnan(self.speed):
            raise UsageError(f"The speed must be above 0, not {self.speed}.")
        if not 20 <= self.delta_ms <= 5_000:
            raise UsageError(f"An audio delta lasts 20 to 5000 ms, not {self.delta_ms}.")
        if min(self.stall_every_deltas, self.stall_ms) < 0 or self.messages < 1:
            raise UsageError("Stalls cannot be negative, and an answer has at least one message.")
        if not self.session_length_s > 0:
            raise UsageError("A session must last longer than 0 s.")
        if min(self.late_deltas, self.transcription_delay_ms, self.stored_short_ms) < 0:
            raise UsageError("late_deltas, transcription_delay_ms and stored_short_ms cannot be negative.")
        if self.handshake_delay_ms < 0 or self.connections_max < 1:
            raise UsageError("handshake_delay_ms cannot be negative and connections_max is at least 1.")

    def __repr__(self) -> str:
        return f"ServerOptions(model={self.model!r}, speed={self.speed}, faults={self.faults})"
