"""What a simulated conversation met on its way, found in its record afterwards.

A schedule that is drawn at random proves nothing about what it never brings about. So every difficulty the
program has to master has a name here and a way to see that it really occurred, not only that it was drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Row, RowKind, RowState
from voiceapp.pcm import NS_PER_MS, frames_of_bytes, frames_of_ms
from voiceapp.promises import Watch, is_unknown_truncate
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.wire import ItemId, known
from voiceapp.simulation import Simulation

Told = TypeVar("Told", bound=told.ServerEvent)
Said = TypeVar("Said", bound=said.ClientEvent)


@dataclass(frozen=True, slots=True)
class _Held:
    """A conversation that is over."""

    s: Simulation
    watch: Watch
    options: DialogueOptions

    def told(self, kind: type[Told]) -> list[tuple[int, Told]]:
        """Return what the server said of one kind, with the moments it arrived."""
        return [(at_ns, event) for at_ns, event in self.s.record.received if isinstance(event, kind)]

    def said(self, kind: type[Said]) -> list[tuple[int, Said]]:
        """Return what the client said of one kind, with the moments it was sent."""
        return [
            (at_ns, command.event)
            for at_ns, command in self.s.record.commands
            if isinstance(command, c.SendEvent) and isinstance(command.event, kind)
        ]

    def commanded(self, kind: type[c.Command]) -> list[int]:
        """Return when the dialogue gave one kind of command."""
        return [at_ns for at_ns, command in self.s.record.commands if isinstance(command, kind)]

    def happened(self, kind: type[i.Input]) -> int:
        """Return how often one kind of input came that is no sound and not from the server."""
        return self.s.record.happened[kind]

    def sounds(self) -> dict[ItemId, list[int]]:
        """Return the lengths of the deltas of each item, in frames."""
        lengths: dict[ItemId, list[int]] = {}
        for _, event in self.told(told.OutputAudioDelta):
            lengths.setdefault(event.item_id, []).append(frames_of_bytes(len(event.delta)))
        return lengths

    def response_of(self) -> dict[str, str]:
        """Return which response each answer belongs to."""
        return {event.item_id: event.response_id for _, event in self.told(told.OutputAudioDelta)}

    def cuts_ms(self) -> list[int | None]:
        """Return where each answer was cut, in their order; None for one that was not."""
        rows = self.s.dialogue.snapshot().rows
        return [
            row.cut_ms if row.state is RowState.CUT else None for row in rows if row.kind is RowKind.ASSISTANT
        ]


def met(s: Simulation, watch: Watch, options: DialogueOptions) -> frozenset[str]:
    """Return the names of all occasions that a conversation met."""
    held = _Held(s, watch, options)
    return frozenset(name for name, occurred in OCCASIONS.items() if occurred(held))


def _two_items(held: _Held) -> bool:
    return any(event.output_index > 0 for _, event in held.told(told.OutputAudioDelta))


def _two_responses(held: _Held) -> bool:
    response_of = held.response_of()
    return any(len({response_of.get(key) for key in keys}) > 1 for keys in held.watch.queued_together)


def _three_in_a_row(held: _Held) -> bool:
    cuts = [cut_ms is not None for cut_ms in held.cuts_ms()]
    return any(all(cuts[at : at + 3]) for at in range(len(cuts) - 2))


def _during_a_call(held: _Held) -> bool:
    took_ns = held.s.world.tool_ms * NS_PER_MS
    moments = [at_ns for at_ns, _ in held.told(told.SpeechStarted)] + held.s.record.wishes_ns
    return any(
        began_ns < at_ns < began_ns + took_ns for began_ns in held.commanded(c.RunTool) for at_ns in moments
    )


def _after_the_end(held: _Held) -> bool:
    response_of = held.response_of()
    ended_ns: dict[str, int] = {event.response.id: at_ns for at_ns, event in held.told(told.ResponseDone)}
    return any(
        ended_ns.get(response_of.get(event.item_id, ""), at_ns) < at_ns
        for at_ns, event in held.said(said.ItemTruncate)
    )


def _late_answer(held: _Held) -> bool:
    sent_ns = {event.item_id: at_ns for at_ns, event in held.said(said.ItemTruncate)}
    return any(
        at_ns - sent_ns.get(event.item_id, at_ns) > 1_000 * NS_PER_MS
        for at_ns, event in held.told(told.ItemTruncated)
    )


def _server_cancelled(held: _Held) -> bool:
    return any(
        event.response.status_details is not None
        and known(event.response.status_details.reason, "") == "turn_detected"
        for _, event in held.told(told.ResponseDone)
    )


def _retried(held: _Held) -> bool:
    counts = Counter(event.item_id for _, event in held.said(said.ItemTruncate))
    return max(counts.values(), default=0) > 1


def _one_delta(held: _Held) -> bool:
    sounds = held.sounds()
    whole = [event.item for _, event in held.told(told.OutputItemDone) if event.item.status == "completed"]
    return any(len(sounds.get(known(item.id, ItemId("")), ())) == 1 for item in whole)


def _refused_with(held: _Held, code: str) -> bool:
    return any(error.code == code for error in held.s.record.errors)


def _noted(held: _Held, words: str) -> bool:
    return any(isinstance(cmd, c.Note) and words in cmd.text for _, cmd in held.s.record.commands)


def _decided(held: _Held) -> int:
    """Return how many pauses ended in a cut."""
    orders = [
        command
        for _, command in held.s.record.commands
        if isinstance(command, c.PausePlayout | c.CutPlayout | c.ResumePlayout)
    ]
    return sum(
        isinstance(first, c.PausePlayout) and isinstance(then, c.CutPlayout)
        for first, then in pairwise(orders)
    )


def _interrupted_at_once(held: _Held) -> bool:
    cuts = set(held.commanded(c.CutPlayout))
    return held.options.confirm_ms == 0 and any(at_ns in cuts for at_ns, _ in held.told(told.SpeechStarted))


def _takes(held: _Held) -> list[Row]:
    """Return the answers that have another beside them."""
    return [row for row in held.s.dialogue.snapshot().rows if row.take]


def _chosen(held: _Held, *, first: bool) -> bool:
    """Say whether the person has chosen, and the first answer counts now, or does not."""
    counts = any(row.take == 1 and not row.set_aside for row in _takes(held))
    return bool(held.s.dialogue.snapshot().choices) and counts is first


OCCASIONS: dict[str, Callable[[_Held], bool]] = {
    "two items in one response": _two_items,
    "two responses queued": _two_responses,
    "three interruptions in a row": _three_in_a_row,
    "an interruption in the first 200 ms": lambda h: any(0 < (ms or 0) <= 200 for ms in h.cuts_ms()),
    "an answer of which nothing was heard": lambda h: 0 in h.cuts_ms(),
    "an interruption during a tool call": _during_a_call,
    "an interruption after response.done": _after_the_end,
    "an interruption while the answer is generated": lambda h: bool(h.said(said.ResponseCancel)),
    "an interruption by the server": _server_cancelled,
    "an interruption that was confirmed": lambda h: _decided(h) > 0,
    "an interruption without confirmation": _interrupted_at_once,
    "a noise after which the answer went on": lambda h: _noted(h, "the answer goes on"),
    "a delta of 3 s": lambda h: any(max(frames) >= frames_of_ms(3_000) for frames in h.sounds().values()),
    "an answer of one delta": _one_delta,
    "sound that ran dry": lambda h: h.s.dialogue.snapshot().numbers.underruns > 0,
    "events that cross": lambda h: h.s.downlink.crossed > 0,
    "events told twice": lambda h: h.s.downlink.told_twice > 0,
    "damaged events": lambda h: h.s.downlink.damaged > 0 and h.s.record.nonsense_frames > 0,
    "a late delta of a cancelled answer": lambda h: h.s.dialogue.snapshot().numbers.dropped_deltas > 0,
    "a lost link": lambda h: h.happened(i.LinkDropped) > 0 and len(h.told(told.SessionUpdated)) > 1,
    "an attempt to connect that failed": lambda h: h.happened(i.LinkFailed) > 0,
    "a lost loudspeaker": lambda h: h.happened(i.SpeakerLost) > 0 and h.happened(i.SpeakerOpened) > 1,
    "a lost microphone": lambda h: h.happened(i.MicrophoneLost) > 0 and h.happened(i.MicrophoneOpened) > 1,
    "loudspeaker callbacks that did not come": lambda h: h.s.playout.statistics().late_fills > 0,
    "a turn with the talk key": lambda h: bool(h.said(said.InputAudioCommit)),
    "typed text": lambda h: h.happened(i.TextSubmitted) > 0,
    "another answer to the same words": lambda h: any(row.take > 1 for row in _takes(h)),
    "another answer of which nothing was heard": lambda h: any(
        row.take > 1 and row.set_aside and not row.heard_chars for row in _takes(h)
    ),
    "the first of two answers that was kept": lambda h: _chosen(h, first=True),
    "the second of two answers that was kept": lambda h: _chosen(h, first=False),
    "a conversation that goes on": lambda h: any(row.earlier for row in h.s.dialogue.snapshot().rows),
    "a truncation beyond what the server stored": _retried,
    "a truncation answered late": _late_answer,
    "a server that does not know truncation": lambda h: any(map(is_unknown_truncate, h.s.record.errors)),
    "a cancel that came too late": lambda h: _refused_with(h, "response_cancel_not_active"),
    "a request while an answer was active": lambda h: _refused_with(
        h, "conversation_already_has_active_response"
    ),
}
"""Every occasion by its name; each must occur among the seeds of the ordinary run."""
