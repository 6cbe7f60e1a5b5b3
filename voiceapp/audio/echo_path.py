"""A linear model of the way from the loudspeaker to the microphone, learned while both are heard.

The suppressor of an ordinary echo canceller works with a rake: where it suspects echo it turns everything
down, the person included, and it suspects most where it knows least, in the first seconds and with
headphones. A linear model only subtracts what it can explain. It leaves more of the echo and nothing but the
echo is missing, so it answers the question the rake cannot: is there something in the microphone that does
*not* come from the loudspeaker?

The filter is the partitioned frequency-domain Kalman filter (G. Enzner, P. Vary, "Frequency-domain adaptive
Kalman filter for acoustic echo control in hands-free telephones", Signal Processing 86, 2006; partitions
after F. Kuech et al., ICASSP 2014). It needs no detector of double talk: what it cannot predict is taken for
noise of its observation, and slows its learning at those frequencies. Overlap-save: no delay.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voiceapp.pcm import BLOCK_FRAMES

PARTITIONS = 32
"""Of 10 ms: 320 ms, the drivers' untruths about time, a room and its tail."""
TRANSITION = 0.998
"""How much of the path is still the same after a block; people move."""
FIRST_UNCERTAINTY = 0.002
"""Variance of an unknown coefficient, per partition. With 0.02 a person who speaks first misleads the filter
9 dB more, and a desk is learned no sooner (tried: 0.4, 0.02, 0.002)."""
SMOOTHING = 0.9
"""Of the spectrum that counts as observation noise, per block."""
CONSTRAINED_PER_BLOCK = 4
"""Partitions whose impulse response is cut to its 10 ms after a block, in turn; all of them would cost three
times as much and cancel 1 dB more."""
_SIZE = 2 * BLOCK_FRAMES
_BINS = BLOCK_FRAMES + 1
_SCALE = np.float32(1 / 32_768)


class EchoPath:
    """Predicts the echo in blocks of 240 frames and learns from what was wrong; used by one thread."""

    def __init__(self, partitions: int = PARTITIONS) -> None:
        """Know nothing: the prediction is silence."""
        self._partitions = partitions
        self._far: NDArray[np.float32] = np.zeros(_SIZE, dtype=np.float32)
        self._spectra: NDArray[np.complex64] = np.zeros((partitions, _BINS), dtype=np.complex64)
        """Of the last blocks of far sound, in a ring; `_newest` is the row of the present one."""
        self._powers: NDArray[np.float32] = np.zeros((partitions, _BINS), dtype=np.float32)
        self._newest = 0
        self._path: NDArray[np.complex64] = np.zeros((2 * partitions, _BINS), dtype=np.complex64)
        self._uncertainty: NDArray[np.float32] = np.zeros((2 * partitions, _BINS), dtype=np.float32)
        self._next_constrained = 0
        self._noise: NDArray[np.float32] = np.zeros(_BINS, dtype=np.float32)
        self.reset()

    def reset(self) -> None:
        """Forget the room; the device is another one."""
        self._path = np.zeros((self._partitions, _BINS), dtype=np.complex64)
        self._uncertainty = np.full((self._partitions, _BINS), FIRST_UNCERTAINTY, dtype=np.float32)
        self._noise = np.full(_BINS, 1e-3, dtype=np.float32)
        self._silent_blocks = self._partitions

    def process(
        self, near: NDArray[np.int16], far: NDArray[np.int16]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Take one block of 240 frames of each and return (rest, echo): `near` is their sum.

        Values are those of int16, not rounded. Costs 0.15 ms.
        """
        heard = near * _SCALE
        self._far = np.concatenate((self._far[BLOCK_FRAMES:], far * _SCALE), dtype=np.float32)
        self._newest = (self._newest - 1) % self._partitions
        spectrum = np.fft.rfft(self._far).astype(np.complex64)
        self._spectra[self._newest] = spectrum
        self._powers[self._newest] = spectrum.real**2 + spectrum.imag**2
        # Partition p belongs to the far block p blocks ago, which lies p rows behind the newest.
        spectra = np.concatenate((self._spectra[self._newest :], self._spectra[: self._newest]))
        powers = np.concatenate((self._powers[self._newest :], self._powers[: self._newest]))
        echo = np.fft.irfft(np.einsum("pk,pk->k", self._path, spectra), _SIZE)[BLOCK_FRAMES:].astype(
            np.float32
        )
        rest = heard - echo
        self._silent_blocks = 0 if far.any() else self._silent_blocks + 1
        # Without far sound nothing can be learned, and the uncertainty of what is unknown must not age away:
        # after some seconds of waiting for the first answer the room would be learned more slowly.
        if self._silent_blocks < self._partitions:
            self._learn(rest, spectra, powers)
        return rest / _SCALE, echo / _SCALE

    def _learn(
        self, rest: NDArray[np.float32], spectra: NDArray[np.complex64], powers: NDArray[np.float32]
    ) -> None:
        padded = np.zeros(_SIZE, dtype=np.float32)
        padded[BLOCK_FRAMES:] = rest
        wrong = np.fft.rfft(padded).astype(np.complex64)
        self._noise *= np.float32(SMOOTHING)
        self._noise += np.float32(1 - SMOOTHING) * (wrong.real**2 + wrong.imag**2)
        # The literature halves the first term, because half of the window is observed. The whole learns as
        # fast and is 6 dB less excited by what is not echo.
        expected = np.einsum("pk,pk->k", powers, self._uncertainty) + self._noise
        gain = self._uncertainty / (expected + np.float32(1e-9))
        self._path += gain * spectra.conj() * wrong
        np.multiply(gain, powers, out=gain)
        np.subtract(np.float32(1), np.float32(0.5) * gain, out=gain)
        self._uncertainty *= gain * np.float32(TRANSITION**2)
        self._uncertainty += np.float32(1 - TRANSITION**2) * (
            self._path.real**2 + self._path.imag**2 + np.float32(1e-6)
        )
        chosen = (self._next_constrained + np.arange(CONSTRAINED_PER_BLOCK)) % self._partitions
        self._next_constrained = int(chosen[-1] + 1) % self._partitions
        responses = np.fft.irfft(self._path[chosen], _SIZE, axis=1)
        responses[:, BLOCK_FRAMES:] = 0
        self._path[chosen] = np.fft.rfft(responses, axis=1).astype(np.complex64)
