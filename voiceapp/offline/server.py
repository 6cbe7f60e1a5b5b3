"""The embedded server: the realtime protocol on a loopback port, in all dialects.

Whoever connects to its port (`port.py`) gets a brain of their own; ears and voice are shared.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import string
from collections.abc import Callable, Iterator
from datetime import datetime
from types import TracebackType

from voiceapp.clock import Clock, SystemClock
from voiceapp.offline.answer import Answering
from voiceapp.offline.brain import Brain
from voiceapp.offline.connection import Connection, ConnectionStatistics
from voiceapp.offline.handshake import Admitted
from voiceapp.offline.jobs import Hearing, Jobs, JobStatistics, Speaking
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.port import LoopbackPort, WebSocket
from voiceapp.protocol.codec import ServerCodec
from voiceapp.protocol.dialect import dialect_named

log = logging.getLogger(__name__)

STOP_LIMIT_S = 0.5
"""How long a stop waits for jobs that cannot be stopped."""
ID_CHARACTERS = 21  # Seen on the wire behind every prefix.

_BASE62 = string.ascii_letters + string.digits


class OfflineServer:
    """Listens while it is entered: `async with OfflineServer(...) as server: server.port`.

    `ears` and `voice` are called from worker threads, one call at a time; `new_assistant` makes the wit of
    one session. Port 0 takes a free one. Entering raises OfflineError when the port cannot be had.
    """

    def __init__(
        self,
        options: ServerOptions,
        ears: Hearing,
        voice: Speaking,
        *,
        new_assistant: Callable[[], Answering],
        port: int = 0,
        clock: Clock | None = None,
        new_ids: Callable[[], Iterator[str]] | None = None,
        warm_up: Callable[[], None] | None = None,
    ) -> None:
        self._options = options
        self._ears = ears
        self._voice = voice
        self._new_assistant = new_assistant
        self._clock = clock if clock is not None else SystemClock()
        self._new_ids = new_ids if new_ids is not None else random_ids
        self._warm_up = warm_up
        self._port = LoopbackPort(options, self._converse, port, who="The embedded assistant")
        self._jobs: Jobs | None = None
        self.statistics = ConnectionStatistics()

    @property
    def port(self) -> int:
        """The port that is listened on; only while the server is entered."""
        return self._port.number

    @property
    def job_statistics(self) -> JobStatistics:
        """What became of hearing and speaking."""
        return self._jobs.statistics if self._jobs is not None else JobStatistics()

    async def __aenter__(self) -> OfflineServer:
        self._jobs = Jobs(self._ears, self._voice, asyncio.to_thread)
        await self._port.__aenter__()
        if self._warm_up is not None:
            self._jobs.warm_up(self._warm_up)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._jobs is not None
        await self._port.__aexit__(kind, error, trace)
        if not await self._jobs.finish(STOP_LIMIT_S):
            log.warning("! a speech job was still running at the stop")

    async def _converse(self, socket: WebSocket, admitted: Admitted) -> None:
        assert self._jobs is not None
        brain = Brain(
            self._options,
            self._new_assistant(),
            self._new_ids(),
            model=admitted.model,
            voice=admitted.default_voice,
        )
        session = Connection(
            socket,
            brain,
            ServerCodec(dialect_named(admitted.dialect_name)),
            self._jobs,
            self._clock,
            self.statistics,
        )
        await session.run(datetime.now().astimezone())


def random_ids() -> Iterator[str]:
    """Yield the part of an id behind its prefix, for ever; not guessable."""
    while True:
        yield "".join(secrets.choice(_BASE62) for _ in range(ID_CHARACTERS))
