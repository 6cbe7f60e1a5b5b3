"""Whether there is something in the microphone that does not come from the loudspeaker.

What the linear model (`echo_path.py`) cannot explain is compared with what it usually cannot explain: a share
of the predicted echo, the *leak*, learned while nobody speaks. The decision is taken per block of 10 ms:

* no echo is to be expected (silence, headphones, a quiet loudspeaker): the microphone is *open*;
* echo is expected and the rest is about what usually remains: *closed*, whatever is heard is echo;
* the rest is more than that in most of the last blocks: a *person* speaks, over the echo.

A loudspeaker that moves, buzzes or resamples leaves a rest the model cannot explain either. So WebRTC's
version of the block is a second witness: it turns a person down, but hardly ever to nothing, while echo it
removes to the noise. A moderate rest counts only together with it; a strong one alone.

The first answer is the hardest, because nothing is known. Two observations settle it early. Where there is no
echo at all (`echo_presence.py`) the microphone is open. And what the model cannot explain *at all* in the
first seconds, although it has heard enough of the loudspeaker to explain an echo, is a person.

Levels are mean squares of int16. Everything is pure arithmetic on a dozen numbers.
"""

from __future__ import annotations

from collections import deque
from enum import Enum

from voiceapp.audio.echo_presence import LOUD_FAR, EchoPresence, Presence
from voiceapp.pcm import NS_PER_MS

BLOCK_NS = 10 * NS_PER_MS
EVIDENCE_DB = 6.0
"""How far above its usual level the rest must be to count, where the second witness agrees."""
STRONG_EVIDENCE_DB = 18.0
"""… and where it does not. A resampling sound server (measured) leaves up to 14 dB more than usual."""
SURE_DB = 20.0
"""No more of an echo than that is ever sure to be explained: hissing sounds come after seconds without any,
and at their frequencies the model has learned nothing yet."""
COUPLING_SHARE = 0.01
"""Of a block in the coupling: a memory of one second."""
UNEXPLAINED = 0.7
UNEXPLAINED_AT_ONCE = 0.96
LOUD_MIC_RATIO = 16.0
"""The microphone is loud 12 dB above its noise."""
LOUD_BLOCKS = 15
"""An echo that begins with a voice is half explained after 100 ms, one that begins with a hiss by 8 % after
150 ms (0.92 at worst; ten openings in seven generated rooms)."""
EARLY_BLOCKS = 300
"""3 s of far sound. Later an unexplained microphone may also be one that was moved."""
EARLY_SHARE = 0.05
"""Of a block in the early sums: a memory of 200 ms."""
QUIET_RATIO = 4.0
QUIET_MIN = 427.0
"""The second witness agrees above 6 dB over the noise and -64 dBFS; echo alone leaves -92 to -67 there."""
EVIDENCE_BLOCKS = 4
EVIDENCE_WINDOW = 6
"""4 of the last 6 blocks: 40-60 ms. One block is a click."""
ATTACK_BLOCKS = 2
"""A voice begins softly: so much before the first block that stands out belongs to it. More would keep every
echo waiting for longer, and saves nothing of a voice that is louder than the echo (with 5 blocks the first
40 ms of one that is as loud are truer by 2 dB)."""
ONSET_GAP_BLOCKS = 5
"""The stops inside a first word."""
HOLD_BLOCKS = 25
"""Gaps between syllables: a person once noticed is believed for 250 ms more."""
LEARN_BLOCKS = 35
"""Far sound the model must have heard (350 ms) before its prediction counts; until then everything that
could be echo of a loudspeaker as loud as its signal is taken for it."""
ECHO_DECAY = 10 ** (-0.1)
"""Per block, of the expected echo: 100 dB per second, a room with RT60 0.6 s."""
LEAK_FIRST_DB = 3.0
LEAK_UP_DB = 0.24
LEAK_DOWN_DB = 0.08
"""Per block; in balance the leak stands above three quarters of what is seen."""
LEAK_UP_DB_WHILE_HEARD = 0.03
"""3 dB per second: a person does not talk the leak up, a moved chair ends being a person."""
LEAK_DB_MIN = -34.0
LEAK_DB_MAX = 6.0
FLOOR_MIN = 3.0
"""Mean square of a silent converter, -81 dBFS."""
FLOOR_RISE = 1.01
"""Per block: a hiss that grew is the floor after a while (4.3 dB per second)."""
FLOOR_RISE_IN_ECHO = 1.0005
"""… but what an unbroken echo leaves is not the room's noise (0.2 dB per second)."""
FAR_ACTIVE = 1_000.0
"""-60 dBFS: less from the loudspeaker's converter is not heard at a microphone."""

_RATIO = 10 ** (EVIDENCE_DB / 10)
_STRONG_RATIO = 10 ** (STRONG_EVIDENCE_DB / 10)


class NearEndState(Enum):
    """What the microphone holds."""

    OPEN = "open"
    CLOSED = "closed"
    PERSON = "person"


