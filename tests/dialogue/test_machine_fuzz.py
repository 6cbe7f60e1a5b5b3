"""Hostile frames on their way into a running conversation: it goes on, and asks for nothing it may not ask for."""

from __future__ import annotations

from random import Random

import pytest

from tests import playbook as p
from tests.fuzzing import FACTOR, damaged_value, frame_of, named, seeds
from tests.protocol.test_codec_noise import SERVER_BODIES
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import Command, PlayPcm, SendEvent
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase
from voiceapp.errors import RemoteProtocolError
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.codec import ClientCodec
from voiceapp.protocol.dialect import DIALECTS, Dialect

FRAMES = 25


def happenings(random: Random, at_ms: int) -> i.Input:
    """Return something a person, a device or time does."""
    at_ns = at_ms * NS_PER_MS
    return random.choice(
        (
            i.TalkPressed(at_ns),
            i.TalkReleased(at_ns),
            i.StopPressed(at_ns),
            i.TextSubmitted(at_ns, "hello"),
            i.DeadlinePassed(at_ns),
            p.mic(ms=20, rms=9_000, at_ms=at_ms),
            i.SpeakerBlock(at_ns, at_ms * 24, 240, at_ns + 30 * NS_PER_MS),
        )
    )


def expect_sane(commands: list[Command], dialect: Dialect) -> None:
    """Every event can be said in the dialect, and every sound can be played."""
    for command in commands:
        match command:
            case SendEvent(event):
                ClientCodec(dialect).encode(event).encode("utf-8")
            case PlayPcm(first_frame=first_frame, pcm=pcm):
                assert first_frame >= 0
                assert len(pcm) % 2 == 0


def expect_at_work(dialogue: Dialogue, at_ms: int) -> None:
    """The picture can be drawn, and a stop stops."""
    picture = dialogue.snapshot()
    assert all(isinstance(row.text, str) for row in picture.rows)
    dialogue.next_deadline_ns()
    dialogue.handle(i.Stopped(at_ms * NS_PER_MS))
    assert dialogue.snapshot().phase is Phase.OFF


@pytest.mark.timeout(60 * FACTOR)
def test_a_conversation_survives_every_damaged_event() -> None:
    for random in seeds(100):
        dialect = random.choice(DIALECTS)
        dialogue = p.connected(dialect.name, DialogueOptions(hands_free=random.random() < 0.5))
        codec = ClientCodec(dialect)
        at_ms = 0
        for begun in p.answer_begins("resp_1", "item_1"):
            dialogue.handle(begun)
        dialogue.handle(p.sound(ms=500, item="item_1"))
        for _ in range(FRAMES):
            at_ms += random.choice((0, 1, 20, 400))
            expect_sane(dialogue.handle(happenings(random, at_ms)), dialect)
            frame = frame_of(damaged_value(random.choice(SERVER_BODIES), random), random)
            try:
                event = codec.decode(frame)
            except RemoteProtocolError:
                continue
            with named(f"{dialect.name}: {frame[:2_000]}"):
                expect_sane(dialogue.handle(i.FromServer(at_ms * NS_PER_MS, event)), dialect)
                dialogue.snapshot()
                due_ns = dialogue.next_deadline_ns()
                if due_ns is not None and random.random() < 0.3:
                    at_ms = max(at_ms, -(-due_ns // NS_PER_MS)) if due_ns < 10**15 else at_ms
                    expect_sane(dialogue.handle(i.DeadlinePassed(at_ms * NS_PER_MS)), dialect)
        expect_at_work(dialogue, at_ms)
