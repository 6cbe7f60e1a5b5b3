"""How a running conversation is reached from outside its own window: hotkeys, and commands from a terminal.

Both end here, on the voice loop, and become the same inputs. A hold that began out there is let go after five
minutes: a lost `ptt up`, or a lock that was forgotten, must not leave the microphone open for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from voiceapp.clock import Clock
from voiceapp.control.listener import Listener
from voiceapp.control.place import Claim
from voiceapp.dialogue.inputs import (
    Input,
    MuteChosen,
    StopPressed,
    TalkLocked,
    TalkPressed,
    TalkReleased,
)
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.errors import HotkeyError
from voiceapp.hotkey.choice import watch_of, way_of
from voiceapp.hotkey.gesture import Mode
from voiceapp.hotkey.talk_keys import KeyWishes, TalkKeys
from voiceapp.hotkey.watch import KeyWatch
from voiceapp.settings import Settings

HOLD_LIMIT_S = 300.0
HELD_TOO_LONG = "The talk key was held for five minutes and is let go."


def key_wishes(settings: Settings) -> KeyWishes:
    """Return which keys the settings want."""
    return KeyWishes(settings.hotkey, Mode(settings.hotkey_mode), settings.interrupt_key)


def desktop_watch() -> KeyWatch:
    """Return a watch for keys on this desktop. Raises HotkeyError where there is none."""
    return watch_of(way_of(sys.platform, os.environ))


class Reach:
    """`open()` and `close()` on the conversation's loop; everything in between there as well.

    It is what the keys talk for (`Talker`) and what a command line controls (`Controlled`).
    """

    def __init__(
        self,
        sink: Callable[[Input], None],
        picture: Callable[[], Snapshot],
        clock: Clock,
        *,
        keys: KeyWishes,
        claim: Claim | None,
        tell: Callable[[str], None],
        quit_program: Callable[[], None],
        show_window: Callable[[bool], None] | None = None,
        new_watch: Callable[[], KeyWatch] = desktop_watch,
    ) -> None:
        """Inputs go to `sink` at once, and `picture` shows what came of them.

        Without a `claim` another program answers the command line. `tell` is for people, `show_window` is
        given True for the mini window; they and `quit_program` are called on the loop and must not wait.
        """
        self._sink = sink
        self._picture = picture
        self._clock = clock
        self._wishes = keys
        self._keys = TalkKeys(new_watch, clock, self, tell)
        self._listener = Listener(claim, self) if claim is not None else None
        self._tell = tell
        self._quit_program = quit_program
        self._show_window = show_window
        self._change: asyncio.Task[None] | None = None
        self._limit: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Answer the command line, and begin to watch the keys, which may take as long as a person thinks."""
        if self._listener is not None:
            await self._listener.open()
        await self.set_keys(self._wishes)

    async def close(self) -> None:
        """Give the keys back and answer nobody any more."""
        await self._give_up_change()
        await self._keys.close()
        if self._listener is not None:
            await self._listener.close()
        self._end_limit()

    # -- keys ----------------------------------------------------------------------------------------

    async def set_keys(self, wishes: KeyWishes) -> None:
        """Watch other keys from now on; what prevents it is told."""
        self._wishes = wishes
        await self._begin_change(self._keys.open(wishes))

    async def free_keys(self) -> None:
        """Watch no key until `end_trial`, so that all of them reach the window."""
        await self._begin_change(self._keys.close())

    async def try_key(
        self, key: str, on_key: Callable[[bool], None], told: Callable[[str, bool], None]
    ) -> None:
        """Watch `key` without talking, until `end_trial`.

        `told` gets a sentence and whether the key is watched; `on_key` each press (True) and release.
        """

        async def trial() -> None:
            try:
                told(await self._keys.try_key(key, on_key), True)
            except HotkeyError as error:
                told(error.sentence, False)

        await self._begin_change(trial())

    async def end_trial(self) -> None:
        """Watch the keys in use again."""
        await self._begin_change(self._keys.open(self._wishes))

    async def _begin_change(self, work: Coroutine[Any, Any, None]) -> None:
        """Do `work` in the background, in place of a change under way: the desktop may be asking a person."""
        await self._give_up_change()
        self._change = asyncio.create_task(work, name="hotkeys")

    async def _give_up_change(self) -> None:
        change, self._change = self._change, None
        if change is not None:
            change.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await change

    # -- what both may ask for -----------------------------------------------------------------------

    def begin_talk(self) -> None:
        """Press the talk key."""
        self._end_limit()
        self._limit = asyncio.get_running_loop().call_later(HOLD_LIMIT_S, self._held_too_long)
        self._sink(TalkPressed(self._clock.now_ns()))

    def lock_talk(self) -> None:
        """Keep the talk key down without a finger."""
        self._sink(TalkLocked(self._clock.now_ns()))

    def end_talk(self) -> None:
        """Release the talk key."""
        self._end_limit()
        self._keys.ended()
        self._sink(TalkReleased(self._clock.now_ns()))

    def interrupt(self) -> None:
        """Stop the answer."""
        self._sink(StopPressed(self._clock.now_ns()))

    def mute(self, muted: bool) -> None:
        """Let nothing leave, or no longer."""
        self._sink(MuteChosen(self._clock.now_ns(), muted))

    def snapshot(self) -> Snapshot:
        """Return the conversation as it is."""
        return self._picture()

    def show(self, *, mini: bool = False) -> bool:
        """Bring the window, or the mini window, to the front; False where there is none."""
        if self._show_window is None:
            return False
        self._show_window(mini)
        return True

    def quit(self) -> None:
        """End the program."""
        self._quit_program()

    def _held_too_long(self) -> None:
        self.end_talk()
        self._tell(HELD_TOO_LONG)

    def _end_limit(self) -> None:
        limit, self._limit = self._limit, None
        if limit is not None:
            limit.cancel()
