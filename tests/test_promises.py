"""A kept promise is left alone, and a broken one is noticed; each is broken here in its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from tests.scenarios import Echoing, hear, speak
from tests.scenes import answered_again
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.earlier import EarlierRow
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.snapshot import Phase, Row, RowKind, RowState, Snapshot
from voiceapp.offline.conversation import Entry
from voiceapp.offline.options import ServerOptions
from voiceapp.promises import Watch, broken_promises, listen
from voiceapp.protocol.client_events import ItemDelete, ItemTruncate
from voiceapp.protocol.objects import ErrorInfo, assistant_text
from voiceapp.protocol.rules import ClientMistake
from voiceapp.protocol.server_events import ErrorEvent
from voiceapp.protocol.wire import ItemId
from voiceapp.simulation import Simulation


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
    number, at_ns, event = truncation(s)
    boast = msgspec.structs.replace(event, audio_end_ms=event.audio_end_ms + more_ms)
    s.record.commands[number] = (at_ns, c.SendEvent(boast))


def truncation(s: Simulation) -> tuple[int, int, ItemTruncate]:
    """Return the only truncation: its number among the commands, its time, and what it says."""
    [found] = [
        (number, at_ns, command.event)
        for number, (at_ns, command) in enumerate(s.record.commands)
        if isinstance(command, c.SendEvent) and isinstance(command.event, ItemTruncate)
    ]
    return found


def truncate_in_vain(s: Simulation) -> None:
    """Let the server say that it does not know truncation, a moment before it is asked."""
    _, at_ns, _ = truncation(s)
    refusal = ErrorInfo(type="x", message="Invalid value: 'conversation.item.truncate'.", param="type")
    s.record.received.append((at_ns - 1, ErrorEvent(error=refusal)))


def leave_out_a_frame_and_another(s: Simulation) -> None:
    number = next(n for n, block in enumerate(s.record.blocks) if block.spans)
    del s.record.blocks[number + 5]


def disobey(s: Simulation) -> None:
    s.record.blocks.append(replace(s.record.blocks[-1], order=0))


def sound_while_paused(s: Simulation) -> None:
    number = next(n for n, block in enumerate(s.record.blocks) if block.spans)
    s.record.commands.insert(0, (0, c.PausePlayout(s.record.blocks[number].order)))


def fail(s: Simulation) -> None:
    s.record.failures.append(ValueError("the dialogue had no idea"))


def swallow_a_fault(s: Simulation) -> None:
    s.playout.fill(bytearray(4), 240, 0)  # a buffer that is too short for a block


def never_hear_it(s: Simulation) -> None:
    s.record.blocks = [replace(block, spans=()) for block in s.record.blocks]


def hear_less_than_the_row_says(s: Simulation) -> None:
    last = max(n for n, block in enumerate(s.record.blocks) if block.spans)
    del s.record.blocks[last]


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
        (truncate_in_vain, "was truncated although this server does not know that"),
        (leave_out_a_frame_and_another, "goes on at frame"),
        (disobey, "order 1 was not obeyed"),
        (sound_while_paused, "during a pause"),
        (fail, "ValueError: the dialogue had no idea"),
        (swallow_a_fault, "1 faults at the doors of the sound"),
        (never_hear_it, "was never heard, and is left in the conversation"),
        (hear_less_than_the_row_says, "as heard"),
    ],
)
def test_a_record_that_breaks_a_promise_is_noticed(
    break_it: Callable[[Simulation], None], complaint: str
) -> None:
    s = cut_in()
    break_it(s)
    assert [sentence for sentence in broken_promises(s) if complaint in sentence] != []


def test_what_a_loudspeaker_took_and_lost_was_not_heard() -> None:
    s = cut_in()
    item_id = ItemId(cut_row(s).key)
    number = next(n for n, block in enumerate(s.record.blocks) if block.spans)
    block = s.record.blocks[number]
    # Lost 4 ms after the first sample sounded: nothing of what it had taken meanwhile was heard.
    s.record.speaker_losses.append((number + 1, block.dac_at_ns + 4_000_000))
    s.record.blocks = s.record.blocks[: number + 1]
    ear = listen(s)
    assert (ear.frames[item_id], ear.handed[item_id]) == (96, 240)
    assert ear.ms(item_id) == 4


def test_what_was_lost_after_it_was_told_is_not_held_against_anybody() -> None:
    s = cut_in()
    item_id = ItemId(cut_row(s).key)
    _, at_ns, event = truncation(s)
    s.record.speaker_losses.append((len(s.record.blocks), at_ns + 10_000_000))
    ear = listen(s)
    assert ear.ms(item_id) == 995
    assert ear.most_ms(item_id) == event.audio_end_ms == 1_013
    assert broken_promises(s) == []


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
        ((replace(LIVE, state=RowState.DONE, heard_chars=16),), "claims “four words of it” after 440 ms"),
    ],
)
def test_a_picture_that_breaks_a_promise_is_noticed(rows: tuple[Row, ...], complaint: str) -> None:
    broken = seen((LIVE,), rows)
    assert len(broken) == 1
    assert complaint in broken[0]


def test_two_answers_that_wait_at_the_same_moment_are_remembered() -> None:
    watch = Watch()
    watch.look(Snapshot(rows=(LIVE, replace(LIVE, key="item_b", heard_ms=0))))
    watch.look(Snapshot(rows=(replace(LIVE, heard_ms=960), replace(LIVE, key="item_b"))))
    assert watch.queued_together == {("item_a", "item_b")}


# -- two answers, and what was said before -----------------------------------------------------------------


def answered_twice() -> Simulation:
    """Return a conversation at rest in which the first of two answers was kept."""
    s = Simulation(Echoing, hear, speak)
    s.start()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    answered_again(s)
    s.run(500)
    return s


def forget_what_counts(s: Simulation) -> None:
    assert s.brain is not None
    kept = next(entry.id for entry in s.brain.conversation.entries() if entry.role == "assistant")
    s.brain.conversation.delete(kept)


def remember_what_does_not(s: Simulation) -> None:
    assert s.brain is not None
    aside = next(row.key for row in s.dialogue.snapshot().rows if row.set_aside)
    s.brain.conversation.add(Entry(assistant_text("No.", ItemId(aside))))


def test_the_two_answers_to_be_broken_are_whole() -> None:
    assert broken_promises(answered_twice()) == []


@pytest.mark.parametrize(
    ("break_it", "complaint"),
    [
        (forget_what_counts, "counts, and the service does not remember"),
        (remember_what_does_not, "was set aside, and the service remembers it"),
    ],
)
def test_a_service_that_has_the_wrong_one_of_two_answers_is_noticed(
    break_it: Callable[[Simulation], None], complaint: str
) -> None:
    s = answered_twice()
    break_it(s)
    assert any(complaint in sentence for sentence in broken_promises(s))


def test_a_service_that_was_not_told_what_was_said_before_is_noticed() -> None:
    s = Simulation(Echoing, hear, speak)
    s.start()
    then = (EarlierRow("user", "When?", -2), EarlierRow("assistant", "At ten.", -1))
    s.post(i.ConversationContinued(s.clock.now_ns(), "Trains", then))
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.run(100)
    assert broken_promises(s) == []
    assert s.brain is not None
    s.brain.conversation.delete(s.brain.conversation.entries()[0].id)
    assert "the service was not told “When?”, or not in its place" in broken_promises(s)
