"""Truncations and deletions as transactions."""

from __future__ import annotations

from voiceapp.abilities import Ability
from voiceapp.dialogue.amendments import Amendments
from voiceapp.dialogue.commands import Command, Note, SendEvent
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.server_abilities import ServerAbilities
from voiceapp.protocol.client_events import ItemDelete, ItemTruncate
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.wire import ItemId, ResponseId

ONE, TWO, RESP = ItemId("item_1"), ItemId("item_2"), ResponseId("resp_1")
TOO_LONG = "Audio content of 3700ms is already shorter than 3760ms"


def sent(out: Outbox) -> list[Command]:
    return [command for command in out.take() if not isinstance(command, Note)]


def truncation(number: int, audio_end_ms: int, item: ItemId = ONE) -> SendEvent:
    return SendEvent(
        ItemTruncate(event_id=f"evt_{number}", item_id=item, content_index=0, audio_end_ms=audio_end_ms)
    )


def test_one_truncation_is_outstanding_per_item() -> None:
    out = Outbox()
    amendments = Amendments(out, ServerAbilities())
    amendments.truncate(ONE, 0, 900)
    amendments.truncate(ONE, 0, 800)
    amendments.truncate(TWO, 0, 700)
    assert sent(out) == [truncation(1, 900), truncation(2, 700, TWO)]
    assert amendments.truncated(ONE, 900)
    assert not amendments.truncated(ONE, 900)
    amendments.truncate(ONE, 0, 100)
    assert sent(out) == [truncation(3, 100)]


def test_too_long_is_retried_once_with_the_length_the_server_named() -> None:
    out = Outbox()
    amendments = Amendments(out, ServerAbilities())
    amendments.truncate(ONE, 0, 3_760)
    out.take()
    refusal = ErrorInfo(code="invalid_value", message=TOO_LONG, param="audio_end_ms", event_id="evt_1")
    assert amendments.failed(refusal)
    assert sent(out) == [truncation(2, 3_700)]
    still = TOO_LONG.replace("3700", "3600")
    again = ErrorInfo(code="invalid_value", message=still, param="audio_end_ms", event_id="evt_2")
    assert amendments.failed(again)
    assert sent(out) == []
    assert amendments.outstanding == 0


def test_error_without_event_id_is_known_by_its_words() -> None:
    out = Outbox()
    amendments = Amendments(out, ServerAbilities())
    amendments.truncate(ONE, 0, 3_760)
    out.take()
    assert not amendments.failed(ErrorInfo(message="The server had an error"))
    assert amendments.failed(ErrorInfo(message=TOO_LONG))
    assert sent(out) == [truncation(2, 3_700)]
    assert amendments.failed(ErrorInfo(message="Only model output audio messages can be truncated"))
    assert amendments.outstanding == 0


def test_error_without_event_id_is_known_by_the_length_it_repeats() -> None:
    out = Outbox()
    amendments = Amendments(out, ServerAbilities())
    amendments.truncate(ONE, 0, 1_305)
    amendments.truncate(TWO, 0, 195)
    out.take()
    assert amendments.failed(ErrorInfo(message="Audio content of 155ms is already shorter than 195ms."))
    assert sent(out) == [truncation(3, 155, TWO)]
    assert not amendments.failed(ErrorInfo(message="Audio content of 155ms is already shorter than 700ms."))


def test_truncation_nobody_asked_for_is_no_answer_to_ours() -> None:
    amendments = Amendments(Outbox(), ServerAbilities())
    amendments.truncate(ONE, 0, 900)
    assert not amendments.truncated(ONE, 0)
    assert amendments.outstanding == 1
    assert amendments.truncated(ONE, 900)


def test_error_of_somebody_else_is_left_to_others() -> None:
    amendments = Amendments(Outbox(), ServerAbilities())
    amendments.truncate(ONE, 0, 900)
    assert not amendments.failed(ErrorInfo(message=TOO_LONG, event_id="evt_77"))
    assert amendments.outstanding == 1


def test_server_that_does_not_know_truncation_is_not_asked_again() -> None:
    out = Outbox()
    amendments = Amendments(out, ServerAbilities())
    amendments.truncate(ONE, 0, 900)
    assert amendments.failed(ErrorInfo(code="invalid_value", param="type", event_id="evt_1"))
    out.take()
    amendments.truncate(TWO, 0, 900)
    assert sent(out) == []
    amendments.reset()
    amendments.truncate(TWO, 0, 900)
    assert sent(out) == []  # the next session is with the same server


