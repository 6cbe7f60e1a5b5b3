"""What the server says, as scripts; both dialects where they differ (flows 2, 5, 9, 11)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.playbook import (
    CREATE,
    PAUSE,
    Playbook,
    answer_begins,
    answer_ends,
    call,
    committed,
    connected,
    error,
    finish,
    from_server,
    item_ends,
    keys,
    pcm,
    play,
    row,
    send,
    session_in_force,
    sound,
    speaker_block,
    speech_starts,
    speech_stops,
    words,
)
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import RunTool, SendEvent
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowState
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol import server_events as s
from voiceapp.protocol.client_events import ItemCreate, ResponseCancel
from voiceapp.protocol.objects import (
    ErrorInfo,
    InputTokens,
    Item,
    ResponseError,
    StatusDetails,
    Usage,
    function_output,
)
from voiceapp.protocol.wire import CallId, ItemId, ResponseId


def placed(dialect: str, item: str, *, after: str) -> list[i.FromServer]:
    """Let the server place an item, as each dialect tells it."""
    thing, previous = Item(type="message", id=ItemId(item)), ItemId(after)
    if dialect == "ga":
        return [
            from_server(s.ItemAdded(item=thing, previous_item_id=previous)),
            from_server(s.ItemDone(item=thing, previous_item_id=previous)),
        ]
    return [from_server(s.ItemCreated(item=thing, previous_item_id=previous))]


# -- a turn found by the server ----------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["ga", "preview", "preview-2024-10"])
def test_a_spoken_turn_is_answered_and_heard(dialect: str) -> None:
    dialogue = connected(dialect)
    caption = s.TranscriptionCompleted(item_id=ItemId("user_1"), transcript="hello")
    phases = [dialogue.snapshot().phase]
    steps = (
        [speech_starts(at_ms=0)],
        [speech_stops(at_ms=500), committed(at_ms=505), *placed(dialect, "user_1", after="root")],
        answer_begins(at_ms=600),
    )
    for step in steps:
        assert Playbook(dialogue) >> step
        phases.append(dialogue.snapshot().phase)
    assert (
        Playbook(dialogue)
        >> words("Good day.", at_ms=610)
        >> sound(ms=100, at_ms=620)
        << play(ms=100)
        >> from_server(caption, at_ms=630)
        >> item_ends(at_ms=640)
        << finish()
        >> answer_ends(at_ms=640)
        >> speaker_block(item="item_1", frames=2_400, at_ms=650)
    )
    phases.append(dialogue.snapshot().phase)
    assert dialogue.next_deadline_ns() == 780 * NS_PER_MS + 1  # 100 ms of sound, 30 ms on its way to the ear
    dialogue.handle(i.DeadlinePassed(780 * NS_PER_MS + 1))
    phases.append(dialogue.snapshot().phase)
    assert phases == [
        Phase.LISTENING,
        Phase.USER_SPEAKING,
        Phase.THINKING,
        Phase.THINKING,
        Phase.SPEAKING,
        Phase.LISTENING,
    ]
    assert [(r.text, r.state) for r in dialogue.snapshot().rows] == [
        ("hello", RowState.DONE),
        ("Good day.", RowState.DONE),
    ]


def test_speech_stopped_may_be_missing() -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> speech_starts() >> committed(at_ms=500)
    assert dialogue.snapshot().phase is Phase.THINKING


def test_server_that_does_not_answer_by_itself_is_asked() -> None:
    dialogue = connected(create_response=False)
    assert Playbook(dialogue) >> speech_starts() >> speech_stops(at_ms=500) >> committed(at_ms=505) << CREATE


def test_turn_the_server_skipped_while_busy_is_asked_for_when_the_slot_is_free() -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> answer_begins() >> committed(at_ms=505) >> answer_ends(at_ms=600) << CREATE


# -- the order of rows -------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["ga", "preview"])
def test_rows_follow_the_conversation_however_late_the_captions_are(dialect: str) -> None:
    dialogue = connected(dialect)
    assert (
        Playbook(dialogue)
        >> [speech_starts(), speech_stops(at_ms=500), committed(after="root", at_ms=505)]
        >> answer_begins(at_ms=520)
        >> speech_starts("user_2", at_ms=530)
        << PAUSE
        >> placed(dialect, "item_1", after="user_1")
        >> from_server(s.TranscriptionCompleted(item_id=ItemId("user_1"), transcript="first"), at_ms=9_000)
    )
    assert keys(dialogue) == ["user_1", "item_1", "user_2"]
    assert row(dialogue, "user_1").text == "first"


def test_captions_that_fail_come_empty_or_never_come_are_explained() -> None:
    dialogue = connected()
    for name in ("user_1", "user_2", "user_3"):
        dialogue.handle(committed(name))
    reason = ErrorInfo(message="unintelligible")
    dialogue.handle(from_server(s.TranscriptionFailed(item_id=ItemId("user_1"), error=reason)))
    dialogue.handle(from_server(s.TranscriptionCompleted(item_id=ItemId("user_2"), transcript=" ")))
    dialogue.handle(i.DeadlinePassed(20_000 * NS_PER_MS))
    told = {row.key: (row.state, row.note) for row in dialogue.snapshot().rows if row.key.startswith("user")}
    assert told == {
        "user_1": (RowState.FAILED, "the transcription failed"),
        "user_2": (RowState.FAILED, "no words were recognised"),
        "user_3": (RowState.FAILED, "no transcription came"),
    }


def test_switched_off_captions_are_said_to_be_off() -> None:
    dialogue = connected(captions=False)
    dialogue.handle(committed())
    assert row(dialogue, "user_1").note == "captions are switched off"


# -- answers -----------------------------------------------------------------------------------------


def test_answer_in_writing_counts_as_read() -> None:
    dialogue = connected()
    where: dict[str, Any] = {"response_id": ResponseId("resp_1"), "item_id": ItemId("item_1")}
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> from_server(s.OutputTextDelta(**where, delta="Platform "))
        >> from_server(s.OutputTextDone(**where, text="Platform four."))
        >> item_ends()
        >> answer_ends()
    )
    answer = row(dialogue, "item_1")
    assert (answer.text, answer.heard_chars, answer.spoken, answer.state) == (
        "Platform four.",
        14,
        False,
        RowState.DONE,
    )


def test_words_of_an_item_nobody_announced_have_a_row() -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> answer_begins()[0] >> words("Good day.") >> sound(ms=100) << play(ms=100)
    assert row(dialogue, "item_1").text == "Good day."


def test_sound_after_the_end_of_its_response_is_dropped() -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> answer_begins() >> item_ends() >> answer_ends() >> sound(ms=100)


def test_response_that_ends_without_having_begun_frees_the_turn() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "hello"))
    assert Playbook(dialogue) >> answer_ends("resp_7", status="cancelled")
    assert dialogue.snapshot().phase is Phase.LISTENING


@pytest.mark.parametrize(
    ("status", "details", "sentence"),
    [
        (
            "failed",
            StatusDetails(error=ResponseError(code="rate_limit_exceeded")),
            "The service's rate limit is reached. Wait a moment and ask again.",
        ),
        (
            "incomplete",
            StatusDetails(reason="max_output_tokens"),
            "The answer reached its length limit. Ask for the rest, or allow longer answers in the settings.",
        ),
        ("failed", StatusDetails(), "The service could not finish the answer. Ask again."),
    ],
)
def test_answers_that_end_early_say_why(status: str, details: StatusDetails, sentence: str) -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> answer_begins() >> answer_ends(status=status, status_details=details)
    assert dialogue.snapshot().rows[-1].text == sentence


def test_tokens_are_booked_and_cached_ones_are_a_part_of_them() -> None:
    dialogue = connected()
    usage = Usage(total_tokens=120, input_token_details=InputTokens(cached_tokens=64))
    assert Playbook(dialogue) >> answer_begins() >> answer_ends(usage=usage)
    numbers = dialogue.snapshot().numbers
    assert (numbers.tokens, numbers.cached_tokens) == (120, 64)


def test_answer_whose_end_is_never_told_is_over_when_the_next_begins() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins("resp_1")
        >> words("one two")
        >> answer_begins("resp_2", "item_2")
        >> sound("item_2", response="resp_2", ms=10)
        << play("item_2", ms=10)
    )
    assert row(dialogue, "item_1").state is RowState.DONE


# -- functions ---------------------------------------------------------------------------------------


def call_ends(name: str, *, status: str = "completed", at_ms: int = 0) -> i.FromServer:
    event = s.OutputItemDone(response_id=ResponseId("resp_1"), item=call(name, status=status))
    return from_server(event, at_ms=at_ms)


def answer_to(name: str, number: int) -> SendEvent:
    item = function_output(CallId(name), "found", ItemId(f"item_voiceapp_{number}"))
    return send(ItemCreate(item=item))


def ran(name: str) -> RunTool:
    return RunTool(CallId(name), "search", "{}")


def finished(name: str, at_ms: int = 0) -> i.ToolFinished:
    return i.ToolFinished(at_ms * NS_PER_MS, CallId(name), "found")


def test_two_calls_are_run_answered_and_asked_about_once() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()[0]
        >> call_ends("call_1")
        << ran("call_1")
        >> call_ends("call_2")
        << ran("call_2")
        >> answer_ends(output=[call("call_1"), call("call_2")])
        >> finished("call_2", at_ms=10)
        << answer_to("call_2", 1)
        >> finished("call_1", at_ms=120)
        << answer_to("call_1", 2)
        << CREATE
    )
    assert (row(dialogue, "item_call_1").note, row(dialogue, "item_call_1").details) == ("120 ms", "found")


def test_call_that_ends_before_the_next_begins_waits_for_it() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()[0]
        >> call_ends("call_1")
        << ran("call_1")
        >> finished("call_1")
        << answer_to("call_1", 1)
        >> call_ends("call_2")
        << ran("call_2")
        >> answer_ends()
        >> finished("call_2")
        << answer_to("call_2", 2)
        << CREATE
    )


def test_call_that_was_cut_off_never_runs() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()[0]
        >> call_ends("call_1", status="incomplete")
        >> answer_ends(status="cancelled", output=[call("call_1", status="incomplete")])
    )


def test_result_that_comes_while_the_person_speaks_is_sent_and_left_to_their_turn() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()[0]
        >> call_ends("call_1")
        << ran("call_1")
        >> answer_ends()
        >> speech_starts(at_ms=10)
        >> finished("call_1", at_ms=20)
        << answer_to("call_1", 1)
        >> speech_stops(at_ms=500)
        >> committed(at_ms=505)
        >> answer_begins("resp_2", "item_2", at_ms=600)
        >> answer_ends("resp_2", at_ms=700)
    )


def test_stop_lets_a_running_call_end_quietly() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()[0]
        >> call_ends("call_1")
        << ran("call_1")
        >> answer_ends()
        >> i.StopPressed(10 * NS_PER_MS)
        >> finished("call_1", at_ms=20)
        << answer_to("call_1", 1)
    )


# -- errors ------------------------------------------------------------------------------------------


def test_request_refused_because_of_another_answer_is_made_again_after_it() -> None:
    for event_id in ("evt_3", None):
        dialogue = connected()
        dialogue.handle(i.TextSubmitted(0, "hello"))
        busy = "Conversation already has an active response in progress: resp_9. Wait."
        assert (
            Playbook(dialogue)
            >> error("conversation_already_has_active_response", busy, event_id=event_id)
            >> answer_ends("resp_9")
            << CREATE
        )
        assert len(keys(dialogue)) == 1


def test_request_refused_after_the_other_answer_was_announced_is_made_again_too() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "hello"))
    assert (
        Playbook(dialogue)
        >> answer_begins("resp_9")[0]
        >> error("conversation_already_has_active_response", "active response resp_9")
        >> answer_ends("resp_9")
        << CREATE
    )


def test_request_of_the_server_itself_that_was_refused_is_nobodys_business() -> None:
    dialogue = connected()  # it wanted to answer a noise while an answer went on
    busy = "Conversation already has an active response in progress: resp_1."
    assert (
        Playbook(dialogue)
        >> answer_begins("resp_1")[0]
        >> error("conversation_already_has_active_response", busy)
    )
    assert keys(dialogue) == []


def test_request_refused_for_another_reason_is_told() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "hello"))
    assert Playbook(dialogue) >> error("bad_response_create", "no", event_id="evt_3")
    assert dialogue.snapshot().phase is Phase.LISTENING
    assert dialogue.snapshot().rows[-1].details == "bad_response_create: no"


def test_commit_the_server_refuses_says_too_short() -> None:
    dialogue = connected(options=DialogueOptions(hands_free=False))
    dialogue.handle(i.TalkPressed(0))
    dialogue.handle(i.MicBlock(0, 0, 0, bytes(9_600)))
    dialogue.handle(i.TalkReleased(0))
    dialogue.handle(i.DeadlinePassed(300 * NS_PER_MS))
    assert Playbook(dialogue) >> error("input_audio_buffer_commit_empty", "buffer too small", at_ms=400)
    assert [row.text for row in dialogue.snapshot().rows] == ["Too short: hold the key while you speak."]
    assert dialogue.snapshot().phase is Phase.LISTENING


@pytest.mark.parametrize("code", ["response_cancel_not_active", "item_not_found", "unsupported_content_type"])
def test_the_visible_half_of_a_race_is_counted_and_not_told(code: str) -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> error(code)
    assert dialogue.snapshot().rows == ()
    assert dialogue.snapshot().numbers.errors == 1


def test_fatal_error_in_the_middle_settles_everything() -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> answer_begins() >> sound(ms=100) << play(ms=100)
    asked = dialogue.handle(error("insufficient_quota"))
    assert [type(command).__name__ for command in asked] == ["Note", "CloseLink", "CutPlayout"]
    assert dialogue.snapshot().phase is Phase.OFF
    assert dialogue.snapshot().banner is not None
    assert Playbook(dialogue) >> speaker_block(order=1, at_ms=10)
    assert row(dialogue, "item_1").state is RowState.CUT


def test_event_that_is_told_twice_has_its_effect_once() -> None:
    dialogue = connected()
    delta = s.OutputAudioDelta(
        event_id="event_7", response_id=ResponseId("resp_1"), item_id=ItemId("item_1"), delta=pcm(100)
    )
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> from_server(delta)
        << play(ms=100)
        >> from_server(delta)
        >> item_ends()
        << finish()
    )
    assert row(dialogue, "item_1").received_ms == 100


def test_new_session_may_count_its_events_from_one_again() -> None:
    dialogue = connected()
    created = s.SessionCreated(event_id="event_1", session=session_in_force(DialogueOptions()))
    heard = s.SpeechStarted(event_id="event_2", audio_start_ms=0, item_id=ItemId("user_1"))
    assert Playbook(dialogue) >> from_server(heard)
    dialogue.handle(i.LinkDropped(0, "The line broke.", 1006))
    dialogue.handle(i.ReconnectRequested(0))
    dialogue.handle(i.LinkOpened(0, "ga"))
    dialogue.handle(from_server(created))
    dialogue.handle(from_server(s.SessionUpdated(session=session_in_force(DialogueOptions()))))
    dialogue.handle(from_server(heard))
    assert dialogue.snapshot().phase is Phase.USER_SPEAKING


def test_unknown_events_are_counted() -> None:
    dialogue = connected()
    event = s.Unrecognised(type="response.thought", raw={}, reason="unknown type")
    assert Playbook(dialogue) >> from_server(event)
    assert dialogue.snapshot().numbers.unrecognised == 1


def test_answer_longer_than_anybody_listens_to_is_stopped() -> None:
    dialogue = connected(options=DialogueOptions(playout_frames_max=4_800))
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> sound(ms=201)
        << play(ms=201)
        << send(ResponseCancel(response_id=ResponseId("resp_1")))
        >> sound(ms=100)
    )


def test_events_outside_a_session_have_no_effect() -> None:
    dialogue = connected()
    dialogue.handle(i.Stopped(0))
    assert Playbook(dialogue) >> speech_starts() >> answer_begins() >> error("invalid_api_key")
    assert dialogue.snapshot().rows == ()
