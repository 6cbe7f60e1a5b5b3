"""Conversations drawn from a seed, and what must hold in every one of them.

A seed decides the dialect, the server's manners, the delays and what the person does when. The invariants are
the promises of the program: nothing invalid is said, nothing is heard after a stop, no offset claims more
than reached the ear, no word is claimed that was not heard, and the service's memory agrees with the ear.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

import numpy as np

from voiceapp.audio.simulated import SPEAKER
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, Row, RowKind, RowState, Snapshot
from voiceapp.errors import SoundError
from voiceapp.offline.options import Faults, ServerOptions
from voiceapp.pcm import FRAMES_PER_MS, NS_PER_MS, frames_of_ms, ms_of_frames
from voiceapp.protocol.client_events import ItemDelete, ItemTruncate
from voiceapp.protocol.dialect import GA, PREVIEW, PREVIEW_2024_10
from voiceapp.protocol.server_events import ItemTruncated, OutputAudioDelta
from voiceapp.recording.tape import TapeWriter
from voiceapp.simulation import Simulation, World

MS_PER_CHAR = 60
"""The simulated voice speaks at this pace exactly, so that every word has a known time."""
ALLOWED_ERRORS = {"response_cancel_not_active", "conversation_already_has_active_response"}
"""Races no client can avoid; each must be survived without a trace."""
SENTENCES = (
    "Yes.",
    "That is a good question.",
    "The next train leaves at ten past three, and the one after that at a quarter to four.",
    "Once upon a time there was a lighthouse, and in it lived a keeper who counted the waves, "
    "one after the other, until the sea had told him all of its names.",
)

QUIET = frozenset({Phase.LISTENING, Phase.OFF})
SENTENCE_MS_MAX = 10_000
"""Longer than the longest sentence takes."""


@dataclass(frozen=True, slots=True)
class _Reply:
    text: str
    timer_s: int | None = None
    timer_text: str = ""


class _Talkative:
    """Answers with sentences of many lengths, in turn."""

    def __init__(self, draw: Random) -> None:
        self._draw = draw

    def reply(self, heard: str | None, *, wall: datetime, typed: bool) -> _Reply:
        return _Reply(self._draw.choice(SENTENCES))


def tone(ms: int, hz: int, level: int) -> bytes:
    """Return a tone of `ms` milliseconds at the wire rate."""
    at = np.arange(ms * FRAMES_PER_MS)
    return bytes((level * np.sin(2 * np.pi * hz * at / 24_000)).astype("<i2").tobytes())


@dataclass(slots=True)
class Watch:
    """Looks at every picture and keeps what must never have happened."""

    heard_ms: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def look(self, picture: Snapshot) -> None:
        """Check what concerns one picture or two in a row."""
        keys = [row.key for row in picture.rows]
        if len(set(keys)) != len(keys):
            self.broken.append(f"two rows have the same key: {keys}")
        for row in picture.rows:
            if row.kind is not RowKind.ASSISTANT:
                continue
            if row.heard_ms < self.heard_ms.get(row.key, 0):
                self.broken.append(f"the heard mark of {row.key} went back to {row.heard_ms} ms")
            self.heard_ms[row.key] = row.heard_ms
            if row.heard_ms > row.received_ms:
                self.broken.append(f"{row.key}: heard {row.heard_ms} of {row.received_ms} ms received")
            if row.state in {RowState.LIVE, RowState.CUT} and row.heard_chars:
                self._words(row)

    def _words(self, row: Row) -> None:
        reached_ms = row.cut_ms if row.state is RowState.CUT and row.cut_ms is not None else row.heard_ms
        if row.heard_chars * MS_PER_CHAR > reached_ms + 1:
            claimed = row.text[: row.heard_chars]
            self.broken.append(f"{row.key} claims “{claimed}” after {reached_ms} ms")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one seed gave."""

    seed: int
    broken: tuple[str, ...]
    interruptions: int
    simulated_ms: int


