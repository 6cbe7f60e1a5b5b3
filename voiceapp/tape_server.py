"""`voiceapp serve --tape`: the server's side of a recorded conversation, played to any client.

A client connects as to the embedded assistant, and the address it opens chooses the dialect, whichever the
recording was made in. The events of the tape are sent as they were recorded, ids and all, each as long after
the client's prompt as it was then (`recording/server_side.py` says what a prompt is). The next connection to
the server is played the tape's next one, and after the last the first again.

What the client says is read and never refused: what cannot be read and what differs from the recording is
told on standard error, one line each, up to a limit. At the end of the tape the connection is closed with
1000; where the recorded one was lost, it is lost again.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from voiceapp.clock import Clock, SystemClock
from voiceapp.errors import LocalProtocolError
from voiceapp.offline.connection import Socket
from voiceapp.offline.handshake import Admitted
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.port import LoopbackPort
from voiceapp.offline.serve import serve_until_stopped, with_key_of_environment
from voiceapp.pcm import NS_PER_S
from voiceapp.protocol.codec import ClientMistake, ServerCodec
from voiceapp.protocol.dialect import Dialect, dialect_named
from voiceapp.protocol.server_events import ItemAdded, ItemCreated, ServerEvent
from voiceapp.recording.server_side import NORMAL, Prompter, RecordedLink, recorded_links
from voiceapp.recording.tape import TapeReader

DIFFERENCES_MAX = 20
"""Lines about one connection; the rest is counted."""


def serve_tape(folder: Path, port: int, *, announce: bool) -> int:
    """Serve a tape until it is stopped, as `serve_until_stopped`; returns the exit code.

    What is damaged on it is told and left out. The server's events are in memory meanwhile, 3 MB for a minute
    of speech. Raises TapeError for what is no tape.
    """
    reader = TapeReader(folder, tolerant=True)
    links = recorded_links(reader)
    for damage in reader.damages:
        _tell(str(damage))
    options = with_key_of_environment(ServerOptions())
    server = TapeServer(links, _tell, options=options, port=port)
    return serve_until_stopped(server, options, f"The tape in {folder} is served.", announce=announce)


class TapeServer:
    """Listens while it is entered: `async with TapeServer(...) as server: server.port`.

    `links` is not empty; `tell` takes one line about a client. Port 0 takes a free one. Entering raises
    OfflineError when the port cannot be had.
    """

    def __init__(
        self,
        links: Sequence[RecordedLink],
        tell: Callable[[str], None],
        *,
        options: ServerOptions = ServerOptions(),
        port: int = 0,
    ) -> None:
        self._links = links
        self._tell = tell
        self._port = LoopbackPort(options, self._converse, port, who="The server of the tape")
        self._opened = 0

    @property
    def port(self) -> int:
        """The port that is listened on; only while the server is entered."""
        return self._port.number

    async def __aenter__(self) -> TapeServer:
        await self._port.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._port.__aexit__(kind, error, trace)

    async def _converse(self, socket: Socket, admitted: Admitted) -> None:
        link = self._links[self._opened % len(self._links)]
        self._opened += 1
        await Performance(socket, link, dialect_named(admitted.dialect_name), SystemClock(), self._tell).run()


class Performance:
    """One recorded connection, played to one client. Lives in `run`, on the server's loop."""

    def __init__(
        self,
        socket: Socket,
        link: RecordedLink,
        dialect: Dialect,
        clock: Clock,
        tell: Callable[[str], None],
    ) -> None:
        self._socket = socket
        self._link = link
        self._codec = ServerCodec(dialect)
        self._clock = clock
        self._tell = tell
        self._told = 0
        self._prompter = Prompter(link, clock.now_ns())
        self._prompt = asyncio.Event()

    async def run(self) -> None:
        """Play until the tape ends or the client goes."""
        async with asyncio.TaskGroup() as tasks:
            playing = tasks.create_task(self._play())
            while (frame := await self._socket.receive()) is not None:
                self._take(frame)
            playing.cancel()
        if self._told > DIFFERENCES_MAX:
            self._tell(f"{self._told - DIFFERENCES_MAX} further differences are not listed.")

    def _take(self, frame: str | bytes) -> None:
        try:
            event = self._codec.decode(frame)
        except ClientMistake as mistake:
            self._differs(f"The real service would refuse this: {mistake.message}")
        else:
            self._prompter.heard(event, self._clock.now_ns())
            while self._prompter.differences:
                self._differs(self._prompter.differences.popleft())
            self._prompt.set()

    def _differs(self, line: str) -> None:
        self._told += 1
        if self._told <= DIFFERENCES_MAX:
            self._tell(line)

    async def _play(self) -> None:
        from_ns = 0
        for stretch in self._link.stretches:
            from_ns = await self._next_from_ns()
            for line in stretch.lines:
                await self._wait_until(from_ns + line.after_ns)
                if not await self._say(line.event):
                    return
        await self._wait_until(from_ns + self._link.ends_after_ns)
        await self._end()

    async def _next_from_ns(self) -> int:
        while (from_ns := self._prompter.next_from_ns()) is None:
            self._prompt.clear()
            await self._prompt.wait()
        return from_ns

    async def _say(self, event: ServerEvent) -> bool:
        """Send one event in the client's dialect; False when the client is gone."""
        if isinstance(event, ItemCreated) and self._codec.dialect.announces_items_twice:
            event = ItemAdded(
                event_id=event.event_id, item=event.item, previous_item_id=event.previous_item_id
            )
        try:
            frames = self._codec.encode(event)
        except LocalProtocolError as error:
            self._differs(f"An event of the tape has no words in this client's dialect: {error}")
            frames = []
        for frame in frames:
            if not await self._socket.send(frame):
                return False
        self._prompter.played(event, self._clock.now_ns())
        return True

    async def _wait_until(self, due_ns: int) -> None:
        await asyncio.sleep(max(due_ns - self._clock.now_ns(), 0) / NS_PER_S)

    async def _end(self) -> None:
        code = self._link.close_code
        if code == NORMAL:
            await self._socket.close(NORMAL, "The tape is over.")
        elif _may_be_sent(code):
            await self._socket.close(code, "")
        else:
            await self._socket.abort()


def _may_be_sent(code: int) -> bool:
    """Say whether a close frame may carry `code`; the others tell that there was none (RFC 6455, 7.4)."""
    return (1000 <= code <= 1014 and code not in (1004, 1005, 1006)) or 3000 <= code <= 4999


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
