"""Every status, close code and system error: a sentence, and whether trying again can help."""

from __future__ import annotations

import errno
import json
import socket
import ssl

import pytest

from voiceapp.transport import handshake_advice
from voiceapp.transport.endpoint import Endpoint, parse_endpoint

CANARY = "canary-9876543210"
AZURE = parse_endpoint("r.openai.azure.com", deployment="talk")
AZURE_PREVIEW = parse_endpoint("r.openai.azure.com", deployment="talk", api_version="2025-04-01-preview")
OPENAI = parse_endpoint("api.openai.com", model="m")
LOCAL = parse_endpoint("localhost:9")


def body(code: str, message: str = "said the service") -> bytes:
    return json.dumps({"error": {"code": code, "message": message}}).encode()


@pytest.mark.parametrize(
    ("status", "answer", "endpoint", "words", "retry"),
    [
        (200, b"<html>welcome</html>", AZURE, "not a realtime service", False),
        (204, b"", AZURE, "not a realtime service", False),
        (301, b"", AZURE, "no key is taken along", False),
        (307, b"", AZURE, "no key is taken along", False),
        (400, b"", AZURE, "Check the deployment and the api-version", False),
        (400, body("OpperationNotSupported"), AZURE, "deployment talk is of a model that cannot converse", False),
        (400, body("OperationNotSupported"), AZURE, "cannot converse", False),
        (400, body("beta_api_shape_disabled"), OPENAI, "no longer speaks the preview", False),
        (400, b"upgrade required", AZURE, "proxy on the way", False),
        (401, b"", AZURE, "Cognitive Services OpenAI User", False),
        (401, body("PermissionDenied"), AZURE, "Cognitive Services OpenAI User", False),
        (401, body("invalid_api_key"), OPENAI, "does not accept the key", False),
        (403, b"", AZURE, "network rules", False),
        (404, b"", AZURE, "Check the address and the deployment.", False),
        (404, b"", AZURE_PREVIEW, "leave the api-version out", False),
        (404, body("DeploymentNotFound"), AZURE, "no deployment called talk", False),
        (404, body("model_not_found"), OPENAI, "no model called m", False),
        (407, b"", AZURE, "a name and a password", False),
        (408, b"", AZURE, "too long", True),
        (418, b"", AZURE, "HTTP 418", False),
        (426, b"", AZURE, "proxy on the way", False),
        (429, b"", AZURE, "too many requests", True),
        (429, body("rate_limit_exceeded"), OPENAI, "too many requests", True),
        (429, body("insufficient_quota"), OPENAI, "no credit left", False),
        (429, body("billing_hard_limit_reached"), OPENAI, "no credit left", False),
        (431, b"", AZURE, "headers too large", False),
        (500, b"", AZURE, "problem of its own (HTTP 500)", True),
        (502, b"", AZURE, "problem of its own (HTTP 502)", True),
        (503, b"", AZURE, "problem of its own (HTTP 503)", True),
        (504, b"", AZURE, "too long", True),
        (505, b"", AZURE, "problem of its own (HTTP 505)", False),
    ],
)  # fmt: skip
def test_status_becomes_a_sentence(
    status: int, answer: bytes, endpoint: Endpoint, words: str, retry: bool
) -> None:
    refusal = handshake_advice.refused(status, {}, answer, endpoint)

    assert words in refusal.sentence
    assert refusal.sentence.endswith(".")
    assert (refusal.status, refusal.retry) == (status, retry)
    assert f"HTTP {status}" in refusal.details


