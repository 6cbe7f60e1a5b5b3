"""One running conversation: dialogue, engine, doors, sound and target, built and taken down together.

Used on an asyncio loop, whichever thread owns it: of the window, of `voiceapp talk`, of `voiceapp demo`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from voiceapp.audio.capture import Capture
from voiceapp.audio.desk import SoundDesk, here, in_thread
from voiceapp.audio.device import SoundSystem
from voiceapp.audio.echo import room_canceller
from voiceapp.audio.echo_measure import EchoReport, sentence
from voiceapp.audio.echo_stage import EchoStage
from voiceapp.audio.far_end import FarEnd
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.clock import Clock
from voiceapp.dialogue.inputs import EchoMeasured, Input, Started
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Snapshot, WireNote
from voiceapp.engine import Engine
from voiceapp.recording.tape import TapeHeader, TapeWriter
from voiceapp.targets import Target


class Conversation:
    """`open()`, then inputs through `sink`, then `close()`."""

    def __init__(
        self,
        target: Target,
        sound: SoundSystem,
        clock: Clock,
        *,
        post: Callable[[Input], None] | None = None,
        options: DialogueOptions | None = None,
        publish: Callable[[Snapshot], None] | None = None,
        observe: Callable[[WireNote], None] | None = None,
        microphone: str | None = None,
        speaker: str | None = None,
        record: Path | None = None,
        echo: Literal["auto", "off"] = "auto",
        noise_suppression: bool = False,
        echo_measured: Callable[[EchoReport], None] | None = None,
    ) -> None:
        """Build everything; nothing is opened yet.

        `post` takes inputs from the devices' threads to this loop; without it the devices are expected to
        call on the loop itself (simulated sound). `record` is a folder for the tape. `echo` says whether the
        loudspeaker is taken out of the microphone; `echo_measured` is told of it twice a second, on the
        microphone's thread.
        """
        options = options or DialogueOptions()
        self._clock = clock
        self._target = target
        self._tape = self._open_tape(record, target, options)
        door_post = post if post is not None else self.sink
        self._post = door_post
        self.echo: EchoStage | None = None
        if echo == "auto":
            canceller = room_canceller(noise_suppression=noise_suppression)
            self.echo = EchoStage(canceller, FarEnd(), report=echo_measured or self._echo_measured)
        self.playout = PlayoutQueue(clock, door_post, echo=self.echo)
        self.capture = Capture(clock, door_post, echo=self.echo)
        self.engine = Engine(
            Dialogue(options),
            clock,
            self.playout,
            target.connect,
            publish=publish,
            observe=observe,
            tape=self._tape,
        )
        self.desk = SoundDesk(
            sound,
            self.capture,
            self.playout,
            microphone=microphone,
            speaker=speaker,
            run=here if post is None else in_thread,
        )

    def sink(self, happened: Input) -> None:
        """Take an input, on the loop."""
        self.engine.post(happened)
        self.desk.noticed(happened)

    def _echo_measured(self, report: EchoReport) -> None:
        """Tell the dialogue; on the microphone's thread."""
        self._post(
            EchoMeasured(
                self._clock.now_ns(),
                report.duplex.value,
                sentence(report),
                report.erle_db,
                converged=report.converged,
            )
        )

    async def open(self) -> None:
        """Connect and open the sound; neither waits for the other."""
        self.engine.post(Started(self._clock.now_ns()))
        await self.desk.open()

    async def close(self) -> None:
        """Link, then sound, then target, then tape."""
        await self.engine.close()
        await self.desk.close()
        await self._target.close()
        if self._tape is not None:
            self._tape.close()

    @staticmethod
    def _open_tape(folder: Path | None, target: Target, options: DialogueOptions) -> TapeWriter | None:
        if folder is None:
            return None
        return TapeWriter(folder, TapeHeader(dialect=target.dialect_name, options=options))
