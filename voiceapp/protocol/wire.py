"""The base of everything that crosses the wire.

Structs are frozen and typed. What we do not know is not lost: unknown *fields* of an event or a nested
object are kept in its `extra`, unknown *enum values* survive because open sets are plain strings, and an
unknown *event* becomes `Unrecognised`. `extra` is written back when the object is encoded.

Two kinds of absence are kept apart where the protocol does (`session.update` is a patch): `UNSET` means
"not there", `None` means JSON `null`. Use `known()` to read a value without caring which.
"""

from __future__ import annotations

from typing import Any, NewType, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

__all__ = ["UNSET", "CallId", "ItemId", "ResponseId", "UnsetType", "Wire", "known"]

ItemId = NewType("ItemId", str)
ResponseId = NewType("ResponseId", str)
CallId = NewType("CallId", str)

T = TypeVar("T")


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """An object of the protocol; `extra` holds the fields this version does not know, as they came."""

    extra: dict[str, Any] = {}


def known(value: T | UnsetType | None, default: T) -> T:
    """Return `value`, or `default` where it is absent or null."""
    if value is None or isinstance(value, UnsetType):
        return default
    return value
