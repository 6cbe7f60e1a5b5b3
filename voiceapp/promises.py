"""The promises of the program, as functions from a simulated conversation to what was broken in it.

Nothing invalid is said, nothing goes on sounding after a stop, no offset claims more than reached the ear, no
word is claimed that was not heard, and the service's memory agrees with the ear. What *reached the ear* is
worked out here a second time, from the loudspeaker's blocks alone; the dialogue's own ledger is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from voiceapp.dialogue import commands as c
from voiceapp.dialogue.snapshot import Phase, Row, RowKind, RowState, Snapshot
from voiceapp.offline.conversation import Entry
from voiceapp.pcm import BLOCK_FRAMES, NS_PER_MS, frames_of_ms, frames_of_ns, ms_of_frames, ns_of_frames
from voiceapp.protocol.client_events import ItemTruncate
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.server_events import ErrorEvent, OutputAudioDelta
from voiceapp.protocol.wire import ItemId
from voiceapp.simulation import Simulation

MS_PER_CHAR = 60
"""The simulated voice speaks at this pace exactly, so that every word has a known time."""
NEARLY_ALL_MS = 100
"""An answer with less than this unheard counts as heard (see `dialogue.barge_in`)."""
UNDER_WAY_MS = 100
"""What may be handed to the loudspeaker and not be heard yet when an answer counts as heard: its latency."""
STORED_SHORT_MS = 85
"""So much less than it sent a server has been seen to store."""
RACES = {"response_cancel_not_active", "conversation_already_has_active_response"}
"""Refusals no client can avoid; each must be survived without a trace."""
TOLD_ROWS = 100
"""So many rows of an earlier conversation fit into what a session is told, with whatever follows them."""
QUIET = frozenset({Phase.LISTENING, Phase.OFF})


def is_unknown_truncate(error: ErrorInfo) -> bool:
    """Say whether a server says that it does not know truncation."""
    return error.param == "type" and "conversation.item.truncate" in error.message


@dataclass(slots=True)
class Watch:
    """Looks at every picture and keeps what must never have happened."""

    heard_ms: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    queued_together: set[tuple[str, ...]] = field(default_factory=set)
    """Answers that waited to be heard at the same moment."""
    _seen: tuple[Row, ...] = ()

    def look(self, picture: Snapshot) -> None:
        """Check what concerns one picture or two in a row."""
        if picture.rows is self._seen:
            return
        self._seen = picture.rows
        keys = [row.key for row in picture.rows]
        if len(set(keys)) != len(keys):
            self.broken.append(f"two rows have the same key: {keys}")
        answers = [row for row in picture.rows if row.kind is RowKind.ASSISTANT]
        for row in answers:
            self._answer(row)
        waiting = tuple(
            row.key for row in answers if row.state is RowState.LIVE and row.heard_ms < row.received_ms
        )
        if len(waiting) > 1:
            self.queued_together.add(waiting)

    def _answer(self, row: Row) -> None:
        if row.heard_ms < self.heard_ms.get(row.key, 0):
            self.broken.append(f"the heard mark of {row.key} went back to {row.heard_ms} ms")
        self.heard_ms[row.key] = row.heard_ms
        if row.heard_ms > row.received_ms:
            self.broken.append(f"{row.key}: heard {row.heard_ms} of {row.received_ms} ms received")
        reached_ms = row.heard_ms
        if row.state is RowState.CUT and row.cut_ms is not None:
            reached_ms = row.cut_ms
        elif row.state is RowState.DONE:
            reached_ms += NEARLY_ALL_MS + UNDER_WAY_MS
        was_read = not row.spoken or (row.state is RowState.DONE and row.note)
        if row.heard_chars * MS_PER_CHAR > reached_ms + 1 and not was_read:
            claimed = row.text[: row.heard_chars]
            self.broken.append(f"{row.key} claims “{claimed}” after {reached_ms} ms")


def broken_promises(s: Simulation) -> list[str]:
    """Return what was broken in a conversation that has come to rest; `Watch` saw to the rest of it."""
    ear = listen(s)
    return [
        *_survived(s),
        *_said(s),
        *ear.broken,
        *_obeyed(s),
        *_paused(s),
        *_stopped(s),
        *_told(s, ear),
        *_asked_in_vain(s),
        *_remembered(s, ear),
        *_answered_again(s),
        *_continued(s),
        *_ended(s, ear),
    ]


# -- what reached the ear ------------------------------------------------------------------------------


@dataclass(slots=True)
class Ear:
    """What the loudspeaker's blocks say was heard, in frames by item."""

    frames: dict[ItemId, int] = field(default_factory=dict)
    handed: dict[ItemId, int] = field(default_factory=dict)
    """Also what a loudspeaker took and lost before it sounded."""
    lost_later: set[ItemId] = field(default_factory=set)
    """Those that were cut while their last frames were on their way to an ear they never reached."""
    broken: list[str] = field(default_factory=list)

    def ms(self, item_id: str) -> int:
        """Return how much of an item was heard, in whole milliseconds."""
        return ms_of_frames(self.frames.get(ItemId(item_id), 0))

    def most_frames(self, item_id: str) -> int:
        """Return how much of an item was heard, or had to be expected to be when it was cut."""
        counts = self.handed if item_id in self.lost_later else self.frames
        return counts.get(ItemId(item_id), 0)

    def most_ms(self, item_id: str) -> int:
        """Return the same in whole milliseconds."""
        return ms_of_frames(self.most_frames(item_id))


