"""Addresses as people write them, row by row, and the promise that a secret never survives in one."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.uri import parse_uri

from voiceapp.errors import EndpointError
from voiceapp.transport.endpoint import Endpoint, carries, headers, parse_endpoint

KEY = "sk-canary-0123456789"
AZURE_KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "arguments", "url", "dialect_name", "provider"),
    [
        # Azure, from the base
        ("https://r.openai.azure.com", {"deployment": "d"}, "wss://r.openai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        ("https://r.openai.azure.com/", {"deployment": "d"}, "wss://r.openai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        ("wss://r.openai.azure.com", {"deployment": "d"}, "wss://r.openai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        ("  R.OpenAI.Azure.com.  ", {"deployment": "d"}, "wss://r.openai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        ("https://r.services.ai.azure.com/openai/v1/", {"deployment": "d"}, "wss://r.services.ai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        ("https://r.services.ai.azure.com/api/projects/p", {"deployment": "d"}, "wss://r.services.ai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        ("https://r.openai.azure.com:8443/", {"deployment": "d"}, "wss://r.openai.azure.com:8443/openai/v1/realtime?model=d", "ga", "azure"),
        ("https://r.openai.azure.com", {"deployment": "my dep/1?&"}, "wss://r.openai.azure.com/openai/v1/realtime?model=my%20dep%2F1%3F%26", "ga", "azure"),
        ("https://sweden.api.cognitive.microsoft.com/", {"deployment": "d"}, "wss://sweden.api.cognitive.microsoft.com/openai/v1/realtime?model=d", "ga", "azure"),
        # Azure, the api-version decides
        ("r.openai.azure.com", {"deployment": "d", "api_version": "2025-04-01-preview"}, "wss://r.openai.azure.com/openai/realtime?api-version=2025-04-01-preview&deployment=d", "preview", "azure"),
        ("r.openai.azure.com", {"deployment": "d", "api_version": "2024-10-01-preview"}, "wss://r.openai.azure.com/openai/realtime?api-version=2024-10-01-preview&deployment=d", "preview-2024-10", "azure"),
        ("r.openai.azure.com", {"deployment": "d", "api_version": "2024-10-21"}, "wss://r.openai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        ("r.openai.azure.com", {"deployment": "d", "api_version": "preview"}, "wss://r.openai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        ("r.openai.azure.com", {"deployment": "d", "api_version": "2024-05-01-preview"}, "wss://r.openai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        # Azure, pasted whole
        ("https://r.openai.azure.com/openai/realtime?api-version=2025-04-01-preview&deployment=d", {}, "wss://r.openai.azure.com/openai/realtime?api-version=2025-04-01-preview&deployment=d", "preview", "azure"),
        ("wss://r.openai.azure.com/openai/realtime?deployment=d&api-version=2024-12-17", {}, "wss://r.openai.azure.com/openai/realtime?api-version=2024-12-17&deployment=d", "preview", "azure"),
        ("wss://r.openai.azure.com/OpenAI/Realtime/?API-Version=2024-10-01-preview&Deployment=d", {}, "wss://r.openai.azure.com/openai/realtime?api-version=2024-10-01-preview&deployment=d", "preview-2024-10", "azure"),
        ("wss://r.openai.azure.com/openai/v1/realtime?model=d", {}, "wss://r.openai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        ("wss://r.openai.azure.com/openai/v1/realtime?deployment=d", {}, "wss://r.openai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        ("wss://r.openai.azure.com/openai/v1/realtime?model=d&intent=transcription", {}, "wss://r.openai.azure.com/openai/v1/realtime?model=d&intent=transcription", "ga", "azure"),
        ("wss://r.openai.azure.com/openai/v1/realtime?model=old", {"deployment": "new"}, "wss://r.openai.azure.com/openai/v1/realtime?model=new", "ga", "azure"),
        ("https://r.openai.azure.com/openai/deployments/d%201/chat/completions?api-version=2024-10-21", {}, "wss://r.openai.azure.com/openai/v1/realtime?model=d%201", "ga", "azure"),
        ("https://r.openai.azure.com/openai/responses?api-version=2025-04-01-preview", {"deployment": "d"}, "wss://r.openai.azure.com/openai/v1/realtime?model=d", "ga", "azure"),
        # OpenAI
        ("https://api.openai.com/v1", {}, "wss://api.openai.com/v1/realtime?model=gpt-realtime", "ga", "openai"),
        ("api.openai.com", {"model": "m"}, "wss://api.openai.com/v1/realtime?model=m", "ga", "openai"),
        ("wss://api.openai.com/v1/realtime?model=m", {}, "wss://api.openai.com/v1/realtime?model=m", "ga", "openai"),
        ("wss://eu.api.openai.com/v1/realtime?model=m&intent=transcription", {}, "wss://eu.api.openai.com/v1/realtime?model=m&intent=transcription", "ga", "openai"),
        ("https://api.openai.com/v1/chat/completions?x=1", {"model": "m"}, "wss://api.openai.com/v1/realtime?model=m", "ga", "openai"),
        ("https://api.openai.com", {"model": "m", "api_version": "2025-04-01-preview"}, "wss://api.openai.com/v1/realtime?model=m", "ga", "openai"),
        ("https://api.openai.com", {"model": "m", "api_version": "realtime=v1"}, "wss://api.openai.com/v1/realtime?model=m", "preview", "openai"),
        # this computer
        ("ws://127.0.0.1:9000", {}, "ws://127.0.0.1:9000/v1/realtime", "ga", "local"),
        ("localhost:9000", {"model": "m"}, "ws://localhost:9000/v1/realtime?model=m", "ga", "local"),
        ("http://127.0.0.9/v1/", {"model": "m"}, "ws://127.0.0.9/v1/realtime?model=m", "ga", "local"),
        ("[::1]:9000", {"deployment": "d"}, "ws://[::1]:9000/openai/v1/realtime?model=d", "ga", "local"),
        ("ws://localhost:9000", {"deployment": "d", "api_version": "2025-04-01-preview"}, "ws://localhost:9000/openai/realtime?api-version=2025-04-01-preview&deployment=d", "preview", "local"),
        ("ws://localhost:9000/openai/v1/realtime", {}, "ws://localhost:9000/openai/v1/realtime", "ga", "local"),
        ("ws://localhost:9000/v1/realtime?model=m", {"api_version": "realtime=v1"}, "ws://localhost:9000/v1/realtime?model=m", "preview", "local"),
        ("https://localhost:9000/v1", {}, "wss://localhost:9000/v1/realtime", "ga", "local"),
        # other servers
        ("wss://voice.example.com/talk?room=7", {}, "wss://voice.example.com/talk?room=7", "ga", "other"),
        ("wss://voice.example.com/talk?room=7", {"model": "m"}, "wss://voice.example.com/talk?room=7", "ga", "other"),
        ("https://voice.example.com", {"model": "m"}, "wss://voice.example.com/v1/realtime?model=m", "ga", "other"),
        ("https://voice.example.com/proxy/v1/realtime", {"model": "m"}, "wss://voice.example.com/proxy/v1/realtime?model=m", "ga", "other"),
        ("https://gateway.example.com/team/openai/v1/", {"deployment": "d"}, "wss://gateway.example.com/team/openai/v1/realtime?model=d", "ga", "other"),
        ("https://gateway.example.com/team/openai", {"deployment": "d", "api_version": "2025-04-01-preview"}, "wss://gateway.example.com/team/openai/realtime?api-version=2025-04-01-preview&deployment=d", "preview", "other"),
        ("wss://bücher.example/talk", {}, "wss://xn--bcher-kva.example/talk", "ga", "other"),
        ("wss://voice.example.com/a#part", {}, "wss://voice.example.com/a", "ga", "other"),
    ],
)  # fmt: skip
def test_address_becomes_url_and_dialect(
    text: str, arguments: dict[str, str], url: str, dialect_name: str, provider: str
) -> None:
    endpoint = parse_endpoint(text, **arguments)

    assert (endpoint.url, endpoint.dialect_name, endpoint.provider) == (url, dialect_name, provider)


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("", {}, "is empty"),
        ("   ", {}, "is empty"),
        ("https://r.openai.azure.com", {}, "name of a deployment"),
        ("https://r.openai.azure.com", {"model": "gpt-5"}, "name of a deployment"),
        ("wss://r.openai.azure.com/openai/realtime?api-version=2025-04-01-preview", {}, "name of a deployment"),
        ("wss://r.openai.azure.com/openai/realtime?deployment=d", {}, "no dated api-version"),
        ("wss://r.openai.azure.com/openai/realtime?deployment=d&api-version=v1", {}, "no dated api-version"),
        ("wss://r.openai.azure.com/openai/realtime?deployment=d&api-version=2024-05-01-preview", {}, "older than"),
        ("wss://r.openai.azure.com/openai/v1/realtime?model=d&api-version=preview", {}, "takes no api-version"),
        ("wss://r.openai.azure.com", {"deployment": "d", "api_version": "newest"}, "not a date"),
        ("http://r.openai.azure.com", {"deployment": "d"}, "not be encrypted"),
        ("ws://voice.example.com/talk", {}, "not be encrypted"),
        ("ws://localhost.example.com/talk", {}, "not be encrypted"),
        ("ftp://voice.example.com", {}, "must begin with"),
        ("file:///etc/passwd", {}, "must begin with"),
        ("https://", {}, "names no host"),
        ("wss:///path", {}, "names no host"),
        ("https://a b.example.com", {}, "space"),
        ("https://a\x00.example.com", {}, "invisible"),
        ("https://a.example.com:99999", {}, "not a valid URL"),
        ("https://a.example.com:port", {}, "not a valid URL"),
        ("https://[::1", {}, "not a valid URL"),
        ("https://[nonsense]/", {}, "not a valid URL"),
        ("https://a..example.com", {}, "not a valid name"),
        ("https://-a.example.com", {}, "not a valid name"),
        ("https://exa<mple.com", {}, "not a valid name"),
        ("https://a.example.com/" + "x" * 3000, {}, "longer than"),
        ("https://r.openai.azure.com", {"deployment": "d" * 300}, "too long"),
        ("https://r.openai.azure.com", {"deployment": "d\nX: y"}, "invisible"),
        # secrets
        ("https://me:hunter2@r.openai.azure.com", {"deployment": "d"}, "user name or password"),
        ("https://me@r.openai.azure.com", {"deployment": "d"}, "user name or password"),
        (f"wss://r.openai.azure.com/openai/v1/realtime?model=d&api-key={AZURE_KEY}", {}, "key or token"),
        ("wss://r.openai.azure.com/openai/v1/realtime?model=d&API_KEY=x", {}, "key or token"),
        ("wss://voice.example.com/talk?access_token=abc", {}, "key or token"),
        (f"wss://voice.example.com/talk?x={KEY}", {}, "key or token"),
        (f"wss://voice.example.com/{KEY}/talk", {}, "looks like a key"),
        ("https://r.openai.azure.com", {"deployment": KEY}, "looks like a key"),
        ("https://r.openai.azure.com", {"deployment": AZURE_KEY}, "looks like a key"),
    ],
)  # fmt: skip
def test_useless_address_is_refused_with_a_sentence(text: str, arguments: dict[str, str], words: str) -> None:
    with pytest.raises(EndpointError) as refusal:
        parse_endpoint(text, **arguments)

    assert words in refusal.value.sentence
    for secret in (KEY, AZURE_KEY, "hunter2"):
        assert secret not in f"{refusal.value!r} {refusal.value.details}"


@pytest.mark.parametrize(
    ("text", "arguments", "label"),
    [
        ("r.openai.azure.com", {"deployment": "gpt-realtime"}, "Azure · gpt-realtime"),
        ("api.openai.com", {}, "OpenAI · gpt-realtime"),
        ("localhost:9", {}, "This computer"),
        ("localhost:9", {"model": "m"}, "This computer · m"),
        ("wss://voice.example.com/talk", {}, "voice.example.com"),
    ],
)
def test_title_says_where_the_sound_goes(text: str, arguments: dict[str, str], label: str) -> None:
    assert parse_endpoint(text, **arguments).label == label


@pytest.mark.parametrize(
    ("text", "takes_sign_in"),
    [
        ("https://r.openai.azure.com", True),
        ("https://r.services.ai.azure.com", True),
        ("https://r.cognitiveservices.azure.com", True),
        ("https://sweden.api.cognitive.microsoft.com", False),
        ("https://r.openai.azure.com.example.com/openai/v1", False),
        ("https://gateway.example.com/openai/v1", False),
        ("http://127.0.0.1:9/openai/v1", False),
        ("https://evilopenai.azure.com/openai/v1", False),
    ],
)
def test_token_is_for_azure_resources_only(text: str, takes_sign_in: bool) -> None:
    assert parse_endpoint(text, deployment="d").takes_sign_in is takes_sign_in


@pytest.mark.parametrize(
    ("text", "api_version", "expected"),
    [
        ("r.openai.azure.com", "", {"api-key": "K"}),
        ("r.openai.azure.com", "2025-04-01-preview", {"api-key": "K"}),
        ("gateway.example.com/openai/v1", "", {"api-key": "K"}),
        ("api.openai.com", "", {"Authorization": "Bearer K"}),
        ("api.openai.com", "realtime=v1", {"Authorization": "Bearer K", "OpenAI-Beta": "realtime=v1"}),
        ("wss://voice.example.com/talk", "", {"Authorization": "Bearer K"}),
    ],
)
def test_each_provider_gets_its_own_headers(text: str, api_version: str, expected: dict[str, str]) -> None:
    assert headers(parse_endpoint(text, deployment="d", api_version=api_version), "K") == expected


def test_token_is_a_bearer_on_azure_too() -> None:
    endpoint = parse_endpoint("r.openai.azure.com", deployment="d")

    assert headers(endpoint, "T", bearer=True) == {"Authorization": "Bearer T"}


def test_without_a_key_there_is_no_header_for_one() -> None:
    assert headers(parse_endpoint("localhost:9000")) == {}


def test_shown_url_covers_what_we_did_not_put_there() -> None:
    endpoint = parse_endpoint("wss://voice.example.com/v1/realtime?model=m&session=private")

    assert endpoint.shown == "wss://voice.example.com/v1/realtime?model=m&session=…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("r.openai.azure.com", set()),
        ("https://r.openai.azure.com/openai/v1/", set()),
        ("wss://r.openai.azure.com/openai/v1/realtime?model=d", {"deployment", "model", "api_version"}),
        ("https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21", {"deployment", "model"}),
    ],
)  # fmt: skip
def test_carries_tells_what_the_address_decides(text: str, expected: set[str]) -> None:
    assert carries(text) == expected


ADDRESS_PIECES = st.sampled_from(
    [
        "https://", "wss://", "ws://", "http://", "r.openai.azure.com", "api.openai.com", "localhost", "[::1]",
        ":80", ":", "/", "/openai", "/v1", "/realtime", "?", "&", "#", "@", "%", "=", "model=", "deployment=d",
        "api-version=2025-04-01-preview", "api-key=", "x=", "ü", "．", " ", "\x7f", "example.com", "..", "1",
    ]
)  # fmt: skip


@given(
    text=st.one_of(st.text(max_size=60), st.lists(ADDRESS_PIECES, max_size=9).map("".join)),
    deployment=st.none() | st.text(max_size=12),
    model=st.none() | st.text(max_size=12),
    api_version=st.none() | st.sampled_from(["", "2025-04-01-preview", "2024-10-01-preview", "v1", "x"]),
)
def test_any_text_gives_a_usable_endpoint_or_a_sentence(
    text: str, deployment: str | None, model: str | None, api_version: str | None
) -> None:
    try:
        endpoint = parse_endpoint(text, deployment=deployment, model=model, api_version=api_version)
    except EndpointError:
        return  # the sentences are looked at above
    assert isinstance(endpoint, Endpoint)
    uri = parse_uri(endpoint.url)  # the library that will be given it
    assert endpoint.url.isascii()
    assert uri.username is None
    assert uri.secure or uri.host in ("localhost", "::1") or uri.host.startswith("127.")
    assert endpoint.shown


@given(
    base=st.sampled_from(
        ["wss://r.openai.azure.com/openai/v1/realtime", "ws://localhost/x", "api.openai.com/v1"]
    ),
    name=st.sampled_from(["api-key", "api_key", "apikey", "key", "token", "access_token", "model", "room"]),
    secret=st.from_regex(r"sk-[A-Za-z0-9]{12,30}", fullmatch=True),
)
def test_no_secret_of_an_address_is_kept_or_told(base: str, name: str, secret: str) -> None:
    with pytest.raises(EndpointError) as refusal:
        parse_endpoint(f"{base}?model=m&{name}={secret}", deployment="d")

    assert secret not in str(refusal.value)
    assert secret not in repr(refusal.value)


@given(deployment=st.text(min_size=1, max_size=40))
def test_deployment_survives_the_url(deployment: str) -> None:
    try:
        endpoint = parse_endpoint("r.openai.azure.com", deployment=deployment)
    except EndpointError:
        return
    assert parse_qs(urlsplit(endpoint.url).query)["model"] == [deployment.strip()]