def converse(seed: int, *, turns: int = 5, tape: TapeWriter | None = None) -> Outcome:
    """Hold the conversation of a seed and return what was broken in it; nothing, if all is well."""
    draw = Random(seed)
    s = _simulation(draw, tape)
    watch = Watch()
    s.start()
    if draw.random() < 0.5:  # a room in which our own ears may be believed
        s.post(i.EchoMeasured(s.clock.now_ns(), "full", "No echo.", converged=True))
    _pass(s, watch, 500)
    for _ in range(turns):
        _act(s, draw)
        _pass(s, watch, draw.choice((20, 150, 400, 1_200, 3_000, 6_000)))
    s.post(i.TalkReleased(s.clock.now_ns()))
    s.post(i.MuteChosen(s.clock.now_ns(), muted=True))
    _pass(s, watch, 2_000)
    s.post(i.StopPressed(s.clock.now_ns()))
    _pass(s, watch, 4_000)
    if s.dialogue.snapshot().phase not in QUIET:
        # A turn that ended after the stop has an answer of its own: it is heard out.
        _pass(s, watch, SENTENCE_MS_MAX)
    numbers = s.dialogue.snapshot().numbers
    broken = (*watch.broken, *broken_promises(s))
    return Outcome(seed, broken, numbers.interruptions, s.clock.now_ns() // NS_PER_MS)


# -- the draw ------------------------------------------------------------------------------------------


def _simulation(draw: Random, tape: TapeWriter | None) -> Simulation:
    options = DialogueOptions(
        hands_free=draw.random() < 0.75,
        confirm_ms=draw.choice((0, 250, 250)),
        transcription_model=draw.choice(("whisper-1", "")),
    )
    server = ServerOptions(
        speed=draw.choice((1.1, 3.0, 8.0, 50.0)),
        delta_ms=draw.choice((100, 200, 250, 3_000)),
        stall_every_deltas=draw.choice((0, 0, 3)),
        stall_ms=draw.choice((300, 1_500)),
        messages=draw.choice((1, 1, 2)),
        late_deltas=draw.choice((0, 0, 3)),
        stored_short_ms=draw.choice((0, 85)),
        transcription_delay_ms=draw.choice((0, 0, 1_500)),
        transcription_after_response=draw.random() < 0.3,
        omit_error_event_id=draw.random() < 0.3,
        faults=Faults(
            duplicate_items=draw.random() < 0.2,
            unknown_every=draw.choice((0, 0, 5)),
            unsolicited_truncated=draw.random() < 0.2,
            done_without_created=draw.random() < 0.2,
            deltas_after_done=draw.choice((0, 0, 2)),
        ),
    )
    world = World(
        uplink_ms=draw.choice((1, 15, 80)),
        downlink_ms=draw.choice((1, 15, 80)),
        job_ms=draw.choice((0, 30, 300)),
        device_latency_ms=draw.choice((10, 25, 60)),
    )
    return Simulation(
        lambda: _Talkative(draw),
        lambda pcm: draw.choice(("hello there", "what time is it", None)),
        lambda text: tone(MS_PER_CHAR * len(text), 330, 6_000),
        options=options,
        server=server,
        dialect=draw.choice((GA, GA, PREVIEW, PREVIEW_2024_10)),
        world=world,
        tape=tape,
    )


def _act(s: Simulation, draw: Random) -> None:
    """Let the person do something."""
    now_ns = s.clock.now_ns()
    match draw.choice(
        ("speak", "speak", "speak", "cough", "text", "talk key", "stop", "mute", "mode", "lose", "unplug")
    ):
        case "speak":
            s.sound.say(tone(draw.choice((400, 900, 1_800)), 220, draw.choice((3_000, 9_000))))
        case "cough":
            s.sound.say(tone(draw.choice((60, 120, 160)), 220, 9_000))
        case "text":
            s.post(i.TextSubmitted(now_ns, "and then?"))
        case "talk key":
            s.post(i.TalkPressed(now_ns))
            s.sound.say(tone(700, 220, 9_000))
            s.at(draw.choice((30, 300, 900)), lambda: s.post(i.TalkReleased(s.clock.now_ns())))
        case "stop":
            s.post(i.StopPressed(now_ns))
        case "mute":
            s.post(i.MuteChosen(now_ns, muted=True))
            s.at(500, lambda: s.post(i.MuteChosen(s.clock.now_ns(), muted=False)))
        case "mode":
            s.post(i.HandsFreeChosen(now_ns, hands_free=draw.random() < 0.5))
        case "unplug":
            s.sound.unplug(SPEAKER)
            s.at(draw.choice((10, 400, 2_000)), lambda: _plug(s))
        case "lose":
            if draw.random() < 0.3 and s.brain is not None:
                s.drop_link()


def _plug(s: Simulation) -> None:
    """Bring the loudspeaker back; the desk opens it."""
    s.sound.plug(SPEAKER)
    with suppress(SoundError):  # it never went: unplugged twice in a row
        s.sound.open_speaker(s.playout)


def _pass(s: Simulation, watch: Watch, ms: int) -> None:
    for _ in range(0, ms, 50):
        watch.look(s.run(50))


# -- the promises --------------------------------------------------------------------------------------


def broken_promises(s: Simulation) -> list[str]:
    """Return what was broken in a conversation that has come to rest; `Watch` saw to the rest of it."""
    return [*_said(s), *_stopped(s), *_remembered(s), *_ended(s)]


def _said(s: Simulation) -> list[str]:
    """Nothing invalid was said, and the server refused nothing but unavoidable races."""
    broken = [f"invalid on the wire: {mistake}" for mistake in s.record.mistakes]
    for error in s.record.errors:
        race = error.code in ALLOWED_ERRORS or "shorter than" in error.message
        if not race:
            broken.append(f"the server refused: {error.code} {error.message}")
    return broken


def _stopped(s: Simulation) -> list[str]:
    """After a cut was obeyed, nothing that had been queued before it is handed over."""
    broken: list[str] = []
    queued: set[str] = set()
    cuts: dict[int, set[str]] = {}
    for _, command in s.record.commands:
        if isinstance(command, c.PlayPcm):
            queued.add(command.item_id)
            for dropped in cuts.values():
                dropped.discard(command.item_id)  # queued anew, for another loudspeaker
        elif isinstance(command, c.CutPlayout):
            cuts[command.order] = set(queued)
    obeyed = 0
    for block in s.record.blocks:
        dead = set().union(*(items for order, items in cuts.items() if order <= obeyed))
        broken += [
            f"late sound of {span.item_id} in block {block.first_frame}"
            for span in block.spans
            if span.item_id in dead
        ]
        obeyed = max(obeyed, block.order)
    return broken


def _remembered(s: Simulation) -> list[str]:
    """What the service was told is what reached the ear, and nothing unheard is left in its memory."""
    broken: list[str] = []
    handed = _handed_frames(s)
    sent = {e.item_id: e for e in s.record.sent if isinstance(e, ItemTruncate)}
    confirmed = {e.item_id for _, e in s.record.received if isinstance(e, ItemTruncated)}
    deleted = {e.item_id for e in s.record.sent if isinstance(e, ItemDelete)}
    rows = {row.key: row for row in s.dialogue.snapshot().rows if row.kind is RowKind.ASSISTANT}
    for item_id, event in sent.items():
        reached_ms = ms_of_frames(handed.get(item_id, 0))
        if event.audio_end_ms > reached_ms:
            broken.append(f"{item_id} was truncated at {event.audio_end_ms} ms, {reached_ms} ms were heard")
        if item_id in confirmed and reached_ms - event.audio_end_ms > 85:
            broken.append(f"{item_id} was truncated at {event.audio_end_ms} ms, {reached_ms} ms were heard")
    if s.brain is None:
        return broken
    for entry in s.brain.conversation.entries():
        row = rows.get(entry.id)
        if row is None or row.state is not RowState.CUT or entry.role != "assistant":
            continue
        if row.cut_ms == 0 and entry.id not in deleted:
            broken.append(f"{entry.id} was never heard, and is left in the conversation")
        kept = entry.frames.get(0, 0)
        if kept > handed.get(entry.id, 0) + frames_of_ms(100) and entry.id not in deleted:
            broken.append(
                f"{entry.id}: the service remembers {ms_of_frames(kept)} ms, {row.cut_ms} ms were heard"
            )
    return broken


def _handed_frames(s: Simulation) -> dict[str, int]:
    handed: dict[str, int] = {}
    for block in s.record.blocks:
        for span in block.spans:
            handed[span.item_id] = max(handed.get(span.item_id, 0), span.item_frame + span.frames)
    return handed


def _ended(s: Simulation) -> list[str]:
    """After everything, the conversation is quiet, and every answer is settled."""
    picture = s.dialogue.snapshot()
    broken = []
    if picture.phase not in QUIET:
        broken.append(f"at the end it is {picture.phase.value}")
    broken += [
        f"{row.key} is still live at the end"
        for row in picture.rows
        if row.kind is RowKind.ASSISTANT and row.state is RowState.LIVE
    ]
    received: dict[str, int] = {}
    for _, event in s.record.received:
        if isinstance(event, OutputAudioDelta):
            received[event.item_id] = received.get(event.item_id, 0) + len(event.delta) // 2
    for item_id, frames in _handed_frames(s).items():
        if frames > received.get(item_id, 0):
            broken.append(f"{item_id}: {frames} frames handed, {received.get(item_id, 0)} received")
    return broken
