"""The next session, made ready while the present one still lives (README 8, flows 13)."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tests.playbook import (
    CREATE,
    CUT,
    Playbook,
    answer_begins,
    answer_ends,
    connected,
    deadline,
    error,
    from_server,
    mic,
    row,
    session_in_force,
    sound,
    speech_starts,
    words,
)
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import CloseLink, OpenLink, SendEvent, SwitchLink
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowState
from voiceapp.dialogue.wanted_session import wanted_session
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import ItemCreate, SessionUpdate
from voiceapp.protocol.objects import user_text
from voiceapp.protocol.server_events import ServerEvent, SessionCreated, SessionUpdated
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import ItemId

MIN_MS = 60_000
OPTIONS = DialogueOptions()
SAGE = DialogueOptions(voice="sage")


def spare_says(event: ServerEvent, at_ms: int) -> i.FromServer:
    return i.FromServer(at_ms * NS_PER_MS, event, spare=True)


def wishes(options: DialogueOptions = OPTIONS) -> SendEvent:
    return SendEvent(SessionUpdate(session=wanted_session(options, hands_free=True)), spare=True)


def quiet(**more: object) -> Dialogue:
    """Return a conversation with nothing under way and no microphone, which would tell of every gap."""
    dialogue = connected(**more)  # type: ignore[arg-type]
    dialogue.handle(i.MicrophoneLost(0, "It was unplugged."))
    return dialogue


def readied(dialogue: Dialogue, at_ms: int, options: DialogueOptions = OPTIONS) -> Playbook:
    """Let the spare get as far as our wishes."""
    return (
        Playbook(dialogue)
        >> i.LinkOpened(at_ms * NS_PER_MS, "ga", spare=True)
        >> spare_says(SessionCreated(session=Session(model="gpt-realtime")), at_ms)
        << wishes(options)
    )


def agreed(at_ms: int, options: DialogueOptions = OPTIONS) -> i.FromServer:
    return spare_says(SessionUpdated(session=session_in_force(options)), at_ms)


def test_the_next_session_is_ready_before_the_present_one_is_closed() -> None:
    dialogue = quiet()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    for happened in (*answer_begins(ours=True), answer_ends()):
        dialogue.handle(happened)
    due_ms = 50 * MIN_MS
    assert dialogue.next_deadline_ns() == due_ms * NS_PER_MS
    assert Playbook(dialogue) >> deadline(at_ms=due_ms) << OpenLink(spare=True)
    assert readied(dialogue, due_ms + 100)
    assert dialogue.snapshot().phase is Phase.LISTENING
    told = user_text("When?", ItemId("item_voiceapp_2"))
    assert Playbook(dialogue) >> agreed(due_ms + 200) << SwitchLink() << SendEvent(ItemCreate(item=told))
    assert dialogue.snapshot().phase is Phase.LISTENING
    assert [one.key for one in dialogue.snapshot().rows][-1] != "notice-1"
    # From here on the spare is the link, and is renewed in its turn.
    assert dialogue.next_deadline_ns() == (2 * due_ms + 100) * NS_PER_MS
    assert Playbook(dialogue) >> i.LinkDropped((due_ms + 300) * NS_PER_MS, "Gone.", 1006)
    assert dialogue.snapshot().phase is Phase.RECONNECTING


def test_a_session_that_says_when_it_ends_is_renewed_five_minutes_before() -> None:
    dialogue = Dialogue(OPTIONS)
    in_force = session_in_force(OPTIONS)
    for happened in (
        i.Started(0),
        i.LinkOpened(0, "ga", wall_offset_ns=1_000_000 * 1_000_000_000),
        from_server(SessionCreated(session=Session())),
        from_server(SessionUpdated(session=replace_expiry(in_force, 1_000_000 + 30 * 60))),
    ):
        dialogue.handle(happened)
    assert dialogue.next_deadline_ns() == 25 * MIN_MS * NS_PER_MS
    shown = dialogue.snapshot().session
    assert shown
    assert shown.expires_at_s == 1_001_800


def replace_expiry(session: Session, expires_at_s: int) -> Session:
    return msgspec.structs.replace(session, expires_at=expires_at_s)


def test_nobody_is_interrupted_by_a_renewal_and_it_waits_until_they_have_finished() -> None:
    dialogue = quiet()
    due_ms = 50 * MIN_MS
    assert (
        Playbook(dialogue)
        >> speech_starts(at_ms=due_ms - 100)
        >> deadline(at_ms=due_ms)
        >> error(None, "nothing of importance", at_ms=due_ms + 50)
    )
    dialogue.handle(i.MuteChosen((due_ms + 100) * NS_PER_MS, muted=True))  # takes the turn back
    assert Playbook(dialogue) >> deadline(at_ms=due_ms + 200)
    assert dialogue.next_deadline_ns() is not None


@pytest.mark.parametrize("busy", ["speech", "answer", "voice"])
def test_a_spare_that_is_ready_waits_for_a_quiet_moment(busy: str) -> None:
    dialogue = quiet()
    due_ms = 50 * MIN_MS
    dialogue.handle(deadline(at_ms=due_ms))
    assert readied(dialogue, due_ms)
    match busy:
        case "speech":
            dialogue.handle(speech_starts(at_ms=due_ms + 10))
        case "answer":
            for happened in answer_begins(at_ms=due_ms + 10):
                dialogue.handle(happened)
        case _:
            dialogue.handle(i.MicrophoneOpened((due_ms + 10) * NS_PER_MS, "Rig"))
            for at_ms in range(due_ms + 10, due_ms + 200, 20):
                dialogue.handle(mic(rms=9_000, at_ms=at_ms))
    assert not [c for c in dialogue.handle(agreed(due_ms + 200)) if isinstance(c, SwitchLink)]
    if busy == "answer":
        assert Playbook(dialogue) >> answer_ends(at_ms=due_ms + 300) << SwitchLink()


def test_at_the_very_end_a_session_is_renewed_whatever_goes_on() -> None:
    dialogue = quiet()
    for happened in (
        *answer_begins(at_ms=59 * MIN_MS - 100),
        words("Once upon a time", at_ms=59 * MIN_MS - 90),
    ):
        dialogue.handle(happened)
    dialogue.handle(sound(ms=5_000, at_ms=59 * MIN_MS - 80))
    assert Playbook(dialogue) >> deadline(at_ms=59 * MIN_MS) << OpenLink(spare=True)
    assert readied(dialogue, 59 * MIN_MS + 100)
    assert Playbook(dialogue) >> agreed(59 * MIN_MS + 200) << CUT << SwitchLink()


def test_a_spare_that_cannot_be_had_costs_nothing() -> None:
    dialogue = quiet()
    due_ms = 50 * MIN_MS
    dialogue.handle(deadline(at_ms=due_ms))
    failed = i.LinkFailed(due_ms * NS_PER_MS, "You are not let in.", retry=False, spare=True)
    assert Playbook(dialogue) >> failed >> deadline(at_ms=due_ms + 5_000)
    assert (dialogue.snapshot().phase, dialogue.snapshot().banner) == (Phase.LISTENING, None)


def test_a_spare_that_may_be_had_later_is_tried_again() -> None:
    dialogue = quiet()
    due_ms = 50 * MIN_MS
    dialogue.handle(deadline(at_ms=due_ms))
    failed = i.LinkFailed(due_ms * NS_PER_MS, "The service is busy.", retry=True, spare=True)
    assert Playbook(dialogue) >> failed >> deadline(at_ms=due_ms + 1_000) << OpenLink(spare=True)
    assert dialogue.snapshot().banner is None


def test_a_session_lost_while_the_next_one_is_ready_goes_on_in_it() -> None:
    dialogue = quiet()
    due_ms = 50 * MIN_MS
    dialogue.handle(deadline(at_ms=due_ms))
    assert readied(dialogue, due_ms)
    dialogue.handle(speech_starts(at_ms=due_ms + 10))
    dialogue.handle(agreed(due_ms + 20))
    assert Playbook(dialogue) >> i.LinkDropped((due_ms + 30) * NS_PER_MS, "Gone.", 1001) << SwitchLink()
    assert dialogue.snapshot().phase is Phase.LISTENING


def test_a_session_lost_while_the_next_one_is_not_ready_is_an_ordinary_loss() -> None:
    dialogue = quiet()
    due_ms = 50 * MIN_MS
    dialogue.handle(deadline(at_ms=due_ms))
    assert Playbook(dialogue) >> i.LinkDropped(due_ms * NS_PER_MS, "Gone.", 1006) << CloseLink(spare=True)
    assert (
        Playbook(dialogue)
        >> deadline(at_ms=due_ms + 1_000)
        << OpenLink()
        >> i.LinkOpened((due_ms + 1_000) * NS_PER_MS, "ga", spare=True)  # too late: nobody waits for it
    )


def test_a_stop_closes_both() -> None:
    dialogue = quiet()
    due_ms = 50 * MIN_MS
    dialogue.handle(deadline(at_ms=due_ms))
    assert Playbook(dialogue) >> i.Stopped(due_ms * NS_PER_MS) << CloseLink(spare=True) << CloseLink()
    assert dialogue.next_deadline_ns() is None


# -- wishes that need another session --------------------------------------------------------------------


def spoken(dialogue: Dialogue) -> Dialogue:
    """Let the session give sound, which locks its voice, and be stopped."""
    for happened in (*answer_begins(), sound(ms=200), i.StopPressed(0), answer_ends(status="cancelled")):
        dialogue.handle(happened)
    dialogue.handle(deadline(at_ms=300))
    return dialogue


def test_another_voice_once_one_was_heard_comes_with_another_session() -> None:
    dialogue = spoken(quiet())
    assert Playbook(dialogue) >> i.SettingsChosen(300, SAGE) << OpenLink(spare=True)
    assert readied(dialogue, 400, SAGE)
    assert Playbook(dialogue) >> agreed(500, SAGE) << SwitchLink()
    shown = dialogue.snapshot().session
    assert shown
    assert shown.voice == "sage"


def test_another_voice_the_service_refuses_opens_another_session_too() -> None:
    dialogue = quiet()
    dialogue.handle(i.SettingsChosen(0, SAGE))
    refusal = error("cannot_update_voice", "no", param="session.audio.output.voice", event_id="evt_2")
    assert Playbook(dialogue) >> refusal << OpenLink(spare=True)
    assert dialogue.snapshot().banner is None


def test_a_voice_nobody_has_is_said_and_the_conversation_goes_on() -> None:
    dialogue = spoken(quiet())
    dialogue.handle(i.SettingsChosen(0, replace(SAGE, voice="nobody")))
    assert readied(dialogue, 100, replace(SAGE, voice="nobody"))
    refusal = error("invalid_value", "There is no voice nobody.", param="session.audio.output.voice")
    assert Playbook(dialogue) >> replace(refusal, spare=True) << CloseLink(spare=True)
    banner = dialogue.snapshot().banner
    assert banner
    assert (banner.text, banner.details) == ("The service refused the change.", "There is no voice nobody.")
    assert dialogue.snapshot().phase is Phase.LISTENING
    # What is wished for is what is in force: the next session has the voice of this one.
    dialogue.handle(i.LinkDropped(0, "Gone.", 1006))
    dialogue.handle(deadline(at_ms=2_000))
    dialogue.handle(i.LinkOpened(2_000 * NS_PER_MS, "ga"))
    wanted = SessionUpdate(session=wanted_session(OPTIONS, hands_free=True))
    assert (
        Playbook(dialogue) >> from_server(SessionCreated(session=Session()), at_ms=2_000) << SendEvent(wanted)
    )


def test_the_servers_own_persona_comes_back_with_another_session() -> None:
    dialogue = quiet(options=DialogueOptions(instructions="Be brief."))
    assert Playbook(dialogue) >> i.SettingsChosen(0, OPTIONS) << OpenLink(spare=True)


def test_a_question_nobody_has_answered_is_answered_by_the_next_session() -> None:
    dialogue = quiet()
    dialogue.handle(i.TextSubmitted((59 * MIN_MS - 10) * NS_PER_MS, "When?"))
    dialogue.handle(deadline(at_ms=59 * MIN_MS))
    assert readied(dialogue, 59 * MIN_MS)
    told = SendEvent(ItemCreate(item=user_text("When?", ItemId("item_voiceapp_2"))))
    assert Playbook(dialogue) >> agreed(59 * MIN_MS + 100) << SwitchLink() << told << CREATE
    assert row(dialogue, "item_voiceapp_1").state is RowState.DONE


def test_wishes_that_change_while_the_spare_is_made_ready_are_those_it_is_set_up_with() -> None:
    dialogue = quiet()
    due_ms = 50 * MIN_MS
    dialogue.handle(deadline(at_ms=due_ms))
    brief = DialogueOptions(instructions="Be brief.")
    change = SendEvent(SessionUpdate(session=Session(type="realtime", instructions="Be brief.")))
    assert (
        Playbook(dialogue)
        >> i.SettingsChosen(due_ms * NS_PER_MS, brief)
        << change
        << CloseLink(spare=True)
        << OpenLink(spare=True)
    )
    assert readied(dialogue, due_ms, brief)


def test_another_voice_is_wished_of_the_session_after_a_loss_too() -> None:
    dialogue = spoken(quiet())
    dialogue.handle(i.SettingsChosen(300, SAGE))
    assert Playbook(dialogue) >> i.LinkDropped(400, "Gone.", 1006) << CloseLink(spare=True)
    dialogue.handle(deadline(at_ms=2_000))
    dialogue.handle(i.LinkOpened(2_000 * NS_PER_MS, "ga"))
    wanted = SessionUpdate(session=wanted_session(SAGE, hands_free=True))
    assert (
        Playbook(dialogue) >> from_server(SessionCreated(session=Session()), at_ms=2_000) << SendEvent(wanted)
    )
