"""Keys on Wayland: the desktop watches them for us (portal `org.freedesktop.portal.GlobalShortcuts`).

The desktop asks the person once, remembers the answer under our application id, and may give another key
than we asked for. It tells presses and releases as `Activated` and `Deactivated`. From xdg-desktop-portal
1.21 on a program outside a sandbox must first say who it is (`Registry.Register`), which works when its
`.desktop` file is installed (`voiceapp desktop-entry install`); older portals do not know the method, and do
not need it.

jeepney speaks D-Bus here: keyring brings it along on every Linux, and it is pure Python.
Source: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Mapping
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.asyncio import DBusConnection, open_dbus_connection

from voiceapp.app_id import APP_ID
from voiceapp.errors import HotkeyError
from voiceapp.hotkey.keys import Hotkey, Modifier
from voiceapp.hotkey.watch import OnKey, OnLost

REPLY_LIMIT_S = 10.0
PERSON_LIMIT_S = 300.0
"""How long the desktop's question may stand unanswered."""

_BUS_NAME, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SHORTCUTS = DBusAddress(_PATH, _BUS_NAME, "org.freedesktop.portal.GlobalShortcuts")
_REGISTRY = DBusAddress(_PATH, _BUS_NAME, "org.freedesktop.host.portal.Registry")
_REQUEST, _SESSION = "org.freedesktop.portal.Request", "org.freedesktop.portal.Session"
_MODIFIERS = {Modifier.CTRL: "CTRL", Modifier.ALT: "ALT", Modifier.SHIFT: "SHIFT", Modifier.META: "LOGO"}
_DESCRIPTIONS = {"talk": "Talk", "interrupt": "Stop the answer"}
_CANCELLED = 1
_NO_SUCH_METHOD = "org.freedesktop.DBus.Error.Unknown"
"""How an older portal's answer to `Register` begins: UnknownMethod, UnknownInterface, UnknownObject."""
_NOT_ALLOWED = "org.freedesktop.portal.Error.NotAllowed"
"""What a portal answers that does not know who asks."""


