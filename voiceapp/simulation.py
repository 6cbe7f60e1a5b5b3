"""A whole conversation in virtual time: dialogue, embedded assistant and simulated sound on one clock.

The two pure minds talk through both real codecs, sound goes through the real doors, and time jumps from one
event to the next; so a minute of conversation takes a fraction of a second and is the same every time. What
is not real is only the wire, which delays, and the recogniser and the voice, which are given.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
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
from voiceapp.downlink import Downlink
from voiceapp.ended_links import hung_up, turned_away
from voiceapp.engine import Tape
from voiceapp.errors import RemoteProtocolError
from voiceapp.offline.answer import Answering
from voiceapp.offline.brain import Brain
from voiceapp.offline.effects import Close, Effect, Emit, Recognise, Synthesise
from voiceapp.offline.options import ServerOptions
from voiceapp.pcm import NS_PER_MS, NS_PER_S
from voiceapp.protocol.client_events import ClientEvent
from voiceapp.protocol.codec import ClientCodec, ClientMistake, ServerCodec
from voiceapp.protocol.dialect import GA, Dialect
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.server_events import ErrorEvent, ServerEvent

WALL = datetime(2026, 11, 20, 14, 2)
"""The time of day in every simulated world."""
WALL_NS = int(WALL.timestamp()) * NS_PER_S
NEVER_NS = 1 << 62


@dataclass(frozen=True, slots=True)
class World:
    """What surrounds the two minds; delays in ms."""

    uplink_ms: int = 15
    downlink_ms: int = 15
    job_ms: int = 30
    """How long recognising or speaking takes."""
    tool_ms: int = 30
    """How long a function takes."""
    device_latency_ms: int = 25
    """From the callback to the ear."""


@dataclass(slots=True)
class Record:
    """What happened, for those who want to know."""

    sent: list[ClientEvent] = field(default_factory=list)
    received: list[tuple[int, ServerEvent]] = field(default_factory=list)
    commands: list[tuple[int, c.Command]] = field(default_factory=list)
    blocks: list[i.SpeakerBlock] = field(default_factory=list)
    speaker_losses: list[tuple[int, int]] = field(default_factory=list)
    """For each loss of the loudspeaker, how many blocks came before it, and when it was."""
    mistakes: list[ClientMistake] = field(default_factory=list)
    """What the server's codec refused: must stay empty."""
    failures: list[Exception] = field(default_factory=list)
    """What the dialogue could not deal with: must stay empty. Some of it is caught on its way up, because a
    device's thread must live."""
    happened: Counter[type[i.Input]] = field(default_factory=Counter)
    """How often each kind of input came."""
    wishes_ns: list[int] = field(default_factory=list)
    """When the person pressed a key or sent a text."""
    nonsense_frames: int = 0
    """What came and was no event at all."""

    def take(self, happened: i.Input) -> None:
        """Keep what an input says."""
        self.happened[type(happened)] += 1
        match happened:
            case i.SpeakerBlock():
                self.blocks.append(happened)
            case i.SpeakerLost():
                self.speaker_losses.append((len(self.blocks), happened.at_ns))
            case i.StopPressed() | i.TalkPressed() | i.TextSubmitted():
                self.wishes_ns.append(happened.at_ns)

    @property
    def errors(self) -> list[ErrorInfo]:
        """Return the errors the server reported."""
        return [event.error for _, event in self.received if isinstance(event, ErrorEvent)]


