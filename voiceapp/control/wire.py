"""The two lines of a control conversation: a request and its answer, as JSON (docs/control.md). Pure."""

from __future__ import annotations

import msgspec

from voiceapp.control.status import Status
from voiceapp.errors import ControlError

VERSION = 1
REQUEST_BYTES_MAX = 4_096
ANSWER_BYTES_MAX = 65_536
"""Far above the longest status."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a command line asks of the running program."""

    version: int = VERSION
    verb: str
    argument: str = ""
    token: str = ""
    """Proves that the sender can read the person's files, where a socket has no owner (Windows)."""


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the running program says to it."""

    version: int = VERSION
    ok: bool = True
    sentence: str = ""
    """For people: what was done, or why not."""
    status: Status | None = None
    """For the verb `status`."""


_REQUEST = msgspec.json.Decoder(Request)
_ANSWER = msgspec.json.Decoder(Answer)
_ENCODER = msgspec.json.Encoder()


def line_of(said: Request | Answer) -> bytes:
    """Return the line, its end included."""
    return _ENCODER.encode(said) + b"\n"


def request_of(line: bytes) -> Request:
    """Read a request; raises ControlError with a sentence for anything else."""
    try:
        request = _REQUEST.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ControlError("This is no request: a JSON object with “verb” is expected.") from None
    if request.version != VERSION:
        raise ControlError(f"The running voiceapp understands version {VERSION} of these requests only.")
    return request


def answer_of(line: bytes) -> Answer:
    """Read an answer; raises ControlError with a sentence for anything else."""
    try:
        return _ANSWER.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ControlError("The running voiceapp answered something that is no answer.") from None
