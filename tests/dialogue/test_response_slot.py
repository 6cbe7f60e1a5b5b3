"""One answer at a time: the races (flows 11)."""

from __future__ import annotations

from voiceapp.dialogue.commands import Command, Note, SendEvent
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.response_slot import REQUEST_KEY, GivenUp, ResponseSlot, Slot
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import ResponseCancel, ResponseCreate, ResponseParams
from voiceapp.protocol.objects import Response
from voiceapp.protocol.wire import ResponseId

R1, R2 = ResponseId("resp_1"), ResponseId("resp_2")


class Desk:
    """A slot and what it sent."""

    def __init__(self) -> None:
        self.out = Outbox()
        self.slot = ResponseSlot(self.out)

    def sent(self) -> list[Command]:
        return [command for command in self.out.take() if not isinstance(command, Note)]

    def request(self) -> None:
        """Ask for an answer and let the request go."""
        self.slot.ask()
        assert self.slot.try_create(0, user_speaking=False)
        self.out.take()

    def begin(self, response: ResponseId = R1, *, ours: bool = False) -> bool:
        metadata = {REQUEST_KEY: "answer"} if ours else None
        return self.slot.created(Response(id=response, metadata=metadata), 0)


def create(number: int) -> SendEvent:
    params = ResponseParams(metadata={REQUEST_KEY: "answer"})
    return SendEvent(ResponseCreate(event_id=f"evt_{number}", response=params))


def cancel(number: int, response: ResponseId = R1) -> SendEvent:
    return SendEvent(ResponseCancel(event_id=f"evt_{number}", response_id=response))


def test_what_is_wanted_is_asked_for_once() -> None:
    desk = Desk()
    desk.slot.ask()
    desk.slot.ask()
    assert desk.slot.try_create(0, user_speaking=False)
    assert not desk.slot.try_create(0, user_speaking=False)
    assert desk.sent() == [create(1)]
    desk.begin(ours=True)
    desk.slot.done(R1)
    assert not desk.slot.try_create(0, user_speaking=False)


def test_r1_and_r2_error_of_a_cancel_that_came_too_late_is_ours() -> None:
    desk = Desk()
    desk.begin()
    desk.slot.cancel(0)
    assert desk.sent() == [cancel(1)]
    assert desk.slot.is_cancel("evt_1")
    assert not desk.slot.is_cancel(None)
    desk.slot.cancel(0)
    assert desk.sent() == []


def test_r3_cancel_before_the_answer_begins_is_sent_when_it_does() -> None:
    desk = Desk()
    desk.request()
    desk.slot.cancel(0)
    assert desk.sent() == []
    assert not desk.begin(ours=True)
    assert desk.sent() == [cancel(2)]
    assert desk.slot.is_dropped(R1)


def test_r3_what_was_wanted_after_the_cancel_is_still_wanted() -> None:
    desk = Desk()
    desk.slot.expect(0)
    desk.slot.cancel(0)
    desk.slot.ask()
    assert not desk.begin()
    assert desk.slot.wanted
    desk.slot.done(R1)
    assert desk.slot.try_create(0, user_speaking=False)


def test_r4_refused_request_waits_for_the_answer_that_was_faster() -> None:
    desk = Desk()
    desk.request()
    desk.begin(R2)
    assert desk.slot.refused(None, 0, busy=True, active=R2)
    assert not desk.slot.try_create(0, user_speaking=False)
    desk.slot.done(R2)
    assert desk.slot.try_create(0, user_speaking=False)


def test_r4_refusal_that_names_nobody_waits_for_whoever_it_is() -> None:
    desk = Desk()
    desk.request()
    assert desk.slot.refused("evt_1", 0, busy=True)
    assert desk.slot.slot is Slot.EXPECTED
    assert desk.slot.at(10_000 * NS_PER_MS) is None
    assert desk.slot.try_create(10_000 * NS_PER_MS, user_speaking=False)


