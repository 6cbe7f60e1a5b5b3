"""Cutting in, as scripts; both dialects where they differ (flows 6-11)."""

from __future__ import annotations

from typing import Any

from tests.playbook import (
    CREATE,
    CUT,
    PAUSE,
    RESUME,
    Playbook,
    answer_begins,
    answer_ends,
    call,
    committed,
    connected,
    deadline,
    error,
    finish,
    from_server,
    item_ends,
    keys,
    message,
    mic,
    play,
    row,
    send,
    sound,
    speaker_block,
    speech_starts,
    speech_stops,
    words,
)
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import CutPlayout, SendEvent
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowState
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import ItemDelete, ItemTruncate, ResponseCancel
from voiceapp.protocol.server_events import ItemTruncated, OutputItemAdded, OutputTranscriptDelta
from voiceapp.protocol.wire import ItemId, ResponseId

INSTANT = DialogueOptions(confirm_ms=0)


def truncate(audio_end_ms: int, item: str = "item_1", part: int = 0) -> SendEvent:
    return send(ItemTruncate(item_id=ItemId(item), content_index=part, audio_end_ms=audio_end_ms))


def delete(item: str) -> SendEvent:
    return send(ItemDelete(item_id=ItemId(item)))


def cancel(response: str = "resp_1") -> SendEvent:
    return send(ResponseCancel(response_id=ResponseId(response)))


def speaking(dialogue: Dialogue, *, finished: bool = False) -> Dialogue:
    """Let half a second of an answer arrive and 100 ms of it be heard."""
    script = (
        Playbook(dialogue)
        >> answer_begins()
        >> words("one two three four five")
        >> sound(ms=500)
        << play(ms=500)
        >> speaker_block(item="item_1", frames=2_400, at_ms=10)
    )
    if finished:
        script = script >> item_ends(at_ms=20) << finish() >> answer_ends(at_ms=20)
    assert script
    return dialogue


# -- at once -----------------------------------------------------------------------------------------


def test_cut_while_generating_cancels_by_id_and_truncates_at_what_reaches_the_ear() -> None:
    dialogue = speaking(connected(options=INSTANT))
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=100)
        << CUT
        << cancel()
        >> speaker_block(item="item_1", frames=120, silent_frames=120, at_ms=110, order=1)
        << truncate(105)
    )
    answer = row(dialogue, "item_1")
    assert (answer.state, answer.cut_ms, answer.heard_ms) == (RowState.CUT, 105, 105)


def test_service_that_interrupts_by_itself_gets_no_cancel() -> None:
    detections: dict[str, dict[str, Any]] = {"ga": {"interrupt_response": True}, "preview-2024-10": {}}
    for dialect, detection in detections.items():
        dialogue = speaking(connected(dialect, **detection))
        assert (
            Playbook(dialogue)
            >> speech_starts(at_ms=100)
            << CUT
            >> speaker_block(at_ms=110, order=1)
            << truncate(100)
            >> sound(ms=40, at_ms=115)
            >> item_ends(status="incomplete", at_ms=120)
            >> answer_ends(status="cancelled", at_ms=120)
        )


def test_cut_after_generation_has_ended_truncates_and_cancels_nothing() -> None:
    dialogue = speaking(connected(options=INSTANT), finished=True)
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=100)
        << CUT
        >> speaker_block(at_ms=110, order=1)
        << truncate(100)
        >> from_server(ItemTruncated(item_id=ItemId("item_1"), content_index=0, audio_end_ms=100), at_ms=150)
    )


def test_keys_and_text_cut_without_waiting() -> None:
    for wish in (i.TalkPressed(0), i.StopPressed(0), i.TextSubmitted(0, "stop")):
        asked = speaking(connected()).handle(wish)
        assert asked[0] == CutPlayout(order=1)
        assert asked[1] == SendEvent(ResponseCancel(event_id="evt_2", response_id=ResponseId("resp_1")))


def test_late_sound_and_words_of_a_cut_answer_are_dropped() -> None:
    dialogue = speaking(connected(options=INSTANT))
    late_words = OutputTranscriptDelta(
        response_id=ResponseId("resp_1"), item_id=ItemId("item_1"), delta=" six seven"
    )
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=100)
        << CUT
        << cancel()
        >> sound(ms=200, at_ms=105)
        >> from_server(late_words, at_ms=105)
        >> speaker_block(at_ms=110, order=1)
        << truncate(100)
        >> answer_ends(status="cancelled", at_ms=120)
        >> sound(ms=200, at_ms=125)
    )
    assert row(dialogue, "item_1").text == "one two three four five"
    assert dialogue.snapshot().numbers.dropped_deltas == 2


