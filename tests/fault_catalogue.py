"""Everything that can go wrong between us and a service: how it is brought about, and what a person sees of it.

One row for each HTTP status and body code (the protocol's README 5), close code (README 7), error code
(errors) and stall (flows). `tests/test_fault_catalogue.py` goes through all of them in virtual time, and
through the HTTP ones over a real socket as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from tests.scenes import BRIEF
from tests.sounds import tone
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase
from voiceapp.offline.options import Faults, HttpRefusal, Mishap, ServerOptions
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.simulation import Simulation

KEY = replace(BRIEF, hands_free=False)


class After(Enum):
    """What becomes of the conversation."""

    RETRIED = "a banner with a countdown; it goes on when the service is well again"
    RENEWED = "the next session at once, and one quiet line about it at most"
    STOPPED = "a banner, and nothing until the person says so"
    GOES_ON = "the same session goes on"
    LEFT = "a notice; the session stays as it is until the person asks for another"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that goes wrong."""

    name: str
    server: ServerOptions
    after: After
    says: str = ""
    """A part of the sentence a person must see, in the banner or as a notice; empty: none may be seen."""
    wait_ms: int = 1_000
    """RETRIED: how long until the first attempt."""
    play: Callable[[Simulation], None] = lambda _: None
    """What the person does to meet it."""
    options: DialogueOptions = BRIEF
    patience_ms: int = 1_000
    """How long until it is noticed."""


# -- what the person does ----------------------------------------------------------------------------


def ask(s: Simulation) -> None:
    """Type something, in a session."""
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))


def ask_and_stop(s: Simulation) -> None:
    """Type something, and stop the answer in the middle."""
    ask(s)
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(200)
    s.post(i.StopPressed(s.clock.now_ns()))


def hold_the_key(s: Simulation) -> None:
    """Speak with the key held."""
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.post(i.TalkPressed(s.clock.now_ns()))
    s.sound.say(tone(400))
    s.run(400)
    s.post(i.TalkReleased(s.clock.now_ns()))


def speak_up(s: Simulation) -> None:
    """Say something, hands free."""
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.sound.say(tone(400))


def choose_another_voice(s: Simulation) -> None:
    """Change the voice before anything was said."""
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.post(i.SettingsChosen(s.clock.now_ns(), replace(BRIEF, voice="sage")))


# -- README 5: HTTP ----------------------------------------------------------------------------------


def http(status: int, says: str, code: str = "", *, retry_ms: int | None = None, **more: Any) -> Row:
    """Return a row of the handshake."""
    words = " ".join(f"{name}={value}" for name, value in more.items())
    return Row(
        f"HTTP {status} {code} {words}".strip(),
        ServerOptions(refuse=HttpRefusal(status, code, **more)),
        After.STOPPED if retry_ms is None else After.RETRIED,
        says,
        wait_ms=retry_ms or 0,
    )


BUSY = "too many requests for now. Trying again in"
ROLE = "needs the role Cognitive Services OpenAI User; Owner and Contributor are not enough"
HTTP_ROWS = (
    http(400, "Check the deployment and the api-version"),
    http(400, "Choose a realtime model", "OpperationNotSupported"),
    http(400, "Leave the api-version out", "beta_api_shape_disabled"),
    http(400, "a proxy on the way removes WebSockets", message="Upgrade Required"),
    http(401, ROLE, bare=True),
    http(401, ROLE, "PermissionDenied", message="Principal does not have access to API/Operation."),
    http(401, "up to 5 minutes", "PermissionDenied"),
    http(401, "Check that a key is of this resource", "invalid_api_key"),
    http(401, "a token made for another audience", message="Token audience is wrong."),
    http(401, "Run `az login` again", message="The access token has expired."),
    http(403, "network rules", message="Public access is disabled. Use a private endpoint."),
    http(403, "is blocked", message="The resource is temporarily blocked."),
    http(403, "Remove the key and sign in", "AuthenticationTypeDisabled"),
    http(403, "the region"),
    http(404, "Check the address and the deployment", "404"),
    http(404, "wait five minutes", "DeploymentNotFound"),
    http(404, "no deployment called talk", "model_not_found"),
    http(404, "Leave it out for the current API", "404", message="Unsupported api-version."),
    http(407, "wants a name and a password"),
    http(408, "too long to answer. Trying again in 1 s", retry_ms=1_000),
    http(426, "a proxy on the way removes WebSockets"),
    http(429, f"{BUSY} 1 s", retry_ms=1_000),
    http(429, f"{BUSY} 7 s", retry_ms=7_000, retry_after_s=7),
    http(429, f"{BUSY} 4 s", retry_ms=4_400, retry_after_s=9, retry_after_ms=4_400),
    http(429, "See its billing page", "insufficient_quota", retry_after_s=1),
    http(431, "headers too large"),
    http(500, "problem of its own (HTTP 500). Trying again in 1 s", retry_ms=1_000),
    http(502, "problem of its own (HTTP 502). Trying again in 1 s", retry_ms=1_000),
    http(503, "Trying again in 20 s", retry_ms=20_000, retry_after_s=20),
    http(504, "too long to answer. Trying again in 1 s", retry_ms=1_000),
)


