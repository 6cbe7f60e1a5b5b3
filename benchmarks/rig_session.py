"""One run on the rig: client, service and recorder together, and what was done with them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from types import TracebackType

from benchmarks.assistant import ANSWER_MS
from benchmarks.client import Client, NoDevice
from benchmarks.known_sound import Samples
from benchmarks.recorder import Recording, load
from benchmarks.script import USER_SPEAKS_MS, Pace, at_once
from benchmarks.stops import voice
from voiceapp.garbage import spare_the_start
from voiceapp.pcm import NS_PER_MS, RATE_HZ

PAUSE_MS = 250
"""After an answer and the person's speech, until the next answer."""
ANSWER_LIMIT_S = 5.0
MISSES_MAX = 3
EDGE_NS = 20 * NS_PER_MS
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer and what became of it; moments of the machine's clock."""

    number: int
    pace: Pace
    from_ns: int
    """From here on what is recorded may be this answer."""
    until_ns: int
    item_id: str
    first_delta_ns: int | None = None
    promised_ns: int | None = None
    """When the client's device said that the first sample would be heard."""
    stop_ns: int | None = None
    """When `speech_started` was received."""
    truncated: tuple[int, ...] = ()
    """`audio_end_ms` of what the client told the service."""
    deleted: bool = False


