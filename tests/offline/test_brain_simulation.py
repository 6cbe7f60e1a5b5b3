"""Seeded clients that say anything valid at any moment; the rules of the protocol hold for all of them.

A failing case prints its seed: `Random(seed)` says it all again.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from random import Random

import pytest

from tests.offline.scripted import Desk, ScriptedEars, tone
from voiceapp.offline.options import ServerOptions
from voiceapp.pcm import frames_of_ms, ms_of_frames, silence
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import (
    ClientEvent,
    ItemCreate,
    ItemDelete,
    ItemTruncate,
    ResponseCreate,
    ResponseParams,
)
from voiceapp.protocol.objects import function_output, user_text
from voiceapp.protocol.session_config import AudioInput, Session, SessionAudio, TurnDetection
from voiceapp.protocol.wire import CallId, ItemId, ResponseId

TOOL = {"type": "function", "name": "search_notes", "parameters": {"type": "object", "properties": {}}}
STEPS = 120
SEEDS = 25


class Caller:
    """A client that does one random valid thing after another."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        options = ServerOptions(
            speed=self.random.choice([0.5, 2.0, 8.0]),
            late_deltas=self.random.choice([0, 2]),
            stored_short_ms=self.random.choice([0, 85]),
            transcription_after_response=self.random.random() < 0.5,
        )
        ears = ScriptedEars(((700, "search notes"), (60_000, "tell me a story")))
        self.desk = Desk(options, ears=ears)
        self.desk.say(said.SessionUpdate(session=Session(tools=(TOOL,))))

    def go_on(self) -> None:
        pick = self.random.random()
        if pick < 0.3:
            self.desk.pass_ms(self.random.randrange(1, 900))
        elif pick < 0.5:
            self.desk.hear(self._sound())
        else:
            self.desk.say(self._event())
        if self.random.random() < 0.1:
            self.desk.is_slow = not self.desk.is_slow
        if self.desk.jobs and self.random.random() < 0.5:
            self.desk.finish_jobs()

    def _sound(self) -> bytes:
        ms = self.random.randrange(20, 800, 20)
        return self.random.choice([tone(ms), silence(frames_of_ms(ms))])

    def _event(self) -> ClientEvent:
        random, desk = self.random, self.desk
        item_ids = [entry.id for entry in desk.brain.conversation.entries()] or [ItemId("nothing")]
        item_id = random.choice(item_ids)
        calls = [str(event.item.call_id) for event in desk.of(told.OutputItemDone) if event.item.call_id]
        created = [event.response.id for event in desk.of(told.ResponseCreated)] or [ResponseId("nothing")]
        text = random.choice(["hello", "search notes", "a rather long question " * 5])
        detection = random.choice(
            [
                None,
                TurnDetection(),
                TurnDetection(interrupt_response=False),
                TurnDetection(create_response=False),
            ]
        )
        return random.choice(
            [
                said.InputAudioCommit(),
                said.InputAudioClear(),
                ItemCreate(item=user_text(text, ItemId(f"u{len(desk.events)}"))),
                ItemCreate(item=function_output(CallId(random.choice(calls or ["x"])), "four", ItemId("o"))),
                ItemDelete(item_id=item_id),
                ItemTruncate(item_id=item_id, content_index=0, audio_end_ms=random.randrange(0, 4_000)),
                said.ItemRetrieve(item_id=item_id),
                ResponseCreate(),
                ResponseCreate(response=ResponseParams(output_modalities=("text",), max_output_tokens=9)),
                ResponseCreate(response=ResponseParams(conversation="none")),
                said.ResponseCancel(),
                said.ResponseCancel(response_id=random.choice(created)),
                said.SessionUpdate(
                    session=Session(audio=SessionAudio(input=AudioInput(turn_detection=detection)))
                ),
            ]
        )


@lru_cache(maxsize=SEEDS)
def played(seed: int) -> Desk:
    """Return the desk of one caller who has done everything and waited for the answers."""
    caller = Caller(seed)
    for _ in range(STEPS):
        caller.go_on()
    caller.desk.is_slow = False
    caller.desk.finish_jobs()
    caller.desk.pass_ms(120_000)
    return caller.desk


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_rules_hold_whatever_a_client_does(seed: int) -> None:
    desk = played(seed)
    created = [event.response for event in desk.of(told.ResponseCreated)]
    done = Counter(event.response.id for event in desk.of(told.ResponseDone))
    assert set(done) == {response.id for response in created}
    assert set(done.values()) <= {1}

    active: set[str] = set()
    asides = {response.id for response in created if response.conversation_id is None}
    open_items: dict[str, str] = {}
    generated: Counter[str] = Counter()
    finished: set[str] = set()
    speaking: str | None = None
    for event in desk.events:
        match event:
            case told.ResponseCreated():
                active.add(event.response.id)
                assert len(active - asides) <= 1
            case told.ResponseDone():
                active.remove(event.response.id)
                finished.add(event.response.id)
                assert event.response.id not in open_items
                assert event.response.status in ("completed", "cancelled", "incomplete")
            case told.OutputItemAdded():
                assert event.response_id in active
                assert event.response_id not in open_items
                open_items[event.response_id] = str(event.item.id)
            case told.OutputItemDone():
                assert open_items.pop(event.response_id) == event.item.id
            case told.OutputAudioDelta():
                assert open_items[event.response_id] == event.item_id
                generated[event.item_id] += len(event.delta) // 2
            case told.ItemTruncated():
                assert event.audio_end_ms <= ms_of_frames(generated[event.item_id])
                generated[event.item_id] = frames_of_ms(event.audio_end_ms)
            case told.SpeechStarted():
                assert event.audio_start_ms >= 0
                speaking = event.item_id
            case told.SpeechStopped():
                assert event.item_id == speaking
            case _:
                pass
    times = desk.times_ms
    assert times == sorted(times)


def test_the_callers_do_everything_there_is_to_do() -> None:
    seen: set[str] = set()
    for seed in range(SEEDS):
        desk = played(seed)
        seen |= {type(event).__name__ for event in desk.events}
        seen |= {event.response.status for event in desk.of(told.ResponseDone)}
    assert {
        "SpeechStarted",
        "SpeechStopped",
        "InputAudioCommitted",
        "FunctionArgumentsDone",
        "ItemTruncated",
        "ItemRetrieved",
        "ErrorEvent",
        "cancelled",
        "completed",
        "incomplete",
    } <= seen
