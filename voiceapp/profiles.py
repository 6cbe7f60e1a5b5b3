"""What kinds of servers are known to do, from a dated file: the shipped one, or the person's copy."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import msgspec

from voiceapp.abilities import Ability, Fact, KnownBy
from voiceapp.assets_path import asset
from voiceapp.errors import SettingsError

FILE = "profiles.toml"


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of server; an empty list of what it is recognised by fits everything."""

    name: str
    providers: tuple[str, ...] = ()
    """As an endpoint names them: `azure`, `openai`, `local`, `other`; `embedded` is this program's own."""
    dialects: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    works: tuple[Ability, ...] = ()
    lacks: tuple[Ability, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        if set(self.works) & set(self.lacks):
            raise ValueError(f"{self.name} both has and lacks an ability")

    def fits(self, provider: str, dialect: str, port: int | None) -> bool:
        """Say whether a server may be of this kind."""
        return (
            (not self.providers or provider in self.providers)
            and (not self.dialects or dialect in self.dialects)
            and (not self.ports or port in self.ports)
        )


class Profiles(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    read: date
    """When the sources were read."""
    profile: tuple[Profile, ...] = ()

    def facts(self, provider: str, dialect: str, port: int | None) -> tuple[Fact, ...]:
        """Return what is expected of a server; nothing where no kind fits."""
        kind = next((one for one in self.profile if one.fits(provider, dialect, port)), None)
        if kind is None:
            return ()
        note = f"as {kind.name}: {kind.source}, read {self.read.isoformat()}"
        return tuple(
            Fact(ability, works, KnownBy.DATA, note)
            for abilities, works in ((kind.works, True), (kind.lacks, False))
            for ability in abilities
        )


def load(folder: Path) -> Profiles:
    """Read the person's file in `folder` (of the settings), else the shipped one. Blocks for one small read.

    Raises SettingsError with a sentence for a file of the person's that cannot be used.
    """
    own = folder / FILE
    path = own if own.exists() else asset(FILE)
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Profiles)
    except (OSError, ValueError) as error:  # TOML, UTF-8 and shape errors are ValueErrors
        raise SettingsError(
            f"{path.name} cannot be used: {error}. Nothing is expected of the server. Correct it, "
            "or remove it to use the shipped one."
        ) from None
