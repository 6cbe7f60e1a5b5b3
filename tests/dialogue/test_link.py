"""The life of a session (flows 1, 13, 14)."""

from __future__ import annotations

import pytest

from tests.playbook import Playbook, connected, error, from_server, send, session_in_force
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import CloseLink, Note, OpenLink, SendEvent
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Microphone, Phase
from voiceapp.dialogue.wanted_session import turn_detection_update, wanted_session
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import InputAudioClear, SessionUpdate
from voiceapp.protocol.server_events import SessionCreated, SessionUpdated
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import UNSET

OPTIONS = DialogueOptions()
RENEWAL_NS = 3_000_000 * NS_PER_MS
"""A session is renewed after 50 minutes."""
WISHES = send(SessionUpdate(session=wanted_session(OPTIONS, hands_free=True)))
CREATED = SessionCreated(session=Session(model="gpt-realtime"))
UPDATED = SessionUpdated(session=session_in_force(OPTIONS))


def at(ms: int) -> i.DeadlinePassed:
    return i.DeadlinePassed(ms * NS_PER_MS)


def failed(at_ms: int, *, retry: bool = True, retry_after_ms: int | None = None) -> i.LinkFailed:
    return i.LinkFailed(at_ms * NS_PER_MS, "No way there.", retry=retry, retry_after_ms=retry_after_ms)


def dropped(at_ms: int) -> i.LinkDropped:
    return i.LinkDropped(at_ms * NS_PER_MS, "The line broke.", 1006)


def banner(dialogue: Dialogue) -> str:
    shown = dialogue.snapshot().banner
    return shown.text if shown else ""


def to_push_to_talk() -> SendEvent:
    return send(SessionUpdate(session=turn_detection_update(OPTIONS, hands_free=False)))


def test_the_gate_opens_only_when_the_session_is_as_we_want_it() -> None:
    dialogue = Dialogue()
    dialogue.handle(i.MicrophoneOpened(0, "Rig microphone"))
    seen = [dialogue.snapshot().microphone]
    for step in (
        Playbook(dialogue) >> i.Started(0) << OpenLink(),
        Playbook(dialogue) >> i.LinkOpened(0, "ga"),
        Playbook(dialogue) >> from_server(CREATED) << WISHES,
        Playbook(dialogue) >> from_server(UPDATED),
    ):
        assert step
        seen.append(dialogue.snapshot().microphone)
    assert seen == [Microphone.OPEN] * 4 + [Microphone.SENDING]
    assert dialogue.snapshot().phase is Phase.LISTENING
    assert dialogue.snapshot().model == "gpt-realtime"
    assert dialogue.next_deadline_ns() == RENEWAL_NS


def test_attempts_are_spread_further_and_further_and_begin_again_after_a_success() -> None:
    dialogue = Dialogue()
    assert (
        Playbook(dialogue)
        >> i.Started(0)
        << OpenLink()
        >> failed(0)
        >> at(999)
        >> at(1_000)
        << OpenLink()
        >> failed(1_000)
        >> at(3_000)
        << OpenLink()
        >> i.LinkOpened(3_000 * NS_PER_MS, "ga")
        >> from_server(CREATED, at_ms=3_000)
        << WISHES
        >> from_server(UPDATED, at_ms=3_000)
        >> dropped(4_000)
        >> at(5_000)
        << OpenLink()
    )
    assert dialogue.snapshot().phase is Phase.RECONNECTING


def test_server_may_ask_for_more_patience() -> None:
    dialogue = Dialogue()
    assert Playbook(dialogue) >> i.Started(0) << OpenLink() >> failed(0, retry_after_ms=20_000) >> at(19_999)
    assert banner(dialogue) == "No way there. Trying again in 20 s."


def test_what_cannot_heal_is_not_tried_again_until_the_person_wants_it() -> None:
    dialogue = Dialogue()
    assert Playbook(dialogue) >> i.Started(0) << OpenLink() >> failed(0, retry=False)
    assert (dialogue.snapshot().phase, dialogue.next_deadline_ns()) == (Phase.OFF, None)
    assert Playbook(dialogue) >> i.ReconnectRequested(1) << OpenLink()
    assert banner(dialogue) == ""


