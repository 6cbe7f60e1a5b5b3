"""What is known of the server a conversation is to be held with: its kind, and what it has shown before.

What a server showed is kept by its host, port and dialect in one small file of the data folder, and believed
for 30 days: servers are updated, and then they may be asked again. The file is a convenience; whatever is
wrong with it, nothing is known and everything is tried.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from voiceapp import profiles
from voiceapp.abilities import Ability, Fact, KnownBy, latest
from voiceapp.errors import SettingsError, UsageError
from voiceapp.transport.resolve import Connection

log = logging.getLogger("voiceapp.state")

FILE = "servers.json"
BELIEVED = timedelta(days=30)
SERVERS_MAX = 64
"""The ones that were met longest ago are forgotten."""


class Shown(msgspec.Struct, frozen=True):
    """What a server showed, and when."""

    works: bool
    on: date


class Server(NamedTuple):
    """Where a server is and how it speaks."""

    provider: str
    dialect: str
    host: str
    port: int | None

    @property
    def name(self) -> str:
        """Return what it is remembered by."""
        return f"{self.host}:{self.port or 443} {self.dialect}"


def server_of(connection: Connection) -> Server | None:
    """Return whom a connection leads to; None where its address cannot be used."""
    if connection.is_embedded:
        return Server("embedded", "", "", None)
    try:
        endpoint = connection.target()
    except UsageError:
        return None
    return Server(endpoint.provider, endpoint.dialect_name, endpoint.host, urlsplit(endpoint.url).port)


class Remembering:
    """Has what a conversation finds out remembered as soon as it does, so that no crash loses it."""

    def __init__(self, remember: Callable[[tuple[Fact, ...]], None]) -> None:
        self._remember = remember
        self._seen: tuple[Fact, ...] = ()

    def look(self, facts: tuple[Fact, ...]) -> None:
        """Take what a picture says is known; cheap while that is nothing new."""
        if facts is not self._seen:
            self._seen = facts
            self._remember(facts)


class KnownServers:
    """Reads and writes what was found; blocks for small files, never raises."""

    def __init__(self, settings_folder: Path, data_folder: Path) -> None:
        """Neither folder need exist."""
        self._settings_folder = settings_folder
        self._path = data_folder / FILE

    def facts(self, server: Server, today: date) -> tuple[Fact, ...]:
        """Return what is known of a server before it has said a word."""
        return latest([*self._expected(server), *self._remembered(server, today)])

    def remember(self, server: Server, facts: Iterable[Fact], today: date) -> None:
        """Keep what was found in a session; the assistant inside this program is known anyway."""
        found = {fact.ability: Shown(fact.works, today) for fact in facts if fact.known_by is KnownBy.SESSION}
        if not found or not server.host:
            return
        servers = self._read()
        before = servers.pop(server.name, {})
        if before | found == before:
            return
        servers[server.name] = before | found
        kept = dict(list(servers.items())[-SERVERS_MAX:])
        partial = self._path.with_suffix(".partial")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=2))
            partial.replace(self._path)
        except OSError as error:
            log.info("= what the server can do is not remembered: %s", error)

    def _expected(self, server: Server) -> tuple[Fact, ...]:
        try:
            return profiles.load(self._settings_folder).facts(server.provider, server.dialect, server.port)
        except SettingsError as error:
            log.warning("! %s", error.sentence)
            return ()

    def _remembered(self, server: Server, today: date) -> list[Fact]:
        return [
            Fact(ability, shown.works, KnownBy.MEMORY, f"found on {shown.on.isoformat()}")
            for ability, shown in self._read().get(server.name, {}).items()
            if today - shown.on < BELIEVED
        ]

    def _read(self) -> dict[str, dict[Ability, Shown]]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, dict[Ability, Shown]])
        except (OSError, ValueError):  # shape errors are ValueErrors
            return {}