def test_cut_the_device_does_not_report_is_settled_after_250_ms() -> None:
    dialogue = speaking(connected(options=INSTANT))
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=100)
        << CUT
        << cancel()
        >> deadline(at_ms=349)
        >> deadline(at_ms=350)
        << truncate(100)
        # and then the device wakes up and plays on, fade and all
        >> speaker_block(item="item_1", frames=240, at_ms=360, order=1)
    )


def test_nothing_heard_deletes_the_item_when_the_server_has_finished_it() -> None:
    dialogue = connected(options=INSTANT)
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> sound(ms=500)
        << play(ms=500)
        >> speech_starts(at_ms=5)
        << CUT
        << cancel()
        >> speaker_block(at_ms=10, order=1)
        >> item_ends(status="incomplete", at_ms=20)
        << delete("item_1")
    )
    assert row(dialogue, "item_1").cut_ms == 0


def test_answer_without_sound_is_deleted_with_its_response() -> None:
    dialogue = connected(options=INSTANT)
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> words("one two")
        >> speech_starts(at_ms=5)
        << cancel()
        >> answer_ends(status="cancelled", at_ms=20)
        << delete("item_1")
    )
    assert row(dialogue, "item_1").state is RowState.CUT


def test_two_items_are_cut_one_truncated_one_deleted() -> None:
    dialogue = connected(options=INSTANT)
    assert (
        Playbook(dialogue)
        >> answer_begins("resp_1", "item_1", "item_2")
        >> sound(ms=500)
        << play(ms=500)
        >> item_ends("item_1")
        << finish("item_1")
        >> sound("item_2", ms=300)
        << play("item_2", ms=300)
        >> item_ends("item_2")
        << finish("item_2")
        >> answer_ends()
        >> speaker_block(item="item_1", frames=4_800, at_ms=10)
        >> speech_starts(at_ms=200)
        << CUT
        >> speaker_block(at_ms=210, order=1)
        << truncate(200, "item_1")
        << delete("item_2")
    )
    assert [row(dialogue, key).cut_ms for key in ("item_1", "item_2")] == [200, 0]


def test_item_that_appears_after_the_cut_is_deleted_when_finished() -> None:
    dialogue = speaking(connected(options=INSTANT))
    late = OutputItemAdded(response_id=ResponseId("resp_1"), item=message("item_9"))
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=100)
        << CUT
        << cancel()
        >> speaker_block(at_ms=110, order=1)
        << truncate(100)
        >> from_server(late, at_ms=115)
        >> answer_ends(status="cancelled", at_ms=120)
        << delete("item_9")
    )
    assert "item_9" not in keys(dialogue)


def test_finished_answer_with_less_than_100_ms_unheard_is_left_alone() -> None:
    dialogue = speaking(connected(options=INSTANT), finished=True)
    assert (
        Playbook(dialogue)
        >> speaker_block(item="item_1", frames=7_224, at_ms=110)  # 401 of 500 ms
        >> speech_starts(at_ms=400)
        << CUT
        >> speaker_block(at_ms=410, order=1)
    )
    assert row(dialogue, "item_1").state is RowState.DONE


def test_second_cut_before_the_first_is_reported_cuts_what_began_since() -> None:
    dialogue = speaking(connected(options=INSTANT), finished=True)
    assert (
        Playbook(dialogue)
        >> i.StopPressed(100 * NS_PER_MS)
        << CUT
        >> answer_begins("resp_2", "item_2", at_ms=105)
        >> sound("item_2", response="resp_2", ms=300, at_ms=105)
        << play("item_2", ms=300)
        >> i.StopPressed(106 * NS_PER_MS)
        << CUT
        << cancel("resp_2")
        >> speaker_block(at_ms=110, order=1)
        >> speaker_block(at_ms=120, order=2)
        << truncate(100, "item_1")
        >> answer_ends("resp_2", status="cancelled", at_ms=130)
        << delete("item_2")
    )


