"""What the fuzz tests have in common: hostile values, damage to bytes and text, and how much of it is tried.

Everything comes from a seed, and a failure names it. `VOICEAPP_FUZZ=N` tries N times as many; the first ones
are always the same.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
E = TypeVar("E", bound=Exception)

FACTOR = int(os.environ.get("VOICEAPP_FUZZ", "1"))

DEEP: Any = []
for _ in range(200):
    DEEP = [DEEP, {"deep": DEEP}] if _ < 3 else [DEEP]

HOSTILE: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**63,
    -(2**63) - 1,
    2**64,
    10**400,
    0.5,
    -0.0,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "x",
    "\0",
    "\ud800",
    "tail\udfff",
    "😀" * 50,
    "=",
    "AAA",
    "/" * 100_000,
    [],
    {},
    [None],
    [[]],
    [{}],
    {"": None},
    {"type": None},
    {"type": "message", "content": [None]},
    DEEP,
)
"""Values that are somewhere wrong; `json.dumps` writes all of them, not all of it is JSON."""


def hostile(random: Random) -> Any:
    """Return one of the hostile values, to be kept and changed."""
    return copy.deepcopy(random.choice(HOSTILE))


def seeds(count: int) -> Iterator[Random]:
    """Yield generators for `count` examples, or as many times more as is asked for."""
    for seed in range(count * FACTOR):
        with named(f"seed {seed}"):
            yield Random(seed)


@contextmanager
def named(example: str) -> Iterator[None]:
    """Name the example an exception belongs to."""
    try:
        yield
    except Exception as error:
        error.add_note(example)
        raise


def attempt(work: Callable[[], T], refusal: type[E]) -> T | E:
    """Return what the work returns, or the refusal it raises; anything else it raises is a defect."""
    try:
        return work()
    except refusal as error:
        return error


def damaged_bytes(data: bytes, random: Random) -> bytes:
    """Return `data` with a few bytes flipped, cut out, doubled, inserted or overwritten with borders."""
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 5, 20))):
        at = random.randrange(len(found) + 1)
        size = random.choice((1, 1, 2, 4, 8, 64))
        match random.randrange(6):
            case 0 if at < len(found):
                found[at] ^= 1 << random.randrange(8)
            case 1:
                del found[at : at + size]
            case 2:
                found[at:at] = found[at : at + size]
            case 3:
                found[at:at] = random.randbytes(size)
            case 4:
                found[at : at + size] = random.choice((b"\0", b"\xff", b"\x80", b"\x7f")) * size
            case _:
                del found[at:]
    return bytes(found)


def damaged_value(body: Any, random: Random) -> Any:
    """Return a copy of decoded JSON with one to three places replaced, removed, renamed or joined by another."""
    found = json.loads(json.dumps(body))
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        place, key = random.choice(list(places(found)) or [({"": None}, "")])
        match random.randrange(8):
            case 0:
                del place[key]
            case 1 if isinstance(place, list):
                place.append(hostile(random))
            case 1:
                place[random.choice(("type", "id", "delta", "extra", ""))] = hostile(random)
            case 2 if isinstance(place, dict):
                place[f"{key}\ud800"] = place.pop(key)
            case _:
                place[key] = hostile(random)
    return found


def frame_of(body: Any, random: Random) -> str:
    """Write a body as text; now and then with a key twice, or as deep as no parser likes it."""
    text = json.dumps(body)
    match random.randrange(12):
        case 0 if text.startswith("{") and len(text) > 2:
            return '{"type":"error","delta":7,' + text[1:]
        case 1 if text.startswith("{") and len(text) > 2:
            depth = random.choice((100, 1_000, 100_000))
            return '{"deep":' + "[" * depth + "]" * depth + "," + text[1:]
        case 2:
            return text.replace("0", random.choice(("1" * 500, "1e999", "-1e999", "NaN", "Infinity")), 1)
        case _:
            return text


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place of decoded JSON, at any depth, as its container and its key there."""
    entries = list(value.items() if isinstance(value, dict) else enumerate(value))
    for key, inner in entries:
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)
