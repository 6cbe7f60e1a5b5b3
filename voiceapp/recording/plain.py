"""Values of a conversation as plain data: what JSON can hold, with sound told by its length and checksum."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any
from zlib import crc32

from msgspec import UNSET

from voiceapp.protocol.wire import Wire
from voiceapp.redact import redact

_ATOMS = frozenset({int, bool, float, type(None)})
_SAID_BY_OTHERS = frozenset({"details", "message", "sentence"})
"""Texts of errors: a service may quote the key it refuses. No command is made of them."""


def plain(value: Any, name: str = "") -> Any:
    """Return the plain data of `value`, the content of a field called `name`.

    Without an empty `extra` and without absent fields; texts of errors without what looks like a key.
    """
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is str:
        return redact(value) if name in _SAID_BY_OTHERS else value
    if kind is bytes:
        return {"bytes": len(value), "crc32": crc32(value)} if value else ""
    if kind is tuple or kind is list:
        return [plain(one, name) for one in value]
    if kind is dict:
        return {key: plain(one, key) for key, one in value.items()}
    if isinstance(value, Enum):
        return value.value
    # As `fields_of`, without a call for each field: most are what they are, and a replay compares thousands.
    tag, names = _shape_of(value.__class__)
    spelt = {} if tag is None else {"type": tag}
    for key in names:
        one = getattr(value, key)
        inner = type(one)
        if inner in _ATOMS or (inner is str and key not in _SAID_BY_OTHERS):
            spelt[key] = one
        elif one is not UNSET and (one or key != "extra"):
            spelt[key] = plain(one, key)
    return spelt


def fields_of(value: Any) -> dict[str, Any]:
    """Return the fields of a dataclass or an object of the wire, its tag first, as far as they are there."""
    tag, names = _shape_of(value.__class__)
    found = {} if tag is None else {"type": tag}
    for name in names:
        field = getattr(value, name)
        if field is not UNSET and (field or name != "extra"):
            found[name] = field
    return found


@cache
def _shape_of(kind: type[Any]) -> tuple[str | None, tuple[str, ...]]:
    """Return the tag of an object of the wire and the names of its fields, or those of a dataclass."""
    if issubclass(kind, Wire):
        tag = kind.__struct_config__.tag
        return (None if tag is None else str(tag)), kind.__struct_fields__
    if is_dataclass(kind):
        return None, tuple(field.name for field in fields(kind))
    raise TypeError(f"a tape cannot hold {kind!r}")
