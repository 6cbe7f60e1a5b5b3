"""Answers that end at a limit or fail, and answers whose item goes away."""

from __future__ import annotations

from typing import Any

from tests.offline.scripted import Desk, names
from voiceapp.offline.options import Faults, ServerOptions
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import ResponseCreate, ResponseParams
from voiceapp.protocol.wire import ItemId, known

LONG = "a very long story about trains to Kyoto and the people who take them"


def asked(options: ServerOptions | None = None, **params: Any) -> Desk:
    """Return a desk at which an answer to a typed turn has just been asked for."""
    desk = Desk(options or ServerOptions())
    desk.write(LONG)
    desk.say(ResponseCreate(response=ResponseParams(**params)))
    return desk


def test_a_spoken_answer_ends_at_its_token_limit() -> None:
    desk = asked(max_output_tokens=20)
    desk.pass_ms(9_000)
    response = desk.last(told.ResponseDone).response
    assert response.status == "incomplete"
    assert response.status_details is not None
    assert response.status_details.reason == "max_output_tokens"
    assert response.output[0].status == "incomplete"
    assert response.max_output_tokens == 20
    spoken = known(desk.last(told.OutputTranscriptDone).transcript, "")
    assert spoken
    assert f"You told me {LONG}.".startswith(spoken)
    assert response.usage is not None
    assert known(response.usage.output_tokens, 99) <= 20


def test_a_written_answer_ends_at_its_token_limit() -> None:
    desk = asked(max_output_tokens=3, output_modalities=("text",))
    desk.pass_ms(9_000)
    assert desk.last(told.OutputTextDone).text == "You told me "
    assert desk.last(told.ResponseDone).response.status == "incomplete"


def test_a_voice_that_breaks_fails_the_response() -> None:
    desk = Desk(is_slow=True)
    desk.write("hello")
    desk.say(ResponseCreate())
    desk.fail_jobs()
    response = desk.last(told.ResponseDone).response
    assert response.status == "failed"
    assert response.status_details is not None
    error = known(response.status_details.error, None)
    assert error is not None
    assert error.code == "server_error"
    desk.is_slow = False
    desk.say(ResponseCreate())
    desk.pass_ms(9_000)
    assert desk.last(told.ResponseDone).response.status == "completed"


def test_responses_can_be_made_to_fail() -> None:
    desk = asked(ServerOptions(faults=Faults(fail_responses="rate_limit_exceeded")))
    assert names(desk.events)[-3:] == ["response.created", "response.done", "rate_limits.updated"]
    details = desk.last(told.ResponseDone).response.status_details
    assert details is not None
    error = known(details.error, None)
    assert error is not None
    assert error.code == "rate_limit_exceeded"


def test_an_item_deleted_while_it_grows_is_not_mourned() -> None:
    desk = asked()
    item_id = ItemId(str(desk.last(told.OutputItemAdded).item.id))
    desk.say(said.ItemDelete(item_id=item_id))
    desk.pass_ms(9_000)
    assert desk.last(told.ResponseDone).response.status == "completed"
    assert [event.item.id for event in desk.of(told.ItemDone)] == ["typed"]
