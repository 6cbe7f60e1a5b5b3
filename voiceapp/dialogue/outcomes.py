"""How an answer may end other than well, in words: a clause for its row, and a sentence that says what to do.

Codes are matched first, then the wording of the message, because codes were missing in early versions and
compatible servers have their own (errors 1, 5, 6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from voiceapp.dialogue.link import FATAL_CODES
from voiceapp.protocol.objects import Response
from voiceapp.protocol.wire import known

RATE_LIMIT_CODES = frozenset({"rate_limit_exceeded", "inference_rate_limit_exceeded"})
_FILTER_WORDS = re.compile(r"content[ _-]?(filter|management)|responsible[ _-]?ai", re.IGNORECASE)
_WAIT = re.compile(r"try again in (?:(\d{1,6})m(?!s))?\s*(\d{1,6}(?:\.\d{1,6})?)?\s*(ms|s)?", re.IGNORECASE)
_CONTEXT_WORDS = re.compile(r"context (length|window)|maximum context", re.IGNORECASE)
_FILTER = ("stopped by the content filter", "The service's content filter objected. Say it in other words.")
_BY_CODE = {
    "max_output_tokens": (
        "cut off at the length limit",
        "The answer reached its length limit. Ask for the rest, or allow longer answers in the settings.",
    ),
    "content_filter": _FILTER,
    "server_error": ("the service failed", "The service had an internal error. Ask again."),
    "internal_error": ("the service failed", "The service had an internal error. Ask again."),
    "bad_response_create": ("", "The service refused to answer. Ask again."),
    "string_above_max_length": ("", "That was longer than the service takes. Say it in several parts."),
}
_OURS = re.compile(
    r"(invalid|missing|unknown|unsupported)_\w+|\w+_(above_max|below_min)_\w+", re.ASCII | re.IGNORECASE
)
"""Codes of the family that says: you sent what I do not take (errors 3, 4)."""
_NOT_TAKEN = (
    "",
    "The service did not take something this program sent; the conversation goes on. If something is missing "
    "now, say it again.",
)
_UNFINISHED = ("not finished", "The service could not finish the answer. Ask again.")
_FULL = (
    "the context is full",
    "The conversation is longer than the model can read. Begin a new one, or let the oldest part go "
    "(truncation in the settings).",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a response ended; both are empty where there is nothing to say."""

    clause: str = ""
    """Under the answer, as far as there is one."""
    sentence: str = ""
    """A notice: what happened, and what to do."""
    details: str = ""
    """The service's own words."""
    failed: bool = False
    """Something went wrong. A limit that was kept or a filter that objected is no failure."""


def outcome_of(response: Response, *, dropped: bool, wait_s: int | None) -> Outcome:
    """Say how a response ended.

    `dropped`: the person cut in, which their own words and the row's mark say already. `wait_s` is when the
    rate limit is reset, as far as that was told beforehand; what the error itself says comes first.
    """
    details = response.status_details
    reason = known(details.reason, "") if details is not None else ""
    match response.status:
        case "cancelled" if not dropped:
            heard = reason == "turn_detected"
            return Outcome("the service stopped it when it heard you" if heard else "the service stopped it")
        case "incomplete":
            clause, sentence = _BY_CODE.get(reason, _UNFINISHED)
            return Outcome(clause, sentence, reason)
        case "failed":
            error = details.error if details is not None and details.error else None
            code = known(error.code, "") if error is not None else ""
            message = known(error.message, "") if error is not None else ""
            clause, sentence = _of_error(code, message, wait_s) or _UNFINISHED
            failed = (clause, sentence) != _FILTER
            return Outcome(clause or _UNFINISHED[0], sentence, message or code, failed=failed)
    return Outcome()


def sentence_of(code: str, message: str, *, wait_s: int | None) -> str:
    """Say what an error of the service means; empty for one that has no sentence of its own."""
    found = _of_error(code, message, wait_s)
    return found[1] if found is not None else ""


def wait_of(message: str) -> int | None:
    """Return the wait a rate limit's message states, in whole seconds rounded up; None without one."""
    found = _WAIT.search(message)
    if found is None or not (found[1] or found[2]):
        return None
    number = float(found[2] or 0)
    seconds = 60 * int(found[1] or 0) + (number / 1_000 if found[3] == "ms" else number)
    return max(1, int(-(-seconds // 1)))


def _of_error(code: str, message: str, wait_s: int | None) -> tuple[str, str] | None:
    if code in RATE_LIMIT_CODES:
        wait_s = wait_of(message) or wait_s
        when = f"Ask again in {wait_s} s." if wait_s else "Wait a moment and ask again."
        return "not finished: rate limit", f"The service's rate limit is reached. {when}"
    if code in FATAL_CODES:
        return "not finished: the account", FATAL_CODES[code]
    if code in _BY_CODE:
        return _BY_CODE[code]
    if _FILTER_WORDS.search(message):
        return _FILTER
    if _CONTEXT_WORDS.search(message):
        return _FULL
    if _OURS.fullmatch(code):
        return _NOT_TAKEN
    return None
