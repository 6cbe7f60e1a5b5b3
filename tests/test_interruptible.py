"""Ctrl+C at the moments at which `asyncio.run` alone would leave something half made."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

import pytest

from voiceapp import interruptible


def press() -> None:
    signal.raise_signal(signal.SIGINT)


def test_what_the_coroutine_returns_is_returned() -> None:
    async def main() -> int:
        await asyncio.sleep(0)
        return 7

    before = signal.getsignal(signal.SIGINT)
    assert interruptible.run(main) == 7
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_before_the_first_line_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []

    async def main() -> None:
        begun.append(True)

    new_loop = asyncio.new_event_loop

    def interrupted_loop() -> asyncio.AbstractEventLoop:
        press()  # the moment at which `asyncio.run` has no task to tell of it
        return new_loop()

    monkeypatch.setattr(asyncio.events, "new_event_loop", interrupted_loop)
    with pytest.raises(KeyboardInterrupt):
        interruptible.run(main)
    assert begun == []


def test_ctrl_c_closes_what_was_opened() -> None:
    closed: list[bool] = []

    async def main() -> None:
        try:
            press()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        interruptible.run(main)
    assert closed == [True]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_ends_the_process() -> None:
    async def main() -> Any:
        press()
        return signal.getsignal(signal.SIGINT)

    assert interruptible.run(main) is signal.SIG_DFL


def test_a_cancellation_that_is_nobodys_ctrl_c_stays_one() -> None:
    def main() -> Coroutine[Any, Any, None]:
        async def cancelled() -> None:
            raise asyncio.CancelledError

        return cancelled()

    with pytest.raises(asyncio.CancelledError):
        interruptible.run(main)