# -- README 7: close codes ---------------------------------------------------------------------------


def closes(code: int, after: After, says: str, reason: str = "") -> Row:
    """Return a row of a connection that ends in the middle of a conversation."""
    mishap = Mishap("conversation.item.done", close=code, reason=reason)
    return Row(f"close {code} {reason}".strip(), _with(mishap), after, says, play=ask)


def _with(mishap: Mishap) -> ServerOptions:
    return ServerOptions(faults=Faults(mishap=mishap))


GAP = "The connection was lost for 1 s"
CLOSE_ROWS = (
    closes(1000, After.RETRIED, "ended the conversation. Trying again in 1 s"),
    closes(1001, After.RENEWED, GAP, "Your session hit the maximum duration of 60 minutes."),
    closes(1002, After.STOPPED, "broke the rules"),
    closes(1003, After.STOPPED, "does not take what we sent"),
    closes(1006, After.RETRIED, "broke. Trying again in 1 s"),
    closes(1007, After.STOPPED, "could not read"),
    closes(1008, After.STOPPED, "a reason of its policy"),
    closes(1009, After.STOPPED, "too large"),
    closes(1010, After.STOPPED, "extension"),
    closes(1011, After.RETRIED, "problem of its own. Trying again in 1 s"),
    closes(1012, After.RETRIED, "restarting. Trying again in 1 s"),
    closes(1013, After.RETRIED, "overloaded"),
    closes(1014, After.RETRIED, "gateway"),
    closes(1015, After.STOPPED, "encryption"),
    closes(3000, After.STOPPED, "Check the key or the sign-in"),
    closes(4000, After.STOPPED, "Leave the api-version out", "invalid_request_error.beta_api_shape_disabled"),
    closes(4001, After.STOPPED, "billing", "insufficient_quota.insufficient_quota"),
    closes(4001, After.STOPPED, "does not accept the key", "invalid_request_error.invalid_api_key"),
    closes(4001, After.STOPPED, "does not know this model", "invalid_request_error.model_not_found"),
    closes(4001, After.RETRIED, "too many requests", "tokens.rate_limit_exceeded"),
    closes(4001, After.RETRIED, "problem of its own", "server_error.internal_error"),
    closes(4999, After.STOPPED, "ended the connection (code 4999)", "something.new"),
)


# -- errors: error events ----------------------------------------------------------------------------


def refused(
    at: str,
    code: str | None,
    says: str = "",
    *,
    message: str = "The service's own words.",
    param: str | None = None,
    after: After = After.GOES_ON,
    play: Callable[[Simulation], None] = ask,
    options: DialogueOptions = BRIEF,
    patience_ms: int = 1_000,
    nth: int = 1,
    **end: Any,
) -> Row:
    """Return a row of an `error` event."""
    error = ErrorInfo(code=code, message=message, param=param)
    mishap = Mishap(at, error=error, nth=nth, **end)
    name = f"error {code or message} at {at} {param or ''}".strip()
    return Row(name, _with(mishap), after, says, play=play, options=options, patience_ms=patience_ms)


def hopeless(code: str, says: str, **end: Any) -> tuple[Row, Row]:
    """Return the rows of an error after which no attempt helps: instead of a greeting, and in the middle."""
    return (
        refused("session.created", code, says, after=After.STOPPED, play=lambda _: None, **end),
        refused("conversation.item.done", code, says, after=After.STOPPED, **end),
    )


