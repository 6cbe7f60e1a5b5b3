"""The conversation as a whole: the talk key, text, mute, devices, losses (flows 3, 4, 13, 14)."""

from __future__ import annotations

import pytest

from tests.playbook import (
    CREATE,
    CUT,
    Playbook,
    answer_begins,
    answer_ends,
    append,
    call,
    committed,
    connected,
    deadline,
    error,
    finish,
    from_server,
    item_ends,
    keys,
    mic,
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
from voiceapp.dialogue.commands import CloseLink, OpenLink, PlayPcm, RunTool, SendEvent
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowState
from voiceapp.pcm import NS_PER_MS, silence
from voiceapp.protocol.client_events import (
    InputAudioAppend,
    InputAudioClear,
    InputAudioCommit,
    ItemCreate,
    ResponseCancel,
)
from voiceapp.protocol.objects import function_output, user_text
from voiceapp.protocol.server_events import InputAudioCleared, SessionUpdated
from voiceapp.protocol.wire import CallId, ItemId, ResponseId

RENEWAL_NS = 3_000_000 * NS_PER_MS
"""A session is renewed after 50 minutes."""
PUSH_TO_TALK = DialogueOptions(hands_free=False)
CLEAR, COMMIT = send(InputAudioClear()), send(InputAudioCommit())


def typed(text: str, number: int = 1) -> SendEvent:
    return send(ItemCreate(item=user_text(text, ItemId(f"item_voiceapp_{number}"))))


def pressed(at_ms: int = 0) -> i.TalkPressed:
    return i.TalkPressed(at_ms * NS_PER_MS)


def released(at_ms: int) -> i.TalkReleased:
    return i.TalkReleased(at_ms * NS_PER_MS)


# -- the talk key ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["ga", "preview", "preview-2024-10"])
def test_push_to_talk_turn(dialect: str) -> None:
    dialogue = connected(dialect, PUSH_TO_TALK)
    assert (
        Playbook(dialogue)
        >> mic(ms=100, at_ms=900)
        >> pressed(1_000)
        << CLEAR
        << append(100)
        >> mic(ms=200, at_ms=1_200)
        << append(200)
        >> released(1_210)
        >> mic(ms=200, at_ms=1_400)
        << append(200)
        >> deadline(at_ms=1_509)
        >> deadline(at_ms=1_510)
        << COMMIT
        >> mic(ms=20, at_ms=1_520)
        >> committed(at_ms=1_600)
        << CREATE
        >> answer_begins(at_ms=1_700, ours=dialect == "ga")
    )
    assert keys(dialogue) == ["user_1", "item_1"]
    assert dialogue.snapshot().phase is Phase.THINKING


def test_key_that_was_only_touched_says_too_short() -> None:
    dialogue = connected(options=DialogueOptions(hands_free=False, tail_ms=0))
    assert (
        Playbook(dialogue)
        >> pressed()
        << CLEAR
        >> mic(ms=99, at_ms=99)
        << append(99)
        >> released(99)
        >> deadline(at_ms=99)
        << CLEAR
    )
    assert [one.text for one in dialogue.snapshot().rows] == ["Too short: hold the key while you speak."]
    assert dialogue.snapshot().phase is Phase.LISTENING


def test_key_before_there_is_a_session_says_so() -> None:
    dialogue = Dialogue(PUSH_TO_TALK)
    assert Playbook(dialogue) >> pressed() >> released(10) >> deadline(at_ms=400)
    assert [one.text for one in dialogue.snapshot().rows] == ["Not connected: nobody can hear you yet."]


def test_key_held_while_hands_free_and_muted_ends_its_turn_with_silence() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> i.MuteChosen(0, True)
        << CLEAR
        >> mic(ms=100, at_ms=100)
        >> pressed(200)
        >> mic(ms=100, at_ms=300)
        << append(100)
        >> released(300)
        >> deadline(at_ms=600)
        << send(InputAudioAppend(audio=silence(19_200)))
    )