def test_answer_that_began_during_the_fade_plays_on() -> None:
    dialogue = speaking(connected(options=INSTANT), finished=True)
    assert (
        Playbook(dialogue)
        >> i.StopPressed(100 * NS_PER_MS)
        << CUT
        >> answer_begins("resp_2", "item_2", at_ms=105)
        >> sound("item_2", response="resp_2", ms=300, at_ms=105)
        << play("item_2", ms=300)
        >> speaker_block(at_ms=110, order=1)
        << truncate(100, "item_1")
    )
    assert dialogue.snapshot().phase is Phase.SPEAKING


# -- reversibly --------------------------------------------------------------------------------------


def test_cough_pauses_resumes_and_leaves_no_trace() -> None:
    dialogue = speaking(connected())
    dialogue.handle(mic(ms=60, rms=9_000, at_ms=60))
    dialogue.handle(mic(ms=100, rms=20, at_ms=200))
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=200)
        << PAUSE
        >> deadline(at_ms=449)
        >> deadline(at_ms=450)
        << RESUME
    )
    assert keys(dialogue) == ["item_1"]  # at once, not only when the noise is committed
    assert Playbook(dialogue) >> speech_stops(at_ms=700) >> committed(at_ms=705) << delete("user_1")
    assert keys(dialogue) == ["item_1"]
    assert dialogue.snapshot().numbers.interruptions == 0
    assert dialogue.snapshot().phase is Phase.SPEAKING


def test_answer_of_the_server_to_a_cough_is_cancelled_as_it_begins() -> None:
    dialogue = speaking(connected(), finished=True)
    dialogue.handle(mic(ms=100, rms=20, at_ms=200))
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=200)
        << PAUSE
        >> deadline(at_ms=450)
        << RESUME
        >> committed(at_ms=705)
        << delete("user_1")
        >> answer_begins("resp_2", at_ms=710)[0]
        << cancel("resp_2")
        >> answer_begins("resp_2", "item_2", at_ms=711)[1]
        >> sound("item_2", response="resp_2", ms=100, at_ms=712)
        >> answer_ends("resp_2", status="cancelled", at_ms=720)
        << delete("item_2")
    )
    assert keys(dialogue) == ["item_1"]


def test_speech_that_lasts_confirms_before_the_deadline() -> None:
    dialogue = speaking(connected())
    dialogue.handle(mic(ms=100, rms=9_000, at_ms=100))
    assert Playbook(dialogue) >> speech_starts(at_ms=100) << PAUSE
    dialogue.handle(mic(ms=100, rms=9_000, at_ms=200))
    asked = dialogue.handle(mic(ms=60, rms=9_000, at_ms=260))
    assert [type(command).__name__ for command in asked] == ["SendEvent", "CutPlayout", "SendEvent"]
    assert dialogue.snapshot().numbers.interruptions == 1


def test_without_a_microphone_to_judge_by_the_server_is_believed() -> None:
    dialogue = speaking(connected())
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=100)
        << PAUSE
        >> deadline(at_ms=350)
        << CUT
        << cancel()
        >> speaker_block(at_ms=360, order=2)
        << truncate(100)
    )


def test_late_speech_after_a_false_alarm_interrupts_and_its_turn_counts() -> None:
    dialogue = speaking(connected())
    dialogue.handle(mic(ms=100, rms=20, at_ms=200))
    assert Playbook(dialogue) >> speech_starts(at_ms=200) << PAUSE >> deadline(at_ms=450) << RESUME
    dialogue.handle(mic(ms=200, rms=9_000, at_ms=660))
    asked = dialogue.handle(mic(ms=60, rms=9_000, at_ms=720))
    assert [type(command).__name__ for command in asked] == ["SendEvent", "CutPlayout", "SendEvent"]
    assert Playbook(dialogue) >> speaker_block(at_ms=730, order=3) << truncate(100) >> committed(at_ms=900)
    assert keys(dialogue) == ["item_1", "user_1"]


def test_speech_after_the_server_heard_a_noise_end_is_no_late_speech() -> None:
    dialogue = speaking(connected())
    dialogue.handle(mic(ms=100, rms=20, at_ms=200))
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=200)
        << PAUSE
        >> deadline(at_ms=450)
        << RESUME
        >> speech_stops(at_ms=500)
    )
    asked = dialogue.handle(mic(ms=400, rms=9_000, at_ms=960))
    assert [type(command).__name__ for command in asked] == ["SendEvent"]


