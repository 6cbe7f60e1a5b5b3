"""Plain JSON objects to structs and back, losing nothing.

msgspec decodes JSON faster than we ever need, but its own way from objects to structs forgets keys it does
not know. The protocol grows every few months and its servers disagree, so this module reads by three rules:

1. A key nobody knows goes into the `extra` of the struct it was found in.
2. A *known optional* key with a value of a shape nobody knows is treated the same way: the field keeps its
   default, the value stays in `extra`. A `response.done` with a strange `usage` still ends its response.
3. A *required* key that is missing or misshapen makes the whole object unreadable: `ShapeError`.

`plain()` goes the other way and writes `extra` back where it was, so reading and writing again gives the same
object (up to base64 and whole numbers written with a fraction).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, TypeVar, cast

import msgspec

from voiceapp.protocol.wire import UNSET, Wire

S = TypeVar("S", bound=Wire)

Readers = dict[type, Callable[[Any], Any]]
"""How to read a value, by the Python type JSON gave it; empty means that anything will do."""


class ShapeError(ValueError):
    """A value that does not have the shape of its field; `path` reads like `item.content[0].text`."""

    def __init__(self, problem: str, path: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        """A clause: `expected a string, got a number`."""
        self.path = path

    def inside(self, outer: str) -> ShapeError:
        """Return the same problem seen from one level further out."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return ShapeError(self.problem, f"{outer}{joint}{self.path}")

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" if self.path else self.problem


@dataclass(frozen=True, slots=True)
class _Field:
    readers: Readers
    required: bool
    null_is_absent: bool
    """Whether null came where only absence was foreseen."""


@dataclass(frozen=True, slots=True)
class _Plan:
    tag: str | None
    fields: dict[str, _Field]
    required: tuple[str, ...]


def read(struct: type[S], found: dict[str, Any], *, strict: bool = False) -> S:
    """Make a `struct` of the JSON object `found`; the object is not changed, its values are shared.

    With `strict` a misshapen optional value is an error too (rule 2 is off): a server reads its clients so.
    Raises ShapeError.
    """
    plan = _plan_of(struct, strict)
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, value in found.items():
        known_field = plan.fields.get(name)
        if known_field is None:
            if name != "type" or plan.tag is None:
                extra[name] = value
            continue
        if value is None and known_field.null_is_absent:
            continue
        try:
            values[name] = _value(known_field.readers, value)
        except ShapeError as error:
            if strict or known_field.required:
                raise error.inside(name) from None
            extra[name] = value
    for name in plan.required:
        if name not in values:
            raise ShapeError("missing", name)
    return struct(**values, extra=extra)


def plain(struct: Wire) -> dict[str, Any]:
    """Return the JSON object of `struct`, its tag first; bytes stay bytes until the JSON is written."""
    plan = _plan_of(type(struct), False)
    body: dict[str, Any] = {} if plan.tag is None else {"type": plan.tag}
    for name in plan.fields:
        value = getattr(struct, name)
        if value is not UNSET:
            body[name] = _plain_value(value)
    for name, value in struct.extra.items():
        if name not in body or (name in plan.fields and body[name] == _default(type(struct), name)):
            body[name] = _plain_value(value)
    return body


def _plain_value(value: Any) -> Any:
    """Copy down to the leaves, so that spelling an event for the wire never changes the event."""
    if isinstance(value, Wire):
        return plain(value)
    if isinstance(value, (tuple, list)):
        return [_plain_value(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _plain_value(entry) for name, entry in value.items()}
    return value


def _value(readers: Readers, value: Any) -> Any:
    if not readers:
        return value
    reader = readers.get(type(value))
    if reader is None:
        wanted = " or ".join(sorted({_words(kind) for kind in readers}))
        raise ShapeError(f"expected {wanted}, got {_words(type(value))}")
    return reader(value)


@cache
def _plan_of(struct: type[Wire], strict: bool) -> _Plan:
    info = msgspec.inspect.type_info(struct)
    assert isinstance(info, msgspec.inspect.StructType)
    fields: dict[str, _Field] = {}
    for entry in info.fields:
        if entry.name != "extra":
            readers = _readers(entry.type, strict)
            null_is_absent = bool(readers) and not entry.required and type(None) not in readers
            fields[entry.encode_name] = _Field(readers, entry.required, null_is_absent)
    tag = struct.__struct_config__.tag
    return _Plan(
        tag=None if tag is None else str(tag),
        fields=fields,
        required=tuple(name for name, entry in fields.items() if entry.required),
    )


@cache
def _default(struct: type[Wire], name: str) -> Any:
    """Return what stands in the field `name` when nothing was said; UNSET where it has no default."""
    for entry in msgspec.structs.fields(struct):
        if entry.name == name:
            if entry.default_factory is not msgspec.NODEFAULT:
                made = entry.default_factory()
                return list(made) if isinstance(made, tuple) else made
            found = entry.default
            return list(found) if isinstance(found, tuple) else found
    return UNSET


def _readers(kind: msgspec.inspect.Type, strict: bool) -> Readers:
    match kind:
        case msgspec.inspect.AnyType():
            return {}
        case msgspec.inspect.NoneType():
            return {type(None): _same}
        case msgspec.inspect.BoolType():
            return {bool: _same}
        case msgspec.inspect.StrType():
            return {str: _same}
        case msgspec.inspect.IntType():
            return {int: _same, float: _whole}
        case msgspec.inspect.FloatType():
            return {int: _real, float: _same}
        case msgspec.inspect.BytesType():
            return {str: sound_of}
        case msgspec.inspect.StructType():
            return {dict: partial(read, cast(type[Wire], kind.cls), strict=strict)}
        case msgspec.inspect.DictType():
            values = _readers(kind.value_type, strict)
            return {dict: _same if not values else _mapping(values)}
        case msgspec.inspect.VarTupleType():
            return {list: _sequence(_readers(kind.item_type, strict))}
        case msgspec.inspect.UnionType():
            union: Readers = {}
            for member in kind.types:
                # An exact match (`int | str`, a float for `float`) is never replaced by a conversion.
                union = {**_readers(member, strict), **union}
            return union
    raise TypeError(f"no field of the protocol has the type {kind!r}")


def _sequence(readers: Readers) -> Callable[[Any], Any]:
    def read_sequence(value: list[Any]) -> tuple[Any, ...]:
        entries = []
        for index, entry in enumerate(value):
            try:
                entries.append(_value(readers, entry))
            except ShapeError as error:
                raise error.inside(f"[{index}]") from None
        return tuple(entries)

    return read_sequence


def _mapping(readers: Readers) -> Callable[[Any], Any]:
    def read_mapping(value: dict[str, Any]) -> dict[str, Any]:
        for name, entry in value.items():
            try:
                _value(readers, entry)
            except ShapeError as error:
                raise error.inside(name) from None
        return value

    return read_mapping


def _same(value: Any) -> Any:
    return value


def _real(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        raise ShapeError("expected a number, got one that is out of all proportion") from None


def _whole(value: float) -> int:
    """Read `1340.0`, and round down what has a fraction: milliseconds never round up."""
    return math.floor(value)


def sound_of(text: str) -> bytes:
    """Decode base64 (standard alphabet, padded), three times as fast as `binascii`. Raises ShapeError."""
    try:
        return msgspec.convert(text, bytes)
    except ValueError:
        raise ShapeError("expected base64") from None


def _words(kind: type) -> str:
    return {
        str: "a string",
        int: "a number",
        float: "a number",
        bool: "a boolean",
        dict: "an object",
        list: "an array",
        type(None): "null",
    }.get(kind, kind.__name__)