def test_wait_is_cut_short_by_the_person() -> None:
    dialogue = Dialogue()
    assert (
        Playbook(dialogue) >> i.Started(0) << OpenLink() >> failed(0) >> i.ReconnectRequested(1) << OpenLink()
    )
    assert dialogue.next_deadline_ns() is None


@pytest.mark.parametrize("steps", range(5))
def test_a_stop_wins_wherever_it_comes(steps: int) -> None:
    dialogue = Dialogue()
    happenings = (i.Started(0), i.LinkOpened(0, "ga"), from_server(CREATED), from_server(UPDATED))
    for happened in happenings[:steps]:
        dialogue.handle(happened)
    asked = dialogue.handle(i.Stopped(0))
    assert [one for one in asked if not isinstance(one, Note)] == ([CloseLink()] if steps else [])
    assert (
        Playbook(dialogue)
        >> i.LinkOpened(0, "ga")
        << CloseLink()
        >> from_server(CREATED)
        >> from_server(UPDATED)
        >> failed(0)
        >> dropped(0)
        >> at(60_000)
    )
    assert dialogue.snapshot().phase is Phase.OFF


def test_server_that_never_greets_is_left_after_10_s() -> None:
    dialogue = Dialogue()
    assert (
        Playbook(dialogue)
        >> i.Started(0)
        << OpenLink()
        >> i.LinkOpened(0, "ga")
        >> at(9_999)
        >> at(10_000)
        << CloseLink()
        >> at(11_000)
        << OpenLink()
    )


def test_server_that_does_not_take_our_settings_is_left_after_5_s() -> None:
    dialogue = Dialogue()
    assert (
        Playbook(dialogue)
        >> i.Started(0)
        << OpenLink()
        >> i.LinkOpened(0, "ga")
        >> from_server(CREATED)
        << WISHES
        >> at(5_000)
        << CloseLink()
    )
    assert banner(dialogue).startswith("The server did not accept the session's settings in 5 s.")


@pytest.mark.parametrize("event_id", ["evt_1", None])
def test_refused_settings_are_for_the_person_to_mend(event_id: str | None) -> None:
    dialogue = Dialogue()
    refusal = error("unknown_parameter", "Unknown parameter", param="session.voice", event_id=event_id)
    assert (
        Playbook(dialogue)
        >> i.Started(0)
        << OpenLink()
        >> i.LinkOpened(0, "ga")
        >> from_server(CREATED)
        << WISHES
        >> refusal
        << CloseLink()
    )
    assert dialogue.snapshot().phase is Phase.OFF


def cannot_be_kept_from_it(event_id: str | None) -> i.FromServer:
    """Let the server say that it does not know `interrupt_response`."""
    return error(
        "unknown_parameter",
        "Unknown parameter",
        param="session.audio.input.turn_detection.interrupt_response",
        event_id=event_id,
    )


@pytest.mark.parametrize("event_id", ["evt_1", None])
def test_server_that_cannot_be_kept_from_interrupting_is_taken_as_it_is(event_id: str | None) -> None:
    dialogue = Dialogue()
    resigned = wanted_session(OPTIONS, hands_free=True, may_interrupt=True)
    assert (
        Playbook(dialogue)
        >> i.Started(0)
        << OpenLink()
        >> i.LinkOpened(0, "ga")
        >> from_server(CREATED)
        << WISHES
        >> cannot_be_kept_from_it(event_id)
        << send(SessionUpdate(session=resigned))
        >> from_server(SessionUpdated(session=session_in_force(OPTIONS, interrupt_response=UNSET)))
        >> i.HandsFreeChosen(0, False)
        << send(InputAudioClear())
        << to_push_to_talk()
        >> i.HandsFreeChosen(0, True)
        << send(InputAudioClear())
        << send(SessionUpdate(session=turn_detection_update(OPTIONS, hands_free=True, may_interrupt=True)))
    )
    assert dialogue.snapshot().banner is None