def test_muting_ends_the_wait_for_late_speech() -> None:
    dialogue = speaking(connected())
    dialogue.handle(mic(ms=100, rms=20, at_ms=200))
    assert Playbook(dialogue) >> speech_starts(at_ms=200) << PAUSE >> deadline(at_ms=450) << RESUME
    dialogue.handle(i.MuteChosen(500 * NS_PER_MS, True))
    assert dialogue.handle(mic(ms=400, rms=9_000, at_ms=960)) == []


def test_sound_that_arrives_while_paused_waits_behind_the_pause() -> None:
    dialogue = speaking(connected())
    dialogue.handle(mic(ms=100, rms=20, at_ms=200))
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=200)
        << PAUSE
        >> sound(ms=100, at_ms=210)
        << play(ms=100, first_frame=12_000)
        >> deadline(at_ms=450)
        << RESUME
    )


# -- races -------------------------------------------------------------------------------------------


def test_speech_before_the_asked_for_answer_begins_cancels_it_on_arrival() -> None:
    dialogue = connected(options=INSTANT)
    dialogue.handle(i.TextSubmitted(0, "hello"))
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=10)
        >> answer_begins("resp_1", at_ms=20, ours=True)[0]
        << cancel()
        >> error("response_cancel_not_active", event_id="evt_4", at_ms=30)
        >> answer_ends(status="cancelled", at_ms=30)
        >> speech_stops(at_ms=500)
        >> committed(at_ms=505)
        >> answer_begins("resp_2", "item_2", at_ms=520)
        >> sound("item_2", response="resp_2", ms=100, at_ms=530)
        << play("item_2", ms=100)
    )


def test_text_typed_while_an_automatic_answer_is_expected_is_answered_after_it_was_cancelled() -> None:
    dialogue = connected()
    dialogue.handle(speech_starts())
    dialogue.handle(speech_stops(at_ms=500))
    dialogue.handle(committed(at_ms=505))
    dialogue.handle(i.TextSubmitted(510 * NS_PER_MS, "rather this"))
    assert (
        Playbook(dialogue)
        >> answer_begins("resp_1", at_ms=520)[0]
        << cancel()
        >> answer_ends(status="cancelled", at_ms=540)
        << CREATE
        >> answer_begins("resp_2", "item_2", at_ms=560, ours=True)
    )


def test_interrupted_call_is_answered_but_never_run() -> None:
    dialogue = speaking(connected(options=INSTANT))
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=100)
        << CUT
        << cancel()
        >> speaker_block(at_ms=105, order=1)
        << truncate(100)
    )
    asked = dialogue.handle(
        answer_ends(output=[call("call_1"), call("call_2", status="incomplete")], at_ms=110)
    )
    assert [type(command).__name__ for command in asked] == ["SendEvent"]
    assert asked[0].event.item.output == "Not run: the person interrupted."  # type: ignore[attr-defined]


def test_stop_while_an_interrupted_answer_ends_withdraws_what_waits_for_it() -> None:
    dialogue = speaking(connected())
    dialogue.handle(i.TextSubmitted(100 * NS_PER_MS, "and another thing"))
    assert Playbook(dialogue) >> speaker_block(at_ms=110, order=1) << truncate(100)
    dialogue.handle(i.StopPressed(150 * NS_PER_MS))
    assert Playbook(dialogue) >> answer_ends(status="cancelled", at_ms=200)
    assert dialogue.snapshot().phase is Phase.LISTENING


# -- the loudspeaker ---------------------------------------------------------------------------------


def test_loudspeaker_lost_during_a_cut_settles_it_at_what_was_heard() -> None:
    dialogue = speaking(connected(options=INSTANT))  # 100 ms handed at 10, heard from 40 on
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=90)
        << CUT
        << cancel()
        >> i.SpeakerLost(100 * NS_PER_MS, "gone")
        << truncate(60)
    )


def test_stop_time_runs_from_the_reason_to_the_last_sample() -> None:
    dialogue = speaking(connected(options=INSTANT))
    dialogue.handle(speech_starts(at_ms=100))
    dialogue.handle(
        i.SpeakerBlock(
            105 * NS_PER_MS,
            2_400,
            240,
            125 * NS_PER_MS,
            (i.Span(ItemId("item_1"), 0, 2_400, 120, 2_400),),
            1,
        )
    )
    assert dialogue.snapshot().numbers.stop_ms == 30
