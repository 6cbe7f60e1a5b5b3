"""Rooms made of numbers: what a microphone hears of a loudspeaker and a person, for tests and measurements.

A room is a delay, a decaying noise for its reverberation, a loudspeaker that saturates softly, a hiss, and a
clock of the loudspeaker's own. Everything is computed from the seed: the same room sounds the same on every
machine. Real rooms are worse (people move, cabinets rattle), so what is measured here is an upper limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.resample import Resampler
from voiceapp.pcm import RATE_HZ, frames_of_ms

Samples = NDArray[np.int16]

FULL_SCALE = 32_767.0
DIRECT_SHARE = 0.5
"""Part of the energy that takes the straight way; desks are that close, halls are not."""
DRIFT_RATE_HZ = 240_000
"""A drift of n ppm is a conversion between this rate and one n * 0.24 Hz beside it."""


@dataclass(frozen=True, slots=True)
class Room:
    """One loudspeaker and one microphone; the defaults are a desk in an office."""

    echo_db: float = -12.0
    """How loud the microphone hears the loudspeaker, relative to what was sent to the converter."""
    delay_ms: int = 60
    """From the converter of the loudspeaker to that of the microphone."""
    rt60_ms: int = 250
    """After this long the reverberation has lost 60 dB; 0 for a wire."""
    overdrive: float = 0.0
    """How far the loudspeaker is driven into saturation: tanh(overdrive * x) / overdrive for x of full
    scale 1. 0 is linear, 1 audible on peaks, 5 a small loudspeaker at its limit."""
    noise_dbfs: float = -70.0
    """The microphone's hiss."""
    drift_ppm: float = 0.0
    """How much faster the loudspeaker's clock is than the microphone's."""
    seed: int = 1

    def echo(self, far: Samples) -> NDArray[np.float32]:
        """Return what reaches the microphone of `far`, as many frames, not rounded."""
        sound = far.astype(np.float32)
        if self.overdrive:
            scale = FULL_SCALE / self.overdrive
            sound = (np.tanh(sound / scale) * scale).astype(np.float32)
        if self.drift_ppm:
            sound = _drifted(sound, self.drift_ppm)
        response = self.response()
        size = 1 << (len(far) + len(response)).bit_length()
        spectrum = np.fft.rfft(sound, size) * np.fft.rfft(response, size)
        heard: NDArray[np.float32] = np.fft.irfft(spectrum, size)[: len(far)].astype(np.float32)
        return heard

    def response(self) -> NDArray[np.float32]:
        """Return the impulse response from converter to converter; its energy is `echo_db`."""
        decay = np.random.default_rng(self.seed)
        tail_frames = max(1, frames_of_ms(self.rt60_ms))
        tail = decay.normal(0.0, 1.0, tail_frames) * 10.0 ** (-3.0 * np.arange(tail_frames) / tail_frames)
        tail *= np.sqrt((1.0 - DIRECT_SHARE) / np.sum(tail**2))
        if not self.rt60_ms:
            tail[:] = 0.0
        tail[0] = 1.0 if not self.rt60_ms else np.sqrt(DIRECT_SHARE)
        gain = 10.0 ** (self.echo_db / 20.0)
        silence = np.zeros(frames_of_ms(self.delay_ms))
        response: NDArray[np.float32] = (gain * np.concatenate((silence, tail))).astype(np.float32)
        return response

    def microphone(self, far: Samples, near: Samples | None = None) -> Samples:
        """Return what the microphone delivers while `far` is played and `near` is said, as long as `far`."""
        heard = self.echo(far)
        if near is not None:
            frames = min(len(near), len(heard))
            heard[:frames] += near[:frames]
        hiss = np.random.default_rng(self.seed + 1).normal(0.0, 1.0, len(heard))
        heard += (hiss * FULL_SCALE * 10.0 ** (self.noise_dbfs / 20.0)).astype(np.float32)
        return np.clip(np.rint(heard), -32_768, 32_767).astype(np.int16)


def at_dbfs(sound: Samples, level_dbfs: float) -> Samples:
    """Return speech scaled so that its effective value, pauses left out, is `level_dbfs`."""
    wide = sound.astype(np.float32)
    loud = wide[np.abs(wide) > FULL_SCALE * 10 ** (-46.0 / 20.0)]
    if not len(loud):
        return sound.copy()
    gain = FULL_SCALE * 10 ** (level_dbfs / 20.0) / float(np.sqrt(np.mean(loud**2)))
    scaled: Samples = np.clip(np.rint(wide * gain), -32_768, 32_767).astype(np.int16)
    return scaled


def babble(ms: int, *, seed: int = 1, level_dbfs: float = -20.0) -> Samples:
    """Return noise with the spectrum, the syllables and the pauses of speech, where no voice is installed.

    The spectrum falls 9 dB per octave from 500 Hz; four syllables a second, a breath of 0.3 s every 2.2 s.
    """
    frames = frames_of_ms(ms)
    random = np.random.default_rng(seed)
    spectrum = np.fft.rfft(random.normal(0.0, 1.0, frames))
    hz = np.fft.rfftfreq(frames, 1 / RATE_HZ)
    spectrum *= np.clip(hz / 120.0, 0, 1) * np.minimum(1.0, (np.maximum(hz, 1.0) / 500.0) ** -1.5)
    at_s = np.arange(frames) / RATE_HZ
    syllables = np.clip(np.sin(2 * np.pi * 4.0 * at_s + 0.7 * np.sin(2 * np.pi * 0.9 * at_s)), 0, 1)
    breath = (at_s % 2.5) < 2.2
    sound = np.fft.irfft(spectrum, frames) * syllables * breath
    peak = max(float(np.abs(sound).max()), 1e-9)
    return at_dbfs(np.rint(sound / peak * 20_000).astype(np.int16), level_dbfs)


def _drifted(sound: NDArray[np.float32], ppm: float) -> NDArray[np.float32]:
    """Return sound played by a clock that is `ppm` too fast, as long as before."""
    other_hz = DRIFT_RATE_HZ - round(DRIFT_RATE_HZ * ppm / 1e6)
    resampler = Resampler(DRIFT_RATE_HZ, other_hz, delay_ms=0.1)
    late_frames = round(resampler.delay_ns * DRIFT_RATE_HZ / 1e9)
    exact = resampler.process(np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16))
    exact = np.concatenate((exact, resampler.flush()))[late_frames:]
    fitted = np.zeros(len(sound), dtype=np.float32)
    fitted[: min(len(sound), len(exact))] = exact[: len(sound)]
    return fitted
