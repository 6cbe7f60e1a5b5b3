"""The name of a model as services write it: `gpt-realtime`, or `gpt-realtime-2025-08-28` with its version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

_VERSIONED = re.compile(r".+-\d{4}-\d{2}-\d{2}", re.ASCII | re.DOTALL)


def name_and_version(model: str) -> tuple[str, str]:
    """Return the name and the version, which is empty where the name does not end with a date."""
    return (model[:-11], model[-10:]) if _VERSIONED.fullmatch(model) else (model, "")


def of_model(known: Mapping[str, T], model: str) -> T | None:
    """Return what is known of a model, with or without its version; None where nothing is."""
    found = known.get(model)
    return found if found is not None else known.get(name_and_version(model)[0])
