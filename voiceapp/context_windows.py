"""How much a model can hold at once, from a dated data file (`assets/context.toml`).

A missing or damaged file is no reason to say anything: it is only information.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from voiceapp.assets_path import asset

FILE = "context.toml"


class _Models(msgspec.Struct, frozen=True, kw_only=True):
    """Models that hold the same."""

    names: tuple[str, ...]
    input_tokens: Annotated[tuple[Annotated[int, Meta(gt=0)], ...], Meta(min_length=1)]
    """More than one where sources contradict each other."""
    source: str = ""


class _Contents(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    read: date
    """When the sources were read."""
    model: tuple[_Models, ...] = ()


def load(path: Path | None = None) -> dict[str, int]:
    """Return the input tokens each model holds, by name; none where the file cannot be used.

    Of figures that contradict each other the smallest counts: a context said to be full too early does no
    harm. Blocks for one small read.
    """
    try:
        text = (path or asset(FILE)).read_text(encoding="utf-8")
        contents = msgspec.convert(tomllib.loads(text), _Contents)
    except (OSError, ValueError):  # TOML, UTF-8 and shape errors are ValueErrors
        return {}
    return {name: min(models.input_tokens) for models in contents.model for name in models.names}
