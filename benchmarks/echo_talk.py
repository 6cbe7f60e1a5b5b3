"""A person over an answer, in a generated room: are they let through, how soon, and what is understood.

Whole conversations in virtual time (`voiceapp/simulation.py`): the real doors and the real echo stage,
between them a room made of numbers, behind them our own ears and the embedded assistant's detection and
recogniser. An attempt is understood when the recogniser finds what it finds without an answer.
Nothing is known of the room when the first answer begins. The assistant speaks with flite's slt, the people
with rms, awb and kal16.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Row, percentile
from voiceapp.audio.capture import Capture
from voiceapp.audio.echo import Samples, room_canceller
from voiceapp.audio.echo_measure import EchoReport, sentence
from voiceapp.audio.echo_stage import EchoStage
from voiceapp.audio.far_end import FarEnd
from voiceapp.audio.level import samples_of
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.rooms import FULL_SCALE, Room, at_dbfs
from voiceapp.audio.wav import read_wav
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.snapshot import Phase
from voiceapp.offline.ears import Ears
from voiceapp.pcm import BLOCK_FRAMES, NS_PER_MS, frames_of_ns
from voiceapp.protocol.server_events import SpeechStarted
from voiceapp.simulation import Simulation

STORY = (
    "Once upon a time there was a small village at the foot of a great mountain. The people who lived there "
    "were farmers and weavers, and every morning they walked down to the river to fetch water. One day a "
    "traveller came along the road with a heavy bag on his shoulder and asked for a place to sleep. "
)
OPENINGS = ("Good evening.", "Sure, here it is.", "She sells sea shells.", "No.")
"""How the story begins: with a vowel a room is learned soon, with a hiss it is not."""
ASSISTANT_VOICE = "slt"
PEOPLE = (("rms", "what time is it"), ("awb", "please stop"), ("kal16", "tell me a joke"))
ANSWER_DBFS = -20.0
MOMENTS_MS = (300, 1_000, 5_000)
"""After the first sample of the first answer is heard."""
NEAR_DB = (6, 0, -6)
"""How loud the person is, relative to the echo."""
HEADPHONES_NEAR_DBFS = (-26, -32, -38)
HEADPHONES_DB = -100.0
LOUDSPEAKERS = {
    "loudspeaker -6 dB": Room(echo_db=-6.0),
    "loudspeaker -12 dB": Room(),
    "loudspeaker -20 dB": Room(echo_db=-20.0),
    "loudspeaker -12 dB, RT60 400 ms": Room(rt60_ms=400, delay_ms=100),
    "loudspeaker -12 dB, fan -56 dBFS": Room(noise_dbfs=-56.0),
}
SILENT_ROOMS = {
    **LOUDSPEAKERS,
    "loudspeaker -12 dB, saturating": Room(overdrive=5.0),
    "loudspeaker 0 dB, 5 ms": Room(echo_db=0.0, delay_ms=5, rt60_ms=100),
    "headphones": Room(echo_db=HEADPHONES_DB),
}
QUIET_MS = 4_000
"""What the microphone hears of the room before the first answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the storyteller answers."""

    text: str
    timer_s: int | None = None
    timer_text: str = ""


class Storyteller:
    """Answers a typed line with it and a long story, and anything that was spoken with a word."""

    def reply(self, heard: str | None, *, wall: datetime, typed: bool) -> Said:
        """Return the story or the word."""
        return Said(f"{heard} {STORY * 6}" if typed else "Okay.")


class InRoom(Capture):
    """A microphone in a room: every block gets what the room makes of the loudspeaker, and a hiss."""

    def __init__(self, conversation: Simulation, room: Room, echo: EchoStage) -> None:
        super().__init__(conversation.clock, conversation.post, echo=echo)
        self._origin_ns = conversation.clock.now_ns()
        self._air = conversation.sound.air
        self._overdrive = room.overdrive
        response = room.response()
        self._past_frames = len(response) - 1
        self._size = 1 << (self._past_frames + BLOCK_FRAMES).bit_length()
        self._response = np.fft.rfft(response, self._size)
        self._hiss = np.random.default_rng(room.seed + 1)
        self._hiss_rms = FULL_SCALE * 10.0 ** (room.noise_dbfs / 20.0)

    def block(self, pcm: bytes, captured_at_ns: int, overflowed: bool = False) -> None:
        """Add the room to a block of the person's voice."""
        person = samples_of(pcm)
        first = frames_of_ns(captured_at_ns - self._origin_ns)
        heard = person + self._echo_at(first, len(person)) + self._noise(len(person))
        noisy = np.clip(np.rint(heard), -32_768, 32_767).astype("<i2").tobytes()
        super().block(noisy, captured_at_ns, overflowed)

    def _echo_at(self, first: int, frames: int) -> NDArray[np.float64]:
        far = self._air.sound(first - self._past_frames, self._past_frames + frames).astype(np.float64)
        if self._overdrive:
            scale = FULL_SCALE / self._overdrive
            far = np.tanh(far / scale) * scale
        echo: NDArray[np.float64] = np.fft.irfft(np.fft.rfft(far, self._size) * self._response, self._size)
        return echo[self._past_frames : self._past_frames + frames]

    def _noise(self, frames: int) -> NDArray[np.float64]:
        return self._hiss.normal(0.0, self._hiss_rms, frames)