@pytest.mark.parametrize(
    ("identity", "answer", "words"),
    [
        ("key from AZURE_OPENAI_API_KEY", b"", "the key from AZURE_OPENAI_API_KEY. Check that it is of this resource"),
        ("key from AZURE_OPENAI_API_KEY", b"", "even a forgotten one, is used instead of the sign-in"),
        ("sign-in with Entra ID", b"", "the sign-in with Entra ID; it may be of another tenant"),
        ("sign-in with Entra ID", b"", "Owner and Contributor are not enough. A new role takes up to 5 minutes."),
        ("sign-in with Entra ID", body("401", "Wrong audience in the token"), "made for another audience"),
        ("sign-in with Entra ID", body("401", "The token has expired"), "Run `az login` again"),
        ("key from X", body("401", "Remove the api-version"), "takes no api-version at this address"),
    ],
)  # fmt: skip
def test_cure_of_a_401_depends_on_who_we_said_we_are(identity: str, answer: bytes, words: str) -> None:
    assert words in handshake_advice.refused(401, {}, answer, AZURE, identity=identity).sentence


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (body("403", "Public access is disabled. Please configure private endpoint."), "network rules"),
        (body("403", "Access denied due to Virtual Network/Firewall rules."), "network rules"),
        (body("AuthenticationTypeDisabled", "Key based authentication is disabled."), "takes no keys"),
        (body("403", "Your resource has been temporarily blocked."), "subscription is blocked"),
        (b"", "the region"),
    ],
)
def test_cure_of_a_403_follows_from_its_words(answer: bytes, words: str) -> None:
    assert words in handshake_advice.refused(403, {}, answer, AZURE).sentence


@pytest.mark.parametrize(
    ("answer", "code", "details"),
    [
        (b'{"error":{"code":"c","message":"m"}}', "c", "HTTP 401 · c · m"),
        (b'{"code":"c","message":"m"}', "c", "HTTP 401 · c · m"),
        (b'{"statusCode":401,"message":"m"}', "", "HTTP 401 · m"),
        (b'{"error":"plain words"}', "", "HTTP 401 · plain words"),
        (b'{"error":{"code":7,"message":null}}', "7", "HTTP 401 · 7"),
        (b"<html><body> Access  <b>denied</b>\n</body></html>", "", "HTTP 401 · Access denied"),
        (b"[1,2]", "", "HTTP 401"),
        (b"null", "", "HTTP 401"),
        (b"\xff\xfe", "", "HTTP 401 · \ufffd\ufffd"),
        (b"[" * 100_000, "", "HTTP 401 · " + "[" * 589),
        (b"", "", "HTTP 401"),
    ],
)
def test_body_of_any_shape_is_survived(answer: bytes, code: str, details: str) -> None:
    refusal = handshake_advice.refused(401, {}, answer, AZURE)

    assert (refusal.code, refusal.details) == (code, details)


def test_ids_for_support_are_in_the_details() -> None:
    refusal = handshake_advice.refused(500, {"apim-request-id": "7b1c", "x-ms-region": "Sweden"}, b"", AZURE)

    assert refusal.details == "HTTP 500 · apim-request-id: 7b1c · x-ms-region: Sweden"


@pytest.mark.parametrize(
    "message", [f"Incorrect API key provided: {CANARY}.", f"api-key: {CANARY}", f"Bearer {CANARY}"]
)
def test_key_quoted_by_the_service_is_covered(message: str) -> None:
    refusal = handshake_advice.refused(401, {}, body("invalid_api_key", message), OPENAI, (CANARY,))

    assert CANARY not in f"{refusal!r} {refusal.details}"
    assert "<hidden>" in refusal.details


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after-ms": "1500"}, 1_500),
        ({"retry-after": "7"}, 7_000),
        ({"retry-after": "0.5"}, 500),
        ({"retry-after-ms": "20", "retry-after": "7"}, 20),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30 GMT", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, 30_000),
        ({"retry-after": "Fri, 20 Nov 2026 09:00:00 GMT", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, 0),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30 GMT"}, None),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, None),
    ],
)
def test_wish_to_wait_is_read(headers: dict[str, str], expected: int | None) -> None:
    assert handshake_advice.retry_after_ms(headers) == expected


def test_wish_to_wait_counts_only_where_we_try_again() -> None:
    assert handshake_advice.refused(429, {"retry-after": "3"}, b"", AZURE).retry_after_ms == 3_000
    assert handshake_advice.refused(403, {"retry-after": "3"}, b"", AZURE).retry_after_ms is None