def test_answer_that_began_before_the_key_waits_for_the_turn() -> None:
    dialogue = connected(options=PUSH_TO_TALK)
    dialogue.handle(i.TextSubmitted(0, "hello"))
    assert (
        Playbook(dialogue)
        >> pressed(10)
        << CLEAR
        >> answer_begins("resp_1", at_ms=20, ours=True)[0]
        << send(ResponseCancel(response_id=ResponseId("resp_1")))
        >> answer_ends(status="cancelled", at_ms=30)
    )


# -- text --------------------------------------------------------------------------------------------


def test_text_is_sent_and_answered() -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> i.TextSubmitted(0, " which platform? ") << typed("which platform?") << CREATE
    assert (row(dialogue, "item_voiceapp_1").text, dialogue.snapshot().phase) == (
        "which platform?",
        Phase.THINKING,
    )


def test_text_while_the_person_speaks_is_answered_with_their_turn() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> speech_starts()
        >> i.TextSubmitted(10 * NS_PER_MS, "hello")
        << typed("hello")
        >> speech_stops(at_ms=500)
        >> committed(at_ms=505)
        >> answer_begins(at_ms=600)
        >> answer_ends(at_ms=700)
    )


def test_text_without_a_session_is_not_lost_from_sight() -> None:
    dialogue = Dialogue()
    assert Playbook(dialogue) >> i.TextSubmitted(0, "hello") >> i.TextSubmitted(0, "  ")
    assert [(one.text, one.details) for one in dialogue.snapshot().rows] == [
        ("Not connected: the message was not sent.", "hello")
    ]


def test_text_during_a_change_of_mode_is_answered_after_it() -> None:
    dialogue = connected()
    dialogue.handle(i.HandsFreeChosen(0, False))
    in_force = SessionUpdated(session=session_in_force(PUSH_TO_TALK))
    assert (
        Playbook(dialogue)
        >> i.TextSubmitted(0, "hello")
        << typed("hello")
        >> from_server(in_force, at_ms=50)
        << CREATE
    )


def test_answer_that_never_begins_is_given_up_after_10_s() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "hello"))
    assert Playbook(dialogue) >> deadline(at_ms=10_000)
    assert dialogue.snapshot().rows[-1].text == "The service did not answer. Ask again."
    assert (dialogue.snapshot().phase, dialogue.next_deadline_ns()) == (Phase.LISTENING, RENEWAL_NS)


def test_cancelled_answer_that_never_ends_holds_nobody_up_for_more_than_2_s() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()[0]
        >> i.TextSubmitted(0, "hello")
        << send(ResponseCancel(response_id=ResponseId("resp_1")))
        << typed("hello")
        >> deadline(at_ms=2_000)
        << CREATE
    )


# -- mute and mode -----------------------------------------------------------------------------------


def test_muting_in_the_middle_of_speech_drops_the_turn() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> speech_starts()
        >> i.MuteChosen(10 * NS_PER_MS, True)
        << CLEAR
        >> mic(ms=20, at_ms=40)
        >> i.MuteChosen(50 * NS_PER_MS, True)
        >> i.MuteChosen(60 * NS_PER_MS, False)
        >> mic(ms=20, at_ms=80)
        << append(20)
    )
    assert (keys(dialogue), dialogue.snapshot().phase) == ([], Phase.LISTENING)


def test_speech_the_server_heard_before_it_obeyed_the_clear_is_forgotten() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> i.MuteChosen(0, True)
        << CLEAR
        >> speech_starts(at_ms=5)
        >> from_server(InputAudioCleared(), at_ms=50)
    )
    assert (keys(dialogue), dialogue.snapshot().phase) == ([], Phase.LISTENING)


