"""What a window that hangs costs the sound: devices with threads of their own beside a busy main thread.

The devices are simulated but follow the real clock as a sound card does: a block is due every 10 ms, the
loudspeaker has two blocks in hand and the microphone's driver keeps 200 ms. Door, loop thread, engine and
dialogue are the program's own.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.known_sound import is_beginning, noise
from benchmarks.measure import Row, spread
from benchmarks.script import Pace, Script, flowing
from voiceapp.audio.capture import Capture
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.clock import SystemClock
from voiceapp.dialogue.inputs import Started
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import WireNote
from voiceapp.engine import Engine
from voiceapp.errors import LinkLost
from voiceapp.loop_thread import SWITCH_INTERVAL_S, LoopThread
from voiceapp.pcm import BLOCK_FRAMES, FRAME_BYTES, NS_PER_MS, NS_PER_S, ns_of_frames
from voiceapp.protocol.client_events import ClientEvent, InputAudioAppend
from voiceapp.protocol.server_events import ServerEvent

BUSY_S = 5.0
BLOCK_NS = ns_of_frames(BLOCK_FRAMES)
BLOCK_BYTES = BLOCK_FRAMES * FRAME_BYTES
IN_HAND_NS = 2 * BLOCK_NS
"""What a loudspeaker can still play when a block is not there in time."""
DRIVER_NS = 200 * NS_PER_MS
"""What a microphone's driver keeps while nobody fetches it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the sound came to beside a busy window."""

    blocks: int
    """Of microphone sound that were due."""
    lost_blocks: int
    """Of these, how many were not sent to the service."""
    underruns: int
    dropouts: int
    """Blocks the loudspeaker had to do without, because they came too late."""
    speaker_late_ms: list[float]
    """How long after it was due each block was there."""
    is_whole: bool
    """Whether the answer was handed over from the first to the last sample, without silence in it."""


def rows() -> Iterator[Row]:
    """Let the window hang for five seconds, in each way."""
    for name, window in (("asleep in C", time.sleep), ("computing in Python", compute)):
        found = sound_beside(window, BUSY_S)
        yield _row(name, found)
    found = sound_beside(compute, BUSY_S, switch_interval_s=0.005)
    yield _row("computing, Python's own interval", found)


def _row(name: str, found: Outcome) -> Row:
    return spread(
        f"loudspeaker block late, window {name}",
        "ms",
        found.speaker_late_ms,
        note=f"{found.lost_blocks} of {found.blocks} microphone blocks lost, {found.underruns} underruns, "
        f"{found.dropouts} dropouts, answer {'whole' if found.is_whole else 'broken'}",
    )


def compute(seconds: float) -> None:
    """Be a window that computes in Python without a pause."""
    end_s = time.perf_counter() + seconds
    total = 0
    while time.perf_counter() < end_s:
        total += sum(range(50))


def sound_beside(
    window: Callable[[float], None], seconds: float, *, switch_interval_s: float = SWITCH_INTERVAL_S
) -> Outcome:
    """Hold a conversation on its threads while this one is the window: hear an answer, be heard."""
    return _Conversation(flowing(round(seconds * 1000) - 500, 100, 1.5)).beside(
        window, seconds, switch_interval_s
    )


class _Link:
    """A connection to a service that follows a script, on the loop itself."""

    dialect_name = "ga"

    def __init__(self, script: Script, on_event: Callable[[int, ServerEvent], None]) -> None:
        self._script = script
        self._on_event = on_event
        self.appends: list[bytes] = []
        self.is_heard = asyncio.Event()
        """The session is ready and the microphone open, and so is the loudspeaker, which opened first."""

    def send_nowait(self, event: ClientEvent) -> None:
        """Answer at the loop's next turn."""
        if isinstance(event, InputAudioAppend):
            self.appends.append(event.audio)
            self.is_heard.set()
        for answer in self._script.take(event):
            asyncio.get_running_loop().call_soon(self.tell, answer)

    def tell(self, event: ServerEvent) -> None:
        """Say something to the client."""
        self._on_event(time.monotonic_ns(), event)

    async def close(self) -> None:
        """Nothing is open."""


