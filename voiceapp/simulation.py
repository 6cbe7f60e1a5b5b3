"""A whole conversation in virtual time: dialogue, embedded assistant and simulated sound on one clock.

The two pure minds talk through both real codecs, sound goes through the real doors, and time jumps from one
event to the next; so a minute of conversation takes a fraction of a second and is the same every time. What
is not real is only the wire, which delays, and the recogniser and the voice, which are given.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from voiceapp.audio.capture import Capture
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.clock import ManualClock
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.engine import Tape
from voiceapp.offline.answer import Answering
from voiceapp.offline.brain import Brain
from voiceapp.offline.effects import Close, Effect, Emit, Recognise, Synthesise
from voiceapp.offline.options import ServerOptions
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import ClientEvent
from voiceapp.protocol.codec import ClientCodec, ClientMistake, ServerCodec
from voiceapp.protocol.dialect import GA, Dialect
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.server_events import ErrorEvent, ServerEvent

WALL = datetime(2026, 11, 20, 14, 2)
"""The time of day in every simulated world."""


@dataclass(frozen=True, slots=True)
class World:
    """What surrounds the two minds; delays in ms."""

    uplink_ms: int = 15
    downlink_ms: int = 15
    job_ms: int = 30
    """How long recognising or speaking takes."""
    device_latency_ms: int = 25
    """From the callback to the ear."""


@dataclass(slots=True)
class Record:
    """What happened, for those who want to know."""

    sent: list[ClientEvent] = field(default_factory=list)
    received: list[tuple[int, ServerEvent]] = field(default_factory=list)
    commands: list[tuple[int, c.Command]] = field(default_factory=list)
    blocks: list[i.SpeakerBlock] = field(default_factory=list)
    mistakes: list[ClientMistake] = field(default_factory=list)
    """What the server's codec refused: must stay empty."""

    @property
    def errors(self) -> list[ErrorInfo]:
        """Return the errors the server reported."""
        return [event.error for _, event in self.received if isinstance(event, ErrorEvent)]


