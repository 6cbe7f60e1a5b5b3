"""Hotkeys through the desktop's portal, against a stand-in on a private bus."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.hotkey.portal import Portal, PrivateBus, private_bus
from voiceapp.errors import HotkeyError
from voiceapp.hotkey import portal as portal_module
from voiceapp.hotkey.keys import hotkey
from voiceapp.hotkey.portal import PortalKeys, trigger_of

KEYS = {"talk": hotkey("Ctrl+Alt+Space"), "interrupt": hotkey("F8")}


class Desk:
    """A watch on the portal, and what it told."""

    def __init__(self, bus: PrivateBus) -> None:
        self.bus = bus
        self.watch = PortalKeys(bus.address)
        self.told: asyncio.Queue[tuple[str, bool] | str] = asyncio.Queue()

    async def open(self) -> str:
        return await self.watch.open(
            KEYS, lambda purpose, is_down: self.told.put_nowait((purpose, is_down)), self.told.put_nowait
        )


@contextlib.asynccontextmanager
async def desk(portal: Portal, folder: Path) -> AsyncIterator[Desk]:
    async with private_bus(portal, folder) as bus:
        found = Desk(bus)
        try:
            yield found
        finally:
            await found.watch.close()


async def test_presses_and_releases_of_the_desktop_are_told_once_each(tmp_path: Path) -> None:
    portal = Portal()
    async with desk(portal, tmp_path) as found:
        how = await found.open()
        for member in ("Activated", "Activated", "Deactivated", "Deactivated", "Activated"):
            portal.key(member, "talk")
        portal.key("Activated", "interrupt")
        assert [await found.told.get() for _ in range(4)] == [
            ("talk", True),
            ("talk", False),
            ("talk", True),
            ("interrupt", True),
        ]
    assert how == "The desktop watches the key: F9, F9. Change it in the desktop's own settings."
    assert [(name, facts["preferred_trigger"][1]) for name, facts in portal.bound] == [
        ("talk", "CTRL+ALT+space"),
        ("interrupt", "F8"),
    ]
    assert [facts["description"][1] for _, facts in portal.bound] == ["Talk", "Stop the answer"]


async def test_a_key_of_another_session_is_not_ours(tmp_path: Path) -> None:
    portal = Portal()
    async with desk(portal, tmp_path) as found:
        await found.open()
        portal.key("Activated", "talk", session="/org/freedesktop/portal/desktop/session/1_1/other")
        portal.key("Activated", "interrupt")
        assert await found.told.get() == ("interrupt", True)


async def test_a_new_portal_is_told_who_we_are_first(tmp_path: Path) -> None:
    portal = Portal(wants_id=True)
    async with desk(portal, tmp_path) as found:
        await found.open()
    assert portal.registered == "internal.voiceapp.voiceapp"


@pytest.mark.parametrize(
    ("portal", "sentence"),
    [
        (Portal(absent=True), "This desktop has no global shortcuts for us."),
        (Portal(bind_code=1), "The key was not allowed. The desktop asks again when voiceapp starts anew."),
        (Portal(bind_code=2), "The desktop does not give the key."),
    ],
    ids=["no portal", "the person says no", "another reason"],
)
async def test_a_refusal_is_a_sentence(portal: Portal, sentence: str, tmp_path: Path) -> None:
    async with desk(portal, tmp_path) as found:
        with pytest.raises(HotkeyError) as raised:
            await found.open()
    assert raised.value.sentence == sentence


async def test_a_program_the_desktop_does_not_know_is_told_the_cure(tmp_path: Path) -> None:
    async with desk(Portal(wants_id=True, installed=False), tmp_path) as found:
        with pytest.raises(HotkeyError) as raised:
            await found.open()
    assert raised.value.sentence == (
        "The desktop gives keys only to programs in its menu. "
        "Run `voiceapp desktop-entry install`, then choose the key again."
    )
    assert raised.value.details == "org.freedesktop.portal.Error.NotAllowed: An app id is required"


async def test_installing_the_entry_is_the_cure_without_a_new_start(tmp_path: Path) -> None:
    portal = Portal(wants_id=True, installed=False)
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    async with desk(portal, before) as refused:
        with pytest.raises(HotkeyError):
            await refused.open()
    portal.installed = True
    async with desk(portal, after) as allowed:
        assert (await allowed.open()).startswith("The desktop watches the key: F9")


async def test_a_portal_without_shortcuts_is_not_cured_by_a_desktop_file(tmp_path: Path) -> None:
    async with desk(Portal(absent=True), tmp_path) as found:
        with pytest.raises(HotkeyError) as raised:
            await found.open()
    assert "desktop-entry" not in raised.value.sentence


async def test_a_question_nobody_answers_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_module, "PERSON_LIMIT_S", 0.01)
    async with desk(Portal(silent=True), tmp_path) as found:
        with pytest.raises(HotkeyError, match="was not answered"):
            await found.open()


async def test_without_a_bus_there_is_a_sentence(tmp_path: Path) -> None:
    watch = PortalKeys(f"unix:path={tmp_path / 'nothing'}")
    with pytest.raises(HotkeyError, match="no session bus"):
        await watch.open(KEYS, lambda *_: None, lambda _: None)
    await watch.close()


async def test_a_session_that_is_taken_back_releases_the_key_and_is_told_once(tmp_path: Path) -> None:
    portal = Portal()
    async with desk(portal, tmp_path) as found:
        await found.open()
        portal.key("Activated", "talk")
        portal.close_session()
        portal.close_session()
        portal.key("Activated", "talk")
        assert [await found.told.get() for _ in range(3)] == [
            ("talk", True),
            ("talk", False),
            "The desktop has taken the hotkey back.",
        ]
        found.bus.hang_up()
        assert found.watch._reader is not None
        await found.watch._reader
        assert found.told.empty()


async def test_a_bus_that_goes_away_is_told(tmp_path: Path) -> None:
    async with desk(Portal(), tmp_path) as found:
        await found.open()
        found.bus.hang_up()
        assert await found.told.get() == "The session bus is gone, and with it the hotkey."


async def test_closing_releases_a_key_that_is_down_and_may_be_done_twice(tmp_path: Path) -> None:
    portal = Portal()
    async with desk(portal, tmp_path) as found:
        await found.open()
        portal.key("Activated", "talk")
        assert await found.told.get() == ("talk", True)
        await found.watch.close()
        await found.watch.close()
        assert found.told.get_nowait() == ("talk", False)


def test_a_mouse_button_is_no_trigger() -> None:
    assert trigger_of(hotkey("Meta+Shift+,")) == "SHIFT+LOGO+comma"
    with pytest.raises(HotkeyError, match="watches keys only, not MouseBack"):
        trigger_of(hotkey("MouseBack"))
