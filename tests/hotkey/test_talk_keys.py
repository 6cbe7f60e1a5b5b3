"""From keys to talking: the settings' keys, a trial of another key, and what prevents them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from voiceapp.clock import ManualClock
from voiceapp.errors import HotkeyError
from voiceapp.hotkey.choice import INSTEAD
from voiceapp.hotkey.gesture import Mode
from voiceapp.hotkey.keys import Hotkey
from voiceapp.hotkey.talk_keys import KeyWishes, TalkKeys
from voiceapp.hotkey.watch import OnKey, OnLost


class Desktop:
    """Watches keys for whoever asks, one at a time; `refuses` is why it does not."""

    def __init__(self) -> None:
        self.watched: dict[str, str] = {}
        self.refuses = ""
        self.on_key: OnKey = lambda purpose, is_down: None
        self.on_lost: OnLost = lambda sentence: None

    async def open(self, keys: Mapping[str, Hotkey], on_key: OnKey, on_lost: OnLost) -> str:
        assert self.watched == {}, "the keys before were not given back"
        if self.refuses:
            raise HotkeyError(self.refuses)
        self.watched = {purpose: str(key) for purpose, key in keys.items()}
        self.on_key, self.on_lost = on_key, on_lost
        return "Watched."

    async def close(self) -> None:
        self.watched = {}


class Room:
    """The keys, the desktop that watches them, and what was done and told."""

    def __init__(self) -> None:
        self.desktop = Desktop()
        self.clock = ManualClock()
        self.done: list[str] = []
        self.told: list[str] = []
        self.keys = TalkKeys(lambda: self.desktop, self.clock, self, self.told.append)

    def begin_talk(self) -> None:
        self.done.append("begin")

    def lock_talk(self) -> None:
        self.done.append("lock")

    def end_talk(self) -> None:
        self.done.append("end")

    def interrupt(self) -> None:
        self.done.append("interrupt")

    def press(self, purpose: str = "talk", ms: int = 1000) -> None:
        self.desktop.on_key(purpose, True)
        self.clock.advance(ms=ms)
        self.desktop.on_key(purpose, False)


@pytest.fixture
def room() -> Room:
    return Room()


async def test_the_keys_of_the_settings_talk_and_interrupt(room: Room) -> None:
    await room.keys.open(KeyWishes("f9", Mode.HOLD, "ctrl+pause"))
    assert room.desktop.watched == {"talk": "F9", "interrupt": "Ctrl+Pause"}
    room.press()
    room.press("interrupt")
    assert room.done == ["begin", "end", "interrupt"]


async def test_the_clock_tells_a_tap_from_a_hold(room: Room) -> None:
    await room.keys.open(KeyWishes("F9", Mode.DOUBLE_TAP))
    room.press(ms=100)
    room.clock.advance(ms=200)
    room.press(ms=100)
    assert room.done == ["begin", "end", "begin", "lock"]
    room.keys.ended()
    room.press(ms=1000)
    assert room.done[4:] == ["begin", "end"]


async def test_without_keys_nothing_is_watched(room: Room) -> None:
    room.desktop.refuses = "Nobody may ask."
    await room.keys.open(KeyWishes())
    assert room.told == []


async def test_other_keys_take_the_place_of_those_before(room: Room) -> None:
    await room.keys.open(KeyWishes("F9"))
    await room.keys.open(KeyWishes("F10"))
    assert room.desktop.watched == {"talk": "F10"}


@pytest.mark.parametrize(
    ("key", "refuses", "sentence"),
    [("F9", "Another program has it.", "Another program has it."), ("F99", "", "no key is called “F99”")],
)
async def test_what_prevents_a_key_is_told_with_what_can_be_done_instead(
    key: str, refuses: str, sentence: str, room: Room
) -> None:
    room.desktop.refuses = refuses
    await room.keys.open(KeyWishes(key))
    assert len(room.told) == 1
    assert sentence in room.told[0]
    assert room.told[0].endswith(INSTEAD)


async def test_keys_that_are_lost_are_told(room: Room) -> None:
    await room.keys.open(KeyWishes("F9"))
    room.desktop.on_lost("The desktop has taken it back.")
    assert room.told == [f"The desktop has taken it back. {INSTEAD}"]


async def test_a_trial_shows_press_and_release_without_talking_and_ends_with_the_keys_before(
    room: Room,
) -> None:
    await room.keys.open(KeyWishes("F9", Mode.TOGGLE))
    seen: list[bool] = []
    assert await room.keys.try_key("F9", seen.append) == "Watched."
    room.press()
    assert (seen, room.done) == ([True, False], [])
    await room.keys.open(KeyWishes("F9", Mode.TOGGLE))
    room.press()
    assert room.done == ["begin"]


async def test_a_trial_that_is_refused_says_why_and_the_keys_before_come_back(room: Room) -> None:
    await room.keys.open(KeyWishes("F9"))
    with pytest.raises(HotkeyError, match="no key is called"):
        await room.keys.try_key("F99", print)
    room.desktop.refuses = "Taken."
    with pytest.raises(HotkeyError, match="Taken"):
        await room.keys.try_key("F10", print)
    room.desktop.refuses = ""
    await room.keys.open(KeyWishes("F9"))
    assert room.desktop.watched == {"talk": "F9"}
    assert room.told == []
