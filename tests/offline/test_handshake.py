from __future__ import annotations

import json
from typing import Any

import pytest

from tests.offline.loopback import FIRST_PREVIEW, GA, OPENAI, PREVIEW
from voiceapp.offline.handshake import Admitted, Rejected, judged
from voiceapp.offline.options import HttpRefusal, ServerOptions


def verdict(
    target: str = GA, options: ServerOptions | None = None, connections: int = 0, **headers: Any
) -> Admitted | Rejected:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return judged(target, named, options or ServerOptions(), connections=connections)


def status(found: Admitted | Rejected) -> int:
    return found.status if isinstance(found, Rejected) else 101


@pytest.mark.parametrize(
    ("target", "dialect", "voice"),
    [
        (GA, "ga", "marin"),
        (OPENAI, "ga", "marin"),
        (PREVIEW, "preview", "alloy"),
        (FIRST_PREVIEW, "preview-2024-10", "alloy"),
        ("/openai/realtime?api-version=2024-12-17&deployment=offline", "preview", "alloy"),
        ("/openai/v1/realtime/?model=offline", "ga", "marin"),
    ],
)
def test_the_address_chooses_the_dialect(target: str, dialect: str, voice: str) -> None:
    assert verdict(target) == Admitted(dialect, "offline", voice)


def test_the_beta_header_or_subprotocol_asks_for_preview_on_one_address_only() -> None:
    assert verdict(OPENAI, openai_beta="realtime=v1") == Admitted("preview", "offline", "alloy")
    offered = "realtime, openai-beta.realtime-v1"
    assert verdict(OPENAI, sec_websocket_protocol=offered) == Admitted("preview", "offline", "alloy")
    assert verdict(GA, openai_beta="realtime=v1") == Admitted("ga", "offline", "marin")


def test_names_are_decoded() -> None:
    assert verdict("/v1/realtime?model=my%20model%2F2") == Admitted("ga", "my model/2", "marin")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/", 404),
        ("/v1/chat", 404),
        ("/openai/v1/realtime", 400),
        ("/v1/realtime?model=", 400),
        ("/openai/realtime?deployment=x", 400),
        ("/openai/realtime?api-version=2025-04-01-preview", 400),
        ("/openai/realtime?api-version=latest&deployment=x", 404),
        ("/openai/v1/realtime?model=x&api-version=2025-04-01-preview", 401),
        ("/openai/v1/realtime?deployment=x", 401),
        ("/v1/realtime?intent=transcription", 400),
    ],
)
def test_what_is_no_address_is_refused_as_the_services_do(target: str, expected: int) -> None:
    assert status(verdict(target)) == expected


@pytest.mark.parametrize(
    ("target", "headers", "expected"),
    [
        (GA, {}, 401),
        (GA, {"api_key": "wrong"}, 401),
        (GA, {"api_key": "right"}, 101),
        (GA, {"authorization": "Bearer right"}, 101),
        (GA, {"authorization": "bearer right"}, 101),
        (GA, {"authorization": "Basic right"}, 401),
        (GA + "&api-key=right", {}, 101),
        (GA, {"sec_websocket_protocol": "realtime, openai-insecure-api-key.right"}, 101),
        (GA, {"api_key": "gr\u00fcn"}, 401),
    ],
)
def test_a_key_may_be_presented_in_every_usual_way(
    target: str, headers: dict[str, Any], expected: int
) -> None:
    found = verdict(target, ServerOptions(api_key="right"), **headers)
    assert status(found) == expected
    if isinstance(found, Rejected):
        assert "right" not in found.body


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("https://example.org", 403),
        ("http://localhost.example.org", 403),
        ("http://127.0.0.1.example.org", 403),
        ("null", 403),
        ("", 403),
        ("http://localhost:3000", 101),
        ("http://127.0.0.1", 101),
        ("http://[::1]:8080", 101),
        ("file://", 101),
    ],
)
def test_a_web_page_may_not_connect(origin: str, expected: int) -> None:
    assert status(verdict(origin=origin)) == expected


def test_a_web_page_may_not_even_learn_what_else_would_be_wrong() -> None:
    found = verdict("/nowhere", ServerOptions(refuse=HttpRefusal(500)), origin="https://example.org")
    assert status(found) == 403


def test_only_known_deployments_exist() -> None:
    options = ServerOptions(deployments=frozenset({"offline"}))
    assert status(verdict(GA, options)) == 101
    found = verdict("/v1/realtime?model=other", options)
    assert isinstance(found, Rejected)
    assert (found.status, found.code) == (404, "DeploymentNotFound")


def test_there_is_a_place_for_so_many() -> None:
    options = ServerOptions(connections_max=2)
    assert status(verdict(GA, options, connections=1)) == 101
    assert status(verdict(GA, options, connections=2)) == 429


@pytest.mark.parametrize(
    ("code", "expected"), [(401, "invalid_api_key"), (500, "server_error"), (418, "error")]
)
def test_a_refusal_by_order_has_the_usual_code(code: int, expected: str) -> None:
    found = verdict(GA, ServerOptions(refuse=HttpRefusal(code, retry_after_s=3)))
    assert isinstance(found, Rejected)
    assert (found.status, found.code, found.retry_after_s) == (code, expected, 3)
    assert json.loads(found.body)["error"]["code"] == expected


def test_a_refusal_by_order_may_have_a_code_of_its_own() -> None:
    found = verdict(GA, ServerOptions(refuse=HttpRefusal(429, code="insufficient_quota")))
    assert isinstance(found, Rejected)
    assert found.code == "insufficient_quota"
