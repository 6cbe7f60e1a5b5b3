"""From a lost session to the next one (flows 13)."""

from __future__ import annotations

import pytest

from tests.playbook import (
    CREATE,
    Playbook,
    answer_begins,
    answer_ends,
    append,
    committed,
    connected,
    deadline,
    error,
    from_server,
    item_ends,
    keys,
    mic,
    pcm,
    row,
    send,
    session_in_force,
    sound,
    speaker_block,
    speech_starts,
    words,
)
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import CloseLink, Command, OpenLink, SendEvent
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowKind
from voiceapp.dialogue.wanted_session import wanted_session
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import (
    ClientEvent,
    InputAudioAppend,
    InputAudioClear,
    InputAudioCommit,
    ItemCreate,
    SessionUpdate,
)
from voiceapp.protocol.objects import assistant_text, user_text
from voiceapp.protocol.server_events import SessionCreated, SessionUpdated, TranscriptionCompleted
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import ItemId

OPTIONS = DialogueOptions()
PUSH_TO_TALK = DialogueOptions(hands_free=False)


def lost(at_ms: int) -> i.LinkDropped:
    return i.LinkDropped(at_ms * NS_PER_MS, "The line broke.", 1006)


def configured(at_ms: int, dialect: str = "ga", options: DialogueOptions = OPTIONS) -> i.FromServer:
    return from_server(SessionUpdated(session=session_in_force(options, dialect)), at_ms=at_ms)


def again(dialogue: Dialogue, at_ms: int, dialect: str = "ga", options: DialogueOptions = OPTIONS) -> None:
    """Let a lost connection come back as far as our wishes."""
    assert (
        Playbook(dialogue)
        >> deadline(at_ms=at_ms)
        << OpenLink()
        >> i.LinkOpened(at_ms * NS_PER_MS, dialect)
        >> from_server(SessionCreated(session=Session()), at_ms=at_ms)
        << send(SessionUpdate(session=wanted_session(options, hands_free=options.hands_free)))
    )


def speak(dialogue: Dialogue, from_ms: int, until_ms: int, rms: int = 8_000) -> None:
    for at_ms in range(from_ms + 20, until_ms + 1, 20):
        dialogue.handle(mic(at_ms=at_ms, rms=rms))


def caption(text: str, at_ms: int, item: str = "user_1") -> i.FromServer:
    return from_server(TranscriptionCompleted(item_id=ItemId(item), transcript=text), at_ms=at_ms)


def telling(text: str, number: int) -> SendEvent:
    return send(ItemCreate(item=user_text(text, ItemId(f"item_voiceapp_{number}"))))


def sent(commands: list[Command]) -> list[ClientEvent]:
    return [command.event for command in commands if isinstance(command, SendEvent)]


def asked_and_half_answered(dialogue: Dialogue) -> Dialogue:
    for happened in (
        committed(at_ms=0),
        caption("When does it leave?", 10),
        *answer_begins(at_ms=20),
        words("At ten past three.", at_ms=20),
        sound(ms=1_800, at_ms=20),
    ):
        dialogue.handle(happened)
    assert Playbook(dialogue) >> speaker_block(item="item_1", frames=24_000, at_ms=30)
    dialogue.handle(deadline(at_ms=1_060))
    return dialogue


def test_settings_come_first_then_the_history_then_what_was_being_said() -> None:
    dialogue = asked_and_half_answered(connected())
    dialogue.handle(lost(1_100))
    dialogue.handle(speaker_block_of_cut(dialogue))
    speak(dialogue, 1_200, 1_400)
    again(dialogue, 2_100)
    heard = row(dialogue, "item_1")
    part = heard.text[: heard.heard_chars]
    assert 0 < len(part) < len(heard.text)
    answer = assistant_text(part, ItemId("item_voiceapp_2"))
    assert (
        Playbook(dialogue)
        >> configured(2_200)
        << telling("When does it leave?", 1)
        << send(ItemCreate(item=answer, previous_item_id=ItemId("item_voiceapp_1")))
        << append(200)
        >> mic(at_ms=2_220)
        << append(20)
    )


