"""Stand-ins with behaviour for the embedded assistant's ears, voice and wit, and a client of its brain.

`Desk` sits where the server would: it performs a brain's effects in virtual time, recognising and speaking at
once or when told to, and keeps every event with its time.
"""

from __future__ import annotations

import itertools
import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar

from voiceapp.clock import ManualClock
from voiceapp.offline.brain import Brain
from voiceapp.offline.effects import Close, Effect, Emit, Recognise, Synthesise
from voiceapp.offline.options import ServerOptions
from voiceapp.pcm import NS_PER_MS, RATE_HZ, frames_of_ms, ms_of_frames, silence
from voiceapp.protocol.client_events import ClientEvent, InputAudioAppend, ItemCreate, name_of
from voiceapp.protocol.objects import user_text
from voiceapp.protocol.rules import ClientMistake
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.protocol.wire import ItemId

E = TypeVar("E", bound=ServerEvent)

WALL = datetime(2026, 11, 20, 14, 0, 0, tzinfo=UTC)
MS_PER_CHARACTER = 60


def counted_ids(prefix: str = "") -> Iterator[str]:
    """Yield 001, 002 and so on."""
    return (f"{prefix}{number:03}" for number in itertools.count(1))


@lru_cache(maxsize=256)
def tone(ms: int, *, dbfs: float = -20.0, hz: float = 220.0) -> bytes:
    """Return a sine as loud as said (its effective value), 24 000 Hz."""
    peak = 32768 * 10 ** (dbfs / 20) * math.sqrt(2)
    step = 2 * math.pi * hz / RATE_HZ
    return array("h", (round(peak * math.sin(step * n)) for n in range(frames_of_ms(ms)))).tobytes()


@lru_cache(maxsize=32)
def noise(ms: int, *, dbfs: float, seed: int = 1) -> bytes:
    """Return white noise as loud as said; the same for the same seed."""
    scale = 32768 * 10 ** (dbfs / 20) * math.sqrt(3)
    samples = array("h")
    state = seed
    for _ in range(frames_of_ms(ms)):
        state = (state * 1103515245 + 12345) % 2**31
        samples.append(round(scale * (state / 2**30 - 1)))
    return samples.tobytes()