def test_changing_the_mode_in_the_middle_of_a_turn_drops_it() -> None:
    heard = connected()
    heard.handle(speech_starts())
    heard.handle(i.HandsFreeChosen(0, False))
    assert (keys(heard), heard.snapshot().talk_held) == ([], False)
    held = connected(options=PUSH_TO_TALK)
    held.handle(pressed())
    held.handle(i.HandsFreeChosen(0, True))
    assert (keys(held), held.snapshot().talk_held) == ([], False)
    assert Playbook(held) >> released(10) >> deadline(at_ms=400)


# -- devices -----------------------------------------------------------------------------------------


def test_lost_microphone_ends_the_turn_with_what_was_said() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> speech_starts()
        >> i.MicrophoneLost(0, "The microphone is gone.")
        << send(InputAudioAppend(audio=silence(19_200)))
    )
    assert dialogue.snapshot().microphone_device == "The microphone is gone."


def test_without_a_loudspeaker_answers_are_shown() -> None:
    dialogue = connected(speaker=False)
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> words("one two")
        >> sound(ms=100)
        >> item_ends()
        >> answer_ends()
    )
    answer = row(dialogue, "item_1")
    assert (answer.state, answer.heard_chars, answer.note) == (
        RowState.DONE,
        7,
        "shown, not played: there is no loudspeaker",
    )


def test_loudspeaker_that_comes_in_the_middle_of_an_answer_is_too_late_for_it() -> None:
    dialogue = connected(speaker=False)
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> sound(ms=100)
        >> i.SpeakerOpened(0, "Rig loudspeaker")
        >> sound(ms=100)
        >> item_ends()
        >> answer_ends()
    )
    assert row(dialogue, "item_1").note == "shown, not played: there is no loudspeaker"


def test_answer_goes_on_where_it_was_when_a_lost_loudspeaker_comes_back() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> sound(ms=100)
        << play(ms=100)
        >> speaker_block(item="item_1", frames=1_200, at_ms=10, dac_at_ms=10)
        >> i.SpeakerLost(100 * NS_PER_MS, "gone")
        >> sound(ms=100, at_ms=150)
        << play(ms=100, first_frame=2_400)
        >> item_ends(at_ms=160)
        << finish()
        >> answer_ends(at_ms=160)
    )
    assert dialogue.snapshot().phase is Phase.LISTENING
    dialogue.handle(i.SpeakerOpened(500 * NS_PER_MS, "Another"))
    assert dialogue.snapshot().phase is Phase.SPEAKING
    spans = (i.Span(ItemId("item_1"), 0, 1_200, 3_600, 0),)
    dialogue.handle(i.SpeakerBlock(510 * NS_PER_MS, 0, 3_600, 510 * NS_PER_MS, spans))
    dialogue.handle(deadline(at_ms=661))
    assert row(dialogue, "item_1").state is RowState.DONE


def test_sound_that_is_torn_inside_a_sample_is_put_together() -> None:
    dialogue = connected()
    dialogue.handle(answer_begins()[0])
    whole = sound(ms=1).event
    torn = [whole.delta[:3], whole.delta[3:4], b"", whole.delta[4:]]  # type: ignore[attr-defined]
    played = []
    for delta in torn:
        event = type(whole)(response_id=ResponseId("resp_1"), item_id=ItemId("item_1"), delta=delta)  # type: ignore[call-arg]
        played += dialogue.handle(from_server(event))
    assert (
        [command.pcm for command in played if isinstance(command, PlayPcm)]
        == [
            whole.delta[:2],  # type: ignore[attr-defined]
            whole.delta[2:4],  # type: ignore[attr-defined]
            whole.delta[4:],  # type: ignore[attr-defined]
        ]
    )


# -- losses and new beginnings -----------------------------------------------------------------------


def answering(dialogue: Dialogue) -> Dialogue:
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> words("one two three")
        >> sound(ms=500)
        << play(ms=500)
        >> speaker_block(item="item_1", frames=2_400, at_ms=10)
    )
    return dialogue


