"""The contract of watches is kept by all of them, as far as types go."""

from __future__ import annotations

import inspect

import pytest

from voiceapp.hotkey.portal import PortalKeys
from voiceapp.hotkey.pynput_keys import PynputKeys
from voiceapp.hotkey.watch import KeyWatch
from voiceapp.hotkey.x11 import X11Keys


@pytest.mark.parametrize("kind", [PortalKeys, PynputKeys, X11Keys])
async def test_a_watch_has_the_methods_of_the_contract_and_closes_before_it_was_opened(
    kind: type[KeyWatch],
) -> None:
    for name in ("open", "close"):
        wanted, found = (inspect.signature(getattr(owner, name)) for owner in (KeyWatch, kind))
        assert wanted == found
    watch = kind()
    await watch.close()
    await watch.close()