def test_an_answer_the_server_does_not_begin_is_asked_for_once() -> None:
    desk = Desk()
    desk.slot.expect(0)
    assert desk.slot.at(10_000 * NS_PER_MS) is None
    assert desk.slot.try_create(10_000 * NS_PER_MS, user_speaking=False)
    assert desk.slot.at(20_000 * NS_PER_MS) is GivenUp.BEGIN
    desk.slot.expect(20_000 * NS_PER_MS)
    assert desk.slot.at(30_000 * NS_PER_MS) is GivenUp.BEGIN


def test_an_answer_is_owed_until_it_is_over_or_nobody_wants_it() -> None:
    desk = Desk()
    seen = [desk.slot.owes_answer]
    desk.slot.ask()
    seen.append(desk.slot.owes_answer)
    desk.slot.try_create(0, user_speaking=False)
    seen.append(desk.slot.owes_answer)
    desk.slot.cancel(0)
    seen.append(desk.slot.owes_answer)
    assert seen == [False, True, True, False]


def test_r4_request_only_for_a_skipped_answer_is_covered_by_the_one_that_was_not_skipped() -> None:
    desk = Desk()
    desk.begin(R1)
    desk.slot.expect(0)
    desk.slot.done(R1)
    assert desk.slot.try_create(0, user_speaking=False)
    desk.begin(R2)
    assert desk.slot.refused("evt_1", 0, busy=True, active=R2)
    desk.slot.done(R2)
    assert not desk.slot.try_create(0, user_speaking=False)


def test_r4_request_that_was_interrupted_is_not_made_again() -> None:
    desk = Desk()
    desk.request()
    desk.slot.cancel(0)
    assert desk.slot.refused("evt_1", 0, busy=True, active=R2)
    assert desk.sent() == [cancel(2, R2)]
    desk.slot.done(R2)
    assert not desk.slot.try_create(0, user_speaking=False)


def test_r4_refusal_that_names_an_answer_we_gave_up_waits_for_its_end() -> None:
    desk = Desk()
    desk.begin(R1)
    desk.slot.cancel(0)
    assert desk.slot.at(2_000 * NS_PER_MS) is GivenUp.END
    desk.request()
    assert desk.slot.refused(None, 0, busy=True, active=R1)
    assert desk.slot.slot is Slot.CANCELLING


def test_refusal_of_something_else_is_not_ours() -> None:
    desk = Desk()
    desk.request()
    assert not desk.slot.refused("evt_77", 0, busy=False)
    assert desk.slot.slot is Slot.REQUESTED


def test_refused_for_good_frees_the_slot() -> None:
    desk = Desk()
    desk.request()
    assert desk.slot.is_request("evt_1")
    assert desk.slot.refused("evt_1", 0, busy=False)
    assert desk.slot.slot is Slot.FREE
    assert desk.slot.refused("evt_1", 0, busy=False)  # told twice: still ours, still nothing to do


def test_r5_nothing_is_asked_for_while_the_person_speaks() -> None:
    desk = Desk()
    desk.slot.ask()
    assert not desk.slot.try_create(0, user_speaking=True)
    desk.slot.expect(0)
    desk.begin(R1)
    desk.slot.done(R1)
    assert not desk.slot.try_create(0, user_speaking=False)  # their turn was answered with everything in it


def test_r6_answer_asked_for_and_stopped_by_the_server_ends_the_wait() -> None:
    desk = Desk()
    desk.request()
    desk.slot.cancelled_by_server(0)
    assert not desk.begin(ours=True)
    assert desk.slot.done(R1)


