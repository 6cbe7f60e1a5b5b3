"""The echo check: play five seconds that sound like speech, listen, and say what came back.

It opens the devices itself, so no conversation may be using them (`echo_checking.py` sees to that). The
person should be quiet meanwhile; if they are not, the report rests on the moments in which they were.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from voiceapp.audio.capture import Capture
from voiceapp.audio.desk import Run
from voiceapp.audio.device import SoundSystem
from voiceapp.audio.echo import EchoCanceller, room_canceller
from voiceapp.audio.echo_measure import EchoReport
from voiceapp.audio.echo_stage import EchoStage
from voiceapp.audio.far_end import FarEnd
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.rooms import babble
from voiceapp.clock import Clock
from voiceapp.dialogue.inputs import Input
from voiceapp.errors import SoundError
from voiceapp.protocol.wire import ItemId

CHECK_MS = 5_000
LEVEL_DBFS = -23.0
"""A little quieter than an answer: nobody expects it."""
QUIET_S = 0.5
"""The room alone, before."""
PATIENCE_S = 3.0
"""For devices that take their time to begin, and for what is under way at the end."""

CHECK_S = QUIET_S + CHECK_MS / 1000 + QUIET_S
"""How long it takes on devices that begin at once."""

ITEM = ItemId("echo_check")


def _forget(happened: Input) -> None:
    """Let go of what the doors post: nobody holds a conversation."""


async def check_echo(
    system: SoundSystem,
    clock: Clock,
    *,
    run: Run,
    microphone: str | None = None,
    speaker: str | None = None,
    canceller: EchoCanceller | None = None,
    wait: Callable[[float], Awaitable[object]] = asyncio.sleep,
    observe: Callable[[Input], None] = _forget,
) -> EchoReport:
    """Play, listen for about six seconds, and return what was found.

    `run` makes calls of the sound system as for `SoundDesk`; `wait` lets seconds pass, and may raise to end
    the check. `observe` is told what the doors post, on the devices' threads. Raises SoundError with a
    sentence where a device cannot be opened or delivers nothing.
    """
    stage = EchoStage(canceller or room_canceller(), FarEnd())
    playout, capture = PlayoutQueue(clock, observe, echo=stage), Capture(clock, observe, echo=stage)
    playing = await run(system.open_speaker, playout, speaker)
    try:
        listening = await run(system.open_microphone, capture, microphone)
        try:
            await wait(QUIET_S)
            playout.play(ITEM, 0, 0, babble(CHECK_MS, level_dbfs=LEVEL_DBFS).tobytes())
            playout.finish(ITEM, 0)
            await wait(CHECK_MS / 1000)
            waited_s = 0.0
            while playout.statistics().queued_frames and waited_s < PATIENCE_S:
                await wait(0.1)
                waited_s += 0.1
            await wait(QUIET_S)
        finally:
            listening.close()
    finally:
        playing.close()
    if stage.latest is None:
        raise SoundError(
            "The microphone delivers no sound; choose another one, or grant permission to use it."
        )
    return stage.latest
