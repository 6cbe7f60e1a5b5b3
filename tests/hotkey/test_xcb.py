"""libxcb against a server of our own: what is asked for, what comes back."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.hotkey.x_server import F9, SPACE, FakeXServer
from voiceapp.errors import HotkeyError
from voiceapp.hotkey.xcb import BAD_ACCESS, KEY_PRESS, KEY_RELEASE, XConnection, XEvent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="X11 is Linux's")


@pytest.fixture
def server() -> Iterator[FakeXServer]:
    found = FakeXServer(taken=frozenset({SPACE}))
    yield found
    found.close()


@pytest.fixture
def connection(server: FakeXServer) -> Iterator[XConnection]:
    found = XConnection(fd=server.client_fd)
    yield found
    found.close()


def test_keys_are_found_by_their_symbol(connection: XConnection) -> None:
    assert connection.keycodes(0xFFC6) == [F9]
    assert connection.keycodes(0xFFC7) == []


def test_a_grab_is_given_or_refused_to_whoever_asked(server: FakeXServer, connection: XConnection) -> None:
    assert connection.grab_key(F9, 0x04) == 0
    assert connection.grab_button(8, 0x10) == 0
    assert connection.grab_key(SPACE, 0) == BAD_ACCESS
    assert server.grabs == {("key", F9, 0x04), ("button", 8, 0x10)}


def test_events_come_with_their_key_and_modifiers(server: FakeXServer, connection: XConnection) -> None:
    connection.grab_key(F9, 0x14)
    server.press(F9, 0x14)
    server.release(F9, 0x04)
    connection.keycodes(0)  # answered after them
    assert connection.take_events() == [XEvent(KEY_PRESS, F9, 0x14), XEvent(KEY_RELEASE, F9, 0x04)]
    assert connection.take_events() == []


def test_repetitions_have_no_releases_when_that_was_asked_for(
    server: FakeXServer, connection: XConnection
) -> None:
    assert connection.detect_auto_repeat()
    server.repeat(F9, 3)
    connection.keycodes(0)
    assert {event.kind for event in connection.take_events()} == {KEY_PRESS}


def test_a_server_without_the_keyboard_extension_says_so() -> None:
    server = FakeXServer(has_xkb=False)
    connection = XConnection(fd=server.client_fd)
    assert not connection.detect_auto_repeat()
    connection.close()
    connection.close()
    server.close()


def test_a_server_that_is_gone_is_noticed(server: FakeXServer, connection: XConnection) -> None:
    before = connection.is_broken
    server.close()
    assert connection.take_events() == []
    assert (before, connection.is_broken) == (False, True)
    assert connection.keycodes(0xFFC6) == []


def test_without_a_server_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")
    with pytest.raises(HotkeyError, match="X server does not answer"):
        XConnection()