def test_answer_the_server_was_to_stop_and_did_not_is_cancelled_by_us() -> None:
    desk = Desk()
    desk.begin(R1)
    desk.slot.cancelled_by_server(0)
    assert desk.sent() == []
    assert desk.slot.deadline_ns == 500 * NS_PER_MS
    assert desk.slot.at(500 * NS_PER_MS) is None
    assert desk.sent() == [cancel(1)]
    assert desk.slot.is_dropped(R1)
    assert desk.slot.at(2_499 * NS_PER_MS) is None
    assert desk.slot.at(2_500 * NS_PER_MS) is GivenUp.END


def test_answer_the_server_stops_by_itself_is_not_cancelled_by_us() -> None:
    desk = Desk()
    desk.begin(R1)
    desk.slot.cancelled_by_server(0)
    assert desk.slot.done(R1)
    assert desk.slot.at(500 * NS_PER_MS) is None
    assert desk.sent() == []


def test_r7_dropped_answers_are_remembered_within_bounds() -> None:
    desk = Desk()
    for number in range(300):
        desk.slot.drop(ResponseId(f"resp_{number}"))
    assert not desk.slot.is_dropped(ResponseId("resp_43"))
    assert desk.slot.is_dropped(ResponseId("resp_44"))


def test_r8_end_without_a_beginning_frees_the_slot_unless_it_was_dropped() -> None:
    desk = Desk()
    desk.slot.drop(R1)
    desk.request()
    assert not desk.slot.done(R1)
    assert desk.slot.done(R2)
    assert desk.slot.slot is Slot.FREE
    assert not desk.slot.done(R2)


def test_wanted_during_an_answer_is_asked_for_after_it() -> None:
    desk = Desk()
    desk.begin(R1)
    desk.slot.ask()
    desk.slot.done(R1)
    assert desk.slot.try_create(0, user_speaking=False)


def test_wanted_during_an_answer_is_covered_by_the_next_one_of_the_server() -> None:
    desk = Desk()
    desk.begin(R1)
    desk.slot.ask()
    desk.slot.done(R1)
    desk.begin(R2)
    desk.slot.done(R2)
    assert not desk.slot.try_create(0, user_speaking=False)


def test_new_call_postpones_what_only_results_wanted() -> None:
    desk = Desk()
    desk.slot.ask(for_tools=True)
    desk.slot.wait_for_tools()
    assert not desk.slot.wanted
    desk.slot.ask()
    desk.slot.ask(for_tools=True)
    desk.slot.wait_for_tools()
    assert desk.slot.wanted


def test_expected_answer_of_the_next_turn_is_not_cancelled_for_the_one_before() -> None:
    desk = Desk()
    desk.slot.expect_unwanted(0)
    desk.slot.expect(100)
    assert desk.begin(R1)
    assert desk.sent() == []


def test_patience_ends() -> None:
    desk = Desk()
    desk.slot.expect_unwanted(0)
    assert desk.slot.deadline_ns == 10_000 * NS_PER_MS
    assert desk.slot.at(9_999 * NS_PER_MS) is None
    assert desk.slot.at(10_000 * NS_PER_MS) is GivenUp.UNWANTED
    assert not desk.slot.busy
    assert desk.begin(R1)  # one that comes at last is listened to


def test_reset_forgets_everything() -> None:
    desk = Desk()
    desk.begin(R1)
    desk.slot.cancel(0)
    desk.slot.ask()
    desk.slot.reset()
    assert not desk.slot.try_create(0, user_speaking=False)
    assert not desk.slot.is_dropped(R1)
    assert desk.slot.deadline_ns is None


def test_answer_that_brings_nothing_more_for_twenty_seconds_is_given_up() -> None:
    desk = Desk()
    desk.begin()
    assert desk.slot.deadline_ns == 20_000 * NS_PER_MS
    desk.slot.grew(R2, 15_000 * NS_PER_MS)  # of another one
    desk.slot.grew(R1, 5_000 * NS_PER_MS)
    assert desk.slot.at(24_999 * NS_PER_MS) is None
    assert desk.slot.at(25_000 * NS_PER_MS) is GivenUp.REST
    assert desk.slot.slot is Slot.FREE
