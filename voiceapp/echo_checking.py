"""The echo check inside a running conversation.

It takes the conversation's devices for seven seconds and opens them for itself. Playing the test sound
through the open streams instead was considered: then the service would have to be kept from hearing it, the
ledger from counting it, and the measurement from remembering what came before. A device that goes and comes
back is something the conversation knows how to live with, so that is all it learns of the check.

An answer that is being heard is stopped first, as with the stop key: its rest is not kept for afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from voiceapp.audio.desk import Run, SoundDesk
from voiceapp.audio.device import SoundSystem
from voiceapp.audio.echo_check import CHECK_S, check_echo
from voiceapp.audio.echo_measure import sentence
from voiceapp.clock import Clock
from voiceapp.dialogue.inputs import Input, MicBlock, StopPressed
from voiceapp.dialogue.snapshot import DuplexMode, EchoCheck
from voiceapp.errors import SoundError

LOOK_S = 0.05
"""How often progress is told, and whether somebody has had enough is looked at."""
FADE_S = 0.1
"""For the stopped answer to fade and the last frame that was heard to be reported."""
LENT = "The echo check is using the microphone and the loudspeaker for a few seconds."


class EchoChecking:
    """Checks for echo with the devices of one conversation; used on its loop."""

    def __init__(
        self,
        sound: SoundSystem,
        desk: SoundDesk,
        clock: Clock,
        *,
        post: Callable[[Input], None],
        run: Run,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`post` takes inputs of the conversation; `run` makes calls of the sound system, as for the desk."""
        self._sound = sound
        self._desk = desk
        self._clock = clock
        self._post = post
        self._run = run
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._check: _Check | None = None

    async def check(self, tell: Callable[[EchoCheck], None]) -> None:
        """Check once, telling the progress and at the end what was found; nothing more once it is stopped."""
        check = self._check = _Check(tell, self._sleep)
        async with self._turn:
            self._post(StopPressed(self._clock.now_ns()))
            with suppress(_Stopped):
                await check.wait(FADE_S)
                async with self._desk.released(LENT):
                    found = await self._found(check)
                tell(found)

    async def stop(self) -> None:
        """End a check that runs, and wait until the devices are back."""
        if self._check is not None:
            self._check.stopped = True
        async with self._turn:
            pass

    async def _found(self, check: _Check) -> EchoCheck:
        try:
            report = await check_echo(
                self._sound,
                self._clock,
                run=self._run,
                microphone=self._desk.wanted("microphone"),
                speaker=self._desk.wanted("speaker"),
                wait=check.wait,
                observe=check.observe,
            )
        except SoundError as error:
            return EchoCheck(1.0, sentence=error.sentence)
        return EchoCheck(1.0, sentence=sentence(report), recommended=DuplexMode(report.duplex.value))


class _Stopped(Exception):
    """Somebody has had enough."""


class _Check:
    """How far one check has come."""

    def __init__(
        self, tell: Callable[[EchoCheck], None], sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        self._tell = tell
        self._sleep = sleep
        self._waited_s = 0.0
        self._mic_rms = 0
        self.stopped = False

    def observe(self, happened: Input) -> None:
        """Keep the level of the newest block; on the microphone's thread, the only one that writes it."""
        if isinstance(happened, MicBlock):
            self._mic_rms = happened.rms

    async def wait(self, seconds: float) -> None:
        """Let time pass. Raises _Stopped; never in the middle of opening a device, which would be lost."""
        for _ in range(round(seconds / LOOK_S)):
            if self.stopped:
                raise _Stopped
            self._tell(EchoCheck(min(1.0, self._waited_s / CHECK_S), self._mic_rms))
            await self._sleep(LOOK_S)
            self._waited_s += LOOK_S
