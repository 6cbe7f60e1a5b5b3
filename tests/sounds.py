"""Sounds for tests, and a loudspeaker that takes blocks by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.playout import PlayoutQueue
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input, SpeakerBlock
from voiceapp.pcm import RATE_HZ, ns_of_frames
from voiceapp.protocol.wire import ItemId


def counting(first_frame: int, frames: int) -> bytes:
    """Return sound in which every frame says its index: 1000, 1001 … 20999, again from 1000."""
    indexes = np.arange(first_frame, first_frame + frames)
    return bytes((1_000 + indexes % 20_000).astype("<i2").tobytes())


def tone(ms: int, *, hz: float = 1_000.0, amplitude: int = 8_000, rate_hz: int = RATE_HZ) -> bytes:
    """Return a sine tone."""
    angles = 2 * np.pi * hz * np.arange(rate_hz * ms // 1000) / rate_hz
    return bytes(np.rint(np.sin(angles) * amplitude).astype("<i2").tobytes())


def samples(pcm: bytes) -> NDArray[np.int16]:
    """Return the frames of `pcm`."""
    return np.frombuffer(pcm, dtype="<i2")


def tone_error_db(sound: NDArray[np.int16], *, hz: float, rate_hz: int = RATE_HZ) -> float:
    """Return how far below a pure tone of `hz` everything else in `sound` is, in dB."""
    angles = 2 * np.pi * hz * np.arange(len(sound)) / rate_hz
    basis = np.stack([np.sin(angles), np.cos(angles)], axis=1)
    heard = sound.astype(np.float64)
    fit, *_ = np.linalg.lstsq(basis, heard, rcond=None)
    pure = basis @ fit
    return float(10 * np.log10(np.mean((heard - pure) ** 2) / np.mean(pure**2)))


class Loudspeaker:
    """Takes blocks from a `PlayoutQueue` when told to, on a clock of its own, and keeps all it got."""

    def __init__(self, *, prebuffer_ms: int = 40) -> None:
        """Make the queue too; what it posts is in `inputs`."""
        self.clock = ManualClock()
        self.inputs: list[Input] = []
        self.queue = PlayoutQueue(self.clock, self.inputs.append, prebuffer_ms=prebuffer_ms)
        self.heard: NDArray[np.int16] = np.zeros(0, dtype=np.int16)

    def queue_counting(self, item_id: ItemId, first_frame: int, frames: int) -> None:
        """Queue sound of part 0 of an item in which every frame says its index."""
        self.queue.play(item_id, 0, first_frame, counting(first_frame, frames))

    def take(self, frames: int = 240) -> SpeakerBlock:
        """Take one block of `frames` frames, 10 ms as a rule, and return what was posted about it."""
        out = bytearray(b"\xff" * (2 * frames))
        self.clock.advance(ns=ns_of_frames(frames))
        self.queue.fill(out, frames, self.clock.now_ns() + 25_000_000)
        block = self.inputs[-1]
        assert isinstance(block, SpeakerBlock)
        self.heard = np.concatenate((self.heard, samples(bytes(out))))
        return block

    def take_ms(self, ms: int) -> list[SpeakerBlock]:
        """Take as many blocks of 10 ms."""
        return [self.take() for _ in range(ms // 10)]
