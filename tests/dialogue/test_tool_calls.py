"""Functions the model asks for."""

from __future__ import annotations

import msgspec

from tests.playbook import call
from voiceapp.dialogue.commands import RunTool, SendEvent
from voiceapp.dialogue.history import CallPair
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.snapshot import RowState
from voiceapp.dialogue.tool_calls import ToolCalls
from voiceapp.dialogue.transcript import Transcript
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import ItemCreate
from voiceapp.protocol.objects import Item, function_output
from voiceapp.protocol.wire import UNSET, CallId, ItemId

ONE, TWO = CallId("call_1"), CallId("call_2")


class Desk:
    """Calls, what they sent, and their rows."""

    def __init__(self) -> None:
        self.out = Outbox()
        self.transcript = Transcript()
        self.calls = ToolCalls(self.out, self.transcript)

    def finish(self, call_id: CallId, *, ready: bool = True) -> bool:
        return self.calls.finish(call_id, "found", 120 * NS_PER_MS, ready=ready)


def answered(call_id: str, output: str = "found") -> SendEvent:
    item = function_output(CallId(call_id), output, ItemId("item_voiceapp_1"))
    return SendEvent(ItemCreate(event_id="evt_1", item=item))


def test_completed_call_runs_once() -> None:
    desk = Desk()
    assert desk.calls.begin(call("call_1", arguments='{"q": 1}'), 0)
    assert not desk.calls.begin(call("call_1"), 0)
    assert desk.out.take() == [RunTool(ONE, "search", '{"q": 1}')]
    assert desk.transcript.rows()[0].text == 'search({"q": 1})'


def test_other_items_and_calls_that_were_cut_off_do_not_run() -> None:
    desk = Desk()
    assert not desk.calls.begin(call("call_1", status="incomplete"), 0)
    assert not desk.calls.begin(Item(type="message", call_id=ONE), 0)
    assert not desk.calls.begin(Item(type="function_call"), 0)
    assert desk.out.take() == []
    assert desk.calls.begin(call("call_1"), 0)


def test_last_result_of_a_group_asks_for_an_answer() -> None:
    desk = Desk()
    desk.calls.begin(call("call_1"), 0)
    desk.calls.begin(call("call_2"), 0)
    assert desk.calls.open == 2
    desk.out.take()
    assert not desk.finish(TWO)
    assert desk.out.take() == [answered("call_2")]
    assert desk.finish(ONE)
    assert [(row.note, row.details) for row in desk.transcript.rows()] == [("120 ms", "found")] * 2


def test_result_nobody_waits_for_is_ignored() -> None:
    desk = Desk()
    assert not desk.finish(ONE)
    desk.calls.begin(call("call_1"), 0)
    desk.out.take()
    assert desk.finish(ONE, ready=False)  # the next session is told of it, and asked
    assert desk.out.take() == []
    assert desk.calls.pair_of("item_call_1") == CallPair(ONE, "search", "{}", "found")


def test_call_of_a_lost_session_is_told_to_the_next_together_with_its_result() -> None:
    desk = Desk()
    desk.calls.begin(call("call_1"), 0)
    desk.calls.lose_session()
    desk.out.take()
    assert desk.calls.pair_of("item_call_1") is None
    assert desk.finish(ONE)
    told = call("call_1", item="item_voiceapp_1")
    sent = [command.event.item for command in desk.out.take() if isinstance(command, SendEvent)]  # type: ignore[attr-defined]
    assert sent == [
        msgspec.structs.replace(told, status=UNSET),
        function_output(ONE, "found", ItemId("item_voiceapp_2")),
    ]
    desk.calls.forget()
    assert desk.calls.pair_of("item_call_1") is None


def test_dismissed_call_is_answered_quietly() -> None:
    desk = Desk()
    desk.calls.begin(call("call_1"), 0)
    desk.calls.dismiss()
    desk.out.take()
    assert not desk.finish(ONE)
    assert desk.out.take() == [answered("call_1")]


def test_declined_call_is_answered_without_being_run() -> None:
    desk = Desk()
    desk.calls.decline(call("call_1"))
    desk.calls.decline(call("call_1"))
    desk.calls.decline(call("call_2", status="incomplete"))
    assert desk.out.take() == [answered("call_1", "Not run: the person interrupted.")]
    assert not desk.calls.begin(call("call_1"), 0)


def test_lost_session_fails_open_calls_and_a_new_one_may_reuse_their_names() -> None:
    desk = Desk()
    desk.calls.begin(call("call_1"), 0)
    desk.calls.reset()
    assert desk.transcript.rows()[0].state is RowState.FAILED
    assert not desk.finish(ONE)
    assert desk.calls.begin(call("call_1"), 0)