def listen(s: Simulation) -> Ear:
    """Work out what was heard: each item from its beginning, without a gap, and nothing twice."""
    ear = Ear()
    losses = iter(s.record.speaker_losses)
    before, lost_ns = next(losses, (len(s.record.blocks), None))
    for number, block in enumerate(s.record.blocks):
        while lost_ns is not None and number >= before:
            before, lost_ns = next(losses, (len(s.record.blocks), None))
        for span in block.spans:
            heard = span.frames
            if lost_ns is not None:
                starts_ns = block.dac_at_ns + ns_of_frames(span.device_frame - block.first_frame)
                heard = min(heard, max(0, frames_of_ns(lost_ns - starts_ns)))
            ear.handed[span.item_id] = max(ear.handed.get(span.item_id, 0), span.item_frame + span.frames)
            if heard < span.frames and _was_just_cut(s, lost_ns):
                ear.lost_later.add(span.item_id)
            if not heard:
                continue
            due = ear.frames.get(span.item_id, 0)
            if abs(span.item_frame - due) > 1:  # a frame may lie astride the moment a loudspeaker was lost
                ear.broken.append(f"{span.item_id} goes on at frame {span.item_frame}, {due} was due")
            ear.frames[span.item_id] = span.item_frame + heard
    return ear


def _was_just_cut(s: Simulation, lost_ns: int | None) -> bool:
    """Say whether a cut was ordered so shortly before a loss that what it had left was under way."""
    under_way_ns = s.world.device_latency_ms * NS_PER_MS + 2 * ns_of_frames(BLOCK_FRAMES)
    return lost_ns is not None and any(
        isinstance(command, c.CutPlayout) and 0 <= lost_ns - at_ns <= under_way_ns
        for at_ns, command in s.record.commands
    )


def _truncations(s: Simulation) -> list[tuple[int, ItemTruncate]]:
    return [
        (at_ns, command.event)
        for at_ns, command in s.record.commands
        if isinstance(command, c.SendEvent) and isinstance(command.event, ItemTruncate)
    ]


# -- the promises --------------------------------------------------------------------------------------


def _survived(s: Simulation) -> list[str]:
    """Nothing was raised, not even where a device's thread would have swallowed it."""
    broken = [f"{type(error).__name__}: {error}" for error in s.record.failures]
    faults = s.playout.statistics().faults + s.capture.statistics().faults - len(broken)
    return [*broken, *([f"{faults} faults at the doors of the sound"] if faults > 0 else [])]


