"""Keys and commands become inputs of the conversation, and nobody holds the talk key for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from voiceapp import reach as reach_module
from voiceapp.clock import ManualClock
from voiceapp.control.caller import ask
from voiceapp.control.place import Claim, claim
from voiceapp.dialogue.inputs import Input, MuteChosen, StopPressed, TalkLocked, TalkPressed, TalkReleased
from voiceapp.dialogue.snapshot import Phase, Snapshot
from voiceapp.errors import HotkeyError
from voiceapp.hotkey.gesture import Mode
from voiceapp.hotkey.keys import Hotkey
from voiceapp.hotkey.talk_keys import KeyWishes
from voiceapp.hotkey.watch import OnKey, OnLost
from voiceapp.reach import HELD_TOO_LONG, Reach, desktop_watch, key_wishes
from voiceapp.settings import Settings

NS = 5_000_000
F9 = KeyWishes("F9")


class Desktop:
    """Watches keys; `asks` lets it wait for a person who never answers."""

    def __init__(self, *, asks: bool = False) -> None:
        self.asks = asks
        self.watched: list[str] = []
        self.closed = 0
        self.on_key: OnKey = lambda purpose, is_down: None

    async def open(self, keys: Mapping[str, Hotkey], on_key: OnKey, on_lost: OnLost) -> str:
        if self.asks:
            await asyncio.Event().wait()
        self.watched = [str(key) for key in keys.values()]
        self.on_key = on_key
        return "Watched."

    async def close(self) -> None:
        self.watched = []
        self.closed += 1


class Stage:
    """A reach, the desktop it watches, and what came of it."""

    def __init__(self, *, wishes: KeyWishes = F9, claimed: Claim | None = None) -> None:
        self.desktop = Desktop()
        self.inputs: list[Input] = []
        self.told: list[str] = []
        self.shown = 0
        self.quits = 0
        self.picture = Snapshot(phase=Phase.LISTENING)
        self.reach = Reach(
            self._sink,
            lambda: self.picture,
            ManualClock(NS),
            keys=wishes,
            claim=claimed,
            tell=self.told.append,
            quit_program=self._quit,
            show_window=self._show,
            new_watch=lambda: self.desktop,
        )

    def _sink(self, happened: Input) -> None:
        self.inputs.append(happened)
        self.picture = replace(self.picture, talk_held=isinstance(happened, TalkPressed))

    def _show(self, _mini: bool) -> None:
        self.shown += 1

    def _quit(self) -> None:
        self.quits += 1


async def turns(count: int = 5) -> None:
    """Let the loop's tasks go on."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_key_talks() -> None:
    stage = Stage()
    await stage.reach.open()
    await turns()
    stage.desktop.on_key("talk", True)
    stage.desktop.on_key("talk", False)
    assert stage.inputs == [TalkPressed(NS), TalkReleased(NS)]
    await stage.reach.close()
    assert stage.desktop.watched == []


async def test_a_command_does_what_it_says(tmp_path: Path) -> None:
    claimed = claim(tmp_path)
    stage = Stage(claimed=claimed)
    await stage.reach.open()

    async def say(verb: str, argument: str = "") -> bool:
        return (await asyncio.to_thread(ask, tmp_path, verb, argument)).ok

    for argument in ("down", "up", "toggle", "toggle"):
        assert await say("ptt", argument)
    assert await say("stop")
    assert await say("mute", "on")
    assert await say("show")
    assert await say("quit")
    assert stage.inputs == [
        *[TalkPressed(NS), TalkReleased(NS)] * 2,
        StopPressed(NS),
        MuteChosen(NS, True),
    ]
    assert (stage.shown, stage.quits) == (1, 1)
    await stage.reach.close()
    assert claimed is not None
    claimed.close()