class _Conversation:
    """Everything between two simulated devices and a scripted service."""

    def __init__(self, pace: Pace) -> None:
        self._clock = SystemClock()
        self._pace = pace
        self._answer = noise(1, pace.sound_ms)
        self._script = Script()
        self._crashes: list[BaseException] = []
        self._thread = LoopThread(on_crash=self._crashes.append)
        self._playout = PlayoutQueue(self._clock, self._thread.post)
        self._capture = Capture(self._clock, self._thread.post)
        self._is_ready = threading.Event()
        self._is_over = threading.Event()
        self._handed: list[bytes] = []
        self._late_ms: list[float] = []
        self._dropouts = 0
        self._captured = 0

    def beside(self, window: Callable[[float], None], seconds: float, switch_interval_s: float) -> Outcome:
        """Run it while the caller's thread runs `window`."""
        devices = [
            threading.Thread(target=self._be_loudspeaker, name="loudspeaker"),
            threading.Thread(target=self._be_microphone, name="microphone"),
        ]
        self._thread.start(self._main)
        sys.setswitchinterval(switch_interval_s)
        try:
            for device in devices:
                device.start()
            if not self._is_ready.wait(5):
                raise RuntimeError(f"the conversation did not begin: {self._crashes}")
            first = self._captured + 1
            window(seconds)
            last = self._captured
            # What is on its way arrives: the answer's last block, and the microphone's.
            time.sleep(0.3)
        finally:
            self._is_over.set()
            for device in devices:
                device.join()
            unfinished = self._thread.stop()
        if self._crashes or unfinished:
            raise RuntimeError(f"{self._crashes} {unfinished}")
        return self._outcome(range(first, last + 1))

    async def _main(self) -> None:
        engine = Engine(
            Dialogue(DialogueOptions(transcription_model="")), self._clock, self._playout, self._connect
        )
        self._link: asyncio.Future[_Link] = asyncio.get_running_loop().create_future()
        self._thread.set_sink(engine.post)
        engine.post(Started(self._clock.now_ns()))
        try:
            link = await self._link
            await link.is_heard.wait()
            self._is_ready.set()
            await self._speak(link)
            await asyncio.Event().wait()
        finally:
            await engine.close()

    async def _connect(
        self,
        on_event: Callable[[int, ServerEvent], None],
        on_lost: Callable[[LinkLost], None],
        observe: Callable[[WireNote], None],
    ) -> _Link:
        link = _Link(self._script, on_event)
        loop = asyncio.get_running_loop()
        for event in self._script.greeting():
            loop.call_later(0.02, link.tell, event)
        self._link.set_result(link)
        return link

    async def _speak(self, link: _Link) -> None:
        begun_ns = self._clock.now_ns()
        for at_ms, say in self._script.answer(self._answer.tobytes(), self._pace)[1]:
            wait_ns = begun_ns + at_ms * NS_PER_MS - self._clock.now_ns()
            if wait_ns > 0:
                await asyncio.sleep(wait_ns / NS_PER_S)
            for event in say():
                link.tell(event)

    # -- the devices -------------------------------------------------------------------------------

    def _be_loudspeaker(self) -> None:
        self._playout.opened("a loudspeaker")
        block = bytearray(BLOCK_BYTES)
        for due_ns in self._dues():
            late_ns = self._clock.now_ns() - due_ns
            self._dropouts += late_ns > IN_HAND_NS
            self._playout.fill(block, BLOCK_FRAMES, due_ns + IN_HAND_NS)
            self._late_ms.append((self._clock.now_ns() - due_ns) / NS_PER_MS)
            self._handed.append(bytes(block))

    def _be_microphone(self) -> None:
        self._capture.opened("a microphone")
        for due_ns in self._dues():
            self._captured += 1
            if self._clock.now_ns() - due_ns > DRIVER_NS:
                continue  # the driver's buffer has run over
            self._capture.block(_numbered(self._captured), due_ns - BLOCK_NS)

    def _dues(self) -> Iterator[int]:
        """Yield the moment of each block when it has come; those that were missed come in a burst."""
        due_ns = self._clock.now_ns()
        while not self._is_over.is_set():
            due_ns += BLOCK_NS
            wait_ns = due_ns - self._clock.now_ns()
            if wait_ns > 0:
                time.sleep(wait_ns / NS_PER_S)
            yield due_ns

    def _outcome(self, numbers: range) -> Outcome:
        """Sum up; `numbers` are the microphone blocks that were captured while the window was busy."""
        sound = b"".join(self._link.result().appends)
        came = {sound[at : at + BLOCK_BYTES] for at in range(0, len(sound), BLOCK_BYTES)}
        heard = np.frombuffer(b"".join(self._handed), dtype=np.int16)
        loud = np.flatnonzero(heard)
        unbroken = len(loud) == len(self._answer) and int(loud[-1] - loud[0]) + 1 == len(loud)
        return Outcome(
            blocks=len(numbers),
            lost_blocks=sum(_numbered(number) not in came for number in numbers),
            underruns=self._playout.statistics().underruns,
            dropouts=self._dropouts,
            speaker_late_ms=self._late_ms,
            is_whole=unbroken and is_beginning(heard, self._answer),
        )


def _numbered(number: int) -> bytes:
    """Return a block of nearly silent sound that can be told from all others."""
    return number.to_bytes(BLOCK_BYTES, "little")
