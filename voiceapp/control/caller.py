"""The command line's end of the control socket: ask the running program one thing. Blocks, within a limit."""

from __future__ import annotations

import socket
from pathlib import Path

from voiceapp.control.place import dial
from voiceapp.control.wire import ANSWER_BYTES_MAX, Answer, Request, answer_of, line_of
from voiceapp.errors import ControlError

LIMIT_S = 3.0
"""A conversation answers within milliseconds; a program that is just starting may take a second."""


def ask(folder: Path, verb: str, argument: str = "") -> Answer:
    """Return the running program's answer. Raises ControlError where nobody answers."""
    try:
        calling, token = dial(folder, LIMIT_S)
    except (OSError, ValueError):
        raise ControlError("voiceapp is not running. Start it with `voiceapp` or `voiceapp talk`.") from None
    with calling:
        try:
            calling.sendall(line_of(Request(verb=verb, argument=argument, token=token)))
            line = _line(calling)
        except OSError:
            raise ControlError("voiceapp is running but does not answer.") from None
    if not line:
        raise ControlError("voiceapp is running but hung up.")
    return answer_of(line)


def _line(calling: socket.socket) -> bytes:
    received = b""
    while not received.endswith(b"\n") and len(received) < ANSWER_BYTES_MAX:
        piece = calling.recv(ANSWER_BYTES_MAX)
        if not piece:
            return received
        received += piece
    return received
