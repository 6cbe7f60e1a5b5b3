"""The promises hold in every conversation a seed can draw, and a broken one is noticed.

`VOICEAPP_SEEDS=1000 pytest tests/test_seeded.py` looks further than the ordinary run.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from tests.scenarios import Echoing, hear, speak
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.snapshot import Phase, Row, RowKind, RowState, Snapshot
from voiceapp.offline.options import ServerOptions
from voiceapp.protocol.client_events import ItemDelete, ItemTruncate
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.rules import ClientMistake
from voiceapp.protocol.server_events import ErrorEvent
from voiceapp.protocol.wire import ItemId
from voiceapp.seeded import Watch, broken_promises, converse
from voiceapp.simulation import Simulation

SEEDS = int(os.environ.get("VOICEAPP_SEEDS", "120"))
SEEDS_PER_TEST = 10


@pytest.mark.parametrize("first", range(0, SEEDS, SEEDS_PER_TEST))
def test_every_promise_holds(first: int) -> None:
    outcomes = [converse(seed) for seed in range(first, min(first + SEEDS_PER_TEST, SEEDS))]
    complaints = [f"seed {found.seed}: {sentence}" for found in outcomes for sentence in found.broken]
    assert complaints == []


def test_a_seed_that_was_drawn_before_is_the_same_again() -> None:
    assert converse(4) == converse(4)


def test_an_answer_to_a_turn_that_ended_after_the_stop_is_heard_out() -> None:
    # Its turn ends 170 ms after the last stop; its answer takes 9.2 s.
    assert converse(291).broken == ()


def test_the_seeds_cut_in_and_speak() -> None:
    outcomes = [converse(seed) for seed in range(6)]
    assert sum(found.interruptions for found in outcomes) >= 3
    assert min(found.simulated_ms for found in outcomes) > 6_000


# -- a broken promise is noticed ---------------------------------------------------------------------------


def cut_in(dialogue: Dialogue | None = None) -> Simulation:
    """Return a conversation at rest in which one answer was cut after about a second."""
    s = Simulation(Echoing, hear, speak, server=ServerOptions(speed=1.2))
    if dialogue is not None:
        s.dialogue = dialogue
    s.start()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(1_000)
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run(4_000)
    return s


def cut_row(s: Simulation) -> Row:
    return next(row for row in s.dialogue.snapshot().rows if row.state is RowState.CUT)


def test_the_conversation_to_be_broken_is_whole() -> None:
    s = cut_in()
    assert broken_promises(s) == []
    assert 900 <= (cut_row(s).cut_ms or 0) <= 1_100


def say_nonsense(s: Simulation) -> None:
    s.record.mistakes.append(ClientMistake("invalid_value", "There is no such event."))


def be_refused(s: Simulation) -> None:
    s.record.received.append((0, ErrorEvent(error=ErrorInfo(type="x", code="no_such_item", message="No."))))


def race(s: Simulation) -> None:
    error = ErrorInfo(type="x", code="response_cancel_not_active", message="Nothing to cancel.")
    s.record.received.append((0, ErrorEvent(error=error)))


def hand_a_late_block(s: Simulation) -> None:
    played = next(block for block in s.record.blocks if block.spans)
    order = max(cmd.order for _, cmd in s.record.commands if isinstance(cmd, c.CutPlayout))
    s.record.blocks.append(replace(played, first_frame=999_840, order=order))


def hand_more_than_came(s: Simulation) -> None:
    played = next(block for block in s.record.blocks if block.spans)
    span = replace(played.spans[0], item_frame=10_000_000)
    s.record.blocks.append(replace(played, spans=(span,), order=0))


def claim_more_than_was_heard(s: Simulation) -> None:
    claim(s, 500)


def claim_much_less_than_was_heard(s: Simulation) -> None:
    claim(s, -200)


def claim(s: Simulation, more_ms: int) -> None:
    index, event = next((n, e) for n, e in enumerate(s.record.sent) if isinstance(e, ItemTruncate))
    s.record.sent[index] = msgspec.structs.replace(event, audio_end_ms=event.audio_end_ms + more_ms)


def remember_what_was_not_heard(s: Simulation) -> None:
    assert s.brain is not None
    entry = next(e for e in s.brain.conversation.entries() if e.id == cut_row(s).key)
    entry.frames[0] += 24_000


@pytest.mark.parametrize(
    ("break_it", "complaint"),
    [
        (say_nonsense, "invalid on the wire: There is no such event."),
        (be_refused, "the server refused: no_such_item No."),
        (hand_a_late_block, "late sound of"),
        (hand_more_than_came, "frames handed"),
        (claim_more_than_was_heard, "was truncated at"),
        (claim_much_less_than_was_heard, "was truncated at"),
        (remember_what_was_not_heard, "the service remembers"),
    ],
)
def test_a_record_that_breaks_a_promise_is_noticed(
    break_it: Callable[[Simulation], None], complaint: str
) -> None:
    s = cut_in()
    break_it(s)
    assert [sentence for sentence in broken_promises(s) if complaint in sentence] != []


def test_a_race_no_client_can_avoid_breaks_nothing() -> None:
    s = cut_in()
    race(s)
    assert broken_promises(s) == []


class Forgetful(Dialogue):
    """Never tells the service what was not heard."""

    def handle(self, happened: i.Input) -> list[c.Command]:
        return [
            command
            for command in super().handle(happened)
            if not (isinstance(command, c.SendEvent) and isinstance(command.event, ItemTruncate | ItemDelete))
        ]


class Boastful(Dialogue):
    """Tells the service that more was heard than was."""

    def handle(self, happened: i.Input) -> list[c.Command]:
        return [
            c.SendEvent(msgspec.structs.replace(command.event, audio_end_ms=command.event.audio_end_ms + 100))
            if isinstance(command, c.SendEvent) and isinstance(command.event, ItemTruncate)
            else command
            for command in super().handle(happened)
        ]


class Restless(Dialogue):
    """Does not learn that the loudspeaker has taken anything, so no answer ever ends."""

    def handle(self, happened: i.Input) -> list[c.Command]:
        return [] if isinstance(happened, i.SpeakerBlock | i.StopPressed) else super().handle(happened)


@pytest.mark.parametrize(
    ("dialogue", "complaint"),
    [(Forgetful, "the service remembers"), (Boastful, "was truncated at")],
)
def test_a_dialogue_that_breaks_a_promise_is_noticed(dialogue: type[Dialogue], complaint: str) -> None:
    assert [sentence for sentence in broken_promises(cut_in(dialogue())) if complaint in sentence] != []


def test_a_conversation_that_does_not_come_to_rest_is_noticed() -> None:
    s = Simulation(Echoing, hear, speak)
    s.dialogue = Restless()
    s.start()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run(10_000)
    assert [
        sentence for sentence in broken_promises(s) if sentence.endswith("is still live at the end")
    ] != []


# -- what the watch sees -----------------------------------------------------------------------------------

LIVE = Row("item_a", RowKind.ASSISTANT, RowState.LIVE, "four words of it", 4, heard_ms=240, received_ms=960)


def seen(*pictures: tuple[Row, ...]) -> list[str]:
    watch = Watch()
    for rows in pictures:
        watch.look(Snapshot(rows=rows))
    return watch.broken


def test_an_answer_that_is_heard_as_it_is_spoken_breaks_nothing() -> None:
    later = replace(LIVE, heard_ms=960, heard_chars=16)
    cut = replace(later, state=RowState.CUT, cut_ms=960)
    assert seen((LIVE,), (later,), (cut,)) == []


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ((LIVE, LIVE), "two rows have the same key"),
        ((replace(LIVE, heard_ms=230, heard_chars=3),), "went back to 230 ms"),
        ((replace(LIVE, heard_ms=961),), "heard 961 of 960 ms received"),
        ((replace(LIVE, heard_chars=5),), "claims “four ” after 240 ms"),
        ((replace(LIVE, state=RowState.CUT, cut_ms=180),), "claims “four” after 180 ms"),
    ],
)
def test_a_picture_that_breaks_a_promise_is_noticed(rows: tuple[Row, ...], complaint: str) -> None:
    broken = seen((LIVE,), rows)
    assert len(broken) == 1
    assert complaint in broken[0]


def test_what_was_deleted_is_in_nobodys_memory() -> None:
    s = cut_in()
    s.record.sent.append(ItemDelete(item_id=ItemId(cut_row(s).key)))
    remember_what_was_not_heard(s)
    assert broken_promises(s) == []