class NearEnd:
    """Follows floor, echo and leak, one block of 10 ms at a time; used by one thread."""

    def __init__(self) -> None:
        """Expect an echo of any loudness until the model has learned."""
        self._recent: deque[bool] = deque(maxlen=EVIDENCE_WINDOW)
        self.reset()

    def reset(self) -> None:
        """Forget the room."""
        self._floor = 100.0
        self._far = 0.0
        self._forget_echo()

    def learn_anew(self) -> NearEndState:
        """There is an echo of which nothing is known; the noise and the loudspeaker are what they were."""
        self._forget_echo()
        self._presence.presence = Presence.SURE
        return self.deny()

    def _forget_echo(self) -> None:
        self._recent.clear()
        self._echo = 0.0
        self._leak_db = LEAK_FIRST_DB
        self._held_blocks = 0
        self._over_blocks = self._gap_blocks = 0
        self._presence = EchoPresence()
        self._coupling = 0.0
        """How much of the loudspeaker the microphone hears (mean squares), over the last second of echo."""
        self._early_mic = self._early_rest = 0.0
        self._early_loud_blocks = 0
        self.learned_blocks = 0
        self.state = NearEndState.OPEN

    @property
    def leak_db(self) -> float:
        """How much of the predicted echo usually remains."""
        return self._leak_db

    @property
    def onset_blocks(self) -> int:
        """How many blocks ago what the model does not explain now probably began; 0 if it explains all."""
        over_blocks = self._over_blocks + self._gap_blocks
        return over_blocks + ATTACK_BLOCKS if over_blocks else 0

    @property
    def hears_echo(self) -> bool:
        """Whether the microphone hears the loudspeaker, as far as anybody knows yet."""
        return self._presence.is_heard

    def may_be_new_echo(self, mic: float) -> bool:
        """Say whether a block of this mean square could be an echo where there was none."""
        is_loud = mic > LOUD_MIC_RATIO * self._floor and self._far > LOUD_FAR
        return is_loud and self._presence.presence is Presence.NONE

    @property
    def floor(self) -> float:
        """The microphone's noise, mean square."""
        return self._floor

    def judge(
        self, mic: float, rest: float, echo: float, far: float, quiet: float | None = None
    ) -> NearEndState:
        """Take the mean squares of one block: microphone, unexplained rest, predicted echo, far sound.

        `quiet` is WebRTC's version of the microphone; None without it, and then the rest alone is believed.
        """
        rise = FLOOR_RISE if self._far <= FAR_ACTIVE else FLOOR_RISE_IN_ECHO
        self._floor = max(FLOOR_MIN, min(mic, rest, self._floor * rise))
        self._echo = max(echo, self._echo * ECHO_DECAY)
        self._far = max(far, self._far * ECHO_DECAY)
        far_active = self._far > FAR_ACTIVE
        if far > FAR_ACTIVE:
            self.learned_blocks += 1
        usual = max(
            self._echo * 10 ** (self._leak_db / 10), self._far * self._coupling * 10 ** (-SURE_DB / 10)
        )
        is_new = self.learned_blocks < LEARN_BLOCKS
        self._follow_onset(
            rest > 2.0 * (usual + 2.0 * self._floor)
            or ((is_new or not self.hears_echo) and mic > QUIET_RATIO * self._floor)
        )
        if is_new:
            usual = max(usual, self._far)
        expected = usual + 2.0 * self._floor
        over = rest / expected
        agreed = quiet is None or quiet > max(QUIET_MIN, QUIET_RATIO * self._floor)
        self._presence.observe(mic, rest, self._far, self._floor)
        unexplained = self._unexplained(mic, rest)
        self._recent.append(unexplained or over > (_RATIO if agreed else _STRONG_RATIO))
        if sum(self._recent) >= EVIDENCE_BLOCKS:
            self._held_blocks = HOLD_BLOCKS
        else:
            self._held_blocks = max(0, self._held_blocks - 1)
        if far_active and self._echo > 4.0 * self._floor:
            self._learn_leak(rest)
        if self._far > LOUD_FAR and not self._held_blocks and self.hears_echo:
            self._coupling += (mic / self._far - self._coupling) * COUPLING_SHARE
        if self._presence.presence is Presence.NONE or usual <= self._floor:
            self.state = NearEndState.OPEN
        else:
            self.state = NearEndState.PERSON if self._held_blocks else NearEndState.CLOSED
        return self.state

    def deny(self) -> NearEndState:
        """Take back that the last blocks held a person; new evidence is needed."""
        self._recent.clear()
        self._held_blocks = self._over_blocks = self._gap_blocks = 0
        self.state = NearEndState.CLOSED
        return self.state

    def _follow_onset(self, is_over: bool) -> None:
        """Count how long something has been heard that the model does not explain, short gaps included.

        Long ones too while nothing is known: a first word of 100 ms tells nothing alone.
        """
        is_unknown = self._presence.presence is Presence.UNKNOWN
        if is_over:
            self._over_blocks += self._gap_blocks + 1
            self._gap_blocks = 0
        elif self._over_blocks and (is_unknown or self._gap_blocks < ONSET_GAP_BLOCKS):
            self._gap_blocks += 1
        else:
            self._over_blocks = self._gap_blocks = 0

    def _unexplained(self, mic: float, rest: float) -> bool:
        """Say whether, early on, the model explains nothing of what the microphone hears."""
        self._early_mic += (mic - self._early_mic) * EARLY_SHARE
        self._early_rest += (rest - self._early_rest) * EARLY_SHARE
        is_loud = mic > LOUD_MIC_RATIO * self._floor
        if is_loud and self._far > FAR_ACTIVE:
            self._early_loud_blocks += 1
        limit = UNEXPLAINED if self.learned_blocks >= LEARN_BLOCKS else UNEXPLAINED_AT_ONCE
        return (
            is_loud
            and self._early_loud_blocks >= LOUD_BLOCKS
            and self.learned_blocks < EARLY_BLOCKS
            and self._early_rest > limit * self._early_mic
        )

    def _learn_leak(self, rest: float) -> None:
        step_db = -LEAK_DOWN_DB
        if rest > self._echo * 10 ** (self._leak_db / 10) + self._floor:
            step_db = LEAK_UP_DB_WHILE_HEARD if self._held_blocks else LEAK_UP_DB
        self._leak_db = min(LEAK_DB_MAX, max(LEAK_DB_MIN, self._leak_db + step_db))