class ScriptedEars:
    """Hears by length: the words of the first entry that is at least as long as the sound, in ms."""

    def __init__(self, words: Sequence[tuple[int, str | None]] = ((60_000, "hello"),)) -> None:
        self._words = words

    def recognise(self, pcm: bytes) -> str | None:
        """Look the length up; silence is never understood."""
        if not any(pcm):
            return None
        length_ms = ms_of_frames(len(pcm) // 2)
        return next((words for at_most_ms, words in self._words if length_ms <= at_most_ms), None)


class ToneVoice:
    """Speaks 60 ms of tone for every character."""

    def speak(self, text: str) -> bytes:
        """Return the tone; as long as the text."""
        return tone(MS_PER_CHARACTER * len(text))


@dataclass(frozen=True, slots=True)
class ScriptedReply:
    """What `EchoAssistant` answers."""

    text: str
    timer_s: int | None = None
    timer_text: str = ""


class EchoAssistant:
    """Says back what it was told; "timer" sets one of ten seconds."""

    def __init__(self) -> None:
        self.asked: list[tuple[str | None, datetime, bool]] = []

    def reply(self, heard: str | None, *, wall: datetime, typed: bool) -> ScriptedReply:
        """Note the question and echo it."""
        self.asked.append((heard, wall, typed))
        if heard is None:
            return ScriptedReply("I did not understand.")
        if "timer" in heard:
            return ScriptedReply("Timer set.", 10, "Ten seconds are over.")
        return ScriptedReply(f"You told me {heard}.")


@dataclass
class Desk:
    """A brain, a clock and stand-ins; `say` and `pass_ms` move it, `events` is what the client got."""

    options: ServerOptions = field(default_factory=ServerOptions)
    ears: ScriptedEars = field(default_factory=ScriptedEars)
    voice: ToneVoice = field(default_factory=ToneVoice)
    assistant: EchoAssistant = field(default_factory=EchoAssistant)
    is_slow: bool = False
    """Whether jobs wait for `finish_jobs`."""

    def __post_init__(self) -> None:
        self.clock = ManualClock(1_000_000_000)
        self.brain = Brain(self.options, self.assistant, counted_ids(), model="model-1")
        self.events: list[ServerEvent] = []
        self.times_ms: list[int] = []
        self.closed: Close | None = None
        self.jobs: list[Recognise | Synthesise] = []
        self._perform(self.brain.open(self.clock.now_ns(), WALL))

    @property
    def now_ms(self) -> int:
        """Milliseconds since the session was opened."""
        return (self.clock.now_ns() - 1_000_000_000) // NS_PER_MS

    def say(self, *events: ClientEvent | ClientMistake) -> list[ServerEvent]:
        """Let the client say this now; returns what it is answered at once."""
        before = len(self.events)
        for event in events:
            self._perform(self.brain.receive(event, self.clock.now_ns()))
        return self.events[before:]

    def write(self, text: str, item_id: str = "typed") -> list[ServerEvent]:
        """Put a typed turn into the conversation, without asking for an answer."""
        return self.say(ItemCreate(item=user_text(text, ItemId(item_id))))

    def hear(self, pcm: bytes, *, block_ms: int = 20) -> list[ServerEvent]:
        """Append sound in real time; returns what came meanwhile."""
        before = len(self.events)
        step = frames_of_ms(block_ms) * 2
        for start in range(0, len(pcm), step):
            self.pass_ms(block_ms)
            self.say(InputAudioAppend(audio=pcm[start : start + step]))
        return self.events[before:]

    def speak(self, ms: int = 600, *, pause_ms: int = 600) -> list[ServerEvent]:
        """Let the user speak for that long and then be silent."""
        return self.hear(tone(ms) + silence(frames_of_ms(pause_ms)))

    def pass_ms(self, ms: int) -> list[ServerEvent]:
        """Let time pass, stopping wherever the brain has something to do; returns what came."""
        before = len(self.events)
        end_ns = self.clock.now_ns() + ms * NS_PER_MS
        while (due_ns := self.brain.next_due_ns()) is not None and due_ns <= end_ns:
            self.clock.advance_to(due_ns)
            self._perform(self.brain.due(self.clock.now_ns()))
        self.clock.advance_to(end_ns)
        return self.events[before:]

    def finish_jobs(self) -> list[ServerEvent]:
        """Do the jobs that wait, and those they cause; returns what came."""
        before = len(self.events)
        while self.jobs:
            self._do(self.jobs.pop(0))
        return self.events[before:]

    def fail_jobs(self) -> list[ServerEvent]:
        """Let the jobs that wait fail."""
        before = len(self.events)
        jobs, self.jobs = self.jobs, []
        for job in jobs:
            self._perform(self.brain.failed(job.job_id, self.clock.now_ns()))
        return self.events[before:]

    def of(self, kind: type[E]) -> list[E]:
        """Return all events of one kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def last(self, kind: type[E]) -> E:
        """Return the newest event of one kind."""
        return self.of(kind)[-1]

    def _perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            assert self.closed is None, "nothing happens after the end"
            match effect:
                case Emit(event):
                    self.events.append(event)
                    self.times_ms.append(self.now_ms)
                case Recognise() | Synthesise():
                    self.jobs.append(effect)
                case Close():
                    self.closed = effect
        if not self.is_slow:
            self.finish_jobs()

    def _do(self, job: Recognise | Synthesise) -> None:
        now_ns = self.clock.now_ns()
        if isinstance(job, Recognise):
            self._perform(self.brain.heard(job.job_id, self.ears.recognise(job.pcm), now_ns))
        else:
            self._perform(self.brain.spoken(job.job_id, self.voice.speak(job.text), now_ns))


def names(events: Sequence[ServerEvent]) -> list[str]:
    """Return the events' names, with runs of one name written once."""
    return [name for name, _ in itertools.groupby(name_of(event) for event in events)]
