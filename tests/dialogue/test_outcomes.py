"""Every way an answer may end, in words."""

from __future__ import annotations

import pytest

from tests.playbook import (
    Playbook,
    answer_begins,
    answer_ends,
    connected,
    error,
    from_server,
    item_ends,
    message,
    row,
    words,
)
from voiceapp.dialogue.outcomes import Outcome, outcome_of, sentence_of, wait_of
from voiceapp.protocol import server_events as s
from voiceapp.protocol.objects import RateLimit, Response, ResponseError, StatusDetails
from voiceapp.protocol.wire import ItemId, ResponseId


def ended(status: str, *, reason: str | None = None, error: ResponseError | None = None) -> Response:
    details = StatusDetails(reason=reason, error=error)
    return Response(id=ResponseId("r1"), status=status, status_details=details)


def failed(code: str | None, message: str = "", *, wait_s: int | None = None) -> Outcome:
    response = ended("failed", error=ResponseError(code=code, message=message))
    return outcome_of(response, dropped=False, wait_s=wait_s)


@pytest.mark.parametrize("response", [ended("completed"), Response(id=ResponseId("r1"), status="completed")])
def test_of_an_answer_that_is_complete_there_is_nothing_to_say(response: Response) -> None:
    assert outcome_of(response, dropped=False, wait_s=None) == Outcome()


@pytest.mark.parametrize(
    ("reason", "clause"),
    [
        ("turn_detected", "the service stopped it when it heard you"),
        ("client_cancelled", "the service stopped it"),
        (None, "the service stopped it"),
    ],
)
def test_a_cancelled_answer_is_explained_unless_the_person_cut_in(reason: str | None, clause: str) -> None:
    response = ended("cancelled", reason=reason)
    assert outcome_of(response, dropped=False, wait_s=None) == Outcome(clause)
    assert outcome_of(response, dropped=True, wait_s=None) == Outcome()


@pytest.mark.parametrize(
    ("reason", "clause", "cure"),
    [
        ("max_output_tokens", "cut off at the length limit", "Ask for the rest"),
        ("content_filter", "stopped by the content filter", "other words"),
        ("something_new", "not finished", "Ask again"),
        (None, "not finished", "Ask again"),
    ],
)
def test_an_incomplete_answer_says_what_stopped_it(reason: str | None, clause: str, cure: str) -> None:
    found = outcome_of(ended("incomplete", reason=reason), dropped=False, wait_s=None)
    assert found.clause == clause
    assert cure in found.sentence
    assert not found.failed


@pytest.mark.parametrize(
    ("code", "message", "clause", "cure"),
    [
        ("rate_limit_exceeded", "", "not finished: rate limit", "Wait a moment"),
        ("inference_rate_limit_exceeded", "", "not finished: rate limit", "Wait a moment"),
        ("insufficient_quota", "", "not finished: the account", "Check its billing"),
        ("billing_hard_limit_reached", "", "not finished: the account", "Raise it"),
        ("server_error", "The server had an error", "the service failed", "Ask again"),
        ("internal_error", "", "the service failed", "Ask again"),
        ("content_filter", "", "stopped by the content filter", "other words"),
        (
            None,
            "The response was filtered by Azure OpenAI's content management policy.",
            "stopped by the content filter",
            "other words",
        ),
        (None, "This exceeds the maximum context length.", "the context is full", "Begin a new one"),
        (None, "", "not finished", "Ask again"),
        ("something_new", "Something new.", "not finished", "Ask again"),
    ],
)
def test_a_failed_answer_says_why_and_what_to_do(
    code: str | None, message: str, clause: str, cure: str
) -> None:
    found = failed(code, message)
    assert found.clause == clause
    assert cure in found.sentence
    assert found.details == (message or code or "")
    assert found.failed is (clause != "stopped by the content filter")


def test_a_rate_limit_says_how_long_to_wait_and_the_error_knows_best() -> None:
    assert failed("rate_limit_exceeded", wait_s=7).sentence.endswith("Ask again in 7 s.")
    stated = failed("rate_limit_exceeded", "Please try again in 1.2s.", wait_s=7)
    assert stated.sentence == "The service's rate limit is reached. Ask again in 2 s."


@pytest.mark.parametrize(
    ("message", "wait_s"),
    [
        ("Please try again in 20s. Visit the page.", 20),
        ("try again in 650ms", 1),
        ("Try again in 1m2.5s.", 63),
        ("try again in 6m", 360),
        ("Please try again in a while", None),
        ("Rate limit reached.", None),
    ],
)
def test_the_wait_is_read_from_the_message(message: str, wait_s: int | None) -> None:
    assert wait_of(message) == wait_s


def test_an_error_without_a_sentence_of_its_own_leaves_it_to_others() -> None:
    assert sentence_of("something_new", "new", wait_s=None) == ""
    assert "several parts" in sentence_of("string_above_max_length", "", wait_s=None)


# -- in a conversation -------------------------------------------------------------------------------


def test_the_answers_row_keeps_its_words_and_says_why_it_is_not_finished() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> words("Once upon a")
        >> answer_ends(status="incomplete", status_details=StatusDetails(reason="max_output_tokens"))
    )
    found = row(dialogue, "item_1")
    assert (found.text, found.note) == ("Once upon a", "cut off at the length limit")


def test_a_rate_limited_answer_says_when_the_limit_told_before_is_reset() -> None:
    dialogue = connected()
    limits = (RateLimit(name="tokens", limit=1_000, remaining=0, reset_seconds=9.5),)
    details = StatusDetails(error=ResponseError(code="inference_rate_limit_exceeded"))
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> from_server(s.RateLimitsUpdated(rate_limits=limits))
        >> answer_ends(status="failed", status_details=details, at_ms=1_000)
    )
    assert dialogue.snapshot().rows[-1].text == "The service's rate limit is reached. Ask again in 9 s."
    (limit,) = dialogue.snapshot().numbers.limits
    assert (limit.left_percent, limit.resets_in_s) == (0, 9)


def test_an_answer_in_writing_that_was_settled_already_is_remarked_on() -> None:
    dialogue = connected()
    text = s.OutputTextDelta(response_id=ResponseId("resp_1"), item_id=ItemId("item_1"), delta="Half a")
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> from_server(text)
        >> item_ends(status="incomplete")
        >> answer_ends(
            status="incomplete",
            status_details=StatusDetails(reason="content_filter"),
            output=[message("item_1", status="incomplete")],
        )
    )
    found = row(dialogue, "item_1")
    assert (found.text, found.note) == ("Half a", "stopped by the content filter")


def test_an_input_the_filter_refuses_is_told_in_words() -> None:
    dialogue = connected()
    dialogue.handle(error("content_filter", "The prompt was filtered."))
    assert (
        dialogue.snapshot().rows[-1].text == "The service's content filter objected. Say it in other words."
    )
