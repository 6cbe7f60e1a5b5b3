"""The guards of the test suite are awake."""

from __future__ import annotations

import logging
import os
import socket

import pytest

from tests.guards import NETWORK_GUARD, NetworkForbidden, NetworkGuard, is_loopback, judge_logs


def test_unannounced_record_is_a_complaint() -> None:
    assert judge_logs(["WARNING x: queue full"], []) == ["unexpected log record: WARNING x: queue full"]


def test_announced_record_is_none() -> None:
    assert judge_logs(["WARNING x: queue full"], ["queue full"]) == []


def test_announced_record_that_never_came_is_a_complaint() -> None:
    assert judge_logs([], ["queue full"]) == ["no log record matches 'queue full'"]


@pytest.mark.expects_log("a warning on purpose")
def test_the_marker_covers_a_real_record() -> None:
    logging.getLogger("voiceapp.test").warning("a %s on purpose", "warning")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", b"127.0.0.1"])
def test_loopback_is_allowed(host: str | bytes) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.test", "", "0.0.0.0"])
def test_everything_else_leaves_the_machine(host: str) -> None:
    assert not is_loopback(host)


def test_the_guard_refuses_and_remembers() -> None:
    guard = NetworkGuard()
    with pytest.raises(NetworkForbidden):
        guard.hook("socket.connect", (None, ("192.0.2.1", 443)))
    guard.hook("socket.connect", (None, "/run/some.socket"))
    guard.hook("socket.connect", (None, ("127.0.0.1", 443)))
    assert guard.take_attempts() == ["socket.connect '192.0.2.1'"]
    assert guard.take_attempts() == []


def test_the_guard_is_on_duty() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream, pytest.raises(NetworkForbidden):
        stream.connect(("192.0.2.1", 443))  # TEST-NET-1: nobody has this address
    with pytest.raises(NetworkForbidden):
        socket.getaddrinfo("example.test", 443)
    assert NETWORK_GUARD.take_attempts() == [
        "socket.connect '192.0.2.1'",
        "socket.getaddrinfo 'example.test'",
    ]


def test_the_persons_own_keys_are_out_of_sight() -> None:
    assert not [name for name in os.environ if name.startswith(("AZURE_", "OPENAI_"))]
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