def test_lost_connection_silences_the_answer_and_says_nothing_to_the_next_session() -> None:
    dialogue = answering(connected())
    assert (
        Playbook(dialogue)
        >> i.LinkDropped(100 * NS_PER_MS, "The line broke.", 1006)
        << CUT
        >> speaker_block(at_ms=110, order=1)
        >> deadline(at_ms=1_100)
        << OpenLink()
    )
    answer = row(dialogue, "item_1")
    assert (answer.state, answer.cut_ms, answer.note) == (RowState.CUT, 100, "the connection was lost")
    assert dialogue.snapshot().numbers.interruptions == 0


def test_lost_connection_during_a_cut_forgets_the_truncation() -> None:
    dialogue = answering(connected())
    assert (
        Playbook(dialogue)
        >> i.StopPressed(90 * NS_PER_MS)
        << CUT
        << send(ResponseCancel(response_id=ResponseId("resp_1")))
        >> i.LinkDropped(100 * NS_PER_MS, "The line broke.", 1006)
        >> speaker_block(at_ms=110, order=1)
    )


def test_lost_connection_settles_calls_and_turns() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()[0]
        >> answer_ends(output=[call("call_1")])
        << RunTool(CallId("call_1"), "search", "{}")
        >> speech_starts()
        >> i.LinkDropped(100 * NS_PER_MS, "The line broke.", 1006)
        >> i.ToolFinished(200 * NS_PER_MS, CallId("call_1"), "found")
    )
    texts = [(one.text, one.state) for one in dialogue.snapshot().rows]
    assert texts == [  # what was being said has no row: it will be said again
        ("search({})", RowState.DONE),
        ("The connection was lost. What you say is kept.", RowState.DONE),
    ]
    assert dialogue.snapshot().phase is Phase.RECONNECTING


def test_result_during_a_change_of_mode_is_sent() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()[0]
        >> answer_ends(output=[call("call_1")])
        << RunTool(CallId("call_1"), "search", "{}")
    )
    dialogue.handle(i.HandsFreeChosen(0, False))
    result = function_output(CallId("call_1"), "found", ItemId("item_voiceapp_1"))
    assert (
        Playbook(dialogue)
        >> i.ToolFinished(0, CallId("call_1"), "found")
        << send(ItemCreate(item=result))
        >> from_server(SessionUpdated(session=session_in_force(PUSH_TO_TALK)))
        << CREATE
    )


def test_new_conversation_begins_with_nothing() -> None:
    dialogue = answering(connected())
    assert (
        Playbook(dialogue)
        >> i.NewConversationRequested(100 * NS_PER_MS)
        << CUT
        << CloseLink()
        << OpenLink()
        >> speaker_block(at_ms=110, order=1)
    )
    assert (keys(dialogue), dialogue.snapshot().phase) == ([], Phase.CONNECTING)


def test_stop_ends_everything_and_leaves_the_rows() -> None:
    dialogue = answering(connected())
    assert Playbook(dialogue) >> i.Stopped(100 * NS_PER_MS) << CUT << CloseLink() >> speaker_block(order=1)
    assert (keys(dialogue), dialogue.snapshot().phase) == (["item_1"], Phase.OFF)


def test_what_is_not_an_input_raises() -> None:
    with pytest.raises(TypeError, match="not an input"):
        Dialogue().handle(i.Input(0))


def test_time_never_runs_backwards() -> None:
    dialogue = connected()
    dialogue.handle(mic(at_ms=500))
    dialogue.handle(mic(at_ms=400))
    assert dialogue.snapshot().at_ns == 500 * NS_PER_MS


def test_the_same_inputs_give_the_same_commands() -> None:
    def run() -> list[object]:
        dialogue = answering(connected())
        return [
            dialogue.handle(one)
            for one in (
                i.TextSubmitted(0, "hello"),
                error("odd"),
                mic(rms=9_000, at_ms=20),
                deadline(at_ms=900),
            )
        ]

    assert run() == run()
    assert len(pcm(10)) == 480