CREATE, ITEM, TRUNCATE = "response.create", "conversation.item.create", "conversation.item.truncate"
DONE, UPDATE = "response.done", "session.update"
OURS = "did not take something this program sent"
ERROR_ROWS = (
    # 2: conversation and response control
    refused(CREATE, "conversation_already_has_active_response", patience_ms=12_000),
    refused(CREATE, None, message="Conversation already has an active response", patience_ms=12_000),
    refused("response.cancel", "response_cancel_not_active", play=ask_and_stop, patience_ms=3_000),
    refused(CREATE, "bad_response_create", "Ask again"),
    refused("input_audio_buffer.commit", "input_audio_buffer_commit_empty", "Too short", play=hold_the_key, options=KEY),
    refused(UPDATE, "cannot_update_voice", nth=2, after=After.RENEWED, play=choose_another_voice),
    refused("conversation.item.done", "session_expired", GAP, after=After.RENEWED, close=1001),
    refused(CREATE, None, "truncation in the settings", message="maximum context length reached"),
    # 3: items
    refused(TRUNCATE, "invalid_value", play=ask_and_stop, param="audio_end_ms", message="Audio content of 2 ms is already shorter than 9 ms"),
    refused(TRUNCATE, None, play=ask_and_stop, message="Only model output audio messages can be truncated"),
    refused(TRUNCATE, "unsupported_content_type", play=ask_and_stop),
    refused(TRUNCATE, "item_truncate_invalid_item_id", play=ask_and_stop),
    refused(TRUNCATE, "invalid_value", play=ask_and_stop, param="item_id", message="Item with item_id not found"),
    refused(DONE, "item_delete_invalid_item_id"),
    refused(DONE, "item_retrieve_invalid_item_id"),
    refused(DONE, "item_not_found"),
    refused(DONE, "item_already_truncated"),
    refused(ITEM, "missing_required_parameter", OURS, param="item.content[0].text"),
    refused(ITEM, "string_above_max_length", "Say it in several parts", param="item.content[0].text"),
    refused(ITEM, "invalid_tool_call_id", OURS, param="item.call_id"),
    refused(ITEM, "invalid_value", OURS, param="item.content[0].type"),
    refused(ITEM, None, "the conversation goes on", param="previous_item_id", message="previous item not found"),
    # 4: protocol, configuration, media
    refused(DONE, "invalid_event", OURS),
    refused(DONE, "invalid_value", OURS, param="type"),
    refused(DONE, "invalid_json", OURS),
    refused(DONE, "integer_below_min_value", OURS),
    refused(DONE, "decimal_above_max_value", OURS),
    refused(DONE, "invalid_image", OURS),
    refused(UPDATE, "unknown_parameter", "refused the session's settings", param="session.temperature", after=After.STOPPED, play=lambda _: None),
    refused(UPDATE, "missing_required_parameter", "refused the session's settings", param="session.type", after=After.STOPPED, play=lambda _: None),
    refused(UPDATE, "invalid_function_parameters", "refused the session's settings", param="session.tools[0]", after=After.STOPPED, play=lambda _: None),
    refused(UPDATE, "invalid_value", "The service refused the change", nth=2, play=choose_another_voice, param="session.audio.output.voice"),
    *hopeless("beta_api_shape_disabled", "no longer speaks the preview", close=4000, reason="invalid_request_error.beta_api_shape_disabled"),
    *hopeless("model_not_found", "does not know this model"),
    *hopeless("OpperationNotSupported", "Choose a realtime model"),
    *hopeless("DeploymentNotFound", "five minutes"),
    # 6: account and service
    *hopeless("invalid_api_key", "does not accept the key"),
    *hopeless("account_deactivated", "deactivated"),
    *hopeless("billing_hard_limit_reached", "spending limit"),
    *hopeless("insufficient_quota", "no quota left"),
    refused(DONE, "rate_limit_exceeded", "Ask again in 7 s", message="Rate limit reached. Please try again in 6.4s."),
    refused(DONE, "server_error", "internal error. Ask again"),
    refused(DONE, "internal_error", "internal error. Ask again"),
    refused(DONE, "content_filter", "content filter objected"),
    Row("captions fail", ServerOptions(transcription_fails=True), After.GOES_ON, play=speak_up, patience_ms=2_000),
)  # fmt: skip


# -- errors 5: how responses end ---------------------------------------------------------------------


def fails(code: str, says: str, message: str = "The response has failed.") -> Row:
    """Return a row of a response that fails."""
    faults = Faults(fail_responses=code, fail_message=message, fails_first=1)
    return Row(
        f"response failed: {code or message}", ServerOptions(faults=faults), After.GOES_ON, says, play=ask
    )


RESPONSE_ROWS = (
    fails("rate_limit_exceeded", "Ask again in 20 s", "Rate limit reached. Please try again in 20s."),
    fails("inference_rate_limit_exceeded", "rate limit is reached. Wait a moment"),
    fails("insufficient_quota", "no quota left"),
    fails("server_error", "internal error. Ask again"),
    fails("", "could not finish the answer. Ask again"),
    fails("", "content filter objected", "Blocked by Azure's responsible AI policy."),
    Row(
        "response incomplete: content_filter",
        ServerOptions(faults=Faults(filter_responses=True, fails_first=1)),
        After.GOES_ON,
        "content filter objected",
        play=ask,
    ),
)


# -- stalls ------------------------------------------------------------------------------------------


def stalls(at: str, says: str, *, patience_ms: int, after: After = After.RETRIED, **more: Any) -> Row:
    """Return a row of a server that stays connected and says nothing any more."""
    return Row(
        f"silence at {at}", _with(Mishap(at, silence=True)), after, says, patience_ms=patience_ms, **more
    )


STALL_ROWS = (
    stalls("session.created", "did not start a session in 10 s", patience_ms=10_500),
    stalls("session.updated", "did not accept the session's settings in 5 s", patience_ms=5_500),
    stalls("response.created", "did not answer. Ask again", patience_ms=11_000, after=After.LEFT, play=ask),
    stalls(
        "input_audio_buffer.committed", "did not answer", patience_ms=30_000, play=hold_the_key, options=KEY
    ),
    stalls("response.output_audio.delta", "did not answer", patience_ms=30_000, play=ask),
)

ROWS = HTTP_ROWS + CLOSE_ROWS + ERROR_ROWS + RESPONSE_ROWS + STALL_ROWS