@dataclass(slots=True, eq=False)
class Wire:
    """One connection; it ends when another takes its place, and without a brain nobody answers on it."""

    brain: Brain | None = None
    due_ns: int | None = None
    """When the brain has something to do; kept, because it is asked for at every tick."""


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
        downlink: Downlink | None = None,
        tape: Tape | None = None,
    ) -> None:
        """Build both sides; `hearing` and `speaking` stand for the recogniser and the voice.

        `downlink`: the way of the server's events, if it is not to be one that only takes its time.
        """
        self.clock = ManualClock(start_ns=NS_PER_MS)
        self.world = world or World()
        self.record = Record()
        self.dialogue = Dialogue(options)
        self.sound = SimulatedSound(self.clock, latency_ms=self.world.device_latency_ms)
        self.playout = PlayoutQueue(self.clock, self.post)
        self.capture = Capture(self.clock, self.post)
        self.refusals = 0
        """How many more attempts to connect are turned away."""
        self.downlink = downlink or Downlink(self.world.downlink_ms)
        self.server = server or ServerOptions()
        """The server's switches; another set counts from the next session on."""
        self._dialect = dialect
        self._assistant = assistant
        self._hearing = hearing
        self._speaking = speaking
        self._client_codec = ClientCodec(dialect)
        self._server_codec = ServerCodec(dialect)
        self._tape = tape
        self._queue: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()
        self._ids = (f"{number:021d}" for number in count(1))
        self._link = Wire()
        self._spare = Wire()
        self._inbox: list[i.Input] = []
        self._stepping = False

    @property
    def brain(self) -> Brain | None:
        """Return the mind that is talked to."""
        return self._link.brain

    # -- what a test does ------------------------------------------------------------------------

    def start(self, *, microphone: bool = True) -> None:
        """Open the sound, with a `microphone` or without one, and connect."""
        self.sound.open_speaker(self.playout)
        if microphone:
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
        while self._happens_by(end_ns):
            pass
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

    def nothing_is_due(self, within_ms: int) -> bool:
        """Say whether nothing is on its way between the two, and the server has nothing to do so soon."""
        due_ns = self._link.due_ns if self.brain is not None else None
        soon = due_ns is not None and due_ns <= self.clock.now_ns() + within_ms * NS_PER_MS
        return not self._queue and not soon

    def drop_link(self, sentence: str = "The connection was lost.") -> None:
        """Cut the wire without a word."""
        self._link = Wire()
        self.post(i.LinkDropped(self.clock.now_ns(), sentence, 1006))

    def sleep(self, ms: int) -> None:
        """Let the computer sleep: the world goes on, and the wires break without a word."""
        for wire in (self._link, self._spare):
            wire.brain = None
        self.post(i.ComputerWoke(self.clock.now_ns(), ms))

    # -- time ------------------------------------------------------------------------------------

    def _happens_by(self, end_ns: int) -> bool:
        """Let the next thing happen and say True; False when there is none until `end_ns`.

        At the same moment, what arrives comes first and the sound last.
        """
        arrives_ns = self._queue[0][0] if self._queue else NEVER_NS
        wire = min(self._link, self._spare, key=_due_ns)
        brain_ns = _due_ns(wire)
        deadline_ns = self.dialogue.next_deadline_ns() or NEVER_NS
        next_ns = min(arrives_ns, brain_ns, deadline_ns, self.sound.due_ns)
        if max(next_ns, self.clock.now_ns()) > end_ns:
            return False
        now_ns = self.clock.advance_to(next_ns)
        if arrives_ns == next_ns:
            heapq.heappop(self._queue)[2]()
        elif wire.brain is not None and brain_ns == next_ns:
            self._perform_effects(wire.brain.due(now_ns), wire)
        elif deadline_ns == next_ns:
            self.post(i.DeadlinePassed(now_ns))
        else:
            self.sound.run_due()
        return True

    def _later(self, ms: int, action: Callable[[], None]) -> None:
        self._at(self.clock.now_ns() + ms * NS_PER_MS, action)

    def _at(self, at_ns: int, action: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (at_ns, next(self._order), action))

    # -- the client ------------------------------------------------------------------------------

    def _step(self, happened: i.Input) -> None:
        self.record.take(happened)
        try:
            commands = self.dialogue.handle(happened)
        except Exception as error:
            self.record.failures.append(error)
            raise
        if self._tape is not None:
            self._tape.write(happened, commands)
        for command in commands:
            self.record.commands.append((happened.at_ns, command))
            self._perform(command)

    def _perform(self, command: c.Command) -> None:
        match command:
            case c.SendEvent(event, spare):
                self.record.sent.append(event)
                self._send(event, self._spare if spare else self._link)
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
            case c.OpenLink(spare):
                wire = self._rewire(spare=spare)
                self._later(self.world.uplink_ms, lambda: self._accept(wire))
            case c.CloseLink(spare):
                self._rewire(spare=spare)
            case c.SwitchLink():
                self._link, self._spare = self._spare, Wire()
            case c.RunTool(call_id, name, _):
                output = f"{name} is done"
                self._later(
                    self.world.tool_ms,
                    lambda: self.post(i.ToolFinished(self.clock.now_ns(), call_id, output)),
                )
            case _:
                pass

    def _rewire(self, *, spare: bool) -> Wire:
        wire = Wire()
        if spare:
            self._spare = wire
        else:
            self._link = wire
        return wire

    def _is_up(self, wire: Wire) -> bool:
        return wire is self._link or wire is self._spare

    def _send(self, event: ClientEvent, wire: Wire | None = None) -> None:
        wire = wire or self._link
        if wire.brain is None:
            return
        frame = self._client_codec.encode(event)
        self._later(self.world.uplink_ms, lambda: self._arrive(frame, wire))

    # -- the server ------------------------------------------------------------------------------

    def _accept(self, wire: Wire) -> None:
        if not self._is_up(wire):
            return
        now_ns, spare = self.clock.now_ns(), wire is self._spare
        if self.refusals:
            self.refusals -= 1
            self.post(i.LinkFailed(now_ns, "The service is busy.", retry=True, spare=spare))
            return
        if self.server.refuse is not None:
            self.post(turned_away(self.server.refuse, self._dialect, now_ns, spare=spare))
            return
        self.downlink.opened()
        wire.brain = Brain(self.server, self._assistant(), self._ids)
        self.post(i.LinkOpened(now_ns, self._dialect.name, WALL_NS - now_ns, spare=spare))
        self._perform_effects(wire.brain.open(now_ns, WALL), wire)

    def _arrive(self, frame: str, wire: Wire) -> None:
        if not self._is_up(wire) or wire.brain is None:
            return
        try:
            said: ClientEvent | ClientMistake = self._server_codec.decode(frame)
        except ClientMistake as mistake:
            self.record.mistakes.append(mistake)
            said = mistake
        self._perform_effects(wire.brain.receive(said, self.clock.now_ns()), wire)

    def _perform_effects(self, effects: list[Effect], wire: Wire) -> None:
        for effect in effects:
            match effect:
                case Emit(event):
                    for frame in self._server_codec.encode(event):
                        for at_ns, came in self.downlink.arrivals(event, frame, self.clock.now_ns()):
                            self._at(at_ns, lambda frame=came: self._told(frame, wire))  # type: ignore[misc]
                case Recognise(job_id, pcm):
                    self._job(
                        wire,
                        lambda brain, job=job_id, pcm=pcm: brain.heard(  # type: ignore[misc]
                            job, self._hearing(pcm), self.clock.now_ns()
                        ),
                    )
                case Synthesise(job_id, text):
                    self._job(
                        wire,
                        lambda brain, job=job_id, text=text: brain.spoken(  # type: ignore[misc]
                            job, self._speaking(text), self.clock.now_ns()
                        ),
                    )
                case Close(code, reason):
                    self._later(
                        self.world.downlink_ms,
                        lambda code=code, reason=reason: self._closed(  # type: ignore[misc]
                            code, reason, wire
                        ),
                    )
        wire.due_ns = wire.brain.next_due_ns() if wire.brain is not None else None

    def _job(self, wire: Wire, finish: Callable[[Brain], list[Effect]]) -> None:
        def done() -> None:
            if self._is_up(wire) and wire.brain is not None:
                self._perform_effects(finish(wire.brain), wire)

        self._later(self.world.job_ms, done)

    def _told(self, frame: str, wire: Wire) -> None:
        if not self._is_up(wire):
            return
        try:
            event = self._client_codec.decode(frame)
        except RemoteProtocolError:
            self.record.nonsense_frames += 1
            return
        self.record.received.append((self.clock.now_ns(), event))
        self.post(i.FromServer(self.clock.now_ns(), event, spare=wire is self._spare))

    def _closed(self, code: int, reason: str, wire: Wire) -> None:
        if not self._is_up(wire):
            return
        now_ns, spare = self.clock.now_ns(), wire is self._spare
        self._rewire(spare=spare)
        self.post(hung_up(code, reason, self._dialect, now_ns, spare=spare))


def _due_ns(wire: Wire) -> int:
    return NEVER_NS if wire.brain is None or wire.due_ns is None else wire.due_ns
