"""Which way of watching keys is taken."""

from __future__ import annotations

import sys

import pytest

from voiceapp.errors import HotkeyError
from voiceapp.hotkey.choice import Way, watch_of, way_of
from voiceapp.hotkey.portal import PortalKeys
from voiceapp.hotkey.pynput_keys import PynputKeys
from voiceapp.hotkey.watch import KeyWatch
from voiceapp.hotkey.x11 import X11Keys


@pytest.mark.parametrize(
    ("platform", "environ", "way"),
    [
        ("linux", {"DISPLAY": ":0"}, Way.X11),
        ("linux", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, Way.PORTAL),
        ("linux", {"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, Way.PORTAL),
        ("linux", {"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}, Way.X11),
        ("linux", {"XDG_SESSION_TYPE": "tty"}, Way.NONE),
        ("freebsd14", {"DISPLAY": ":0"}, Way.X11),
        ("win32", {}, Way.PYNPUT),
        ("darwin", {"DISPLAY": ":0"}, Way.PYNPUT),
    ],
)
def test_the_desktop_decides(platform: str, environ: dict[str, str], way: Way) -> None:
    assert way_of(platform, environ) is way


@pytest.mark.parametrize(
    ("way", "kind"), [(Way.X11, X11Keys), (Way.PORTAL, PortalKeys), (Way.PYNPUT, PynputKeys)]
)
def test_each_way_has_a_watch(way: Way, kind: type[KeyWatch]) -> None:
    assert isinstance(watch_of(way), kind)


def test_without_a_desktop_a_sentence_says_what_to_do_instead() -> None:
    with pytest.raises(HotkeyError, match=r"no desktop here .* `voiceapp ptt toggle`"):
        watch_of(Way.NONE)


def test_what_a_way_needs_is_not_loaded_for_another() -> None:
    assert "pynput" not in sys.modules
