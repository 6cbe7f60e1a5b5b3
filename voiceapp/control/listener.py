"""The running program's end of the control socket, on the voice loop."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import sys

from voiceapp import log
from voiceapp.control.place import Claim, is_own
from voiceapp.control.verbs import Controlled, answer_to
from voiceapp.control.wire import REQUEST_BYTES_MAX, Answer, line_of, request_of
from voiceapp.errors import ControlError

CALLERS_MAX = 8
"""At the same time; one more is hung up on. Each says one line and leaves."""
LINE_LIMIT_S = 2.0
CLOSE_LIMIT_S = 0.5
"""For answers that are being written when the program ends, such as that to `quit`."""


class Listener:
    """Takes one line per caller and answers it with one line."""

    def __init__(self, claim: Claim, controlled: Controlled) -> None:
        self._claim = claim
        self._controlled = controlled
        self._server: asyncio.Server | None = None
        self._callers: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def open(self) -> None:
        """Begin to answer, also those who have called since the claim was made."""
        start = asyncio.start_server if sys.platform == "win32" else asyncio.start_unix_server
        self._server = await start(self._take, sock=self._claim.socket, limit=REQUEST_BYTES_MAX)

    async def close(self) -> None:
        """Answer who has been heard, then nobody. The claim stays with whoever made it."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        if self._callers:
            _, late = await asyncio.wait(self._callers, timeout=CLOSE_LIMIT_S)
            for task in late:
                # Not cancelled: asyncio 3.11 logs a cancelled caller as an error of ours.
                self._callers[task].transport.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._callers[task] = writer
        try:
            if len(self._callers) > CALLERS_MAX:
                log.state.warning("! more than %d callers at the control socket", CALLERS_MAX)
            elif is_own(writer.get_extra_info("socket")):
                await self._converse(reader, writer)
        finally:
            del self._callers[task]
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(TimeoutError, asyncio.IncompleteReadError, OSError):  # nobody to answer
            async with asyncio.timeout(LINE_LIMIT_S):
                try:
                    answer = self._answer(await reader.readuntil(b"\n"))
                except asyncio.LimitOverrunError:
                    answer = Answer(ok=False, sentence=f"A request has at most {REQUEST_BYTES_MAX} bytes.")
                    while await reader.read(REQUEST_BYTES_MAX):
                        pass  # hanging up on unread bytes would lose the answer as well
                writer.write(line_of(answer))
                await writer.drain()

    def _answer(self, line: bytes) -> Answer:
        try:
            request = request_of(line)
            if not hmac.compare_digest(request.token.encode(), self._claim.token.encode()):
                raise ControlError("This request is not from the person who runs voiceapp.")
        except ControlError as error:
            return Answer(ok=False, sentence=error.sentence)
        return answer_to(request, self._controlled)
