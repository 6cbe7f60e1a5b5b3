from __future__ import annotations

from typing import Any

import pytest

from tests.offline.scripted import WALL, EchoAssistant, ToneVoice, counted_ids
from voiceapp.offline.answer import Timer
from voiceapp.offline.conversation import Conversation, Entry, user_sound
from voiceapp.offline.effects import Effect, Emit, Synthesise
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.refusal import Refused
from voiceapp.offline.responses import Responses
from voiceapp.offline.session_in_force import default_session
from voiceapp.offline.terms import Terms, terms_of
from voiceapp.protocol.client_events import ResponseParams
from voiceapp.protocol.objects import user_text
from voiceapp.protocol.server_events import RateLimitsUpdated, ResponseCreated
from voiceapp.protocol.wire import ItemId

OPTIONS = ServerOptions(speed=1.0)


class Bench:
    """Responses over a conversation with one question."""

    def __init__(self, text: str = "hello") -> None:
        self.conversation = Conversation()
        self.conversation.add(Entry(user_text(text, ItemId("u"))))
        self.responses = Responses(OPTIONS, EchoAssistant(), counted_ids(), self.conversation, "conv_1")

    def start(self, **params: Any) -> list[Effect]:
        return self.responses.start(terms(**params), 0, WALL)

    def job(self, effects: list[Effect]) -> str:
        return next(effect.job_id for effect in effects if isinstance(effect, Synthesise))


def terms(**params: Any) -> Terms:
    session = default_session(OPTIONS, session_id="s", model="m", voice="marin", expires_at=0)
    return terms_of(session, ResponseParams(**params), voice_locked=False)


def test_a_response_waits_for_the_words_of_the_last_sound_only() -> None:
    bench = Bench()
    for item_id in ("one", "two"):
        bench.conversation.add(user_sound(ItemId(item_id), b"\0\0"))
    listening = frozenset({ItemId("one"), ItemId("two")})
    started = bench.responses.start(terms(), 0, WALL, listening_to=listening)
    assert [type(effect.event) for effect in started if isinstance(effect, Emit)] == [ResponseCreated]
    assert bench.responses.words_arrived(ItemId("one"), 0, WALL) == []
    assert bench.job(bench.responses.words_arrived(ItemId("two"), 0, WALL))
    assert bench.responses.words_arrived(ItemId("two"), 0, WALL) == []


def test_the_voice_is_locked_with_the_first_sound_and_not_before() -> None:
    bench = Bench()
    job_id = bench.job(bench.start())
    assert not bench.responses.voice_locked
    bench.responses.spoken(job_id, ToneVoice().speak("hello"), 0)
    assert bench.responses.voice_locked


def test_jobs_nobody_waits_for_are_dropped() -> None:
    bench = Bench()
    assert bench.responses.spoken("", b"", 0) == []
    assert bench.responses.spoken("voice-x", b"", 0) == []
    assert bench.responses.voice_failed("voice-x") == []


def test_what_has_ended_makes_room_and_is_reported_once() -> None:
    bench = Bench()
    bench.start()
    with pytest.raises(Refused):
        bench.start()
    bench.responses.cancel(None, "client_cancelled")
    assert bench.responses.active is None
    assert len(bench.responses.finished) == 1
    bench.start()
    assert bench.responses.active is not None


def test_an_aside_is_not_active_and_not_reported() -> None:
    bench = Bench()
    bench.start(conversation="none", output_modalities=("text",))
    assert bench.responses.active is None
    while (due_ns := bench.responses.next_due_ns) is not None:
        bench.responses.due(due_ns)
    assert bench.responses.finished == []


def test_the_next_step_is_the_earliest_of_all() -> None:
    bench = Bench()
    assert [bench.responses.next_due_ns] == [None]
    aside = terms(conversation="none", output_modalities=("text",))
    bench.responses.start(aside, 7, WALL)
    bench.responses.start(aside, 5, WALL)
    # The first word left at once, the second follows after 20 ms.
    assert bench.responses.next_due_ns == 20_000_005


def test_timers_are_handed_over() -> None:
    bench = Bench("a timer")
    bench.start()
    assert bench.responses.timers == [Timer(10, "Ten seconds are over.")]


def test_allowances_shrink_with_use() -> None:
    bench = Bench()
    left = []
    for _ in range(2):
        bench.start()
        events = [
            one.event for one in bench.responses.cancel(None, "client_cancelled") if isinstance(one, Emit)
        ]
        limits = next(event for event in events if isinstance(event, RateLimitsUpdated))
        left.append(tuple(limit.remaining for limit in limits.rate_limits))
    assert left[0][0] == 999
    assert left[1][0] == 998
    assert (left[1][1] or 0) < (left[0][1] or 0) < 1_000_000


def test_a_prepared_text_is_said_without_asking_the_assistant() -> None:
    bench = Bench()
    started = bench.responses.start(terms(), 0, WALL, prepared="Time is up.")
    assert [effect.text for effect in started if isinstance(effect, Synthesise)] == ["Time is up."]