def test_server_that_does_not_know_truncation_need_not_name_the_event() -> None:
    out = Outbox()
    amendments = Amendments(out, ServerAbilities())
    amendments.truncate(ONE, 0, 900)
    out.take()
    unknown = "Invalid value: 'conversation.item.truncate'. Supported values are: 'session.update'."
    assert amendments.failed(ErrorInfo(code="invalid_value", message=unknown, param="type"))
    out.take()
    amendments.truncate(TWO, 0, 900)
    assert sent(out) == []


def test_unfinished_item_is_deleted_once_when_it_is_finished() -> None:
    out = Outbox()
    amendments = Amendments(out, ServerAbilities())
    amendments.delete_when_finished(ONE, RESP)
    amendments.finished(TWO)
    assert sent(out) == []
    amendments.finished(ONE)
    amendments.finished(ONE)
    amendments.finished_response(RESP)
    assert sent(out) == [SendEvent(ItemDelete(event_id="evt_1", item_id=ONE))]


def test_unfinished_item_is_deleted_at_the_end_of_its_response_at_the_latest() -> None:
    out = Outbox()
    amendments = Amendments(out, ServerAbilities())
    amendments.delete_when_finished(ONE, RESP)
    amendments.finished_response(ResponseId("resp_2"))
    assert sent(out) == []
    amendments.finished_response(RESP)
    assert sent(out) == [SendEvent(ItemDelete(event_id="evt_1", item_id=ONE))]


def test_refused_deletion_is_over() -> None:
    amendments = Amendments(Outbox(), ServerAbilities())
    amendments.delete(ONE)
    assert amendments.failed(ErrorInfo(code="item_delete_invalid_item_id", event_id="evt_1"))
    assert not amendments.deleted(ONE)


def test_unanswered_amendments_are_bounded() -> None:
    amendments = Amendments(Outbox(), ServerAbilities())
    for number in range(300):
        amendments.truncate(ItemId(f"item_{number}"), 0, 100)
        amendments.delete(ItemId(f"item_{number}"))
    assert amendments.outstanding == 512


def test_an_event_a_server_on_this_computer_does_not_know_is_found_by_its_words() -> None:
    out, abilities = Outbox(), ServerAbilities()
    amendments = Amendments(out, abilities)
    amendments.truncate(ONE, 0, 900)
    amendments.delete(TWO)
    for name in ("conversation.item.truncate", "conversation.item.delete"):
        error = ErrorInfo(type="unknown_or_invalid_event", message=f"Unknown or invalid event: {name}")
        assert amendments.failed(error)
    assert [(fact.ability, fact.works) for fact in abilities.facts] == [
        (Ability.TRUNCATE, False),
        (Ability.DELETE, False),
    ]
    out.take()
    amendments.truncate(TWO, 0, 900)
    amendments.delete(ONE)
    assert sent(out) == []


def test_an_answered_amendment_shows_that_the_server_can_do_it() -> None:
    abilities = ServerAbilities()
    amendments = Amendments(Outbox(), abilities)
    amendments.truncate(ONE, 0, 900)
    amendments.delete(TWO)
    assert amendments.truncated(ONE, 900)
    assert amendments.deleted(TWO)
    assert [(fact.ability, fact.works) for fact in abilities.facts] == [
        (Ability.TRUNCATE, True),
        (Ability.DELETE, True),
    ]


def test_an_item_is_deleted_once_in_a_session_answered_or_not() -> None:
    out = Outbox()
    amendments = Amendments(out, ServerAbilities())
    amendments.delete(ONE)
    assert amendments.is_open(ONE)
    amendments.deleted(ONE)
    assert not amendments.is_open(ONE)
    amendments.delete(ONE)
    assert len(sent(out)) == 1
    amendments.reset()
    amendments.delete(ONE)
    assert len(sent(out)) == 1


def test_what_is_deleted_is_not_truncated_once_more() -> None:
    out = Outbox()
    amendments = Amendments(out, ServerAbilities())
    amendments.truncate(ONE, 0, 900)
    amendments.delete(ONE)
    (truncation, _) = out.take()
    assert isinstance(truncation, SendEvent)
    event_id = truncation.event.event_id
    assert isinstance(event_id, str)
    error = ErrorInfo(message="Audio content of 815ms is already shorter than 900ms.", event_id=event_id)
    assert amendments.failed(error)
    assert out.take() == [Note("debug", "truncate refused: None")]
