"""Keeps a microphone and a loudspeaker open: at the start, after another choice, and when one comes back.

Opening a device takes 30 to 100 ms and may hang on a broken driver, so it happens in a worker thread; the
desk itself lives on the loop. A device that is missing is a normal state: its door says so in a sentence, and
the desk looks again every two seconds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from voiceapp.audio.capture import Capture
from voiceapp.audio.device import DeviceInfo, SoundSystem, Stream
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.dialogue.inputs import Input, MicrophoneLost, SpeakerLost
from voiceapp.errors import SoundError

log = logging.getLogger("voiceapp.sound")

LOOK_AGAIN_S = 2.0

Run = Callable[..., Awaitable[Any]]


async def in_thread(call: Callable[..., Any], *arguments: Any) -> Any:
    """Make the call in a worker thread: a driver may take its time."""
    return await asyncio.to_thread(call, *arguments)


async def here(call: Callable[..., Any], *arguments: Any) -> Any:
    """Make the call on the loop: simulated devices run where their time does."""
    return call(*arguments)


@dataclass(slots=True)
class _Side:
    """One of the two devices."""

    role: str
    open: Callable[[str | None], Stream]
    say_lost: Callable[[str], None]
    wanted: str | None
    stream: Stream | None = None
    said: str = ""
    """The sentence last said about its absence; said once, not every two seconds."""


class SoundDesk:
    """Owns the open streams of a conversation; used from the loop only."""

    def __init__(
        self,
        system: SoundSystem,
        capture: Capture,
        playout: PlayoutQueue,
        *,
        microphone: str | None = None,
        speaker: str | None = None,
        run: Run,
        look_again_s: float = LOOK_AGAIN_S,
    ) -> None:
        """Keep the choice; None means the system's default. Nothing is opened yet.

        `run` is how a call of the sound system is made: `in_thread`, or `here` for a simulated one.
        """
        self._system = system
        self._run = run
        self._look_again_s = look_again_s
        self._sides = {
            "microphone": _Side(
                "microphone", lambda name: system.open_microphone(capture, name), capture.lost, microphone
            ),
            "speaker": _Side(
                "speaker", lambda name: system.open_speaker(playout, name), playout.lost, speaker
            ),
        }
        self._lock = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None
        self._closed = False

    async def open(self) -> None:
        """Open both devices, the loudspeaker first; what is missing is looked for until it is there."""
        async with self._lock:
            for role in ("speaker", "microphone"):
                await self._open(self._sides[role])
        self._watch = asyncio.create_task(self._look_again(), name="sound desk")

    async def choose(self, role: str, name: str | None) -> None:
        """Change the `microphone` or the `speaker`; None means the system's default."""
        side = self._sides[role]
        async with self._lock:
            side.wanted = name
            self._close(side)
            await self._open(side)

    def wanted(self, role: str) -> str | None:
        """Return the chosen `microphone` or `speaker`; None: the system's default."""
        return self._sides[role].wanted

    @asynccontextmanager
    async def released(self, sentence: str) -> AsyncIterator[None]:
        """Lend both devices to the body, and open them again after it; `sentence` says why they are gone.

        A choice made meanwhile waits until then.
        """
        async with self._lock:
            for side in self._sides.values():
                if side.stream is not None:
                    self._close(side)
                    side.say_lost(sentence)
            try:
                yield
            finally:
                if not self._closed:
                    for role in ("speaker", "microphone"):
                        await self._open(self._sides[role])

    def noticed(self, happened: Input) -> None:
        """Learn from the doors' own inputs that a device has gone."""
        role = {MicrophoneLost: "microphone", SpeakerLost: "speaker"}.get(type(happened))
        if role is not None and (stream := self._sides[role].stream) is not None:
            self._sides[role].stream = None
            self._sides[role].said = "gone"
            stream.close()

    async def devices(self) -> tuple[DeviceInfo, ...]:
        """List what can be chosen. Raises SoundError where there is no sound library."""
        found: tuple[DeviceInfo, ...] = await self._run(self._system.devices)
        return found

    async def close(self) -> None:
        """Release both devices. Idempotent."""
        self._closed = True
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
            self._watch = None
        async with self._lock:
            for side in self._sides.values():
                self._close(side)

    # -- inside ----------------------------------------------------------------------------------

    async def _open(self, side: _Side) -> None:
        try:
            side.stream = await self._run(side.open, side.wanted)
            side.said = ""
            log.info("= %s: %s", side.role, side.stream.device_name)
        except SoundError as error:
            if side.said != error.sentence:
                side.said = error.sentence
                log.info("! %s: %s %s", side.role, error.sentence, error.details)
                side.say_lost(error.sentence)

    def _close(self, side: _Side) -> None:
        stream, side.stream = side.stream, None
        if stream is not None:
            stream.close()

    async def _look_again(self) -> None:
        while not self._closed:
            await asyncio.sleep(self._look_again_s)
            missing = [side for side in self._sides.values() if side.stream is None]
            if not missing:
                continue
            async with self._lock:
                if len(missing) == len(self._sides):
                    await self._run(self._system.refresh)
                for side in missing:
                    if side.stream is None:
                        await self._open(side)
