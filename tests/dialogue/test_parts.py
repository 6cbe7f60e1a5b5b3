"""What concerns nearly all nouns at once."""

from __future__ import annotations

from voiceapp.dialogue.commands import SendEvent
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.parts import Parts
from voiceapp.dialogue.states import Turn, TurnEvent
from voiceapp.protocol.client_events import InputAudioClear
from voiceapp.protocol.wire import ItemId


def test_person_speaks_when_the_server_hears_them_or_the_key_is_held() -> None:
    parts = Parts(DialogueOptions())
    seen = [parts.user_speaking]
    parts.turn.on(TurnEvent.SPEECH)
    seen.append(parts.user_speaking)
    parts.turn.on(TurnEvent.DROPPED)
    seen.append(parts.user_speaking)
    parts.microphone.press(ready=False, hands_free=False)
    seen.append(parts.user_speaking)
    assert seen == [False, True, False, True]


def test_nothing_is_asked_for_without_a_session() -> None:
    parts = Parts(DialogueOptions())
    parts.slot.ask()
    parts.try_create(0)
    assert parts.out.take() == []
    assert parts.turn.state is Turn.LISTENING


def test_cleared_hearing_leaves_no_row_and_no_turn() -> None:
    parts = Parts(DialogueOptions())
    parts.turns.begin_heard(ItemId("user_1"), 0)
    parts.turn.on(TurnEvent.SPEECH)
    parts.clear_hearing()
    assert parts.out.take() == [SendEvent(InputAudioClear(event_id="evt_1"))]
    assert (parts.transcript.rows(), parts.turn.state) == ((), Turn.LISTENING)


def test_forgetting_a_session_that_was_never_there_does_nothing() -> None:
    parts = Parts(DialogueOptions())
    parts.end_session("there was none", 0)
    assert parts.out.take() == []
    assert parts.transcript.rows() == ()
