"""A stand-in for a desktop's portal, on a private bus: what GNOME and KDE do, and what they refuse.

`Portal` answers D-Bus messages; it does not care who carries them. `private_bus` is a bus with one place on it:
it greets the program as a bus does and hands everything to the portal. `python -m tests.hotkey.portal` puts the
same portal on the session bus, for a trial with a real `dbus-daemon`.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Parser,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.asyncio import open_dbus_connection

PATH = "/org/freedesktop/portal/desktop"
NAME = "org.freedesktop.portal.Desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
ME = ":1.42"


class Portal:
    """Takes messages, and leaves what it says in `said`."""

    def __init__(
        self,
        *,
        absent: bool = False,
        wants_id: bool = False,
        installed: bool = True,
        bind_code: int = 0,
        trigger: str = "F9",
        silent: bool = False,
    ) -> None:
        """`absent`: no such portal. `wants_id`: as from version 1.21. `installed`: the .desktop file is there."""
        self.absent, self.wants_id, self.installed = absent, wants_id, installed
        self.bind_code, self.trigger, self.silent = bind_code, trigger, silent
        self.said: asyncio.Queue[Message] = asyncio.Queue()
        self.registered = ""
        self.session = ""
        self.bound: list[tuple[str, dict[str, Any]]] = []

    def take(self, call: Message) -> None:
        """Answer a call."""
        fields = call.header.fields
        member, sender = fields.get(HeaderFields.member), str(fields.get(HeaderFields.sender, ME))
        if fields.get(HeaderFields.destination) == "org.freedesktop.DBus":
            self.said.put_nowait(
                new_method_return(call, "s", (ME,)) if member == "Hello" else new_method_return(call)
            )
        elif self.absent or (member == "Register" and not self.wants_id):
            self._refuse(call, "org.freedesktop.DBus.Error.UnknownMethod", "No such interface")
        elif member == "Register":
            if not self.installed:
                return self._refuse(call, "org.freedesktop.portal.Error.Failed", "App info not found")
            self.registered = call.body[0]
            self.said.put_nowait(new_method_return(call))
        elif self.wants_id and not self.registered:
            self._refuse(call, "org.freedesktop.portal.Error.NotAllowed", "An app id is required")
        elif member == "CreateSession":
            self.session = f"{PATH}/session/{_name(sender)}/{call.body[0]['session_handle_token'][1]}"
            self._respond(call, sender, call.body[0], 0, {"session_handle": ("s", self.session)})
        elif member == "BindShortcuts":
            session, self.bound, _parent, options = call.body
            assert session == self.session
            told = [(name, {"trigger_description": ("s", self.trigger)}) for name, _ in self.bound]
            results = {"shortcuts": ("a(sa{sv})", told)} if self.bind_code == 0 else {}
            self._respond(call, sender, options, self.bind_code, results)

    def key(self, member: str, purpose: str, session: str = "") -> None:
        """Tell that a shortcut was `Activated` or `Deactivated`."""
        self._signal(PATH, SHORTCUTS, member, "osta{sv}", (session or self.session, purpose, 1234, {}))

    def close_session(self) -> None:
        """Take everything back."""
        self._signal(self.session, "org.freedesktop.portal.Session", "Closed", "a{sv}", ({},))

    def _respond(
        self, call: Message, sender: str, options: dict[str, Any], code: int, results: dict[str, Any]
    ) -> None:
        request = f"{PATH}/request/{_name(sender)}/{options['handle_token'][1]}"
        self.said.put_nowait(new_method_return(call, "o", (request,)))
        if not self.silent:
            self._signal(request, "org.freedesktop.portal.Request", "Response", "ua{sv}", (code, results))

    def _refuse(self, call: Message, name: str, text: str) -> None:
        self.said.put_nowait(new_error(call, name, "s", (text,)))

    def _signal(self, path: str, interface: str, member: str, signature: str, body: tuple[Any, ...]) -> None:
        self.said.put_nowait(new_signal(DBusAddress(path, interface=interface), member, signature, body))


def _name(sender: str) -> str:
    return sender.removeprefix(":").replace(".", "_")


class PrivateBus:
    """A bus that one program is on; `hang_up` ends it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.writers: list[asyncio.StreamWriter] = []

    def hang_up(self) -> None:
        for writer in self.writers:
            writer.close()


@contextlib.asynccontextmanager
async def private_bus(portal: Portal, folder: Path) -> AsyncIterator[PrivateBus]:
    """Carry messages between the program and `portal` over a socket in `folder`."""
    bus = PrivateBus(f"unix:path={folder / 'bus'}")
    tasks: list[asyncio.Task[None]] = []

    async def speak(writer: asyncio.StreamWriter) -> None:
        for serial in itertools.count(1):
            writer.write((await portal.said.get()).serialise(serial))

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bus.writers.append(writer)
        assert (await reader.readuntil(b"\r\n")).startswith(b"\0AUTH EXTERNAL ")
        writer.write(b"OK 0123456789abcdef0123456789abcdef\r\n")
        assert await reader.readuntil(b"\r\n") == b"BEGIN\r\n"
        tasks.append(asyncio.create_task(speak(writer)))
        parser = Parser()
        while data := await reader.read(4096):
            parser.add_data(data)
            while (message := parser.get_next_message()) is not None:
                portal.take(message)
        writer.close()

    server = await asyncio.start_unix_server(greet, folder / "bus")
    try:
        yield bus
    finally:
        bus.hang_up()
        for task in tasks:
            task.cancel()
        server.close()


async def on_the_session_bus() -> None:
    """Be the portal of the session bus: after a shortcut is bound, press and release it three times."""
    portal = Portal(wants_id=True)
    connection = await open_dbus_connection()
    await connection.send(message_bus.RequestName(NAME))

    async def speak() -> None:
        while True:
            await connection.send(await portal.said.get())

    async def press() -> None:
        for _ in range(3):
            await asyncio.sleep(0.5)
            portal.key("Activated", "talk")
            await asyncio.sleep(0.5)
            portal.key("Deactivated", "talk")

    tasks = [asyncio.create_task(speak())]
    while True:
        message = await connection.receive()
        if message.header.message_type is MessageType.method_call:
            portal.take(message)
            if portal.bound and len(tasks) == 1:
                sys.stdout.write(f"{portal.registered} has bound {portal.bound}\n")
                tasks.append(asyncio.create_task(press()))


if __name__ == "__main__":
    asyncio.run(on_the_session_bus())
