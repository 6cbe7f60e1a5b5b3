"""Hostile frames: every field of every event with every hostile value, damaged text, and sizes nobody sends.

What `hypothesis` invents is in `test_codec_noise.py`; this is what people who break servers try first.
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from tests.fuzzing import FACTOR, HOSTILE, damaged_bytes, damaged_value, frame_of, named, places, seeds
from tests.protocol.test_codec_noise import CLIENT_BODIES, SERVER_BODIES
from voiceapp.errors import RemoteProtocolError
from voiceapp.protocol.codec import ClientCodec, ClientMistake, ServerCodec
from voiceapp.protocol.dialect import DIALECTS, GA, PREVIEW, Dialect
from voiceapp.protocol.server_events import RateLimitsUpdated

SHARE = max(10 // FACTOR, 1)
"""Every so manieth example is tried; all of them in a run ten times as long."""
MIB = 1 << 20
TIME_LIMIT_S = 5.0
"""For 32 MiB, which take 0.1 to 0.3 s; a machine under load is slow, a quadratic reader is hopeless."""


def one_field_wrong(bodies: list[Any]) -> Iterator[str]:
    """Yield a share of: each event with each of its fields, at any depth, set to each hostile value."""
    random = Random(4)
    for body in bodies:
        for number, (_, key) in enumerate(list(places(body))):
            for value in HOSTILE:
                if random.randrange(SHARE):
                    continue
                wrong = copy.deepcopy(body)
                place, _ = list(places(wrong))[number]
                place[key] = value
                yield json.dumps(wrong)


def client_reads(frame: str | bytes, dialect: Dialect) -> None:
    """Decode a server's frame; what was read can be shown again."""
    with named(f"{dialect.name}: {frame[:2_000]!r}"):
        try:
            event = ClientCodec(dialect).decode(frame)
        except RemoteProtocolError:
            return
        for text in ServerCodec(GA).encode(event):
            text.encode("utf-8")


def server_reads(frame: str | bytes, dialect: Dialect) -> None:
    """Decode a client's frame; what was accepted can be said again."""
    with named(f"{dialect.name}: {frame[:2_000]!r}"):
        try:
            event = ServerCodec(dialect).decode(frame)
        except ClientMistake:
            return
        ClientCodec(dialect).encode(event).encode("utf-8")


@pytest.mark.timeout(60 * FACTOR)
def test_a_client_survives_every_hostile_value_in_every_field() -> None:
    for number, frame in enumerate(one_field_wrong(SERVER_BODIES)):
        client_reads(frame, DIALECTS[number % 3])


@pytest.mark.timeout(60 * FACTOR)
def test_a_server_survives_every_hostile_value_in_every_field() -> None:
    for number, frame in enumerate(one_field_wrong(CLIENT_BODIES)):
        server_reads(frame, DIALECTS[number % 3])


@pytest.mark.timeout(60 * FACTOR)
def test_both_survive_damaged_text() -> None:
    for random in seeds(400):
        server, client = random.choice(SERVER_BODIES), random.choice(CLIENT_BODIES)
        dialect = random.choice(DIALECTS)
        client_reads(frame_of(damaged_value(server, random), random), dialect)
        server_reads(frame_of(damaged_value(client, random), random), dialect)
        noise = damaged_bytes(json.dumps(random.choice((server, client))).encode(), random)
        text = noise.decode("utf-8", random.choice(("replace", "surrogateescape")))
        client_reads(text, dialect)
        server_reads(text, dialect)
        client_reads(noise, dialect)


LARGEST: dict[str, Callable[[], dict[str, Any]]] = {
    "sound": lambda: {"type": "response.output_audio.delta", "delta": "A" * (32 * MIB)},
    "no sound": lambda: {"type": "response.output_audio.delta", "delta": "?" * (32 * MIB)},
    "half characters": lambda: {"type": "response.output_text.delta", "delta": "\ud800" * MIB},
    "a type": lambda: {"type": "x" * (32 * MIB)},
    "an error": lambda: {"type": "error", "error": {"message": "x" * (32 * MIB)}},
    "objects": lambda: {"type": "error", "error": [{}] * MIB},
    "a client's sound": lambda: {"type": "input_audio_buffer.append", "audio": "A" * (32 * MIB)},
    "a client's noise": lambda: {"type": "input_audio_buffer.append", "audio": "?" * (32 * MIB)},
    "instructions": lambda: {"type": "session.update", "session": {"instructions": "x" * (32 * MIB)}},
}


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_frame_takes_a_moment_and_no_more(name: str) -> None:
    frame = json.dumps(LARGEST[name]())
    started = time.process_time()
    client_reads(frame, GA)
    server_reads(frame, PREVIEW)
    assert time.process_time() - started < TIME_LIMIT_S


@pytest.mark.parametrize("depth", [100, 1_000, 10_000, 1_000_000])
def test_no_depth_is_too_deep(depth: int) -> None:
    for inner in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth, "[" * depth):
        client_reads('{"type":"response.created","response":' + inner + "}", GA)
        server_reads('{"type":"session.update","session":' + inner + "}", GA)
        client_reads(inner, GA)
        server_reads(inner, GA)


def test_a_number_out_of_all_proportion_is_no_number() -> None:
    body = {"type": "rate_limits.updated", "rate_limits": [{"name": "tokens", "reset_seconds": 10**400}]}
    event = ClientCodec(GA).decode(json.dumps(body))
    assert isinstance(event, RateLimitsUpdated)
    assert event.rate_limits[0].reset_seconds is None
    assert event.rate_limits[0].extra == {"reset_seconds": 10**400}