class _Refused(HotkeyError):
    """The desktop has answered a call with an error; `name` is that of D-Bus."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__("This desktop has no global shortcuts for us.", details=f"{name}: {text}")
        self.name = name


def trigger_of(key: Hotkey) -> str:
    """Return how the "shortcuts" specification of freedesktop.org spells a key."""
    if not key.spelling.xkb:
        raise HotkeyError(f"The desktop watches keys only, not {key}.")
    return "+".join([*(_MODIFIERS[one] for one in Modifier if one in key.modifiers), key.spelling.xkb])


class PortalKeys:
    """A `KeyWatch` through the portal; one connection to the session bus, read by one task."""

    def __init__(self, bus: str = "SESSION") -> None:
        """`bus` is `SESSION` or an address."""
        self._bus = bus
        self._connection: DBusConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._tokens = itertools.count(1)
        self._replies: dict[int, asyncio.Future[Message]] = {}
        self._responses: dict[str, asyncio.Future[tuple[int, dict[str, Any]]]] = {}
        """By the path of the request."""
        self._session = ""
        self._down: set[str] = set()
        self._on_key: OnKey = lambda purpose, is_down: None
        self._on_lost: OnLost = lambda sentence: None

    async def open(self, keys: Mapping[str, Hotkey], on_key: OnKey, on_lost: OnLost) -> str:
        """Ask the desktop for `keys`, which may take as long as a person thinks; see `KeyWatch.open`."""
        self._on_key, self._on_lost = on_key, on_lost
        wanted = [
            (
                purpose,
                {"description": ("s", _DESCRIPTIONS[purpose]), "preferred_trigger": ("s", trigger_of(key))},
            )
            for purpose, key in keys.items()
        ]
        try:
            return await self._bind(wanted)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Leave the bus, which ends the session; see `KeyWatch.close`."""
        reader, self._reader = self._reader, None
        connection, self._connection = self._connection, None
        if reader is not None:
            reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reader
        if connection is not None:
            with contextlib.suppress(OSError):
                await connection.close()
        self._release_all()

    # -- the conversation with the portal ----------------------------------------------------------

    async def _bind(self, wanted: list[tuple[str, dict[str, tuple[str, str]]]]) -> str:
        try:
            async with asyncio.timeout(REPLY_LIMIT_S):
                self._connection = await open_dbus_connection(self._bus)
        except (OSError, EOFError, KeyError, ValueError, RuntimeError, TimeoutError) as error:
            raise HotkeyError(
                "The desktop cannot be asked for a key: no session bus.", details=repr(error)
            ) from None
        self._reader = asyncio.create_task(self._read(self._connection), name="portal")
        for interface in (_REQUEST, _SESSION, _SHORTCUTS.interface):
            await self._call(message_bus.AddMatch(MatchRule(type="signal", interface=interface)))
        self._session = await self._create_session()
        code, bound = await self._request("BindShortcuts", "oa(sa{sv})s", (self._session, wanted, ""), {})
        if code == _CANCELLED:
            raise HotkeyError("The key was not allowed. The desktop asks again when voiceapp starts anew.")
        triggers = [
            str(facts["trigger_description"][1])
            for _, facts in bound.get("shortcuts", ("", []))[1]
            if facts.get("trigger_description", ("s", ""))[1]
        ]
        called = f": {', '.join(triggers)}" if triggers else ""
        return f"The desktop watches the key{called}. Change it in the desktop's own settings."

    async def _create_session(self) -> str:
        """Say who we are, and return the session; raises HotkeyError with what prevents it."""
        is_unknown = False
        try:
            await self._call(new_method_call(_REGISTRY, "Register", "sa{sv}", (APP_ID, {})))
        except _Refused as refused:  # an older portal, or no .desktop file: CreateSession will tell
            is_unknown = not refused.name.startswith(_NO_SUCH_METHOD)
        except HotkeyError:
            pass  # it did not answer; perhaps it does now
        options = {"session_handle_token": ("s", f"voiceapp{next(self._tokens)}")}
        try:
            _, made = await self._request("CreateSession", "", (), options)
        except _Refused as refused:
            if is_unknown or refused.name == _NOT_ALLOWED:
                raise HotkeyError(
                    "The desktop gives keys only to programs in its menu. "
                    "Run `voiceapp desktop-entry install`, then choose the key again.",
                    details=refused.details,
                ) from None
            raise
        return str(made["session_handle"][1])

    async def _request(
        self, method: str, signature: str, body: tuple[Any, ...], options: dict[str, tuple[str, str]]
    ) -> tuple[int, dict[str, Any]]:
        """Call a method that is answered by a signal; return the answer's code and results."""
        assert self._connection is not None
        token = f"voiceapp{next(self._tokens)}"
        sender = str(self._connection.unique_name).removeprefix(":").replace(".", "_")
        path = f"/org/freedesktop/portal/desktop/request/{sender}/{token}"
        # Known before the call, so that no answer can come too early.
        response = self._responses[path] = asyncio.get_running_loop().create_future()
        given = (*body, {"handle_token": ("s", token), **options})
        try:
            await self._call(new_method_call(_SHORTCUTS, method, f"{signature}a{{sv}}", given))
            async with asyncio.timeout(PERSON_LIMIT_S):
                code, results = await response
        except TimeoutError:
            raise HotkeyError("The desktop's question about the key was not answered.") from None
        finally:
            del self._responses[path]
        if code not in {0, _CANCELLED}:
            raise HotkeyError("The desktop does not give the key.", details=f"{method}: response {code}")
        return code, results

    async def _call(self, message: Message) -> tuple[Any, ...]:
        """Call a method and wait for its reply; raises HotkeyError for an error."""
        connection = self._connection
        assert connection is not None
        serial = next(connection.outgoing_serial)
        reply = self._replies[serial] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(REPLY_LIMIT_S):
                await connection.send(message, serial=serial)
                found = await reply
        except (TimeoutError, OSError):
            raise HotkeyError("The desktop does not answer when asked for a key.") from None
        finally:
            del self._replies[serial]
        if found.header.message_type is MessageType.error:
            name = str(found.header.fields.get(HeaderFields.error_name, ""))
            text = found.body[0] if found.body and isinstance(found.body[0], str) else ""
            raise _Refused(name, text)
        return tuple(found.body)

    # -- what comes --------------------------------------------------------------------------------

    async def _read(self, connection: DBusConnection) -> None:
        """Take messages until the bus is gone."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._take(await connection.receive())
        sentence = "The session bus is gone, and with it the hotkey."
        for future in (*self._replies.values(), *self._responses.values()):
            if not future.done():
                future.set_exception(HotkeyError(sentence))
        self._lost(sentence)

    def _take(self, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type in {MessageType.method_return, MessageType.error}:
            reply = self._replies.get(fields.get(HeaderFields.reply_serial, 0))
            if reply is not None and not reply.done():
                reply.set_result(message)
            return
        match fields.get(HeaderFields.interface), fields.get(HeaderFields.member):
            case (interface, "Response") if interface == _REQUEST:
                response = self._responses.get(fields[HeaderFields.path])
                if response is not None and not response.done():
                    response.set_result((message.body[0], message.body[1]))
            case (interface, "Activated") if interface == _SHORTCUTS.interface:
                self._key(message.body, is_down=True)
            case (interface, "Deactivated") if interface == _SHORTCUTS.interface:
                self._key(message.body, is_down=False)
            case (interface, "Closed") if (
                interface == _SESSION and fields[HeaderFields.path] == self._session
            ):
                self._lost("The desktop has taken the hotkey back.")

    def _key(self, body: tuple[Any, ...], *, is_down: bool) -> None:
        session, purpose = body[0], body[1]
        if session != self._session or (purpose in self._down) is is_down:
            return
        (self._down.add if is_down else self._down.remove)(purpose)
        self._on_key(purpose, is_down)

    def _lost(self, sentence: str) -> None:
        self._release_all()
        if self._session:
            self._session = ""
            self._on_lost(sentence)

    def _release_all(self) -> None:
        """Tell the releases that will not come any more."""
        while self._down:
            self._on_key(self._down.pop(), False)
