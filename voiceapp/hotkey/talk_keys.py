"""The keys of the settings, watched: what they do to talking, and what a trial of another key shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from voiceapp.clock import Clock
from voiceapp.errors import HotkeyError
from voiceapp.hotkey.choice import INSTEAD
from voiceapp.hotkey.gesture import Gesture, Mode, Talk
from voiceapp.hotkey.keys import hotkey
from voiceapp.hotkey.watch import KeyWatch

TALK, INTERRUPT = "talk", "interrupt"


@dataclass(frozen=True, slots=True)
class KeyWishes:
    """What the settings say."""

    talk: str = ""
    """Empty: no key."""
    mode: Mode = Mode.HOLD
    interrupt: str = ""


class Talker(Protocol):
    """Whom the keys talk for; called on the loop."""

    def begin_talk(self) -> None:
        """The person begins to talk."""
        ...

    def lock_talk(self) -> None:
        """What has begun goes on without the key."""
        ...

    def end_talk(self) -> None:
        """The person has talked."""
        ...

    def interrupt(self) -> None:
        """The answer shall stop."""
        ...


class TalkKeys:
    """Watches the keys of the settings, and lends them to a trial; on one loop."""

    def __init__(
        self, new_watch: Callable[[], KeyWatch], clock: Clock, talker: Talker, tell: Callable[[str], None]
    ) -> None:
        """`new_watch` raises HotkeyError where keys cannot be watched; `tell` is for people."""
        self._new_watch = new_watch
        self._clock = clock
        self._talker = talker
        self._tell = tell
        self._watch: KeyWatch | None = None
        self._gesture = Gesture(Mode.HOLD)

    async def open(self, wishes: KeyWishes) -> None:
        """Watch the keys of `wishes` instead of those before; what prevents it is told."""
        self._gesture = Gesture(wishes.mode)
        spelt = {TALK: wishes.talk, INTERRUPT: wishes.interrupt}
        wanted = {purpose: text for purpose, text in spelt.items() if text}
        await self.close()
        if not wanted:
            return
        try:
            await self._open(wanted, self._on_key)
        except HotkeyError as error:
            self._tell(error.sentence if INSTEAD in error.sentence else f"{error.sentence} {INSTEAD}")

    async def close(self) -> None:
        """Give the keys back. Idempotent."""
        watch, self._watch = self._watch, None
        if watch is not None:
            await watch.close()

    def ended(self) -> None:
        """Talk has come to an end without the key."""
        self._gesture.ended()

    async def try_key(self, text: str, on_key: Callable[[bool], None]) -> str:
        """Watch `text` instead of the keys in use, without talking; return how it is watched.

        `on_key` is told of each press (True) and release. `open` brings the keys in use back. Raises
        HotkeyError with a sentence.
        """
        await self.close()
        return await self._open({TALK: text}, lambda _purpose, is_down: on_key(is_down))

    async def _open(self, wanted: dict[str, str], on_key: Callable[[str, bool], None]) -> str:
        keys = {purpose: hotkey(text) for purpose, text in wanted.items()}
        watch = self._watch = self._new_watch()
        try:
            return await watch.open(keys, on_key, self._on_lost)
        except HotkeyError:
            await self.close()
            raise

    def _on_lost(self, sentence: str) -> None:
        self._tell(f"{sentence} {INSTEAD}")

    def _on_key(self, purpose: str, is_down: bool) -> None:
        if purpose == INTERRUPT:
            if is_down:
                self._talker.interrupt()
            return
        now_ns = self._clock.now_ns()
        wish = self._gesture.pressed(now_ns) if is_down else self._gesture.released(now_ns)
        if wish in (Talk.BEGIN, Talk.LOCK):
            self._talker.begin_talk()
            if wish is Talk.LOCK:
                self._talker.lock_talk()
        elif wish is Talk.END:
            self._talker.end_talk()
