"""A frozen struct of the protocol with some fields different."""

from __future__ import annotations

from typing import Any, TypeVar

from voiceapp.protocol.wire import Wire

W = TypeVar("W", bound=Wire)


def changed(value: W, **fields: Any) -> W:
    """Return a copy of `value` with `fields` replaced; a field it does not have raises TypeError."""
    unchanged = {name: getattr(value, name) for name in value.__struct_fields__ if name not in fields}
    return type(value)(**unchanged, **fields)
