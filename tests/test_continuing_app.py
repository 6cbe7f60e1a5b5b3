"""From the wish to go on with a kept conversation to the conversation, and the sentences that say why not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from tests.store.stored import conversation, user
from tests.ui_tools import Wishes, settle
from voiceapp.application import application
from voiceapp.continuing_app import Continuing
from voiceapp.errors import StoreError
from voiceapp.store.kept import ConversationId, StoredConversation
from voiceapp.ui.main_window import MainWindow

OLD = conversation(user("When does it leave?"))


class Held:
    """A conversation that only remembers what it went on with."""

    def __init__(self, *, is_kept: bool) -> None:
        self.is_kept = is_kept
        self.went_on_with: list[StoredConversation] = []

    async def go_on_with(
        self, number: ConversationId, read: Callable[[ConversationId], StoredConversation]
    ) -> None:
        self.went_on_with.append(read(number))


class Desk:
    """A window whose wishes are met at once."""

    def __init__(self, *, is_kept: bool = True) -> None:
        application()
        self.window = MainWindow(Wishes(), title_label="Test", wall_offset_ns=0)
        self.conversation = Held(is_kept=is_kept)
        self.continuing = Continuing(self.spawn, self.window, self.conversation, self.read)

    def read(self, number: ConversationId) -> StoredConversation:
        if number != 7:
            raise StoreError(f"There is no kept conversation {number}.")
        return OLD

    def spawn(self, make: Callable[[], Coroutine[Any, Any, None]], _name: str) -> None:
        async def grant() -> None:
            await make()

        asyncio.run(grant())

    @property
    def sentence(self) -> str:
        settle()
        return self.window.toast.text()


def test_the_conversation_goes_on_with_the_kept_one() -> None:
    desk = Desk()
    desk.continuing.begin(7)
    assert desk.conversation.went_on_with == [OLD]
    assert desk.sentence == ""


def test_a_conversation_that_is_gone_is_told_and_nothing_ends() -> None:
    desk = Desk()
    desk.continuing.begin(8)
    assert desk.conversation.went_on_with == []
    assert desk.sentence == "There is no kept conversation 8."


def test_who_keeps_nothing_now_is_told_that_nothing_more_is_kept() -> None:
    desk = Desk(is_kept=False)
    desk.continuing.begin(7)
    assert desk.sentence.startswith("What is said from now on is not kept")
