"""The person of a conversation that is drawn from a seed: what they do, when, and how unlucky they are."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from random import Random

import numpy as np

from voiceapp.audio.simulated import MICROPHONE, SPEAKER
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.earlier import EarlierRow
from voiceapp.dialogue.history import CallPair
from voiceapp.dialogue.snapshot import Phase
from voiceapp.errors import SoundError
from voiceapp.pcm import FRAMES_PER_MS
from voiceapp.promises import QUIET, Watch
from voiceapp.protocol.wire import CallId, ItemId
from voiceapp.simulation import Simulation

OLD_WORDS = (
    EarlierRow("user", "When does it leave?", -2_000),
    EarlierRow(
        "tool", 'look_up({"what": "trains"})', -1_900, call=CallPair(CallId("call_1"), "look_up", "{}", "3")
    ),
    EarlierRow("assistant", "At three, and", -1_000, cut_ms=800),
)
"""A conversation of another day."""
LOOK_MS = 50
"""How often the picture is looked at."""
REST_MS = 300
"""So long everything must have been quiet to be over."""
HEARD_OUT_MS = 3_000
"""So long an answer that began after the last stop is listened to before the next."""
REST_MS_MAX = 60_000
"""Longer than attempts to connect and every delay take together."""
STALL_MS_MAX = 1_500
"""How long a server may stand still in the middle of an answer."""


@cache
def tone(ms: int, hz: int, level: int) -> bytes:
    """Return a tone of `ms` milliseconds at the wire rate."""
    at = np.arange(ms * FRAMES_PER_MS)
    return bytes((level * np.sin(2 * np.pi * hz * at / 24_000)).astype("<i2").tobytes())


class Person:
    """Does what people do, when they do it, and looks at the picture all the while."""

    def __init__(self, s: Simulation, draw: Random, watch: Watch) -> None:
        self._s = s
        self._draw = draw
        self._watch = watch
        self._habits = (
            *(self._speak,) * 4,
            *(self._cut_in_at_once, self._insist, self._cough_over_an_answer) * 2,
            *(self._cough, self._type, self._hold_the_key, self._stop, self._ask_for_the_tool),
            *(self._mute, self._change_mode, self._lose_the_link, self._stall_the_sound),
            *(self._unplug_the_loudspeaker, self._unplug_the_microphone),
        )

    def converse(self, turns: int) -> None:
        """Talk for so many turns, and leave when all is quiet."""
        s, draw = self._s, self._draw
        s.start()
        if draw.random() < 0.5:  # a room in which our own ears may be believed
            s.post(i.EchoMeasured(s.clock.now_ns(), "full", "No echo.", converged=True))
        self._wait_for(Phase.LISTENING, limit_ms=draw.choice((50, 1_000)))
        for _ in range(turns):
            draw.choice(self._habits)()
            self._wait(draw.choice((20, 150, 400, 400, 1_200, 3_000)))
        if draw.random() < 0.5:
            for _ in range(draw.choice((1, 2))):
                draw.choice((*(self._want_another_answer,) * 3, self._continue_an_old_conversation))()
                self._wait(300)
        s.post(i.TalkReleased(s.clock.now_ns()))
        s.post(i.MuteChosen(s.clock.now_ns(), muted=True))
        self._wait(300)
        self._wait_for_rest()

    # -- waiting ---------------------------------------------------------------------------------

    def _wait(self, ms: int) -> None:
        for _ in range(0, ms, LOOK_MS):
            self._watch.look(self._s.run(LOOK_MS))

    def _wait_for(self, phase: Phase, *, limit_ms: int) -> None:
        for _ in range(0, limit_ms, LOOK_MS):
            if self._s.dialogue.snapshot().phase is phase:
                return
            self._wait(LOOK_MS)

    def _wait_for_rest(self) -> None:
        """Stop, and let everything end; what answers a turn that ended after the stop is stopped later."""
        quiet_ms = 0
        for passed_ms in range(0, REST_MS_MAX, LOOK_MS):
            if passed_ms % HEARD_OUT_MS == 0:
                self._stop()
            self._wait(LOOK_MS)
            quiet = self._s.nothing_is_due(STALL_MS_MAX) and self._s.dialogue.snapshot().phase in QUIET
            quiet_ms = quiet_ms + LOOK_MS if quiet else 0
            if quiet_ms >= REST_MS:
                return

    # -- talking ---------------------------------------------------------------------------------

    def _speak(self) -> None:
        draw = self._draw
        self._s.sound.say(tone(draw.choice((400, 900, 1_800)), 220, draw.choice((3_000, 9_000))))

    def _cough(self) -> None:
        self._s.sound.say(tone(self._draw.choice((60, 120, 160)), 220, 9_000))

    def _type(self, text: str = "and then?") -> None:
        self._s.post(i.TextSubmitted(self._s.clock.now_ns(), text))

    def _stop(self) -> None:
        self._s.post(i.StopPressed(self._s.clock.now_ns()))

    def _hold_the_key(self) -> None:
        s = self._s
        s.post(i.TalkPressed(s.clock.now_ns()))
        s.sound.say(tone(700, 220, 9_000))
        s.at(self._draw.choice((30, 300, 900)), lambda: s.post(i.TalkReleased(s.clock.now_ns())))

    def _interrupt(self) -> None:
        self._draw.choice((self._speak, self._type, self._stop, self._hold_the_key))()

    def _cut_in_at_once(self) -> None:
        """Interrupt an answer that has hardly begun."""
        self._type()
        self._wait_for(Phase.SPEAKING, limit_ms=2_000)
        self._s.run(self._draw.choice((0, 40, 90, 150)))
        self._interrupt()

    def _cough_over_an_answer(self) -> None:
        """Make a noise that must not end an answer."""
        self._type()
        self._wait_for(Phase.SPEAKING, limit_ms=2_000)
        self._wait(self._draw.choice((100, 400)))
        self._cough()

    def _insist(self) -> None:
        """Interrupt three answers, one after the other."""
        self._type()
        for _ in range(3):
            self._wait_for(Phase.SPEAKING, limit_ms=1_500)
            self._wait(self._draw.choice((50, 300)))
            self._type()

    def _ask_for_the_tool(self) -> None:
        self._type("look up trains")
        if self._draw.random() < 0.7:
            self._s.at(self._draw.choice((100, 300, 700)), self._interrupt)

    def _mute(self) -> None:
        s = self._s
        s.post(i.MuteChosen(s.clock.now_ns(), muted=True))
        s.at(500, lambda: s.post(i.MuteChosen(s.clock.now_ns(), muted=False)))

    def _change_mode(self) -> None:
        self._s.post(i.HandsFreeChosen(self._s.clock.now_ns(), hands_free=self._draw.random() < 0.5))

    def _want_another_answer(self) -> None:
        """Hear an answer, or a part of it, then another to the same words, and perhaps choose one of them."""
        s, draw = self._s, self._draw
        self._type()
        self._hear_some()
        draw.choice((self._stop, self._wait_until_quiet))()
        self._wait(draw.choice((100, 600)))
        s.post(i.AnswerAgainRequested(s.clock.now_ns()))
        self._hear_some()
        ends = (self._stop, self._stop, self._wait_until_quiet, self._wait_until_quiet)
        draw.choice((*ends, self._interrupt, self._lose_the_link))()
        self._wait(600)
        offered = [row.key for row in s.dialogue.snapshot().rows if row.can_keep]
        if offered and draw.random() < 0.8:
            s.post(i.AnswerKept(s.clock.now_ns(), ItemId(draw.choice(offered))))

    def _hear_some(self) -> None:
        self._wait_for(Phase.SPEAKING, limit_ms=2_000)
        self._wait(self._draw.choice((0, 800, 2_000)))

    def _wait_until_quiet(self) -> None:
        self._wait_for(Phase.LISTENING, limit_ms=12_000)

    def _continue_an_old_conversation(self) -> None:
        """Leave this one for another that was held some other day."""
        told = self._draw.choice((OLD_WORDS, OLD_WORDS[:1], OLD_WORDS * 300))
        self._s.post(i.ConversationContinued(self._s.clock.now_ns(), "Trains", told, number=7))

    # -- bad luck --------------------------------------------------------------------------------

    def _lose_the_link(self) -> None:
        """Lose what is on its way, and perhaps be turned away a few times before the next session."""
        refusals = self._draw.choice((0, 0, 1, 2))
        if self._s.brain is not None:
            self._s.refusals = refusals
            self._s.drop_link()

    def _stall_the_sound(self) -> None:
        microphone, speaker = self._draw.choice(((True, False), (False, True), (True, True)))
        self._s.sound.stall(self._draw.choice((30, 120)), microphone=microphone, speaker=speaker)

    def _unplug_the_loudspeaker(self) -> None:
        s = self._s
        s.sound.unplug(SPEAKER)

        def plug() -> None:
            s.sound.plug(SPEAKER)
            with suppress(SoundError):  # it is back already: unplugged twice in a row
                s.sound.open_speaker(s.playout)

        s.at(self._draw.choice((10, 400, 2_000)), plug)

    def _unplug_the_microphone(self) -> None:
        s = self._s
        s.sound.unplug(MICROPHONE)

        def plug() -> None:
            s.sound.plug(MICROPHONE)
            with suppress(SoundError):
                s.sound.open_microphone(s.capture)

        s.at(self._draw.choice((10, 400, 2_000)), plug)
