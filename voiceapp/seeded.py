"""Conversations drawn from a seed: any number of them, each the same on every machine.

A seed decides the dialect, the server's manners, the way of its events, the delays, and what the person does
when. What must hold in all of them is in `promises.py`; what they really met on their way is in
`occasions.py`, so that a schedule which has become too kind is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random

from voiceapp.dialogue.options import DialogueOptions
from voiceapp.downlink import Downlink, Trouble
from voiceapp.occasions import met
from voiceapp.offline.options import Faults, ServerOptions
from voiceapp.pcm import NS_PER_MS
from voiceapp.promises import MS_PER_CHAR, Watch, broken_promises
from voiceapp.protocol.dialect import GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.recording.tape import TapeHeader, TapeWriter
from voiceapp.seeded_person import STALL_MS_MAX, Person, tone
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
        Person(s, draw, watch).converse(turns)
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


def _spoken(text: str) -> bytes:
    return tone(MS_PER_CHAR * len(text), 330, 6_000)
