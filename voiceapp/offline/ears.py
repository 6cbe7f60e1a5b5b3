"""Speech to text without a network: pocketsphinx, with what is expected first and anything else second.

Each utterance is decoded twice, with the grammar of `grammar.py` and with the general English model that
comes with pocketsphinx; `agreement.py` chooses. The settings below trade time for words. Measured with
four flite voices (slt, rms, awb, kal16; process time on one core):

    grammar with the library's own settings     0.14-0.26 of real time    177-181 of 200 right
    grammar as here                             0.08                      180 of 200
    language model, own settings                0.13                      152 of 240
    language model as here                      0.07                      144 of 240

pocketsphinx is the extra `offline`. Without it everything here can still be constructed and called.
"""

from __future__ import annotations

import importlib
import math
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceapp.offline.agreement import Hearing, believed
from voiceapp.offline.grammar import GRAMMAR
from voiceapp.offline.rates import Samples, resampled
from voiceapp.pcm import FRAME_BYTES, RATE_HZ

MODEL_HZ = 16_000
FRAME_SAMPLES = 160  # pocketsphinx takes a feature every 10 ms.

GRAMMAR_OPTIONS = {"beam": 1e-48, "pbeam": 1e-48, "wbeam": 7e-29, "wip": 0.2, "maxhmmpf": 6000}
FREE_OPTIONS = {"fwdflat": False, "maxhmmpf": 3000, "maxwpf": 10}

MARGIN_SAMPLES = MODEL_HZ // 4  # 250 ms of quiet on both sides: the models know speech with pauses.
HISS_MIN = 10.0  # Standard deviation of the noise in steps of int16: nobody records digital silence.
PEAK = 16_000  # Utterances are brought to this peak; the features themselves do not mind the level.
QUIET = 0.02  # of the peak (-34 dB); what is quieter at the ends is a pause.
PEAK_AUDIBLE = 150  # Below this (-47 dBFS) there is nothing to hear, and the models would invent words.
UTTERANCE_S_MAX = 30
"""Longer utterances are cut here; half a minute costs about five seconds to hear."""
DANGLING_WORDS_MAX = 1
SPARE_DECODERS = 2

WITHOUT_LIBRARY = (
    "Speech cannot be recognised here because the package pocketsphinx is not installed; "
    "install voiceapp with its extra “offline”, or type instead."
)


def import_pocketsphinx() -> Any:
    """Return the library; ImportError where it is not installed, OSError where it cannot be loaded."""
    return importlib.import_module("pocketsphinx")


