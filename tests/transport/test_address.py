"""What an address is checked for, apart from what the service makes of it."""

from __future__ import annotations

import pytest

from voiceapp.errors import EndpointError
from voiceapp.transport.address import Address, is_loopback, parse_address


def test_parts_of_a_full_address() -> None:
    address = parse_address("HTTPS://Host.Example.com.:8443/a%20b/c/?x=1&Model=m&x=2&empty=")

    assert address == Address(
        secure=True,
        host="host.example.com",
        port=8443,
        path="/a%20b/c",
        query={"x": "1", "model": "m", "empty": ""},
    )


def test_bare_loopback_host_is_not_encrypted_and_a_bare_other_host_is() -> None:
    assert parse_address("localhost:80").secure is False
    assert parse_address("127.0.0.1").secure is False
    assert parse_address("example.com").secure is True


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.255.255.254", True),
        ("::1", True),
        ("128.0.0.1", False),
        ("0.0.0.0", False),
        ("localhost.example.com", False),
        ("sub.localhost", False),
        ("127.0.0.1.example.com", False),
    ],
)
def test_only_this_computer_is_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_url_quotes_values_and_brackets_ipv6() -> None:
    address = parse_address("ws://[::0001]:9")

    assert address.url("/p", {"model": "ä &/?"}) == "ws://[::1]:9/p?model=%C3%A4%20%26%2F%3F"


def test_characters_beyond_ascii_in_a_path_are_quoted_once() -> None:
    assert parse_address("wss://example.com/ü%C3%BC").path == "/%C3%BC%C3%BC"


def test_refusal_does_not_quote_the_query() -> None:
    with pytest.raises(EndpointError) as refusal:
        parse_address("wss://example.com/?token=canary")

    assert "canary" not in repr(refusal.value)