class Simulation:
    """One conversation; `run(ms)` lets time pass."""

    def __init__(
        self,
        assistant: Callable[[], Answering],
        hearing: Callable[[bytes], str | None],
        speaking: Callable[[str], bytes],
        *,
        options: DialogueOptions | None = None,
        server: ServerOptions | None = None,
        dialect: Dialect = GA,
        world: World | None = None,
        tape: Tape | None = None,
    ) -> None:
        """Build both sides; `hearing` and `speaking` stand for the recogniser and the voice."""
        self.clock = ManualClock(start_ns=NS_PER_MS)
        self.world = world or World()
        self.record = Record()
        self.dialogue = Dialogue(options)
        self.sound = SimulatedSound(self.clock, latency_ms=self.world.device_latency_ms)
        self.playout = PlayoutQueue(self.clock, self.post)
        self.capture = Capture(self.clock, self.post)
        self.brain: Brain | None = None
        self._server = server or ServerOptions()
        self._dialect = dialect
        self._assistant = assistant
        self._hearing = hearing
        self._speaking = speaking
        self._client_codec = ClientCodec(dialect)
        self._server_codec = ServerCodec(dialect)
        self._tape = tape
        self._queue: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()
        self._ids = _ids()
        self._link = 0
        self._inbox: list[i.Input] = []
        self._stepping = False

    # -- what a test does ------------------------------------------------------------------------

    def start(self) -> None:
        """Open the sound and connect."""
        self.sound.open_speaker(self.playout)
        self.sound.open_microphone(self.capture)
        self.post(i.Started(self.clock.now_ns()))

    def post(self, happened: i.Input) -> None:
        """Give the dialogue an input, and perform what it asks for."""
        self._inbox.append(happened)
        if self._stepping:
            return
        self._stepping = True
        try:
            while self._inbox:
                self._step(self._inbox.pop(0))
        finally:
            self._stepping = False

    def at(self, ms: int, action: Callable[[], None]) -> None:
        """Do something `ms` milliseconds from now."""
        self._later(ms, action)

    def run(self, ms: int) -> Snapshot:
        """Let time pass, and return the picture at the end."""
        end_ns = self.clock.now_ns() + ms * NS_PER_MS
        while (next_ns := self._next_ns()) <= end_ns:
            self.clock.advance_to(next_ns)
            self._run_due()
        self.clock.advance_to(end_ns)
        return self.dialogue.snapshot()

    def run_until(self, happened: Callable[[Snapshot], bool], *, limit_ms: int = 60_000) -> Snapshot:
        """Let time pass until something is the case; AssertionError when it never is."""
        end_ns = self.clock.now_ns() + limit_ms * NS_PER_MS
        while not happened(picture := self.dialogue.snapshot()):
            if self.clock.now_ns() >= end_ns:
                raise AssertionError(f"it did not happen within {limit_ms} ms; the picture is {picture}")
            self.run(10)
        return picture

    def drop_link(self, sentence: str = "The connection was lost.") -> None:
        """Cut the wire without a word."""
        self._link += 1
        self.brain = None
        self.post(i.LinkDropped(self.clock.now_ns(), sentence, 1006))

    # -- time ------------------------------------------------------------------------------------

    def _next_ns(self) -> int:
        times = [self.sound.due_ns]
        if self._queue:
            times.append(self._queue[0][0])
        deadline_ns = self.dialogue.next_deadline_ns()
        if deadline_ns is not None:
            times.append(deadline_ns)
        if self.brain is not None and (due_ns := self.brain.next_due_ns()) is not None:
            times.append(due_ns)
        return max(self.clock.now_ns(), min(times))

    def _run_due(self) -> None:
        now_ns = self.clock.now_ns()
        while self._queue and self._queue[0][0] <= now_ns:
            heapq.heappop(self._queue)[2]()
        if self.brain is not None and (due_ns := self.brain.next_due_ns()) is not None and due_ns <= now_ns:
            self._perform_effects(self.brain.due(now_ns))
        deadline_ns = self.dialogue.next_deadline_ns()
        if deadline_ns is not None and deadline_ns <= now_ns:
            self.post(i.DeadlinePassed(now_ns))
        self.sound.run_due()

    def _later(self, ms: int, action: Callable[[], None]) -> None:
        at_ns = self.clock.now_ns() + ms * NS_PER_MS
        heapq.heappush(self._queue, (at_ns, next(self._order), action))

    # -- the client ------------------------------------------------------------------------------

    def _step(self, happened: i.Input) -> None:
        if isinstance(happened, i.SpeakerBlock):
            self.record.blocks.append(happened)
        commands = self.dialogue.handle(happened)
        if self._tape is not None:
            self._tape.write(happened, commands)
        for command in commands:
            self.record.commands.append((happened.at_ns, command))
            self._perform(command)

    def _perform(self, command: c.Command) -> None:
        match command:
            case c.SendEvent(event):
                self.record.sent.append(event)
                self._send(event)
            case c.PlayPcm(item_id, content_index, first_frame, pcm):
                self.playout.play(item_id, content_index, first_frame, pcm)
            case c.FinishPlayout(item_id, content_index):
                self.playout.finish(item_id, content_index)
            case c.CutPlayout(order):
                self.playout.cut(order)
            case c.PausePlayout(order):
                self.playout.pause(order)
            case c.ResumePlayout(order):
                self.playout.resume(order)
            case c.OpenLink():
                self._link += 1
                number = self._link
                self._later(self.world.uplink_ms, lambda: self._accept(number))
            case c.CloseLink():
                self._link += 1
                self.brain = None
            case c.RunTool(call_id, name, _):
                output = f"{name} is done"
                self._later(
                    self.world.job_ms,
                    lambda: self.post(i.ToolFinished(self.clock.now_ns(), call_id, output)),
                )
            case _:
                pass

    def _send(self, event: ClientEvent) -> None:
        if self.brain is None:
            return
        frame, number = self._client_codec.encode(event), self._link
        self._later(self.world.uplink_ms, lambda: self._arrive(frame, number))

    # -- the server ------------------------------------------------------------------------------

    def _accept(self, number: int) -> None:
        if number != self._link:
            return
        self.brain = Brain(self._server, self._assistant(), self._ids)
        self.post(i.LinkOpened(self.clock.now_ns(), self._dialect.name))
        self._perform_effects(self.brain.open(self.clock.now_ns(), WALL))

    def _arrive(self, frame: str, number: int) -> None:
        if number != self._link or self.brain is None:
            return
        try:
            said: ClientEvent | ClientMistake = self._server_codec.decode(frame)
        except ClientMistake as mistake:
            self.record.mistakes.append(mistake)
            said = mistake
        self._perform_effects(self.brain.receive(said, self.clock.now_ns()))

    def _perform_effects(self, effects: list[Effect]) -> None:
        number = self._link
        for effect in effects:
            match effect:
                case Emit(event):
                    for frame in self._server_codec.encode(event):
                        self._later(
                            self.world.downlink_ms,
                            lambda frame=frame: self._told(frame, number),  # type: ignore[misc]
                        )
                case Recognise(job_id, pcm):
                    self._job(
                        lambda brain, job=job_id, pcm=pcm: brain.heard(  # type: ignore[misc]
                            job, self._hearing(pcm), self.clock.now_ns()
                        )
                    )
                case Synthesise(job_id, text):
                    self._job(
                        lambda brain, job=job_id, text=text: brain.spoken(  # type: ignore[misc]
                            job, self._speaking(text), self.clock.now_ns()
                        )
                    )
                case Close(code, reason):
                    self._later(
                        self.world.downlink_ms,
                        lambda code=code, reason=reason: self._closed(  # type: ignore[misc]
                            code, reason, number
                        ),
                    )

    def _job(self, finish: Callable[[Brain], list[Effect]]) -> None:
        brain = self.brain

        def done() -> None:
            if brain is not None and brain is self.brain:
                self._perform_effects(finish(brain))

        self._later(self.world.job_ms, done)

    def _told(self, frame: str, number: int) -> None:
        if number != self._link:
            return
        event = self._client_codec.decode(frame)
        self.record.received.append((self.clock.now_ns(), event))
        self.post(i.FromServer(self.clock.now_ns(), event))

    def _closed(self, code: int, reason: str, number: int) -> None:
        if number != self._link:
            return
        self.brain = None
        self._link += 1
        sentence = "The service ended the session."
        self.post(i.LinkDropped(self.clock.now_ns(), sentence, code, reason))


def _ids() -> Iterator[str]:
    for number in count(1):
        yield f"{number:021d}"
