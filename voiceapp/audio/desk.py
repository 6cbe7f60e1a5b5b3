"""Keeps a microphone and a loudspeaker open: at the start, after another choice, and when one comes back.

Opening a device takes 30 to 100 ms and may hang on a broken driver, so it happens in a worker thread; the
desk itself lives on the loop. A device that is missing is a normal state: the system's own takes its place
until it is back. Where there is none the door says so in a sentence, and the desk looks again every two
seconds.

A list of devices is as old as the moment the sound system was started, and it can be made anew only while no
stream is open. So where something is missing, the desk asks now and then what is plugged in (a matter of
another process), and takes both devices out of use for a moment when that has changed.
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
from voiceapp.audio.device_list import Direction, channels, label
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.dialogue.inputs import Input, MicrophoneLost, SpeakerLost
from voiceapp.errors import DeviceMissing, SoundError

log = logging.getLogger("voiceapp.sound")

LOOK_AGAIN_S = 2.0
LOOKS_BETWEEN_MAX = 32
"""The census of devices costs half a second of a core: after 2, 4, 8 … looks, at last once a minute."""
LOOKED_FOR_AGAIN = "The devices are looked for again."

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
    direction: Direction
    open: Callable[[str | None], Stream]
    say_lost: Callable[[str], None]
    wanted: str | None
    stream: Stream | None = None
    said: str = ""
    """The sentence last said about its absence; said once, not every two seconds."""
    is_instead: bool = False
    """The system's own is open, because the wanted one is not there."""

    @property
    def is_as_wanted(self) -> bool:
        """Say whether there is nothing to look for."""
        return self.stream is not None and not self.is_instead


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
                "microphone",
                Direction.MICROPHONE,
                lambda name: system.open_microphone(capture, name),
                capture.lost,
                microphone,
            ),
            "speaker": _Side(
                "speaker",
                Direction.SPEAKER,
                lambda name: system.open_speaker(playout, name),
                playout.lost,
                speaker,
            ),
        }
        self._lock = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None
        self._looks_between = 1
        self._looks_left = 1
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
            self._looks_between = self._looks_left = 1
            if name is not None and not _names(name, await self._listed()) and await self._is_list_old():
                await self._open_all_anew()
                return
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
        """List what can be chosen, as of when the sound system started. Raises SoundError without one."""
        found: tuple[DeviceInfo, ...] = await self._run(self._system.devices)
        return found

    async def devices_now(self) -> tuple[DeviceInfo, ...]:
        """List what is plugged in, which may take a second; what is new can be chosen. Raises SoundError."""
        found: tuple[DeviceInfo, ...] = await self._run(self._system.devices_now)
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
        """Open what is wanted, or the system's own in its place; say why where neither can be."""
        try:
            await self._open_as(side, side.wanted)
        except DeviceMissing as missing:
            try:
                await self._open_as(side, None)
            except SoundError:
                self._say_missing(side, missing)
        except SoundError as error:
            self._say_missing(side, error)

    async def _open_as(self, side: _Side, name: str | None) -> None:
        side.stream = await self._run(side.open, name)
        side.said = ""
        side.is_instead = name != side.wanted
        log.info("= %s: %s%s", side.role, side.stream.device_name, " (in its place)" * side.is_instead)

    @staticmethod
    def _say_missing(side: _Side, error: SoundError) -> None:
        if side.said != error.sentence:
            side.said = error.sentence
            log.info("! %s: %s %s", side.role, error.sentence, error.details)
            side.say_lost(error.sentence)

    async def _open_all_anew(self) -> None:
        """Close both, look for devices, and open both."""
        for side in self._sides.values():
            if side.stream is not None:
                self._close(side)
                side.say_lost(LOOKED_FOR_AGAIN)
        await self._run(self._system.refresh)
        for role in ("speaker", "microphone"):
            await self._open(self._sides[role])

    async def _listed(self) -> tuple[DeviceInfo, ...]:
        try:
            return await self.devices()
        except SoundError:
            return ()

    async def _is_list_old(self) -> bool:
        """Say whether other devices are plugged in than the sound system knows of.

        One that we use ourselves may be missing from the census: some drivers show it to one program only.
        """
        try:
            now, then = await self.devices_now(), await self._listed()
        except SoundError as error:
            log.info("! %s %s", error.sentence, error.details)
            return False
        for side in self._sides.values():
            plugged, known = _labels(now, side.direction), _labels(then, side.direction)
            if plugged - known or (side.stream is None and plugged != known):
                return True
        return False

    def _close(self, side: _Side) -> None:
        stream, side.stream = side.stream, None
        if stream is not None:
            stream.close()

    async def _look_again(self) -> None:
        while not self._closed:
            await asyncio.sleep(self._look_again_s)
            await self._look()

    async def _look(self) -> None:
        """See whether what is missing is there by now."""
        if all(side.is_as_wanted for side in self._sides.values()):
            self._looks_between = self._looks_left = 1
            return
        async with self._lock:
            nothing_open = all(side.stream is None for side in self._sides.values())
            if nothing_open or (self._is_census_due() and await self._is_list_old()):
                await self._open_all_anew()
                return
            for side in self._sides.values():
                if side.is_instead and side.wanted and _names(side.wanted, await self._listed()):
                    self._close(side)
                if side.stream is None:
                    await self._open(side)

    def _is_census_due(self) -> bool:
        self._looks_left -= 1
        if self._looks_left > 0:
            return False
        self._looks_between = self._looks_left = min(2 * self._looks_between, LOOKS_BETWEEN_MAX)
        return True


def _labels(devices: tuple[DeviceInfo, ...], direction: Direction) -> set[str]:
    return {label(device) for device in devices if channels(device, direction)}


def _names(name: str, devices: tuple[DeviceInfo, ...]) -> bool:
    return any(name in (device.name, label(device)) for device in devices)