def _said(s: Simulation) -> list[str]:
    """Nothing invalid was said, and the server refused nothing but unavoidable races."""
    broken = [f"invalid on the wire: {mistake}" for mistake in s.record.mistakes]
    for error in s.record.errors:
        race = (
            error.code in RACES
            or "shorter than" in error.message
            or is_unknown_truncate(error)
            or (error.param or "").endswith(".interrupt_response")
        )
        if not race:
            broken.append(f"the server refused: {error.code} {error.message}")
    return broken


def _obeyed(s: Simulation) -> list[str]:
    """An order to the loudspeaker is obeyed within a block."""
    broken: list[str] = []
    orders = [
        (at_ns, command.order)
        for at_ns, command in s.record.commands
        if isinstance(command, c.CutPlayout | c.PausePlayout | c.ResumePlayout)
    ]
    given = 0
    for block in s.record.blocks:
        while orders and orders[0][0] + ns_of_frames(BLOCK_FRAMES) < block.at_ns:
            given = orders.pop(0)[1]
        if block.order < given:
            broken.append(f"order {given} was not obeyed by block {block.first_frame} ({block.at_ns} ns)")
    return broken


def _paused(s: Simulation) -> list[str]:
    """From the block after the one that obeyed a pause, nothing sounds before the next order."""
    pauses = {command.order for _, command in s.record.commands if isinstance(command, c.PausePlayout)}
    return [
        f"sound of {block.spans[0].item_id} in block {block.first_frame}, during a pause"
        for before, block in pairwise(s.record.blocks)
        if block.spans and block.order == before.order and block.order in pauses
    ]


def _stopped(s: Simulation) -> list[str]:
    """After a cut was obeyed, nothing that had been queued before it is handed over."""
    broken: list[str] = []
    cuts = _cuts(s)
    silenced: set[ItemId] = set()
    for block in s.record.blocks:
        broken += [
            f"late sound of {span.item_id} in block {block.first_frame}"
            for span in block.spans
            if span.item_id in silenced
        ]
        for order in [order for order in cuts if order <= block.order]:
            silenced |= cuts.pop(order)
    return broken


def _cuts(s: Simulation) -> dict[int, set[ItemId]]:
    """Return for each cut what it silences for good: all that was queued before and is not queued anew."""
    queued: set[ItemId] = set()
    cuts: dict[int, set[ItemId]] = {}
    for _, command in s.record.commands:
        if isinstance(command, c.PlayPcm):
            queued.add(command.item_id)
            for silenced in cuts.values():
                silenced.discard(command.item_id)  # for another loudspeaker; what was heard twice is noticed
        elif isinstance(command, c.CutPlayout):
            cuts[command.order] = set(queued)
    return cuts


def _told(s: Simulation, ear: Ear) -> list[str]:
    """A truncation names the last millisecond heard, or what the server then says that it has."""
    broken: list[str] = []
    told: set[ItemId] = set()
    for _, event in _truncations(s):
        reached_ms = ear.ms(event.item_id)
        least_ms = reached_ms - (STORED_SHORT_MS if event.item_id in told else 1)
        if not least_ms <= event.audio_end_ms <= ear.most_ms(event.item_id):
            broken.append(
                f"{event.item_id} was truncated at {event.audio_end_ms} ms, {reached_ms} ms were heard"
            )
        told.add(event.item_id)
    return broken


def _asked_in_vain(s: Simulation) -> list[str]:
    """A server that has said that it does not know truncation is not asked again in the same session."""
    refused_ns = [
        at_ns
        for at_ns, event in s.record.received
        if isinstance(event, ErrorEvent) and is_unknown_truncate(event.error)
    ]
    opened_ns = [at_ns for at_ns, command in s.record.commands if isinstance(command, c.OpenLink)]
    broken: list[str] = []
    for at_ns, event in _truncations(s):
        began_ns = max((moment_ns for moment_ns in opened_ns if moment_ns <= at_ns), default=0)
        if any(began_ns <= moment_ns < at_ns for moment_ns in refused_ns):
            broken.append(f"{event.item_id} was truncated although this server does not know that")
    return broken


