"""What is queued for the loudspeaker."""

from __future__ import annotations

from tests.playbook import (
    Playbook,
    answer_begins,
    answer_ends,
    connected,
    deadline,
    finish,
    from_server,
    item_ends,
    play,
    row,
    sound,
    speaker_block,
    words,
)
from voiceapp.dialogue.snapshot import Phase, RowState
from voiceapp.protocol.objects import Item
from voiceapp.protocol.server_events import OutputAudioDone, OutputItemAdded
from voiceapp.protocol.wire import ItemId, ResponseId

SOUND_ENDS = OutputAudioDone(response_id=ResponseId("resp_1"), item_id=ItemId("item_1"))


def test_sound_is_queued_without_gaps_part_by_part() -> None:
    assert (
        Playbook(connected())
        >> answer_begins()
        >> sound(ms=100)
        << play(ms=100)
        >> sound(ms=50)
        << play(ms=50, first_frame=2_400)
        >> sound(ms=20, part=1)
        << play(ms=20, part=1)
        >> sound("item_2", ms=10)
        << play("item_2", ms=10)
    )


def test_end_of_sound_is_told_once_also_when_all_of_it_was_played() -> None:
    assert (
        Playbook(connected())
        >> answer_begins()
        >> sound(ms=10)
        << play(ms=10)
        >> speaker_block(item="item_1", frames=240)
        >> from_server(SOUND_ENDS)
        << finish()
        >> item_ends()
        >> answer_ends()
    )


def test_sound_of_a_response_that_is_not_active_is_not_played() -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> answer_begins("resp_1") >> sound("item_9", response="resp_2", ms=10)
    assert dialogue.snapshot().numbers.dropped_deltas == 1


def test_answer_is_over_when_its_last_sample_has_been_heard() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> words("one two")
        >> sound(ms=10)
        << play(ms=10)
        >> item_ends()
        << finish()
        >> answer_ends()
        >> speaker_block(item="item_1", frames=240, at_ms=5, dac_at_ms=35)
        >> deadline(at_ms=44)
    )
    assert (dialogue.snapshot().phase, row(dialogue, "item_1").state) == (Phase.SPEAKING, RowState.LIVE)
    assert Playbook(dialogue) >> deadline(at_ms=45)
    assert (dialogue.snapshot().phase, row(dialogue, "item_1").state) == (Phase.LISTENING, RowState.DONE)


def test_only_messages_of_the_assistant_have_a_row() -> None:
    dialogue = connected()
    for item in (
        Item(type="function_call", id=ItemId("a")),
        Item(type="message", id=ItemId("b"), role="user"),
        Item(type="message", role="assistant"),
    ):
        event = OutputItemAdded(response_id=ResponseId("resp_1"), item=item)
        assert Playbook(dialogue) >> answer_begins()[0] >> from_server(event)
    assert dialogue.snapshot().rows == ()