async def test_a_hold_that_is_too_long_is_let_go_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach_module, "HOLD_LIMIT_S", 0.0)
    stage = Stage(wishes=KeyWishes("F9", Mode.TOGGLE))
    await stage.reach.open()
    await turns()
    stage.desktop.on_key("talk", True)
    stage.desktop.on_key("talk", False)
    await turns()
    assert stage.inputs == [TalkPressed(NS), TalkReleased(NS)]
    assert stage.told == [HELD_TOO_LONG]
    stage.desktop.on_key("talk", True)
    assert stage.inputs[2:] == [TalkPressed(NS)]
    await stage.reach.close()


async def test_a_hold_that_ended_in_time_is_not_ended_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach_module, "HOLD_LIMIT_S", 0.0)
    stage = Stage()
    await stage.reach.open()
    stage.reach.begin_talk()
    stage.reach.end_talk()
    await turns()
    assert (stage.inputs, stage.told) == ([TalkPressed(NS), TalkReleased(NS)], [])
    await stage.reach.close()


async def test_a_command_that_ends_talk_unlocks_the_key() -> None:
    stage = Stage(wishes=KeyWishes("F9", Mode.TOGGLE))
    await stage.reach.open()
    await turns()
    stage.desktop.on_key("talk", True)
    stage.desktop.on_key("talk", False)
    stage.reach.end_talk()
    stage.desktop.on_key("talk", True)
    assert stage.inputs == [TalkPressed(NS), TalkReleased(NS), TalkPressed(NS)]
    await stage.reach.close()


async def test_a_double_tap_tells_the_conversation_that_the_key_stays_down() -> None:
    stage = Stage(wishes=KeyWishes("F9", Mode.DOUBLE_TAP))
    await stage.reach.open()
    await turns()
    for is_down in (True, False, True):
        stage.desktop.on_key("talk", is_down)
    assert stage.inputs == [TalkPressed(NS), TalkReleased(NS), TalkPressed(NS), TalkLocked(NS)]
    await stage.reach.close()


async def test_a_desktop_that_asks_a_person_holds_nobody_up() -> None:
    stage = Stage()
    stage.desktop.asks = True
    await stage.reach.open()
    await turns()
    stage.desktop.asks = False
    await stage.reach.set_keys(KeyWishes("F10"))
    await turns()
    assert stage.desktop.watched == ["F10"]
    stage.desktop.asks = True
    await stage.reach.set_keys(KeyWishes("F11"))
    await turns()
    await stage.reach.close()
    assert stage.desktop.watched == []


async def test_a_trial_tells_how_and_shows_the_key_and_ends_with_the_keys_in_use() -> None:
    stage = Stage()
    await stage.reach.open()
    await stage.reach.free_keys()
    await turns()
    assert stage.desktop.watched == []
    shown: list[object] = []
    await stage.reach.try_key("F10", shown.append, lambda *told: shown.append(told))
    await turns()
    stage.desktop.on_key("talk", True)
    stage.desktop.on_key("talk", False)
    assert shown == [("Watched.", True), True, False]
    await stage.reach.try_key("F99", shown.append, lambda *told: shown.append(told[1]))
    await turns()
    assert shown[3:] == [False]
    await stage.reach.end_trial()
    await turns()
    assert (stage.desktop.watched, stage.inputs) == (["F9"], [])
    await stage.reach.close()


async def test_without_a_window_there_is_nothing_to_show() -> None:
    told: list[str] = []
    reach = Reach(
        lambda _: None,
        Snapshot,
        ManualClock(),
        keys=KeyWishes(),
        claim=None,
        tell=told.append,
        quit_program=lambda: None,
    )
    assert not reach.show()


def test_the_settings_say_which_keys() -> None:
    settings = Settings(hotkey="Pause", hotkey_mode="double-tap", interrupt_key="F8")
    assert key_wishes(settings) == KeyWishes("Pause", Mode.DOUBLE_TAP, "F8")
    assert key_wishes(Settings()) == KeyWishes()


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_is_a_setting(mode: Mode) -> None:
    assert key_wishes(msgspec.convert({"hotkey_mode": mode.value}, Settings)).mode is mode


def test_a_machine_without_a_desktop_says_so() -> None:
    with pytest.raises(HotkeyError, match="no desktop here"):
        desktop_watch()
