"""The door into the voice loop: order, bounds, crashes that are heard of, and a stop with a limit."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from voiceapp.dialogue.inputs import Input, MicBlock, SpeakerBlock, Stopped, TalkPressed
from voiceapp.errors import LocalProtocolError
from voiceapp.loop_thread import INPUTS_MAX, LoopThread

LIMIT_S = 5.0


class Stage:
    """A loop thread with a `main` that lives until it is told to end, and a sink that remembers."""

    def __init__(self) -> None:
        self.taken: list[Input] = []
        self.threads: set[int] = set()
        self.crashes: list[BaseException] = []
        self.crashed = threading.Event()
        self.has_all = threading.Event()
        self.wanted = 0
        self.voice = LoopThread(on_crash=self.on_crash)

    def on_crash(self, error: BaseException) -> None:
        self.crashes.append(error)
        self.crashed.set()

    def sink(self, item: Input) -> None:
        self.taken.append(item)
        self.threads.add(threading.get_ident())
        if len(self.taken) == self.wanted:
            self.has_all.set()

    async def main(self) -> None:
        self.voice.set_sink(self.sink)
        await asyncio.get_running_loop().create_future()

    def start(self) -> None:
        self.voice.start(self.main)

    def wait_for(self, count: int) -> None:
        self.wanted = count
        if len(self.taken) < count:
            assert self.has_all.wait(LIMIT_S)

    def on_loop(self, work: Callable[[], None]) -> None:
        """Run `work` on the loop and wait for it."""
        done = threading.Event()

        def run() -> None:
            try:
                work()
            finally:
                done.set()

        assert self.voice._loop is not None
        self.voice._loop.call_soon_threadsafe(run)
        assert done.wait(LIMIT_S)


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.voice.stop(LIMIT_S)
    assert not stage.voice.is_running


def mic(index: int) -> MicBlock:
    return MicBlock(at_ns=0, first_frame=index, captured_at_ns=0, pcm=b"")


def test_inputs_arrive_on_the_loop_in_order(stage: Stage) -> None:
    stage.start()
    for index in range(2_000):
        stage.voice.post(mic(index))
    stage.wait_for(2_000)

    assert [item.first_frame for item in stage.taken if isinstance(item, MicBlock)] == list(range(2_000))
    assert len(stage.threads) == 1
    assert threading.get_ident() not in stage.threads


def test_what_is_posted_before_the_start_waits(stage: Stage) -> None:
    stage.voice.post(mic(1))
    stage.voice.post(mic(2))
    stage.start()
    stage.wait_for(2)

    assert [item.first_frame for item in stage.taken if isinstance(item, MicBlock)] == [1, 2]


def test_what_is_posted_without_a_sink_waits(stage: Stage) -> None:
    stage.start()
    stage.on_loop(lambda: stage.voice.set_sink(None))
    stage.voice.post(mic(1))
    stage.on_loop(lambda: None)
    assert stage.taken == []

    stage.on_loop(lambda: stage.voice.set_sink(stage.sink))
    stage.wait_for(1)

    assert len(stage.taken) == 1


def test_four_threads_lose_nothing_and_keep_their_own_order(stage: Stage) -> None:
    stage.start()

    def post_all(thread: int) -> None:
        for index in range(3_000):
            stage.voice.post(SpeakerBlock(at_ns=thread, first_frame=index, frames=240, dac_at_ns=0))

    threads = [threading.Thread(target=post_all, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stage.wait_for(12_000)

    for number in range(4):
        seen = [
            item.first_frame
            for item in stage.taken
            if isinstance(item, SpeakerBlock) and item.at_ns == number
        ]
        assert seen == list(range(3_000))


def test_microphone_is_dropped_and_counted_when_the_loop_stands_still(stage: Stage) -> None:
    for index in range(INPUTS_MAX + 5):
        stage.voice.post(mic(index))
    stage.voice.post(TalkPressed(at_ns=0))

    numbers = stage.voice.statistics()

    assert (numbers.waiting, numbers.dropped_mic_blocks, numbers.dropped_others) == (INPUTS_MAX + 1, 5, 0)
    stage.start()
    stage.wait_for(INPUTS_MAX + 1)
    assert isinstance(stage.taken[-1], TalkPressed)
    assert stage.voice.statistics().waiting_high == INPUTS_MAX + 1


def test_queue_is_bounded_for_everything_but_the_stop(stage: Stage) -> None:
    for _ in range(2 * INPUTS_MAX + 7):
        stage.voice.post(TalkPressed(at_ns=0))
    stage.voice.post(Stopped(at_ns=0))

    numbers = stage.voice.statistics()

    assert (numbers.waiting, numbers.dropped_others) == (2 * INPUTS_MAX + 1, 7)


def test_stop_lets_main_clean_up() -> None:
    ended: list[str] = []

    async def main() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.append(threading.current_thread().name)

    crashes: list[BaseException] = []
    voice = LoopThread(on_crash=crashes.append, name="a loop")
    voice.start(main)

    assert voice.stop(LIMIT_S) == ()
    assert voice.stop(LIMIT_S) == ()
    assert ended == ["a loop"]
    assert crashes == []
    assert not voice.is_running


def test_stop_before_start_is_nothing() -> None:
    assert LoopThread(on_crash=print).stop(LIMIT_S) == ()


def test_what_is_posted_after_the_end_is_counted(stage: Stage) -> None:
    stage.start()
    stage.voice.stop(LIMIT_S)

    stage.voice.post(mic(1))
    stage.voice.post(mic(2))

    assert stage.voice.statistics().posted_after_end == 2
    assert stage.voice.statistics().waiting == 0


@pytest.mark.expects_log("the voice loop did not stop within 0.1 s: stubborn tool")
def test_what_does_not_end_is_reported_by_name() -> None:
    release = threading.Event()
    entered = threading.Event()

    async def hold() -> None:
        entered.set()
        release.wait(LIMIT_S)  # as a library does that blocks the loop

    async def main() -> None:
        await asyncio.create_task(hold(), name="stubborn tool")

    voice = LoopThread(on_crash=print)
    voice.start(main)
    assert entered.wait(LIMIT_S)

    unfinished = voice.stop(0.1)
    release.set()

    assert len(unfinished) == 1
    assert unfinished[0].startswith("stubborn tool (")
    assert unfinished[0].endswith("hold)")
    assert voice.stop(LIMIT_S) == ()


@pytest.mark.expects_log("the voice loop did not stop within 0.1 s: voice loop: main")
def test_main_that_does_not_end_is_reported() -> None:
    release = threading.Event()
    entered = threading.Event()

    async def main() -> None:
        entered.set()
        release.wait(LIMIT_S)

    voice = LoopThread(on_crash=print)
    voice.start(main)
    assert entered.wait(LIMIT_S)

    unfinished = voice.stop(0.1)
    release.set()

    assert unfinished == ("voice loop: main",)
    assert voice.stop(LIMIT_S) == ()


@pytest.mark.expects_log("the voice loop did not stop within 0.1 s: voice loop: a worker thread")
def test_worker_thread_that_does_not_end_is_reported() -> None:
    release = threading.Event()
    entered = threading.Event()

    def work() -> None:
        entered.set()
        release.wait(LIMIT_S)

    voice = LoopThread(on_crash=print)
    voice.start(lambda: asyncio.to_thread(work))
    assert entered.wait(LIMIT_S)

    unfinished = voice.stop(0.1)
    release.set()

    assert unfinished == ("voice loop: a worker thread",)
    assert voice.stop(LIMIT_S) == ()


@pytest.mark.expects_log("the voice loop crashed")
def test_main_that_raises_is_heard_of(stage: Stage) -> None:
    async def main() -> None:
        raise ZeroDivisionError("our bug")

    stage.voice.start(main)

    assert stage.crashed.wait(LIMIT_S)
    assert isinstance(stage.crashes[0], ZeroDivisionError)
    assert stage.voice.wait_ended(LIMIT_S)


@pytest.mark.expects_log("the voice loop crashed")
def test_sink_that_raises_is_heard_of_and_the_rest_is_taken(stage: Stage) -> None:
    def sink(item: Input) -> None:
        if isinstance(item, TalkPressed):
            raise ZeroDivisionError("our bug")
        stage.sink(item)

    async def main() -> None:
        stage.voice.set_sink(sink)
        await asyncio.get_running_loop().create_future()

    stage.voice.post(mic(1))
    stage.voice.post(TalkPressed(at_ns=0))
    stage.voice.post(mic(2))
    stage.voice.start(main)
    stage.wait_for(2)

    assert [type(error) for error in stage.crashes] == [ZeroDivisionError]


@pytest.mark.expects_log("the voice loop crashed")
def test_forgotten_task_that_raises_is_heard_of(stage: Stage) -> None:
    async def forgotten() -> None:
        raise ZeroDivisionError("our bug")

    async def main() -> None:
        task = asyncio.create_task(forgotten())
        await asyncio.wait([task])
        del task
        await asyncio.get_running_loop().create_future()

    stage.voice.start(main)

    assert stage.crashed.wait(LIMIT_S)
    assert isinstance(stage.crashes[0], ZeroDivisionError)


@pytest.mark.expects_log("the voice loop crashed")
def test_main_that_is_cancelled_by_nobody_of_ours_is_heard_of(stage: Stage) -> None:
    async def main() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.get_running_loop().create_future()

    stage.voice.start(main)

    assert stage.crashed.wait(LIMIT_S)
    assert isinstance(stage.crashes[0], asyncio.CancelledError)


def test_main_that_returns_ends_the_thread(stage: Stage) -> None:
    async def main() -> None:
        pass

    stage.voice.start(main)

    assert stage.voice.wait_ended(LIMIT_S)
    assert stage.crashes == []


def test_interpreter_is_handed_over_fast_while_the_loop_runs(stage: Stage) -> None:
    before_s = sys.getswitchinterval()
    stage.start()
    assert sys.getswitchinterval() == pytest.approx(0.000_2)
    stage.voice.stop(LIMIT_S)

    assert sys.getswitchinterval() == pytest.approx(before_s)


def test_loop_cannot_wait_for_itself(stage: Stage) -> None:
    errors: list[BaseException] = []

    def stop() -> None:
        try:
            stage.voice.stop(LIMIT_S)
        except LocalProtocolError as error:
            errors.append(error)

    stage.start()
    stage.on_loop(stop)

    assert len(errors) == 1


def test_loop_thread_is_started_once(stage: Stage) -> None:
    stage.start()

    with pytest.raises(LocalProtocolError):
        stage.start()
