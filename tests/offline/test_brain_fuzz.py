"""Hostile frames to the embedded assistant: each is answered or obeyed, and the next good one still works."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from tests.fuzzing import FACTOR, damaged_value, frame_of, named, seeds
from tests.offline.scripted import Desk, tone
from tests.protocol.test_codec_noise import CLIENT_BODIES
from voiceapp.offline.function_call import arguments_for
from voiceapp.offline.options import ServerOptions
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import InputAudioClear
from voiceapp.protocol.codec import ClientMistake, ServerCodec
from voiceapp.protocol.dialect import DIALECTS, Dialect

OPTIONS = ServerOptions(speed=20.0)
FRAMES = 25


def said(desk: Desk, frame: str | bytes, codec: ServerCodec) -> None:
    try:
        event = codec.decode(frame)
    except ClientMistake as mistake:
        answers = desk.say(mistake)
        assert any(isinstance(answer, told.ErrorEvent) for answer in answers)
    else:
        desk.say(event)


def told_in(desk: Desk, dialect: Dialect) -> None:
    """All it has said can be written."""
    codec = ServerCodec(dialect)
    for event in desk.events:
        for text in codec.encode(event):
            text.encode("utf-8")
    desk.events.clear()


@pytest.mark.timeout(60 * FACTOR)
def test_the_assistant_survives_every_damaged_event() -> None:
    for random in seeds(60):
        dialect = random.choice(DIALECTS)
        desk = Desk(replace(OPTIONS, late_deltas=random.choice((0, 2))))
        codec = ServerCodec(dialect)
        for _ in range(FRAMES):
            frame = _frame(random)
            with named(f"{dialect.name}: {frame[:2_000]}"):
                said(desk, frame, codec)
                desk.pass_ms(random.choice((0, 0, 5, 300)))
                told_in(desk, dialect)
            if random.random() < 0.1:
                desk.hear(tone(60))
        if desk.closed is None:
            assert any(isinstance(event, told.InputAudioCleared) for event in desk.say(InputAudioClear()))


def _frame(random: Random) -> str:
    body = random.choice(CLIENT_BODIES)
    return frame_of(damaged_value(body, random) if random.random() < 0.7 else body, random)


# -- what was found ----------------------------------------------------------------------------------


def test_a_required_property_without_a_name_is_not_asked_for() -> None:
    tool = {"parameters": {"properties": {"city": {"type": "string"}}, "required": [[], "city"]}}
    assert arguments_for(tool, "Kyoto") == '{"city": "Kyoto"}'


def test_a_number_of_hundreds_of_digits_is_none() -> None:
    tool = {"parameters": {"properties": {"n": {"type": "integer"}}, "required": ["n"]}}
    assert arguments_for(tool, "9" * 400) == '{"n": 0}'