def _remembered(s: Simulation, ear: Ear) -> list[str]:
    """What the service remembers of an answer is what was heard of it."""
    if s.brain is None:
        return []
    rows = {row.key: row for row in s.dialogue.snapshot().rows}
    unable = any(is_unknown_truncate(error) for error in s.record.errors)
    broken: list[str] = []
    for entry in s.brain.conversation.entries():
        row = rows.get(entry.id)
        if not _is_spoken_answer(entry) or (row is not None and _was_read(row)):
            continue
        heard_frames = ear.most_frames(entry.id)
        kept = entry.frames.get(0, 0)
        if not heard_frames and not kept and not entry.said:
            continue  # it was stopped before it had said anything
        if not heard_frames:
            broken.append(f"{entry.id} was never heard, and is left in the conversation")
        elif kept > heard_frames + frames_of_ms(NEARLY_ALL_MS) and not unable:
            broken.append(
                f"{entry.id}: the service remembers {ms_of_frames(kept)} ms, "
                f"{ms_of_frames(heard_frames)} ms were heard"
            )
    return broken


def _answered_again(s: Simulation) -> list[str]:
    """Of two answers to the same words the service has the one that counts, with what was heard of it."""
    if s.brain is None:
        return []
    entries = {entry.id: entry.text() for entry in s.brain.conversation.entries()}
    broken: list[str] = []
    for row in s.dialogue.snapshot().rows:
        heard = row.text[: row.heard_chars].strip()
        if row.set_aside and row.key in entries:
            broken.append(f"{row.key} was set aside, and the service remembers it")
        elif (
            row.take
            and not row.set_aside
            and row.key not in entries
            and not any(heard in words for words in entries.values())
        ):
            broken.append(f"{row.key} counts, and the service does not remember “{heard}”")
    return broken


def _continued(s: Simulation) -> list[str]:
    """What was said before a conversation was continued is known, in its order, as far as there is room."""
    if s.brain is None:
        return []
    told = [
        row.text
        for row in s.dialogue.snapshot().rows
        if row.earlier and row.kind is not RowKind.TOOL and not row.set_aside
    ][-TOLD_ROWS:]
    known = "\n".join(entry.text() for entry in s.brain.conversation.entries())
    at = 0
    for words in told:
        at = known.find(words, at)
        if at < 0:
            return [f"the service was not told “{words}”, or not in its place"]
        at += len(words)
    return []


def _is_spoken_answer(entry: Entry) -> bool:
    return entry.role == "assistant" and entry.item.type == "message"


def _was_read(row: Row) -> bool:
    """Say whether an answer reached the eye instead of the ear."""
    return not row.spoken or (row.state is RowState.DONE and bool(row.note))


def _ended(s: Simulation, ear: Ear) -> list[str]:
    """After everything the conversation is quiet, every answer is settled, and the rows tell the truth."""
    picture = s.dialogue.snapshot()
    broken = []
    if picture.phase not in QUIET:
        broken.append(f"at the end it is {picture.phase.value}")
    received: dict[str, int] = {}
    for _, event in s.record.received:
        if isinstance(event, OutputAudioDelta):
            received[event.item_id] = received.get(event.item_id, 0) + len(event.delta) // 2
    for row in picture.rows:
        if row.kind is not RowKind.ASSISTANT:
            continue
        reached_ms = ear.ms(row.key)
        if row.state is RowState.LIVE:
            broken.append(f"{row.key} is still live at the end")
        if row.heard_ms > ear.most_ms(row.key):
            broken.append(f"{row.key} shows {row.heard_ms} ms as heard, {reached_ms} ms were")
        if row.cut_ms is not None and row.cut_ms < reached_ms - 1:
            broken.append(f"{row.key} was cut at {row.cut_ms} ms, {reached_ms} ms were heard")
    for item_id, frames in ear.handed.items():
        if frames > received.get(item_id, 0):
            broken.append(f"{item_id}: {frames} frames handed, {received.get(item_id, 0)} received")
    return broken