class _Decoders:
    """A pair of decoders, for one utterance at a time; each holds its models (60 MB) and a search."""

    def __init__(self, library: Any) -> None:
        quiet = {"loglevel": "FATAL"}
        self._grammar = library.Decoder(lm=None, **GRAMMAR_OPTIONS, **quiet)
        self._grammar.add_jsgf_string("assistant", GRAMMAR)
        self._grammar.activate_search("assistant")
        self._sentences = self._grammar.get_fsg()
        self._free = library.Decoder(**FREE_OPTIONS, **quiet)

    def listen(self, samples: Samples) -> str | None:
        """Return what was said in `samples` (16 kHz), or None."""
        sound = samples.tobytes()
        frames = max(1, len(samples) // FRAME_SAMPLES)
        expected = self._whole(self._hearing(self._grammar, sound, frames))
        return believed(expected, self._hearing(self._free, sound, frames))

    def _whole(self, found: Hearing | None) -> Hearing | None:
        """Return `found` without what dangles at its end; None when no sentence of the grammar is left.

        A path that is in the middle of a sentence when the sound ends is reported like any other: "good
        evening how", where the end was hissing, and "bye bye five" for what was no sentence of ours at all.
        """
        words = found.text.split() if found is not None else []
        for count in range(len(words), max(0, len(words) - 1 - DANGLING_WORDS_MAX), -1):
            text = " ".join(words[:count])
            if found is not None and self._sentences.accept(text):
                return Hearing(text, found.score)
        return None

    @staticmethod
    def _hearing(decoder: Any, sound: bytes, frames: int) -> Hearing | None:
        decoder.start_utt()
        try:
            decoder.process_raw(sound, no_search=False, full_utt=True)
        finally:
            decoder.end_utt()
        found = decoder.hyp()
        if found is None or not found.hypstr or found.score <= 0:
            return None
        return Hearing(found.hypstr, math.log(found.score) / math.log(1.0001) / frames)


class Ears:
    """Recognises English speech; blocking, from any thread, several at once.

    `library` gives the recogniser's module and is called when it is first needed; tests give one that fails.
    A decoder serves one call at a time. Decoders not in use lie in a deque, whose `pop` and `append` are
    atomic, so no lock is held while the search runs.
    """

    def __init__(self, library: Callable[[], Any] = import_pocketsphinx) -> None:
        self._library = library
        self._spare: deque[_Decoders] = deque(maxlen=SPARE_DECODERS)
        self.why_not = ""
        """A sentence why nothing can be recognised; empty while nothing speaks against it."""
        try:
            library()
        except (ImportError, OSError):
            self.why_not = WITHOUT_LIBRARY

    @property
    def available(self) -> bool:
        """Whether speech can be recognised; `why_not` has the reason otherwise."""
        return not self.why_not

    def prepare(self) -> None:
        """Load the models (about 0.5 s) so that the first utterance need not wait for them; never raises."""
        decoders = self._take()
        if decoders is not None:
            self._spare.append(decoders)

    def recognise(self, pcm: bytes) -> str | None:
        """Return the words in `pcm` (24 kHz mono int16, one utterance), in small letters; None for none.

        Takes about 0.15 of the sound's duration. Sound after `UTTERANCE_S_MAX` is not listened to. Never
        raises for any bytes: without a recogniser, or where it fails, the answer is None.
        """
        whole = pcm[: len(pcm) - len(pcm) % FRAME_BYTES][: UTTERANCE_S_MAX * RATE_HZ * FRAME_BYTES]
        samples = np.frombuffer(whole, dtype="<i2").astype(np.int16)
        if len(samples) == 0 or _peak(samples) < PEAK_AUDIBLE:
            return None
        decoders = self._take()
        if decoders is None:
            return None
        try:
            text = decoders.listen(_prepared(samples))
        except RuntimeError:
            return None  # This decoder's search is in an unknown state: it is not put back.
        self._spare.append(decoders)
        return text

    def _take(self) -> _Decoders | None:
        try:
            return self._spare.pop()
        except IndexError:
            pass
        if not self.available:
            return None
        try:
            return _Decoders(self._library())
        except (ImportError, OSError):
            self.why_not = WITHOUT_LIBRARY
        except (RuntimeError, ValueError) as error:
            self.why_not = f"Speech cannot be recognised here: pocketsphinx did not start ({error})."
        return None


def _peak(samples: Samples) -> int:
    return int(np.abs(samples.astype(np.int32)).max())


def _prepared(samples: Samples) -> Samples:
    """Return the utterance as the models like it: 16 kHz, one level, `MARGIN_SAMPLES` of quiet on both sides.

    Longer pauses at the ends are cut (a voice detector leaves half a second of them), shorter ones filled up.
    """
    slow = resampled(samples, RATE_HZ, MODEL_HZ).astype(np.float32)
    slow *= PEAK / max(1.0, float(np.abs(slow).max()))
    loud = np.flatnonzero(np.abs(slow) > PEAK * QUIET)
    first = max(0, int(loud[0]) - MARGIN_SAMPLES)
    last = min(len(slow), int(loud[-1]) + MARGIN_SAMPLES)
    missing = (MARGIN_SAMPLES - (int(loud[0]) - first), MARGIN_SAMPLES - (last - int(loud[-1])))
    hiss = np.random.default_rng(0).normal(0.0, 1.0, sum(missing) + last - first)  # The same each time.
    padded = np.pad(slow[first:last], missing)
    floor = _floor(slow)
    if floor < HISS_MIN:
        padded += hiss * HISS_MIN
    else:  # Noise that begins and ends with the recording would be taken for words ("if", "four").
        padded[: missing[0]] += hiss[: missing[0]] * floor
        padded[len(padded) - missing[1] :] += hiss[len(hiss) - missing[1] :] * floor
    return np.clip(np.rint(padded), -32768, 32767).astype(np.int16)


def _floor(sound: NDArray[np.float32]) -> float:
    """Return the effective value of the quietest tenth of the sound, in blocks of 10 ms."""
    blocks = sound[: len(sound) - len(sound) % FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    if len(blocks) == 0:
        return 0.0
    return float(np.quantile(np.sqrt(np.mean(np.square(blocks), axis=1)), 0.1))