@dataclass
class Session:
    """Used as a context; afterwards it holds what was found."""

    confirm_ms: int
    service: str = "benchmarks.service"
    """The module that is the service: this one or `benchmarks.assistant`."""
    answered: list[Answered] = field(default_factory=list)
    misses: int = 0
    """Times the assistant found nobody speaking."""
    service_appends_ns: list[int] = field(default_factory=list)
    cpu_s: float = 0.0
    """Of the client's process."""
    wall_s: float = 0.0
    xruns: int = 0

    def __enter__(self) -> Session:
        """Start everything. Raises NoDevice."""
        self._stack = contextlib.ExitStack()
        with contextlib.ExitStack() as stack:
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="voiceapp-rig-")))
            self._voice = self._folder / "voice.wav"
            _write(self._voice, voice(USER_SPEAKS_MS))
            environment = {**os.environ, "PULSE_SOURCE": os.environ["RIG_SPEAKER_MONITOR"]}
            self._recorder = _child(
                stack, "benchmarks.recorder", str(self._folder / "heard.npz"), environment=environment
            )
            if not _line(self._recorder):
                raise NoDevice("the loudspeaker cannot be recorded")
            self._service = _child(stack, self.service, environment=dict(os.environ))
            self.client = stack.enter_context(
                Client(json.loads(_line(self._service))["port"], self.confirm_ms)
            )
            spare_the_start()  # as the program does; it has not the hoard of an earlier session either
            self._xruns_before = self.client.xruns
            self._began = time.process_time(), time.perf_counter()
            self._stack = stack.pop_all()
        time.sleep(0.3)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End everything and gather what was found."""
        with self._stack:
            if kind is not None:
                return
            time.sleep(0.3)
            self.cpu_s = time.process_time() - self._began[0]
            self.wall_s = time.perf_counter() - self._began[1]
            self.xruns = self.client.xruns - self._xruns_before
            _end_input(self._recorder)
            _end_input(self._service)
            told = json.loads(_line(self._service))
            self.service_appends_ns = told["appends_ns"]
            self._recorder.wait()
            self.recording: Recording = load(self._folder / "heard.npz")
        self.answered = [self._completed(one) for one in self.answered]

    def interrupt(self, pace: Pace, *, after_ms: int) -> None:
        """Let an answer begin, and the person speak `after_ms` after its first delta."""
        number, from_ns = self._begin(pace)
        time.sleep(after_ms / 1000)
        with self._speaking():
            self._order({"speech": number})
            time.sleep((USER_SPEAKS_MS + PAUSE_MS) / 1000)
        self._end(number, pace, from_ns)

    def play_whole(self, pace: Pace, *, busy: tuple[str, float] | None = None) -> None:
        """Let an answer be heard to its end, while this thread sleeps or computes."""
        number, from_ns = self._begin(pace)
        lasts_s = (pace.sound_ms + 500) / 1000
        if busy is not None and busy[0] == "computing":
            _compute(busy[1])
            lasts_s -= busy[1]
        time.sleep(lasts_s)
        self._end(number, pace, from_ns)

    def converse(self, times: int, draw: Random) -> None:
        """Speak, and cut each answer of the assistant short by speaking again; it finds speech by itself."""
        begun_ns = list[int]()
        while len(begun_ns) <= times:
            item_ns = self._answer_ns()
            if item_ns is None:
                self.misses += 1
                if self.misses > MISSES_MAX:
                    raise RuntimeError("the assistant does not answer")
                continue
            begun_ns.append(item_ns - 1)
            time.sleep(draw.uniform(0.2, 0.9))
        pace = at_once(ANSWER_MS)
        for number, (from_ns, until_ns) in enumerate(pairwise(begun_ns), start=1):
            self.answered.append(Answered(number, pace, from_ns, until_ns, ""))

    def _answer_ns(self) -> int | None:
        """Speak, and return when the assistant began to answer."""
        now_ns = self.client.clock.now_ns()
        with self._speaking():
            limit_s = time.perf_counter() + ANSWER_LIMIT_S
            while time.perf_counter() < limit_s:
                item = self.client.received("response.output_item.added", now_ns)
                if item is not None:
                    return item.at_ns
                time.sleep(0.01)
        return None

    # -- inside ------------------------------------------------------------------------------------

    def _begin(self, pace: Pace) -> tuple[int, int]:
        number = len(self.answered) + 1
        from_ns = self.client.clock.now_ns() - EDGE_NS
        self._order({"answer": number, "pieces": pace.pieces})
        return number, from_ns

    def _end(self, number: int, pace: Pace, from_ns: int) -> None:
        until_ns = self.client.clock.now_ns() - EDGE_NS
        self.answered.append(Answered(number, pace, from_ns, until_ns, ""))

    def _order(self, order: dict[str, object]) -> None:
        assert self._service.stdin is not None
        self._service.stdin.write(json.dumps(order).encode() + b"\n")
        self._service.stdin.flush()

    @contextlib.contextmanager
    def _speaking(self) -> Iterator[None]:
        """Play a voice into the microphone, where there is a way to."""
        if not can_speak():
            yield
            return
        place = os.environ["RIG_MIC_IN"]
        with subprocess.Popen(["paplay", "--latency-msec=20", f"--device={place}", str(self._voice)]):
            yield

    def _completed(self, one: Answered) -> Answered:
        """Add what the client saw and said."""
        client = self.client
        item = client.received("response.output_item.added", one.from_ns)
        item_id = str(json.loads(item.text)["item"]["id"]) if item is not None else ""
        delta = client.received("response.output_audio.delta", one.from_ns)
        speech = client.received("input_audio_buffer.speech_started", one.from_ns)
        ends = [event["audio_end_ms"] for event in client.sent("conversation.item.truncate", item_id)]
        return replace(
            one,
            item_id=item_id,
            first_delta_ns=delta.at_ns if delta is not None else None,
            promised_ns=client.promised_ns(item_id),
            stop_ns=speech.at_ns if speech is not None and speech.at_ns < one.until_ns else None,
            truncated=tuple(end for end in ends if isinstance(end, int)),
            deleted=bool(client.sent("conversation.item.delete", item_id)),
        )


def can_speak() -> bool:
    """Say whether there is a way to play something into the microphone."""
    return "RIG_MIC_IN" in os.environ and shutil.which("paplay") is not None


def _child(
    stack: contextlib.ExitStack, module: str, *arguments: str, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    child = stack.enter_context(
        subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    )
    stack.callback(_end_input, child)
    return child


def _end_input(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    with contextlib.suppress(OSError):
        child.stdin.close()


def _line(child: subprocess.Popen[bytes]) -> bytes:
    assert child.stdout is not None
    return child.stdout.readline()


def _write(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())


def _compute(seconds: float) -> None:
    """Hog the interpreter."""
    end_s = time.perf_counter() + seconds
    total = 0
    while time.perf_counter() < end_s:
        total += sum(range(50))
