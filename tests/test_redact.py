"""What is covered, and what stays readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.redact import looks_secret, names_secret, redact

JWT = "eyJ0eXAiOiJKV1QiLCJhbGciOi.eyJhdWQiOiJodHRwcyJ9.c2lnbmF0dXJl"
AZURE_KEY = "0123456789abcdef0123456789abcdef"
AZURE_LONG_KEY = "A1b2" * 21


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Incorrect API key provided: sk-proj-0123456789.", "Incorrect API key provided: <hidden>."),
        ("ek_0123456789abcdef", "<hidden>"),
        ("Authorization: Bearer abcdef123456", "Authorization: Bearer <hidden>"),
        ('{"Authorization":"bearer abcdef123456"}', '{"Authorization":"bearer <hidden>"}'),
        ('{"authorization":"abc"}', '{"authorization":"<hidden>"}'),
        ("api-key: abc", "api-key: <hidden>"),
        ("api_key=abc&x=1", "api_key=<hidden>&x=1"),
        ("{'api-key': 'abc'}", "{'api-key': '<hidden>'}"),
        ("client_secret=abc", "client_secret=<hidden>"),
        (f"token {JWT} end", "token <hidden> end"),
        (f"token {JWT[:40]}", "token <hidden>"),
        (f"key {AZURE_KEY}", "key <hidden>"),
        (f"key {AZURE_LONG_KEY}", "key <hidden>"),
        ("A" * 400, "<400 characters of sound>"),
        ('"delta":"' + "AB+/" * 100 + '=="', '"delta":"<402 characters of sound>"'),
        # what stays
        ("The key from VOICEAPP_API_KEY is empty.", "The key from VOICEAPP_API_KEY is empty."),
        ("resp_0123456789abcdef0123456789abcdef", "resp_0123456789abcdef0123456789abcdef"),
        ("7b1c2d3e-0000-4000-8000-0123456789ab", "7b1c2d3e-0000-4000-8000-0123456789ab"),
        ("gpt-realtime at r.openai.azure.com", "gpt-realtime at r.openai.azure.com"),
        ("a bearer of news", "a bearer of news"),
        ("", ""),
    ],
)
def test_secrets_are_covered_and_the_rest_is_not(text: str, expected: str) -> None:
    assert redact(text) == expected


def test_known_secret_is_covered_whatever_its_shape() -> None:
    assert redact("my passphrase is plain words", ("plain words", "")) == "my passphrase is <hidden>"


@given(st.text())
def test_covering_twice_changes_nothing_more(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(
    before=st.text(max_size=20),
    after=st.text(max_size=20),
    secret=st.from_regex(r"[!-~]{8,40}", fullmatch=True),
)
def test_known_secret_never_survives(before: str, after: str, secret: str) -> None:
    shown = redact(f"{before}{secret}{after}", (secret,))

    assert secret not in shown.replace("<hidden>", "")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("api_key", True), ("API-Key", True), ("apikey", True), ("openai_api_key", True), ("Ocp-Apim-Subscription-Key", True),
        ("token", True), ("access_token", True), ("password", True), ("sig", True), ("code", True),
        ("model", False), ("deployment", False), ("api-version", False), ("keyboard", False), ("tokens_max", False),
    ],
)  # fmt: skip
def test_names_of_secrets(name: str, expected: bool) -> None:
    assert names_secret(name) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("sk-proj-0123456789", True), (AZURE_KEY, True), (JWT, True), ("Bearer abcdef123456", True), ("gpt-realtime", False), ("", False)],
)  # fmt: skip
def test_shapes_of_secrets(value: str, expected: bool) -> None:
    assert looks_secret(value) is expected