class Evening:
    """One conversation in a room, up to the first sample of the first answer."""

    def __init__(self, room: Room, opening: str = OPENINGS[0]) -> None:
        self.understood: list[str] = []
        talk = self.talk = Simulation(Storyteller, self._hear, _assistant)
        stage = EchoStage(room_canceller(), FarEnd(), report=self._measured)
        talk.playout = PlayoutQueue(talk.clock, talk.post, echo=stage)
        talk.capture = InRoom(talk, room, stage)
        talk.start()
        talk.run(QUIET_MS)
        talk.post(i.TextSubmitted(talk.clock.now_ns(), opening))
        talk.run_until(lambda picture: picture.phase is Phase.SPEAKING)
        self.began_ns = next(block.dac_at_ns for block in talk.record.blocks if block.spans)

    def _hear(self, pcm: bytes) -> str | None:
        text = _ears().recognise(pcm)
        self.understood.append(text or "")
        return text

    def _measured(self, report: EchoReport) -> None:
        duplex, words = report.duplex.value, sentence(report)
        self.talk.post(
            i.EchoMeasured(
                self.talk.clock.now_ns(), duplex, words, report.erle_db, converged=report.converged
            )
        )

    def first_ns(self, kind: type[c.Command], since_ns: int) -> int | None:
        """Return when something was first ordered since a moment."""
        at = (at_ns for at_ns, command in self.talk.record.commands if type(command) is kind)
        return next((at_ns for at_ns in at if at_ns >= since_ns), None)

    def count(self, kind: type[c.Command]) -> int:
        """Return how often something was ordered."""
        return sum(type(command) is kind for _, command in self.talk.record.commands)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt to interrupt."""

    confirmed: bool
    pause_ms: float | None
    """From the first sound of the person to the order that silences the answer."""
    understood: bool
    """The recogniser understood what it understands of the sentence without an answer."""
    early: bool
    """The answer was silenced before the person had begun."""


def rows() -> Iterator[Row]:
    """Measure; without flite in one row why not."""
    if shutil.which("flite") is None:
        yield Row("a person over an answer", "", 0, note="not measured: flite speaks for the people")
        return
    for name, room in SILENT_ROOMS.items():
        yield _alone(name, room)
    for name, room in LOUDSPEAKERS.items():
        for near_db in NEAR_DB:
            level = ANSWER_DBFS + room.echo_db + near_db
            yield from _interruptions(f"{name}, person {near_db:+d} dB", room, level)
    for level in HEADPHONES_NEAR_DBFS:
        yield from _interruptions(f"headphones, person {level} dBFS", Room(echo_db=HEADPHONES_DB), level)


def _alone(name: str, room: Room) -> Row:
    evenings = [Evening(room, opening) for opening in OPENINGS]
    for evening, lasts_ms in zip(evenings, (60_000, 5_000, 5_000, 5_000), strict=True):
        evening.talk.run(lasts_ms)
    received = [event for evening in evenings for _, event in evening.talk.record.received]
    heard = sum(isinstance(event, SpeechStarted) for event in received)
    pauses = sum(evening.count(c.PausePlayout) for evening in evenings)
    cuts = sum(evening.count(c.CutPlayout) for evening in evenings)
    note = f"{pauses} pauses, {heard} voices heard by the service"
    return Row(f"{name}: 60 s and three openings, interrupted by itself", "times", cuts, note=note)


def _interruptions(name: str, room: Room, near_dbfs: float) -> Iterator[Row]:
    for at_ms in MOMENTS_MS:
        found = [_attempt(room, near_dbfs, voice, text, at_ms) for voice, text in PEOPLE]
        waits = [one.pause_ms for one in found if one.pause_ms is not None]
        confirmed = sum(one.confirmed for one in found)
        of = len(found)
        note = f"{confirmed}/{of} confirmed, {sum(one.understood for one in found)}/{of} understood"
        if early := sum(one.early for one in found):
            note += f", {early} paused before"
        worst = max(waits, default=None)
        middle = percentile(waits, 50) if waits else float("nan")
        yield Row(f"{name}, at {at_ms / 1000} s", "ms", middle, worst=worst, count=of, note=note)


def _attempt(room: Room, near_dbfs: float, voice: str, text: str, at_ms: int) -> Outcome:
    evening = Evening(room)
    talk = evening.talk
    said = at_dbfs(_spoken(voice, text), near_dbfs)
    speaks_ns = evening.began_ns + at_ms * NS_PER_MS
    talk.sound.say(said.tobytes(), speaks_ns)
    talk.run((speaks_ns - talk.clock.now_ns()) // NS_PER_MS)
    early = evening.count(c.PausePlayout) > 0
    talk.run(len(said) // 24 + 1_500)
    silenced = [evening.first_ns(kind, speaks_ns) for kind in (c.PausePlayout, c.CutPlayout)]
    pause_ns = min((at_ns for at_ns in silenced if at_ns is not None), default=None)
    return Outcome(
        confirmed=silenced[1] is not None,
        pause_ms=None if pause_ns is None else (pause_ns - speaks_ns) / NS_PER_MS,
        understood=_words(text, voice, near_dbfs, room.noise_dbfs) in [_plain(t) for t in evening.understood],
        early=early,
    )


def _plain(text: str) -> str:
    return re.sub(r"[^a-z ]", "", text.lower()).strip()


@cache
def _words(text: str, voice: str, level: float, noise_dbfs: float) -> str:
    """Return what is understood of a sentence in a room without a loudspeaker."""
    said = at_dbfs(_spoken(voice, text), level)
    pause = np.zeros(12_000, dtype=np.int16)
    quiet = np.concatenate((pause, said, pause))
    heard = Room(echo_db=HEADPHONES_DB, noise_dbfs=noise_dbfs).microphone(np.zeros_like(quiet), quiet)
    return _plain(_ears().recognise(heard.tobytes()) or "")


@cache
def _ears() -> Ears:
    return Ears()


@cache
def _assistant(text: str) -> bytes:
    return at_dbfs(_flite(ASSISTANT_VOICE, text), ANSWER_DBFS).tobytes()


@cache
def _spoken(voice: str, text: str) -> Samples:
    """Return a sentence from its first sound on."""
    sound = _flite(voice, text)
    loud = np.flatnonzero(np.abs(sound) > np.abs(sound).max() / 20)
    return sound[int(loud[0]) : int(loud[-1])]


def _flite(voice: str, text: str) -> Samples:
    with tempfile.TemporaryDirectory(prefix="voiceapp-bench-") as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
        return samples_of(read_wav(path))
