"""The wit of the embedded assistant: which skill answers what was heard.

It is no language model, and does not pretend to be one: a dozen small skills are asked in turn, and where
none knows an answer the assistant says what it heard and what it can do. Pure: the time of day is given,
nothing is random, and the same conversation gets the same answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from voiceapp.offline.clock_talk import clock_answer
from voiceapp.offline.counting import counting_answer
from voiceapp.offline.entertainer import Entertainer
from voiceapp.offline.repeating import repeating_answer
from voiceapp.offline.small_talk import enough_answer, small_talk_answer
from voiceapp.offline.spelling import spelling_answer
from voiceapp.offline.sums import sum_answer
from voiceapp.offline.timers_talk import TimersTalk
from voiceapp.offline.units import units_answer
from voiceapp.offline.utterance import Utterance, utterance

NOTHING_HEARD = "I heard you, but could not make out any words."
HINT = "Ask me for the time, a sum, a timer, a joke or a story."
QUOTED_MAX = 200
"""Characters of what was heard that are said back."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant says, and what it will say later."""

    text: str
    timer_s: int | None = None
    """In how many seconds `timer_text` is said, unprompted; None: never."""
    timer_text: str = ""


class Assistant:
    """Answers one person; one per session.

    Remembers what "another one" means, which timers run, and whether it has asked a question.
    """

    def __init__(self) -> None:
        self._entertainer = Entertainer()
        self._timers = TimersTalk()

    def reply(self, heard: str | None, *, wall: datetime, typed: bool) -> Reply:
        """Answer what was heard; None: speech that could not be understood. `wall` is local time."""
        if heard is None or not heard.strip():
            return Reply(NOTHING_HEARD)
        said = utterance(heard)
        repeated = repeating_answer(said)
        if repeated is not None:
            return Reply(repeated)
        promise = self._timers.answer(said, wall)
        if promise is not None:
            return Reply(promise.text, promise.ring_in_s, promise.ring_text)
        return Reply(self._answer(said, wall, typed=typed) or _not_understood(said, typed=typed))

    def _answer(self, said: Utterance, wall: datetime, *, typed: bool) -> str | None:
        """Ask the skills, the most particular first; an order to be quiet comes before the talkative ones."""
        return (
            spelling_answer(said)
            or counting_answer(said)
            or units_answer(said)
            or sum_answer(said)
            or enough_answer(said)
            or clock_answer(said, wall)
            or self._entertainer.answer(said)
            or small_talk_answer(said, typed=typed)
        )


def _not_understood(said: Utterance, *, typed: bool) -> str:
    quoted = said.raw.rstrip(" .?!,;:")
    if not said.words or not quoted:
        return f"I did not understand. {HINT}"
    quoted = f"{quoted[:QUOTED_MAX].rstrip()}…" if len(quoted) > QUOTED_MAX else f"{quoted}."
    return f"I did not understand. I {'read' if typed else 'heard'}: {quoted} {HINT}"