def test_server_that_cannot_be_kept_from_interrupting_may_say_so_at_the_first_switch() -> None:
    dialogue = connected(options=DialogueOptions(hands_free=False))
    free = DialogueOptions(hands_free=False)
    assert (
        Playbook(dialogue)
        >> i.HandsFreeChosen(0, True)
        << send(InputAudioClear())
        << send(SessionUpdate(session=turn_detection_update(free, hands_free=True)))
        >> cannot_be_kept_from_it("evt_3")
        << send(SessionUpdate(session=turn_detection_update(free, hands_free=True, may_interrupt=True)))
    )
    assert dialogue.snapshot().hands_free


def test_refusal_of_what_was_not_said_is_for_the_person_to_mend() -> None:
    dialogue = connected()
    dialogue.handle(i.HandsFreeChosen(0, False))
    assert Playbook(dialogue) >> cannot_be_kept_from_it("evt_3")
    assert banner(dialogue) == "The service refused the change."


def test_error_instead_of_a_greeting_is_a_failed_connection() -> None:
    dialogue = Dialogue()
    assert (
        Playbook(dialogue)
        >> i.Started(0)
        << OpenLink()
        >> i.LinkOpened(0, "ga")
        >> error("invalid_api_key")
        << CloseLink()
    )
    assert banner(dialogue) == "The service does not accept the key. Check the key and start again."


def test_expired_session_is_replaced_at_once() -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> error("session_expired") << CloseLink() << OpenLink()
    assert dialogue.snapshot().phase is Phase.RECONNECTING


def test_server_that_goes_away_is_connected_to_again_at_once_but_only_once() -> None:
    dialogue = connected()
    away = i.LinkDropped(0, "The service ended the session.", 1001)
    assert (
        Playbook(dialogue)
        >> away
        << OpenLink()
        >> i.LinkOpened(0, "ga")
        >> away
        >> at(999)
        >> at(1_000)
        << OpenLink()
    )


def test_switching_to_push_to_talk_shuts_the_gate_until_the_server_agrees() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> i.HandsFreeChosen(0, False)
        << send(InputAudioClear())
        << to_push_to_talk()
        >> i.HandsFreeChosen(0, False)
    )
    assert dialogue.snapshot().microphone is Microphone.OPEN
    in_force = session_in_force(DialogueOptions(hands_free=False))
    assert Playbook(dialogue) >> from_server(SessionUpdated(session=in_force))
    assert dialogue.next_deadline_ns() == RENEWAL_NS
    dialogue.handle(i.TalkPressed(0))
    assert dialogue.snapshot().microphone is Microphone.SENDING


def test_switch_while_the_session_is_being_configured_is_sent_too() -> None:
    dialogue = Dialogue()
    assert (
        Playbook(dialogue)
        >> i.Started(0)
        << OpenLink()
        >> i.LinkOpened(0, "ga")
        >> from_server(CREATED)
        << WISHES
        >> i.HandsFreeChosen(0, False)
        << to_push_to_talk()
        >> from_server(UPDATED)
    )
    assert dialogue.snapshot().microphone is Microphone.OFF
    assert dialogue.next_deadline_ns() == 5_000 * NS_PER_MS


def test_refused_switch_is_taken_back_and_said() -> None:
    dialogue = connected()
    dialogue.handle(i.HandsFreeChosen(0, False))
    assert Playbook(dialogue) >> error("invalid_value", "no", event_id="evt_3")
    assert dialogue.snapshot().hands_free
    assert banner(dialogue) == "The service refused the change."
    dialogue.handle(i.HandsFreeChosen(0, False))
    assert banner(dialogue) == ""


def test_switch_that_is_never_answered_ends_the_connection() -> None:
    dialogue = connected()
    dialogue.handle(i.HandsFreeChosen(0, False))
    assert Playbook(dialogue) >> at(5_000) << CloseLink() >> at(6_000) << OpenLink()


def test_greeting_out_of_place_is_noted() -> None:
    assert (
        Playbook(connected(), notes=True)
        >> from_server(CREATED)
        << Note("warning", "session.created out of place")
    )
