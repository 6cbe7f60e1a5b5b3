"""The echo cancellers on the same rooms: how much echo goes, how much of a person stays, what it costs.

livekit is measured where it happens to be installed; the program does not use it (`docs/echo.md`). Voices are
flite's where there is one, else noise in the shape of speech.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle, pairwise
from threading import Event, Thread
from typing import Any

import numpy as np

from benchmarks import echo_talk
from benchmarks.measure import Row, spread
from voiceapp.audio.echo import (
    EchoCanceller,
    Gate,
    Levels,
    Passed,
    RoomCanceller,
    Samples,
    import_webrtc,
    room_canceller,
)
from voiceapp.audio.rooms import Room, at_dbfs, babble
from voiceapp.dialogue.voice_activity import VoiceActivity
from voiceapp.errors import VoiceappError
from voiceapp.loop_thread import SWITCH_INTERVAL_S
from voiceapp.offline.voice import Voice
from voiceapp.pcm import BLOCK_FRAMES, NS_PER_MS, RATE_HZ, ns_of_frames

FAR_DBFS = -20.0
QUESTIONS = ("what time is it", "tell me a joke", "please stop")
ROOMS = {
    "desk, -12 dB": Room(),
    "loud, -6 dB, 100 ms": Room(echo_db=-6.0, delay_ms=100),
    "very loud, 0 dB, 5 ms": Room(echo_db=0.0, delay_ms=5, rt60_ms=100),
    "hall, RT60 400 ms": Room(echo_db=-6.0, delay_ms=150, rt60_ms=400),
    "saturating loudspeaker": Room(overdrive=5.0),
    "50 ppm apart": Room(drift_ppm=50.0),
}
FIRST_SIGN_MS = 80
"""Voiced time within 150 ms that counts as the first sign of a voice."""
TOO_LATE_MS = 1_000


class LibraryAlone:
    """WebRTC's canceller from a library, without the judge and the linear model."""

    levels: Levels | None = None

    def __init__(self, cancelled: Callable[[Samples, Samples], Samples], delay_frames: int) -> None:
        self._cancelled = cancelled
        self.delay_frames = delay_frames

    def process(self, near: Samples, far: Samples) -> list[Passed]:
        """Return what the library makes of `near`."""
        return [Passed(self._cancelled(near, far), None)]

    def reset(self) -> None:
        """Nothing: one recording each."""


def webrtc_alone() -> EchoCanceller:
    """Return pywebrtc-audio's canceller."""
    processor = import_webrtc().AudioProcessor(RATE_HZ, 1, echo_cancellation=True)
    return LibraryAlone(processor.process, 222)


def livekit_alone() -> EchoCanceller:
    """Return livekit's. Raises ImportError."""
    rtc: Any = importlib.import_module("livekit.rtc")
    module = rtc.AudioProcessingModule(echo_cancellation=True, high_pass_filter=True)

    def process(near: Samples, far: Samples) -> Samples:
        frames = [rtc.AudioFrame(bytearray(x.tobytes()), RATE_HZ, 1, BLOCK_FRAMES) for x in (far, near)]
        module.process_reverse_stream(frames[0])
        module.process_stream(frames[1])
        return np.frombuffer(bytes(frames[1].data.cast("B")), dtype="<i2")

    return LibraryAlone(process, 305)


CANCELLERS: dict[str, Callable[[], EchoCanceller]] = {
    "voiceapp": room_canceller,
    "voiceapp without WebRTC": lambda: RoomCanceller(Gate()),
    "pywebrtc-audio alone": webrtc_alone,
    "livekit alone": livekit_alone,
}


def rows() -> Iterator[Row]:
    """Measure every canceller that is installed."""
    far = _story(30)
    for name, make in CANCELLERS.items():
        try:
            make()
        except ImportError:
            continue
        yield from _enhancement(name, make, far)
        yield _false_triggers(name, make)
        yield from _barge_in(name, make, far[: 9 * RATE_HZ])
    yield from _costs(far)
    yield from echo_talk.rows()


def _enhancement(name: str, make: Callable[[], EchoCanceller], far: Samples) -> Iterator[Row]:
    for room_name, room in ROOMS.items():
        mic = room.microphone(far)
        out = joined(leaving(make(), mic, far))
        mic = mic[: len(out)]
        gains = [
            level_db(mic[a * RATE_HZ : b * RATE_HZ]) - level_db(out[a * RATE_HZ : b * RATE_HZ])
            for a, b in ((0, 1), (2, 5), (5, 30))
        ]
        note = f"first second {gains[0]:.0f}, 2-5 s {gains[1]:.0f}"
        yield Row(f"{name}: ERLE, {room_name}", "dB", gains[2], note=note)


def _false_triggers(name: str, make: Callable[[], EchoCanceller]) -> Row:
    """Count how often our own voice detector takes a minute of pure echo at -12 dB for a voice."""
    far = _story(60)
    at_ms = signs(leaving(make(), Room().microphone(far), far))
    return Row(f"{name}: false voices in 60 s of echo", "", float(len(at_ms)))


