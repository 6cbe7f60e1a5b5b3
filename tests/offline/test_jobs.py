from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from tests.offline.scripted import ScriptedEars, ToneVoice, tone
from voiceapp.offline.jobs import JobFailed, Jobs
from voiceapp.pcm import silence

T = TypeVar("T")


class Gate:
    """Stands for the worker threads: work is done when the gate is opened, and counted meanwhile."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.running = 0
        self.most = 0

    def __call__(self, work: Callable[[], T], /) -> Awaitable[T]:
        return self._pass(work)

    async def _pass(self, work: Callable[[], T]) -> T:
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.open.wait()
            return work()
        finally:
            self.running -= 1


class BrokenEars:
    def recognise(self, pcm: bytes) -> str | None:
        raise OSError("no model")


class LongEars:
    def __init__(self) -> None:
        self.length = 0

    def recognise(self, pcm: bytes) -> str | None:
        self.length = len(pcm)
        return None


def opened() -> Gate:
    gate = Gate()
    gate.open.set()
    return gate


async def test_words_and_sound_come_back() -> None:
    jobs = Jobs(ScriptedEars(), ToneVoice(), opened())
    assert await jobs.recognise(tone(100)) == "hello"
    assert await jobs.recognise(silence(2_400)) is None
    assert len(await jobs.speak("ab")) == 120 * 48
    assert jobs.statistics.done == 3


async def test_ears_and_voice_do_one_thing_at_a_time_each() -> None:
    gate = Gate()
    jobs = Jobs(ScriptedEars(), ToneVoice(), gate)
    tasks = [asyncio.ensure_future(jobs.recognise(tone(20))) for _ in range(3)]
    spoken = asyncio.ensure_future(jobs.speak("a"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert gate.running == 2
    gate.open.set()
    assert await asyncio.gather(*tasks) == ["hello"] * 3
    await spoken
    assert gate.most == 2


async def test_what_is_slow_is_loaded_before_the_first_utterance_and_counts_as_no_job() -> None:
    gate = Gate()
    jobs = Jobs(ScriptedEars(), ToneVoice(), gate)
    order: list[str] = []
    jobs.warm_up(lambda: order.append("loaded"))
    heard = asyncio.ensure_future(jobs.recognise(tone(20)))
    heard.add_done_callback(lambda _: order.append("heard"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert gate.running == 1  # the utterance waits for what it needs
    gate.open.set()
    assert await heard == "hello"
    await asyncio.sleep(0)
    assert (order, jobs.statistics.done) == (["loaded", "heard"], 1)


async def test_a_stop_does_not_wait_for_what_nobody_needs_any_more() -> None:
    gate = Gate()
    jobs = Jobs(ScriptedEars(), ToneVoice(), gate)
    jobs.warm_up(lambda: None)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert gate.running == 1
    assert await jobs.finish(60.0)
    await asyncio.sleep(0)
    assert gate.running == 0


async def test_beyond_the_limit_a_job_is_refused_at_once() -> None:
    gate = Gate()
    jobs = Jobs(ScriptedEars(), ToneVoice(), gate, jobs_max=2)
    tasks = [asyncio.ensure_future(jobs.recognise(tone(20))) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(JobFailed):
        await jobs.recognise(tone(20))
    assert jobs.statistics.refused == 1
    gate.open.set()
    await asyncio.gather(*tasks)
    assert await jobs.recognise(tone(20)) == "hello"


@pytest.mark.expects_log("a speech job failed: OSError")
async def test_what_breaks_is_one_job() -> None:
    jobs = Jobs(BrokenEars(), ToneVoice(), opened())
    with pytest.raises(JobFailed):
        await jobs.recognise(tone(20))
    assert jobs.statistics.failed == 1
    await jobs.speak("a")


async def test_who_asked_may_go_away_and_the_lock_stays_with_the_work() -> None:
    gate = Gate()
    jobs = Jobs(ScriptedEars(), ToneVoice(), gate)
    first = asyncio.ensure_future(jobs.recognise(tone(20)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    first.cancel()
    second = asyncio.ensure_future(jobs.recognise(tone(20)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert gate.running == 1
    gate.open.set()
    assert await second == "hello"
    assert gate.most == 1


async def test_the_end_waits_for_what_runs_as_long_as_it_may() -> None:
    gate = Gate()
    jobs = Jobs(ScriptedEars(), ToneVoice(), gate)
    assert await jobs.finish(0)
    task = asyncio.ensure_future(jobs.recognise(tone(20)))
    await asyncio.sleep(0)
    assert not await jobs.finish(0.001)
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_of_a_very_long_sound_the_last_minute_is_recognised() -> None:
    ears = LongEars()
    await Jobs(ears, ToneVoice(), opened()).recognise(bytes(48_000 * 61))
    assert ears.length == 48_000 * 60
