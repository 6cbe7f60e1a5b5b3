"""Conversations drawn from a seed: any number of them, each the same on every machine.

A seed decides the dialect, the server's manners, the way of its events, the delays, and what the person does
when. What must hold in all of them is in `promises.py`; what they really met on their way is in
`occasions.py`, so that a schedule which has become too kind is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random

import numpy as np

from voiceapp.audio.simulated import MICROPHONE, SPEAKER
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase
from voiceapp.downlink import Downlink, Trouble
from voiceapp.errors import SoundError
from voiceapp.occasions import met
from voiceapp.offline.options import Faults, ServerOptions
from voiceapp.pcm import FRAMES_PER_MS, NS_PER_MS
from voiceapp.promises import MS_PER_CHAR, QUIET, Watch, broken_promises
from voiceapp.protocol.dialect import GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.recording.tape import TapeHeader, TapeWriter
from voiceapp.simulation import Simulation, World

SENTENCES = (
    "Yes.",
    "That is a good question.",
    "The next train leaves at ten past three, and the one after that at a quarter to four.",
    "Once upon a time there was a lighthouse, and in it lived a keeper who counted the waves, "
    "one after the other, until the sea had told him all of its names.",
)
TOOL = {
    "type": "function",
    "name": "look_up",
    "description": "Looks something up.",
    "parameters": {"type": "object", "properties": {"what": {"type": "string"}}},
}
STALL_MS_MAX = 1_500
"""How long a server may stand still in the middle of an answer."""
LOOK_MS = 50
"""How often the picture is looked at."""
REST_MS = 300
"""So long everything must have been quiet to be over."""
HEARD_OUT_MS = 3_000
"""So long an answer that began after the last stop is listened to before the next."""
REST_MS_MAX = 60_000
"""Longer than attempts to connect and every delay take together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one seed gave."""

    seed: int
    broken: tuple[str, ...]
    """A sentence for each promise that was not kept; nothing, if all is well."""
    met: frozenset[str]
    """What happened in it, in the words of `occasions.py`."""
    interruptions: int
    simulated_ms: int
    tape: Path | None = None
    """Where the tape of it lies, if one was made."""


def simulate(first: int, last: int, folder: Path) -> Iterator[Outcome]:
    """Hold the conversations of the seeds `first` to `last`, both included, and yield what each gave.

    A seed that breaks a promise is held once more and recorded: its `Outcome.tape` names the new tape,
    `folder`/seed-N, which `voiceapp.recording.replay` reads. Nothing is written while all is well. About 10
    seeds a second; one process. Raises TapeError when a tape cannot be written.
    """
    for seed in range(first, last + 1):
        outcome = converse(seed)
        if outcome.broken:
            tape = folder / f"seed-{seed}"
            setting = _setting(Random(seed))
            header = TapeHeader(
                dialect=setting.dialect.name,
                about=f"seed {seed}: {outcome.broken[0]}",
                options=setting.options,
            )
            with TapeWriter(tape, header) as writer:
                outcome = replace(converse(seed, tape=writer), tape=tape)
        yield outcome


def converse(seed: int, *, turns: int = 5, tape: TapeWriter | None = None) -> Outcome:
    """Hold the conversation of a seed, on `tape` if one is given, and return what came of it."""
    draw = Random(seed)
    setting = _setting(draw)
    s = _simulation(setting, draw, tape)
    watch = Watch()
    failed: tuple[str, ...] = ()
    try:
        _Person(s, draw, watch).converse(turns)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what this seed has found
        failed = (f"{type(error).__name__}: {error}",)
    broken = (*failed, *watch.broken, *(() if failed else broken_promises(s)))
    interruptions = s.dialogue.snapshot().numbers.interruptions
    met_here = met(s, watch, setting.options)
    return Outcome(seed, broken, met_here, interruptions, s.clock.now_ns() // NS_PER_MS)


# -- the draw ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Setting:
    """What surrounds a conversation."""

    options: DialogueOptions
    server: ServerOptions
    world: World
    trouble: Trouble
    dialect: Dialect


def _setting(draw: Random) -> _Setting:
    return _Setting(
        DialogueOptions(
            hands_free=draw.random() < 0.8,
            confirm_ms=draw.choice((0, 250, 250)),
            transcription_model=draw.choice(("whisper-1", "")),
            tools=draw.choice(((), (TOOL,))),
        ),
        _server(draw),
        World(
            uplink_ms=draw.choice((1, 15, 80)),
            downlink_ms=draw.choice((1, 15, 80)),
            job_ms=draw.choice((0, 30, 300)),
            tool_ms=draw.choice((0, 400, 1_500)),
            device_latency_ms=draw.choice((10, 25, 60)),
        ),
        Trouble(
            crossing_ms=draw.choice((0, 0, 40, 200)),
            amendments_ms=draw.choice((0, 0, 300, 3_000)),
            told_twice=draw.choice((0.0, 0.0, 0.1)),
            damaged=draw.choice((0.0, 0.0, 0.1)),
        ),
        draw.choice((GA, GA, PREVIEW, PREVIEW_2024_10)),
    )


def _server(draw: Random) -> ServerOptions:
    return ServerOptions(
        speed=draw.choice((1.1, 3.0, 8.0, 50.0)),
        delta_ms=draw.choice((100, 200, 250, 3_000, 5_000)),
        stall_every_deltas=draw.choice((0, 0, 3)),
        stall_ms=draw.choice((300, STALL_MS_MAX)),
        messages=draw.choice((1, 1, 2, 3)),
        late_deltas=draw.choice((0, 0, 3)),
        stored_short_ms=draw.choice((0, 85)),
        transcription_delay_ms=draw.choice((0, 0, 1_500)),
        transcription_after_response=draw.random() < 0.3,
        omit_error_event_id=draw.random() < 0.3,
        knows_truncate=draw.random() < 0.9,
        knows_interrupt=draw.random() < 0.9,
        faults=Faults(
            delay_ms=draw.choice((0, 0, 0, 120)),
            optionals=draw.choice(("told",) * 6 + ("null", "absent")),
            duplicate_items=draw.random() < 0.2,
            unknown_every=draw.choice((0, 0, 5)),
            unsolicited_truncated=draw.random() < 0.2,
            done_without_created=draw.random() < 0.2,
            deltas_after_done=draw.choice((0, 0, 2)),
        ),
    )


def _simulation(setting: _Setting, draw: Random, tape: TapeWriter | None) -> Simulation:
    return Simulation(
        lambda: _Talkative(draw),
        lambda pcm: draw.choice(("hello there", "what time is it", "look up trains", None)),
        _spoken,
        options=setting.options,
        server=setting.server,
        dialect=setting.dialect,
        world=setting.world,
        downlink=Downlink(setting.world.downlink_ms, setting.trouble, draw),
        tape=tape,
    )


@dataclass(frozen=True, slots=True)
class _Reply:
    text: str
    timer_s: int | None = None
    timer_text: str = ""


class _Talkative:
    """Answers with sentences of many lengths; now and then another one follows unasked."""

    def __init__(self, draw: Random) -> None:
        self._draw = draw

    def reply(self, heard: str | None, *, wall: datetime, typed: bool) -> _Reply:
        timer_s = self._draw.choice((None, None, None, None, 1))
        return _Reply(self._draw.choice(SENTENCES), timer_s, self._draw.choice(SENTENCES))


@cache
def tone(ms: int, hz: int, level: int) -> bytes:
    """Return a tone of `ms` milliseconds at the wire rate."""
    at = np.arange(ms * FRAMES_PER_MS)
    return bytes((level * np.sin(2 * np.pi * hz * at / 24_000)).astype("<i2").tobytes())


def _spoken(text: str) -> bytes:
    return tone(MS_PER_CHAR * len(text), 330, 6_000)


# -- the person ----------------------------------------------------------------------------------------


class _Person:
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