def _barge_in(name: str, make: Callable[[], EchoCanceller], far: Samples) -> Iterator[Row]:
    cases = [(f"{ratio_db:+d} dB to the echo", Room(), ratio_db - 12.0) for ratio_db in (6, 0, -6, -10)]
    cases.append(("headphones", Room(echo_db=-100.0), -14.0))
    for case, room, level in cases:
        for at_s in (0.5, 6.0):
            waits, kept = [], []
            for said in (at_dbfs(_spoken(question), FAR_DBFS + level) for question in QUESTIONS):
                canceller = make()
                onset = int(np.flatnonzero(np.abs(said) > np.abs(said).max() / 10)[0])
                near = np.zeros_like(far)
                first = int(at_s * RATE_HZ)
                near[first : first + len(said) - onset] = said[onset:]
                left = leaving(canceller, room.microphone(far, near), far)
                found = [ms - at_s * 1000 for ms in signs(left) if ms > at_s * 1000]
                waits.append(min([*found, float(TOO_LATE_MS)]))
                late = joined(left)[first + canceller.delay_frames :][: len(said) - onset].astype(np.float64)
                heard = said[onset:].astype(np.float64)[: len(late)]
                gain = abs(float(np.dot(late, heard) / np.dot(heard, heard)))
                kept.append(20 * float(np.log10(max(gain, 1e-4))))
            yield spread(f"{name}: {case} at {at_s} s", "ms", waits, note=f"voice {np.median(kept):.0f} dB")


def _costs(far: Samples) -> Iterator[Row]:
    mic = Room().microphone(far)
    canceller = room_canceller()
    yield spread("voiceapp: a block of 10 ms", "us", _block_costs(canceller, mic, far), note="of 10 000 us")
    done = Event()

    def hog() -> None:
        number = 0
        while not done.is_set():
            number += 1

    thread = Thread(target=hog, daemon=True)
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    thread.start()
    try:
        costs = _block_costs(canceller, mic[: 5 * RATE_HZ], far[: 5 * RATE_HZ])
        interval = f"switch interval {SWITCH_INTERVAL_S * 1000:g} ms"
        yield spread("voiceapp: a block, interpreter hogged", "us", costs, note=interval)
    finally:
        done.set()
        thread.join()
        sys.setswitchinterval(before_s)


def _block_costs(canceller: EchoCanceller, mic: Samples, far: Samples) -> list[float]:
    costs = []
    for at in range(0, len(mic) - BLOCK_FRAMES + 1, BLOCK_FRAMES):
        begun_ns = time.perf_counter_ns()
        canceller.process(mic[at : at + BLOCK_FRAMES], far[at : at + BLOCK_FRAMES])
        costs.append((time.perf_counter_ns() - begun_ns) / 1000)
        time.sleep(0.0005)  # as a callback returns: another thread may have the interpreter meanwhile
    return costs


def leaving(canceller: EchoCanceller, mic: Samples, far: Samples) -> list[list[Samples]]:
    """Return what leaves a canceller with each block that goes in."""
    return [
        [passed.samples for passed in canceller.process(mic[at:end], far[at:end])]
        for at, end in pairwise(range(0, len(mic) + 1, BLOCK_FRAMES))
    ]


def joined(left: list[list[Samples]]) -> Samples:
    """Return what left, in one piece."""
    return np.concatenate([block for blocks in left for block in blocks])


def level_db(sound: Samples) -> float:
    """Return the level of some sound; only differences mean something."""
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-3))


def signs(left: list[list[Samples]]) -> list[float]:
    """Return when (ms) the program's own voice detector first notices each voice in what leaves."""
    detector = VoiceActivity()
    found: list[float] = []
    was_voice = False
    frames = 0
    for number, blocks in enumerate(left, start=1):
        now_ns = ns_of_frames(number * BLOCK_FRAMES)
        for block in blocks:
            rms = int(np.sqrt(np.mean(block.astype(np.float32) ** 2)))
            detector.hear(ns_of_frames(frames), 10 * NS_PER_MS, rms)
            frames += BLOCK_FRAMES
        is_voice = detector.voiced_since_ns(now_ns - 150 * NS_PER_MS) >= FIRST_SIGN_MS * NS_PER_MS
        if is_voice and not was_voice:
            found.append(now_ns / NS_PER_MS)
        was_voice = is_voice
    return found


@cache
def _spoken(text: str) -> Samples:
    try:
        return np.frombuffer(Voice().speak(text), dtype="<i2").astype(np.int16)
    except VoiceappError:
        return babble(60 * len(text), seed=len(text))


def _story(seconds: int) -> Samples:
    pieces, frames = [], 0
    for piece in cycle([at_dbfs(_spoken(echo_talk.STORY), FAR_DBFS)]):
        pieces.append(piece)
        frames += len(piece)
        if frames >= seconds * RATE_HZ:
            break
    return np.concatenate(pieces)[: seconds * RATE_HZ]