UNTRUSTED = ssl.SSLCertVerificationError(1, "certificate verify failed: self-signed certificate")


@pytest.mark.parametrize(
    ("error", "endpoint", "words", "retry"),
    [
        (UNTRUSTED, AZURE, "certificate of r.openai.azure.com is not trusted", False),
        (ssl.SSLError(1, "wrong version number"), AZURE, "did not answer with encryption", False),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), AZURE, "There is no r.openai.azure.com", True),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), AZURE, "cannot be looked up just now", True),
        (TimeoutError("timed out"), AZURE, "did not answer in time", True),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), LOCAL, "Nothing listens at localhost", True),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), AZURE, "refuses connections", True),
        (OSError("Multiple exceptions: [Errno 111] Connect call failed, [Errno 111] again"), LOCAL, "Nothing listens", True),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), AZURE, "no way to the network", True),
        (OSError(errno.EHOSTUNREACH, "No route"), AZURE, "no way to the network", True),
        (ConnectionResetError(errno.ECONNRESET, "reset"), AZURE, "broke while it was being made", True),
    ],
)  # fmt: skip
def test_system_error_becomes_a_sentence(
    error: Exception, endpoint: Endpoint, words: str, retry: bool
) -> None:
    failure = handshake_advice.unreachable(error, endpoint)

    assert words in failure.sentence
    assert failure.retry is retry
    assert type(error).__name__ in failure.details


@pytest.mark.parametrize(
    ("code", "reason", "words", "retry"),
    [
        (1000, "", "ended the conversation", True),
        (1001, "", "is going away", True),
        (1001, "Your session hit the maximum duration of 60 minutes", "longest time", True),
        (1002, "", "broke the rules", False),
        (1003, "", "does not take", False),
        (1006, "", "The connection to r.openai.azure.com broke", True),
        (1007, "", "could not read", False),
        (1008, "", "policy", False),
        (1009, "", "too large", False),
        (1010, "", "extension", False),
        (1011, "", "problem of its own", True),
        (1012, "", "restarting", True),
        (1013, "", "overloaded", True),
        (1014, "", "gateway", True),
        (1015, "", "encryption", False),
        (3000, "", "not signed in", False),
        (4000, "invalid_request_error.beta_api_shape_disabled", "no longer speaks the preview", False),
        (4001, "invalid_request_error.session_expired", "longest time", True),
        (4002, "insufficient_quota.insufficient_quota", "no credit left", False),
        (4003, "invalid_request_error.invalid_api_key", "does not accept the key", False),
        (4004, "invalid_request_error.model_not_found", "does not know this model", False),
        (4005, "tokens.rate_limit_exceeded", "too many requests", True),
        (4006, "server_error.internal_error", "problem of its own", True),
        (4999, "something.new", "code 4999", False),
    ],
)
def test_close_code_becomes_a_sentence(code: int, reason: str, words: str, retry: bool) -> None:
    lost = handshake_advice.ended(code, reason, AZURE)

    assert words in lost.sentence
    assert lost.sentence.endswith(".")
    assert (lost.code, lost.reason, lost.retry) == (code, reason, retry)
    assert str(code) in lost.details


def test_pong_we_missed_is_not_the_service_s_fault() -> None:
    lost = handshake_advice.ended(1011, "keepalive ping timeout", AZURE, by_us=True)

    assert lost.sentence == "r.openai.azure.com no longer answers; the connection is dead."
    assert lost.retry is True


def test_connection_we_give_up_is_told_with_its_measure() -> None:
    slow = handshake_advice.too_slow(AZURE, queue_bytes=7, lag_ms=9)
    senseless = handshake_advice.senseless(AZURE, frames=21)

    assert (slow.retry, slow.details) == (True, "7 bytes unsent for 9 ms")
    assert (senseless.retry, senseless.details) == (False, "21 senseless frames")


def test_key_in_a_close_reason_is_covered() -> None:
    lost = handshake_advice.ended(4000, f"bad key {CANARY}", AZURE, secrets=(CANARY,))

    assert CANARY not in f"{lost!r} {lost.reason} {lost.details}"