def speaker_block_of_cut(dialogue: Dialogue) -> i.DeadlinePassed:
    """Let the loudspeaker not report the cut: its last block is the truth."""
    due_ns = dialogue.next_deadline_ns()
    assert due_ns is not None
    return i.DeadlinePassed(due_ns)


def test_what_was_said_and_not_understood_is_said_again_once() -> None:
    dialogue = connected()
    speak(dialogue, 0, 400)
    dialogue.handle(speech_starts(at_ms=400))
    dialogue.handle(committed(at_ms=900))
    assert keys(dialogue) == ["user_1"]
    dialogue.handle(lost(1_000))
    assert keys(dialogue) == ["notice-1"]  # the next server finds the turn anew
    again(dialogue, 2_000)
    assert Playbook(dialogue) >> configured(2_000) << append(400)
    dialogue.handle(speech_starts("user_9", at_ms=2_100))
    dialogue.handle(committed("user_9", at_ms=2_600))
    dialogue.handle(caption("When?", 2_700, "user_9"))
    dialogue.handle(lost(2_800))
    again(dialogue, 3_800)
    assert Playbook(dialogue) >> configured(3_800) << telling("When?", 1) << CREATE


def test_silence_is_not_said_again() -> None:
    dialogue = connected()
    speak(dialogue, 0, 1_000, rms=10)
    dialogue.handle(lost(1_000))
    speak(dialogue, 1_000, 2_000, rms=10)
    again(dialogue, 2_000)
    assert Playbook(dialogue) >> configured(2_000)


def test_nothing_is_kept_while_muted() -> None:
    dialogue = connected()
    dialogue.handle(lost(0))
    dialogue.handle(i.MuteChosen(0, muted=True))
    speak(dialogue, 0, 500)
    again(dialogue, 1_000)
    assert Playbook(dialogue) >> configured(1_000)


def test_muting_takes_back_what_was_said_during_the_gap() -> None:
    dialogue = connected()
    dialogue.handle(lost(0))
    speak(dialogue, 0, 500)
    dialogue.handle(i.MuteChosen(500 * NS_PER_MS, muted=True))
    again(dialogue, 1_000)
    assert Playbook(dialogue) >> configured(1_000)


def test_what_was_said_with_the_key_while_muted_ends_with_silence_because_nothing_follows() -> None:
    dialogue = connected()
    dialogue.handle(i.MuteChosen(0, muted=True))
    dialogue.handle(lost(0))
    dialogue.handle(i.TalkPressed(0))
    speak(dialogue, 0, 400)
    dialogue.handle(i.TalkReleased(400 * NS_PER_MS))
    dialogue.handle(deadline(at_ms=700))
    again(dialogue, 1_000)
    quiet = InputAudioAppend(audio=bytes(800 * 48))
    assert Playbook(dialogue) >> configured(1_000) << append(400) << send(quiet)


def test_the_assistants_own_voice_in_the_microphone_is_not_said_again() -> None:
    dialogue = connected()
    for happened in (*answer_begins(), sound(ms=2_000)):
        dialogue.handle(happened)
    speak(dialogue, 0, 500)
    dialogue.handle(lost(500))
    again(dialogue, 1_500)
    assert Playbook(dialogue) >> configured(1_500)


def test_a_commit_nobody_confirmed_is_made_again_with_its_sound() -> None:
    dialogue = connected(options=PUSH_TO_TALK)
    dialogue.handle(i.TalkPressed(0))
    speak(dialogue, 0, 400)
    dialogue.handle(i.TalkReleased(400 * NS_PER_MS))
    assert Playbook(dialogue) >> deadline(at_ms=700) << send(InputAudioCommit())
    dialogue.handle(lost(750))
    again(dialogue, 1_750, options=PUSH_TO_TALK)
    assert (
        Playbook(dialogue)
        >> configured(1_750, options=PUSH_TO_TALK)
        << append(400)
        << send(InputAudioCommit())
        >> committed("user_7", at_ms=1_800)
        << CREATE
    )
    assert keys(dialogue) == ["user_7", "notice-1"]


