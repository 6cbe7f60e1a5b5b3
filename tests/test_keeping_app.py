"""The switch of the panel and the setting: both begin and end the keeping of the running conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal

from tests.ui_tools import Wishes, settle
from voiceapp.application import application
from voiceapp.choices import Choices
from voiceapp.errors import StoreError
from voiceapp.keeping_app import KeepingApp, keeping_of
from voiceapp.settings import Settings
from voiceapp.store.keeper import Keeper
from voiceapp.transport.resolve import Environment, Flags, resolve
from voiceapp.ui.conversations_shelf import Keeping
from voiceapp.ui.main_window import MainWindow


class Conversation:
    """Remembers whether it is kept."""

    def __init__(self) -> None:
        self.keeper: Keeper | None = None

    def keep(self, keeper: Keeper) -> None:
        self.keeper = keeper

    async def stop_keeping(self) -> None:
        self.keeper = None


class Chosen(QObject):
    """Settings that are followed, unless the file cannot be written."""

    followed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.can_write = True
        self.choices = Choices(resolve(Flags(), Environment({}, {}), Settings()), Settings())

    def choose(self, name: str, value: str | float | bool) -> None:
        assert name == "keep_conversations"
        if self.can_write:
            self.now(keep_conversations=bool(value))

    def now(
        self, *, keep_conversations: bool = False, keep_nothing: bool = False, hands_free: bool = True
    ) -> None:
        settings = Settings(
            keep_conversations=keep_conversations, keep_nothing=keep_nothing, hands_free=hands_free
        )
        self.choices = replace(self.choices, settings=settings)
        self.followed.emit(self.choices.settings)


class Desk:
    def __init__(self, settings: Settings) -> None:
        application()
        self.window = MainWindow(Wishes(), title_label="Test", wall_offset_ns=0)
        self.conversation = Conversation()
        self.settings = Chosen()
        self.app = KeepingApp(self.window, settings)
        self.app.follow(self.spawn, self.conversation, self.settings)

    def spawn(self, make: Callable[[], Coroutine[Any, Any, None]], _name: str) -> None:
        async def grant() -> None:
            await make()

        asyncio.run(grant())

    def is_kept(self) -> bool:
        return self.conversation.keeper is not None

    def is_on(self) -> bool:
        return self.window.kept.panel.switch.isChecked()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEAPP_DATA_DIR", str(tmp_path))
    return tmp_path


def test_the_switch_keeps_the_running_conversation_and_stops() -> None:
    desk = Desk(Settings())
    desk.window.kept.panel.switch.click()
    assert desk.is_kept()
    assert desk.is_on()
    desk.window.kept.panel.switch.click()
    assert not desk.is_kept()
    assert not desk.is_on()


def test_a_switch_that_cannot_be_written_stays_where_it_was() -> None:
    desk = Desk(Settings())
    desk.settings.can_write = False
    desk.window.kept.panel.switch.click()
    assert (desk.is_kept(), desk.is_on()) == (False, False)


def test_the_settings_window_is_followed_too() -> None:
    desk = Desk(Settings(keep_conversations=True))
    assert desk.is_on()
    desk.conversation.keep(Keeper(Path("unused")))
    kept = desk.conversation.keeper
    desk.settings.now(keep_conversations=True, hands_free=False)
    assert desk.conversation.keeper is kept
    desk.settings.now(keep_conversations=True, keep_nothing=True)
    assert not desk.is_kept()
    assert desk.window.kept.panel.switch.isHidden()
    desk.settings.now(keep_nothing=True)
    desk.settings.now(keep_conversations=True)
    assert desk.is_kept()


def test_why_nothing_is_kept_is_told() -> None:
    desk = Desk(Settings())
    keeper = desk.app.keeper_of(replace(desk.settings.choices, settings=Settings(keep_conversations=True)))
    assert keeper is not None
    assert keeper._refused is not None
    keeper._refused(StoreError("The disk is full."))
    settle()
    assert desk.window.toast.text() == "The disk is full."
    assert desk.app.keeper_of(desk.settings.choices) is None


def test_nothing_wins_over_everything() -> None:
    assert keeping_of(Settings(keep_nothing=True, keep_conversations=True)) is Keeping.NOTHING
    assert keeping_of(Settings(keep_conversations=True)) is Keeping.ON
    assert keeping_of(Settings()) is Keeping.OFF
