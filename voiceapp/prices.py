"""The dated price file: the one shipped with the program, or the person's own copy of it."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import date
from pathlib import Path

import msgspec

from voiceapp.assets_path import asset
from voiceapp.errors import SettingsError
from voiceapp.tokens import Price

FILE = "prices.toml"


class PricedModels(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Models with the same prices, in US dollars for a million tokens; none is negative."""

    names: tuple[str, ...]
    text_in: float
    text_cached: float
    text_out: float
    audio_in: float
    audio_cached: float
    audio_out: float

    def __post_init__(self) -> None:
        if any(getattr(self, field.name) < 0 for field in fields(Price)):
            raise ValueError("a price is negative")


class Prices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    read: date
    """When the prices were looked up."""
    source: str = ""
    model: tuple[PricedModels, ...] = ()

    def by_name(self) -> dict[str, Price]:
        """Return the prices of every model that has some; `model_name.of_model` finds a version's."""
        return {
            name: Price(**{field.name: getattr(priced, field.name) for field in fields(Price)})
            for priced in self.model
            for name in priced.names
        }


def load(folder: Path) -> Prices:
    """Read the person's file in `folder` (of the settings), else the shipped one. Blocks for one small read.

    Raises SettingsError with a sentence for a file of the person's that cannot be used.
    """
    own = folder / FILE
    path = own if own.exists() else asset(FILE)
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Prices)
    except (OSError, ValueError) as error:  # TOML, UTF-8 and shape errors are ValueErrors
        raise SettingsError(
            f"{path.name} cannot be used: {error}. No cost is shown. Correct it, or remove it to use the "
            "shipped prices."
        ) from None