def test_the_talk_key_may_be_pressed_during_the_gap() -> None:
    dialogue = connected(options=PUSH_TO_TALK)
    dialogue.handle(lost(0))
    dialogue.handle(i.TalkPressed(0))
    speak(dialogue, 0, 200)
    again(dialogue, 1_000, options=PUSH_TO_TALK)
    assert (
        Playbook(dialogue)
        >> configured(1_000, options=PUSH_TO_TALK)
        << append(200)
        >> mic(at_ms=1_020)
        << append(20)
    )
    assert dialogue.snapshot().phase is Phase.USER_SPEAKING


def test_a_talk_key_turn_that_was_too_short_leaves_nothing() -> None:
    dialogue = connected(options=PUSH_TO_TALK)
    dialogue.handle(lost(0))
    dialogue.handle(i.TalkPressed(0))
    speak(dialogue, 0, 60)
    dialogue.handle(i.TalkReleased(60 * NS_PER_MS))
    dialogue.handle(deadline(at_ms=360))
    again(dialogue, 1_000, options=PUSH_TO_TALK)
    assert Playbook(dialogue) >> configured(1_000, options=PUSH_TO_TALK)
    assert keys(dialogue) == ["notice-1"]


def test_long_speech_goes_in_pieces_of_a_second() -> None:
    dialogue = connected()
    dialogue.handle(lost(0))
    speak(dialogue, 0, 900)
    speak(dialogue, 900, 2_300)
    again(dialogue, 2_300)
    said = sent(dialogue.handle(configured(2_300)))
    sizes = [len(event.audio) // 48 for event in said if isinstance(event, InputAudioAppend)]
    assert sizes == [1_000, 1_000, 300]


def test_what_is_missing_of_very_long_speech_is_said() -> None:
    dialogue = connected()
    dialogue.handle(lost(0))
    for at_s in range(1, 51):
        dialogue.handle(i.MicBlock(at_s * 1_000 * NS_PER_MS, 0, 0, pcm(1_000), 20_000))
    dialogue.handle(i.ReconnectRequested(50_000 * NS_PER_MS))
    dialogue.handle(i.LinkOpened(50_000 * NS_PER_MS, "ga"))
    dialogue.handle(from_server(SessionCreated(session=Session()), at_ms=50_000))
    dialogue.handle(configured(50_000))
    assert row(dialogue, "notice-1").text == (
        "The connection was lost for 50 s. The first 5 s of what you said meanwhile are missing."
    )


def test_an_answer_nobody_heard_is_asked_for_again() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    for happened in answer_begins(ours=True):
        dialogue.handle(happened)
    dialogue.handle(lost(100))
    again(dialogue, 1_100)
    assert Playbook(dialogue) >> configured(1_100) << telling("When?", 2) << CREATE


def test_an_answer_that_was_stopped_is_not_asked_for_again() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    for happened in answer_begins(ours=True):
        dialogue.handle(happened)
    dialogue.handle(i.StopPressed(50 * NS_PER_MS))
    dialogue.handle(lost(100))
    again(dialogue, 1_100)
    assert Playbook(dialogue) >> configured(1_100) << telling("When?", 2)


def test_an_answer_that_was_heard_is_not_asked_for_again() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    for happened in (*answer_begins(ours=True), words("At ten."), sound(ms=500), item_ends(), answer_ends()):
        dialogue.handle(happened)
    assert Playbook(dialogue) >> speaker_block(item="item_1", frames=12_000, at_ms=10)
    dialogue.handle(deadline(at_ms=600))
    dialogue.handle(lost(1_000))
    again(dialogue, 2_000)
    told = assistant_text("At ten.", ItemId("item_voiceapp_3"))
    assert (
        Playbook(dialogue)
        >> configured(2_000)
        << telling("When?", 2)
        << send(ItemCreate(item=told, previous_item_id=ItemId("item_voiceapp_2")))
    )


def test_a_message_typed_during_the_gap_is_told_and_answered() -> None:
    dialogue = connected()
    dialogue.handle(lost(0))
    assert Playbook(dialogue) >> i.TextSubmitted(0, "When?")
    again(dialogue, 1_000)
    assert Playbook(dialogue) >> configured(1_000) << telling("When?", 2) << CREATE


@pytest.mark.parametrize("dialect", ["preview", "preview-2024-10"])
def test_preview_is_told_in_one_message(dialect: str) -> None:
    dialogue = asked_and_half_answered(connected(dialect))
    dialogue.handle(lost(1_100))
    again(dialogue, 2_100, dialect)
    said = sent(dialogue.handle(configured(2_200, dialect)))
    created = [event for event in said if isinstance(event, ItemCreate)]
    assert len(created) == 1
    assert created[0].item.content
    assert "User: When does it leave?\nAssistant: At" in str(created[0].item.content[0].text)


def test_a_history_that_is_not_taken_is_said_once() -> None:
    dialogue = asked_and_half_answered(connected())
    dialogue.handle(lost(1_100))
    again(dialogue, 2_100)
    dialogue.handle(configured(2_200))
    for event_id in ("evt_3", "evt_4"):
        dialogue.handle(error("invalid_value", "no", event_id=event_id, at_ms=2_300))
    notices = [one.text for one in dialogue.snapshot().rows if one.kind is RowKind.NOTICE]
    assert notices == [
        "The connection was lost for 1 s.",
        "The assistant may not remember everything: the service did not take all of the history.",
    ]


def test_one_row_tells_of_an_outage_however_many_attempts_it_takes() -> None:
    dialogue = connected()
    dialogue.handle(lost(0))
    assert row(dialogue, "notice-1").text == "The connection was lost. What you say is kept."
    again(dialogue, 1_000)
    dialogue.handle(lost(1_500))
    again(dialogue, 3_500)
    dialogue.handle(configured(4_000))
    assert keys(dialogue) == ["notice-1"]
    assert row(dialogue, "notice-1").text == "The connection was lost for 4 s."


def test_a_loss_that_cannot_heal_leaves_nothing_to_be_sent_later() -> None:
    dialogue = connected()
    speak(dialogue, 0, 400)
    dialogue.handle(i.LinkDropped(500 * NS_PER_MS, "You are not let in.", 1008, retry=False))
    assert row(dialogue, "notice-1").text == "The connection was lost."
    assert dialogue.snapshot().phase is Phase.OFF
    speak(dialogue, 500, 900)
    for happened in (
        i.ReconnectRequested(1_000 * NS_PER_MS),
        i.LinkOpened(1_000 * NS_PER_MS, "ga"),
        from_server(SessionCreated(session=Session()), at_ms=1_000),
    ):
        dialogue.handle(happened)
    assert Playbook(dialogue) >> configured(1_000)


def test_a_stop_during_the_gap_forgets_everything_but_the_conversation() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    dialogue.handle(lost(0))
    speak(dialogue, 0, 400)
    assert Playbook(dialogue) >> i.Stopped(500 * NS_PER_MS) << CloseLink()
    for happened in (
        i.Started(1_000 * NS_PER_MS),
        i.LinkOpened(1_000 * NS_PER_MS, "ga"),
        from_server(SessionCreated(session=Session()), at_ms=1_000),
    ):
        dialogue.handle(happened)
    assert Playbook(dialogue) >> configured(1_000) << telling("When?", 2)


def test_a_new_conversation_is_told_nothing() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    dialogue.handle(i.NewConversationRequested(0))
    dialogue.handle(i.LinkOpened(0, "ga"))
    dialogue.handle(from_server(SessionCreated(session=Session())))
    assert Playbook(dialogue) >> configured(0)


def test_changing_the_mode_during_the_gap_drops_what_belongs_to_neither() -> None:
    dialogue = connected()
    dialogue.handle(lost(0))
    speak(dialogue, 0, 400)
    assert Playbook(dialogue) >> i.HandsFreeChosen(400 * NS_PER_MS, False)
    again(dialogue, 1_000, options=PUSH_TO_TALK)
    assert Playbook(dialogue) >> configured(1_000, options=PUSH_TO_TALK)
    assert Playbook(dialogue) >> i.TalkPressed(1_100 * NS_PER_MS) << send(InputAudioClear())
