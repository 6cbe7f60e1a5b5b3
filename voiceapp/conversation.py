"""One running conversation: dialogue, engine, doors, sound and target, built and taken down together.

Used on an asyncio loop, whichever thread owns it: of the window, of `voiceapp talk`, of `voiceapp demo`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
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
from voiceapp.dialogue.inputs import (
    EchoMeasured,
    Input,
    NewConversationRequested,
    RecordingStarted,
    RecordingStopped,
    Started,
)
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Microphone, Snapshot, WireNote
from voiceapp.engine import Engine
from voiceapp.errors import TapeError
from voiceapp.recording.deck import TapeDeck
from voiceapp.recording.header import Setting
from voiceapp.recording.journal import Journal
from voiceapp.recording.recorder import RecorderStatistics, TapeRecorder
from voiceapp.recording.redaction import KeptSteps
from voiceapp.recording.tape import TapeHeader
from voiceapp.store.chapter import About
from voiceapp.store.keeper import Keeper
from voiceapp.targets import Target

log = logging.getLogger("voiceapp.state")


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
        record_privately: bool = False,
        undelivered: Path | None = None,
        keeper: Keeper | None = None,
        echo: Literal["auto", "off"] = "auto",
        noise_suppression: bool = False,
        echo_measured: Callable[[EchoReport], None] | None = None,
    ) -> None:
        """Build everything; nothing is opened yet.

        `post` takes inputs from the devices' threads to this loop; without it the devices are expected to
        call on the loop itself (simulated sound). `record` is a folder for the tape; `record_privately` keeps
        words and sound out of it. Raises TapeError when it cannot be written. `undelivered` is where what is
        said is kept until it is delivered; never beside a private recording. `keeper` keeps the words; None:
        nobody does. `echo` says whether the loudspeaker is taken out of the microphone; `echo_measured` is
        told of it twice a second, on the microphone's thread.
        """
        options = options or DialogueOptions()
        self._clock = clock
        self._target = target
        self._options = options
        self._chosen = {"microphone": microphone, "speaker": speaker}
        self._settings: dict[str, Setting] = {"echo": echo, "noise_suppression": noise_suppression}
        self._deck = TapeDeck()
        self._journal: Journal | None = None
        if undelivered is not None and not record_privately:
            self._journal = Journal(undelivered, clock.wall_ns() - clock.now_ns())
        self._keeper = keeper
        self._publish = publish
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
            publish=publish if keeper is None else self._show,
            observe=observe,
            tape=self._deck,
            journal=self._journal,
        )
        self.desk = SoundDesk(
            sound,
            self.capture,
            self.playout,
            microphone=microphone,
            speaker=speaker,
            run=here if post is None else in_thread,
        )
        self._record = record
        if record is not None:
            self._deck.start(record, self._header(private=record_privately), open_here=True)
        self._record_privately = record_privately

    def sink(self, happened: Input) -> None:
        """Take an input, on the loop."""
        if self._keeper is not None and isinstance(happened, NewConversationRequested):
            self._keeper.begin_anew(self.engine.snapshot(), happened.at_ns)
        self.engine.post(happened)
        self.desk.noticed(happened)

    def _show(self, picture: Snapshot) -> None:
        assert self._keeper is not None
        self._keeper.show(picture)
        if self._publish is not None:
            self._publish(picture)

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
        if self._keeper is not None:
            about = About(
                dialect=self._target.dialect_name,
                endpoint=self._target.label,
                instructions=self._options.instructions,
                tools=self._options.tools,
            )
            self._keeper.start(about, now_ns=self._clock.now_ns(), wall_ns=self._clock.wall_ns())
        if self._record is not None:
            self._tell_recording(self._record, private=self._record_privately)
        if self._journal is not None:
            self._journal.start()
        self.engine.post(Started(self._clock.now_ns()))
        await self.desk.open()

    async def close(self) -> None:
        """Link, then sound, then target, then tape and what is kept."""
        await self.engine.close()
        if self._keeper is not None:
            self._keeper.finish()
        if self._journal is not None:
            self._journal.finish()
        await self.desk.close()
        await self._target.close()
        recorder = self._deck.stop()
        failure = await self._written(recorder) if recorder is not None else None
        if failure is not None:
            log.warning("! %s %s", failure.sentence, failure.details)
        if self._journal is not None:
            await in_thread(self._journal.join)
        if self._keeper is not None and not await in_thread(self._keeper.join):
            log.warning("! The disk is too slow: the end of the conversation may not be kept.")

    # -- recording -------------------------------------------------------------------------------

    def start_recording(self, folder: Path, *, private: bool = False) -> None:
        """Record from here on, on the loop, into a folder of its own; the tape begins with what led here.

        Waits for no disk: a folder that cannot be written is told as `RecordingStopped`. `private` keeps
        words and sound out of the tape. Raises TapeError while a recording is under way.
        """
        from_start = self._deck.has_all
        self._deck.start(folder, self._header(private=private))
        self._tell_recording(folder, private=private, from_start=from_start)

    async def stop_recording(self) -> None:
        """End the recording and wait, within a limit, until the tape is complete; nothing without one."""
        if not self._deck.is_recording:
            return
        self.engine.post(RecordingStopped(self._clock.now_ns()))
        if self._keeper is not None:
            self._keeper.recording_ended()
        recorder = self._deck.stop()
        failure = await self._written(recorder) if recorder is not None else None
        if failure is not None:
            self.engine.post(RecordingStopped(self._clock.now_ns(), failure.sentence, failure.details))

    def so_far(self) -> Path | KeptSteps | None:
        """Return the folder of the recording under way or the last one, or else what is kept in memory.

        On the loop. None after a long conversation that nobody recorded.
        """
        if self._deck.folder is not None:
            return self._deck.folder
        kept = self._deck.kept
        return KeptSteps(self._header(private=True), kept) if kept else None

    def recording_statistics(self) -> RecorderStatistics | None:
        """Count what the recording under way, or the last one, has written and lost."""
        return self._deck.statistics()

    def _tell_recording(self, folder: Path, *, private: bool, from_start: bool = True) -> None:
        self.engine.post(RecordingStarted(self._clock.now_ns(), folder.name, private, from_start))
        if self._keeper is not None and not private:
            self._keeper.recorded(folder)

    @staticmethod
    async def _written(recorder: TapeRecorder) -> TapeError | None:
        """Wait for the rest of a tape, within a limit; return what was wrong with it in the end."""
        if not await in_thread(recorder.join):
            return TapeError("The disk is too slow: the end of the recording may be missing.")
        return recorder.failure

    def _header(self, *, private: bool) -> TapeHeader:
        """Describe this moment; the target's label names nothing secret."""
        picture = self.engine.snapshot()
        devices = {name: chosen or "" for name, chosen in self._chosen.items()}
        if picture.microphone is not Microphone.OFF:
            devices["microphone"] = picture.microphone_device
        if picture.speaker_works and picture.speaker_device:
            devices["speaker"] = picture.speaker_device
        return TapeHeader(
            dialect=self._target.dialect_name,
            endpoint=self._target.label,
            model=picture.model,
            started_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            started_at_ns=self._clock.now_ns(),
            private=private,
            devices=devices,
            settings=self._settings,
            options=self._options,
        )
