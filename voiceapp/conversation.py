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
from voiceapp.audio.cue_eraser import CueEraser
from voiceapp.audio.cues import CueMixer, load_cues
from voiceapp.audio.desk import SoundDesk, here, in_thread
from voiceapp.audio.device import SoundSystem
from voiceapp.audio.echo import room_canceller
from voiceapp.audio.echo_measure import EchoReport, sentence
from voiceapp.audio.echo_stage import EchoStage
from voiceapp.audio.far_end import FarEnd
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.clock import Clock
from voiceapp.dialogue.inputs import (
    ConversationContinued,
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
from voiceapp.engine import Engine, RunTool
from voiceapp.errors import StoreError, TapeError
from voiceapp.recording.deck import TapeDeck
from voiceapp.recording.header import Setting
from voiceapp.recording.journal import Journal
from voiceapp.recording.recorder import RecorderStatistics, TapeRecorder
from voiceapp.recording.redaction import KeptSteps
from voiceapp.recording.tape import TapeHeader
from voiceapp.store.chapter import About
from voiceapp.store.continuing import continued
from voiceapp.store.keeper import Keeper
from voiceapp.store.kept import ConversationId, StoredConversation
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
        run_tool: RunTool | None = None,
    ) -> None:
        """Build everything; nothing is opened yet.

        `post` takes inputs from the devices' threads to this loop; without it the devices are expected to
        call on the loop itself (simulated sound). `record` is a folder for the tape; `record_privately` keeps
        words and sound out of it. Raises TapeError when it cannot be written. `undelivered` is where what is
        said is kept until it is delivered; never beside a private recording. `keeper` keeps the words; None:
        nobody does. `echo` says whether the loudspeaker is taken out of the microphone; `echo_measured` is
        told of it twice a second, on the microphone's thread. `run_tool` answers the functions the model asks
        for; without it there are none.
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
        self._began_ns: int | None = None
        """When this conversation began; None: not opened yet."""
        self._continues: ConversationId | None = None
        """The kept conversation it is another part of."""
        self._was_stopped = False
        """It was kept, and then was not to be kept any more."""
        self._publish = publish
        door_post = post if post is not None else self.sink
        self._post = door_post
        self.echo: EchoStage | None = None
        if echo == "auto":
            canceller = room_canceller(noise_suppression=noise_suppression)
            self.echo = EchoStage(canceller, FarEnd(), report=echo_measured or self._echo_measured)
        eraser = CueEraser()
        self.cues = CueMixer(clock, load_cues(), eraser)
        self.playout = PlayoutQueue(clock, door_post, echo=self.echo, cues=self.cues)
        self.capture = Capture(clock, door_post, echo=self.echo, cues=eraser)
        self.engine = Engine(
            Dialogue(options),
            clock,
            self.playout,
            target.connect,
            publish=None if publish is None and keeper is None else self._show,
            observe=observe,
            run_tool=run_tool,
            play_cue=self.cues.play,
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
        self._kept_recording: Path | None = None
        """Folder of the recording under way that kept conversations name."""
        self._record = record
        if record is not None:
            self._deck.start(record, self._header(private=record_privately), open_here=True)
        self._record_privately = record_privately

    def sink(self, happened: Input) -> None:
        """Take an input, on the loop."""
        match happened:
            case NewConversationRequested():
                self._begin_anew(happened.at_ns, None)
            case ConversationContinued(number=number):
                self._begin_anew(happened.at_ns, ConversationId(number) if number else None)
        self.engine.post(happened)
        self.desk.noticed(happened)

    def _begin_anew(self, at_ns: int, continues: ConversationId | None) -> None:
        self._began_ns, self._continues, self._was_stopped = at_ns, continues, False
        if self._keeper is not None:
            self._keeper.begin_anew(self.engine.snapshot(), at_ns, continues=continues)

    def _show(self, picture: Snapshot) -> None:
        if self._keeper is not None:
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

    async def open(self, continued_from: StoredConversation | None = None) -> None:
        """Connect and open the sound; neither waits for the other.

        `continued_from`: the conversation goes on with this kept one.
        """
        self._began_ns = self._clock.now_ns()
        if self._keeper is not None:
            self._start_keeping(self._keeper, self._began_ns)
        if self._record is not None:
            self._tell_recording(self._record, private=self._record_privately)
        if self._journal is not None:
            self._journal.start()
        if continued_from is None:
            self.engine.post(Started(self._clock.now_ns()))
        else:
            self._go_on(continued_from)
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

    # -- keeping ---------------------------------------------------------------------------------

    def keep(self, keeper: Keeper) -> None:
        """Keep this conversation from its beginning on, and those after it, on the loop.

        One that was not to be kept any more is kept from here on: what was said meanwhile stays unkept.
        Nothing happens where it is kept already.
        """
        if self._keeper is not None:
            return
        self._keeper = keeper
        if self._began_ns is None:
            return  # `open` starts it
        if self._was_stopped:
            skips = frozenset(row.key for row in self.engine.snapshot().rows)
            self._start_keeping(keeper, self._clock.now_ns(), skips)
        else:
            self._start_keeping(keeper, self._began_ns)
        if self._kept_recording is not None:
            keeper.recorded(self._kept_recording)
        keeper.show(self.engine.snapshot())

    async def stop_keeping(self) -> None:
        """Keep nothing from now on, on the loop; what is kept stays. Waits, within a limit, for the disk."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.finish()
            await in_thread(keeper.join)
            self._continues, self._was_stopped = keeper.number, True

    def _start_keeping(self, keeper: Keeper, began_ns: int, skips: frozenset[str] = frozenset()) -> None:
        about = About(
            dialect=self._target.dialect_name,
            endpoint=self._target.label,
            instructions=self._options.instructions,
            tools=self._options.tools,
        )
        keeper.start(
            about,
            now_ns=self._clock.now_ns(),
            wall_ns=self._clock.wall_ns(),
            began_ns=began_ns,
            continues=self._continues,
            skips=skips,
        )

    # -- continuing ------------------------------------------------------------------------------

    @property
    def is_kept(self) -> bool:
        """Say whether what is said is kept."""
        return self._keeper is not None

    async def go_on_with(
        self, number: ConversationId, read: Callable[[ConversationId], StoredConversation]
    ) -> None:
        """End this conversation and go on with a kept one; `read` may wait for a disk. Raises StoreError."""
        if self._keeper is not None:
            await in_thread(self._keeper.catch_up)  # it may be the one that ended a moment ago
        kept = await in_thread(read, number)
        if self._keeper is not None and self._keeper.number == number:
            raise StoreError("This conversation is going on already.")
        self._go_on(kept)

    def _go_on(self, kept: StoredConversation) -> None:
        self.sink(continued(kept, now_ns=self._clock.now_ns(), wall_ns=self._clock.wall_ns()))

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
        self._kept_recording = None
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
        self._kept_recording = None if private else folder
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
