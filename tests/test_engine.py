"""The shell: inputs in order, commands performed, nothing left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.links import Exchange
from voiceapp.clock import ManualClock
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, Recording, RowKind, Snapshot
from voiceapp.engine import Engine
from voiceapp.errors import HandshakeRefused, LinkError, LinkLost, TapeError
from voiceapp.protocol.client_events import ItemCreate, SessionUpdate
from voiceapp.protocol.objects import Item, Response
from voiceapp.protocol.server_events import OutputItemAdded, OutputItemDone, ResponseCreated, ResponseDone
from voiceapp.protocol.wire import CallId, ItemId, ResponseId


class KeptPlayout:
    """Keeps what it is asked to do, in order."""

    def __init__(self) -> None:
        self.done: list[tuple[str, int]] = []
        self.bytes = 0

    def play(self, item_id: ItemId, content_index: int, first_frame: int, pcm: bytes) -> None:
        self.bytes += len(pcm)
        self.done.append(("play", first_frame))

    def finish(self, item_id: ItemId, content_index: int) -> None:
        self.done.append(("finish", content_index))

    def cut(self, order: int) -> None:
        self.done.append(("cut", order))

    def pause(self, order: int) -> None:
        self.done.append(("pause", order))

    def resume(self, order: int) -> None:
        self.done.append(("resume", order))


class KeptTape:
    """Keeps every step."""

    def __init__(self) -> None:
        self.steps: list[tuple[i.Input, list[c.Command]]] = []
        self.is_full = False
        self.left_out = 0

    def write(self, happened: i.Input, commands: list[c.Command]) -> int:
        if self.is_full:
            self.is_full = False
            raise TapeError("The recording stopped: the disk takes no more.", details="no space")
        self.steps.append((happened, commands))
        left_out, self.left_out = self.left_out, 0
        return left_out


class Stage:
    """An engine with everything around it, on a clock that stands still."""

    def __init__(self, **more: object) -> None:
        self.clock = ManualClock(1_000_000)
        self.exchange = Exchange(self.clock)
        self.playout = KeptPlayout()
        self.tape = KeptTape()
        self.pictures: list[Snapshot] = []
        self._changed = asyncio.Event()
        self.engine = Engine(
            Dialogue(),
            self.clock,
            self.playout,
            self.exchange.connect,
            publish=self._publish,
            tape=self.tape,
            **more,  # type: ignore[arg-type]
        )

    def post(self, kind: type[i.Input], **fields: object) -> None:
        self.engine.post(kind(self.clock.now_ns(), **fields))

    async def until(self, is_so: Callable[[Snapshot], bool]) -> Snapshot:
        async with asyncio.timeout(10):
            while not is_so(self.engine.snapshot()):
                self._changed.clear()
                await self._changed.wait()
        return self.engine.snapshot()

    async def listening(self) -> None:
        self.post(i.SpeakerOpened, device="speaker")
        self.post(i.Started)
        await self.until(lambda p: p.phase is Phase.LISTENING)

    def _publish(self, picture: Snapshot) -> None:
        self.pictures.append(picture)
        self._changed.set()


async def test_a_cue_is_played_beside_the_queue_and_stands_on_the_tape() -> None:
    cues: list[c.Cue] = []
    stage = Stage(play_cue=cues.append)
    await stage.listening()
    stage.post(i.SettingsChosen, options=DialogueOptions(cue_sounds="all"))
    stage.post(i.MuteChosen, muted=True)
    assert cues == [c.Cue.MUTED]
    assert c.PlayCue(c.Cue.MUTED) in stage.tape.steps[-1][1]
    assert stage.playout.done == []


async def test_a_typed_message_is_sent_answered_and_queued_for_the_loudspeaker() -> None:
    stage = Stage()
    await stage.listening()
    stage.post(i.TextSubmitted, text="good morning")
    text = "You said good morning, and this goes on a while."
    await stage.until(
        lambda p: any(row.text == text for row in p.rows) and ("finish", 0) in stage.playout.done
    )
    sent = stage.exchange.links[0].sent
    assert isinstance(sent[0], SessionUpdate)
    assert isinstance(sent[1], ItemCreate)
    assert stage.playout.bytes == 60 * len(text) * 48
    assert stage.playout.done[0] == ("play", 0)
    await stage.engine.close()
    assert stage.exchange.links[0].closed


async def test_every_step_is_on_the_tape_before_it_is_performed() -> None:
    stage = Stage()
    await stage.listening()
    kinds = [type(happened).__name__ for happened, _ in stage.tape.steps]
    assert kinds[:3] == ["SpeakerOpened", "Started", "LinkOpened"]
    assert stage.engine.steps == len(stage.tape.steps)
    await stage.engine.close()
    assert isinstance(stage.tape.steps[-1][0], i.Stopped)


async def test_a_refused_handshake_becomes_a_banner_and_no_retry() -> None:
    stage = Stage()
    stage.exchange.failures.append(HandshakeRefused("The key is wrong.", status=401, code="401"))
    stage.post(i.Started)
    picture = await stage.until(lambda p: p.banner is not None)
    assert picture.banner is not None
    assert picture.banner.text == "The key is wrong."
    assert picture.phase is Phase.OFF
    await stage.engine.close()


async def test_a_failure_that_may_heal_is_tried_again_when_its_time_has_come() -> None:
    stage = Stage()
    stage.exchange.failures.append(LinkError("No network.", retry=True))
    stage.post(i.Started)
    await stage.until(lambda p: p.phase is Phase.RECONNECTING)
    stage.clock.advance(ms=2_000)
    stage.post(i.DeadlinePassed)
    await stage.until(lambda p: p.phase is Phase.LISTENING)
    assert len(stage.exchange.links) == 1
    await stage.engine.close()


async def test_stopping_while_connecting_leaves_no_link_and_no_task() -> None:
    stage = Stage()
    stage.exchange.gate.clear()
    stage.post(i.Started)
    await asyncio.sleep(0)
    await stage.engine.close()
    stage.exchange.gate.set()
    assert stage.exchange.links == []
    assert stage.engine.snapshot().phase is Phase.OFF


async def test_an_old_link_is_not_heard_after_a_new_conversation_began() -> None:
    stage = Stage()
    await stage.listening()
    old = stage.exchange.links[0]
    stage.post(i.NewConversationRequested)
    await stage.until(lambda p: len(stage.exchange.links) == 2 and p.phase is Phase.LISTENING)
    assert old.closed
    steps = stage.engine.steps
    old.closed = False
    old.say(ResponseDone(response=Response(id=ResponseId("resp_old"))))
    old.lose(LinkLost("late", code=1006))
    assert stage.engine.steps == steps
    await stage.engine.close()


async def test_the_next_session_is_opened_beside_the_present_one_and_takes_its_place() -> None:
    stage = Stage()
    await stage.listening()
    stage.post(i.SettingsChosen, options=DialogueOptions(instructions="Be brief."))
    await stage.until(lambda p: p.session is not None and p.session.instructions == "Be brief.")
    stage.post(i.SettingsChosen, options=DialogueOptions())  # the server's own words come with a new session
    await stage.until(
        lambda p: len(stage.exchange.links) == 2 and stage.exchange.links[0].closed and p.session is not None
    )
    old, new = stage.exchange.links
    assert stage.engine.snapshot().phase is Phase.LISTENING
    stage.post(i.TextSubmitted, text="good morning")
    assert [type(event) for event in new.sent[:2]] == [SessionUpdate, ItemCreate]
    sent, steps = len(old.sent), stage.engine.steps
    old.lose(LinkLost("late", code=1006))
    assert (len(old.sent), stage.engine.steps) == (sent, steps)
    kinds = [type(command) for _, commands in stage.tape.steps for command in commands]
    assert kinds.count(c.SwitchLink) == 1
    await stage.engine.close()
    assert new.closed


async def test_the_next_session_may_fail_or_be_lost_without_harm() -> None:
    stage = Stage()
    await stage.listening()
    stage.exchange.failures.append(LinkError("No network.", retry=True))
    stage.post(i.SettingsChosen, options=DialogueOptions(instructions="Be brief."))
    await stage.until(lambda p: p.session is not None and p.session.instructions == "Be brief.")
    stage.post(i.SettingsChosen, options=DialogueOptions())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    last = stage.tape.steps[-1][0]
    assert isinstance(last, i.LinkFailed)
    assert last.spare
    assert stage.engine.snapshot().phase is Phase.LISTENING
    await stage.engine.close()
    assert len(stage.exchange.links) == 1


async def test_a_sleep_is_noticed_by_the_time_of_day() -> None:
    stage = Stage()
    await stage.listening()
    opened = next(one for one, _ in stage.tape.steps if isinstance(one, i.LinkOpened))
    assert opened.wall_offset_ns == 0
    stage.clock.wall_offset_ns += 9_000_000_000
    stage.post(i.DeadlinePassed)
    assert stage.engine.snapshot().phase is Phase.LISTENING
    stage.clock.wall_offset_ns += 600_000_000_000
    stage.post(i.DeadlinePassed)
    woke = next(one for one, _ in stage.tape.steps if isinstance(one, i.ComputerWoke))
    assert woke.slept_ms == 600_000
    await stage.until(lambda p: p.phase is Phase.LISTENING and len(stage.exchange.links) == 2)
    assert stage.exchange.links[0].closed
    await stage.engine.close()


async def test_a_lost_link_reconnects_by_itself() -> None:
    stage = Stage()
    await stage.listening()
    stage.exchange.links[0].lose(LinkLost("The network is gone.", code=1006, retry=True))
    assert stage.engine.snapshot().phase is Phase.RECONNECTING
    stage.clock.advance(ms=2_000)
    stage.post(i.DeadlinePassed)
    await stage.until(lambda p: p.phase is Phase.LISTENING)
    assert len(stage.exchange.links) == 2
    await stage.engine.close()


@pytest.mark.expects_log("invalid_tool_call_id")  # the call is ours, this server never made it
async def test_a_function_nobody_offers_is_answered() -> None:
    stage = Stage()
    await stage.listening()
    call = Item(
        type="function_call",
        id=ItemId("item_f"),
        call_id=CallId("call_1"),
        name="fly",
        arguments="{}",
        status="completed",
    )
    response = ResponseId("resp_f")
    link = stage.exchange.links[0]
    link.say(ResponseCreated(response=Response(id=response)))
    link.say(OutputItemAdded(response_id=response, item=call))
    link.say(OutputItemDone(response_id=response, item=call))
    row = await stage.until(lambda p: any(r.kind is RowKind.TOOL and r.details for r in p.rows))
    assert "There is no function called 'fly'." in [r.details for r in row.rows]
    await stage.engine.close()


async def test_pictures_are_coalesced_and_the_last_one_is_always_published() -> None:
    stage = Stage()
    await stage.listening()
    before = len(stage.pictures)
    for _ in range(100):
        stage.post(i.MuteChosen, muted=True)
        stage.post(i.MuteChosen, muted=False)
    stage.post(i.MuteChosen, muted=True)
    await stage.engine.close()
    assert len(stage.pictures) - before <= 2
    assert stage.pictures[-1].muted


async def test_nothing_is_taken_after_the_end() -> None:
    stage = Stage()
    await stage.engine.close()
    steps = stage.engine.steps
    stage.post(i.Started)
    assert stage.engine.steps == steps
    await stage.engine.close()


@pytest.mark.expects_log("invalid_tool_call_id")
@pytest.mark.expects_log("a task of the engine failed")
async def test_a_tool_that_raises_is_reported_and_the_conversation_goes_on() -> None:
    async def broken(call_id: CallId, name: str, arguments: str) -> str:
        raise RuntimeError("broken tool")

    stage = Stage(run_tool=broken)
    await stage.listening()
    item = Item(type="function_call", id=ItemId("i"), call_id=CallId("c"), name="f", arguments="{}")
    response = ResponseId("r")
    link = stage.exchange.links[0]
    link.say(ResponseCreated(response=Response(id=response)))
    link.say(OutputItemDone(response_id=response, item=item))
    await stage.until(lambda p: any(r.kind is RowKind.TOOL and r.details for r in p.rows))
    assert stage.engine.snapshot().phase is not Phase.OFF
    await stage.engine.close()


@pytest.mark.expects_log("the disk takes no more")
async def test_a_full_disk_ends_the_recording_and_not_the_conversation() -> None:
    stage = Stage()
    await stage.listening()
    stage.tape.is_full = True
    stage.post(i.TextSubmitted, text="good morning")
    picture = await stage.until(lambda p: any(row.text.startswith("You said") for row in p.rows))
    assert "The recording stopped: the disk takes no more." in [row.text for row in picture.rows]
    await stage.engine.close()


class FullJournal:
    """Keeps one step and then has no room."""

    def __init__(self) -> None:
        self.steps = 0

    def write(self, happened: i.Input, commands: list[c.Command]) -> None:
        self.steps += 1
        if self.steps > 1:
            raise TapeError("It cannot be kept.", details="no space")


@pytest.mark.expects_log("It cannot be kept")
async def test_a_journal_that_gives_up_is_told_of_once_and_the_conversation_goes_on() -> None:
    journal = FullJournal()
    stage = Stage(journal=journal)
    await stage.listening()
    stage.post(i.TextSubmitted, text="good morning")
    picture = await stage.until(lambda p: any(row.text.startswith("You said") for row in p.rows))
    assert [row.text for row in picture.rows if row.kind is RowKind.NOTICE] == ["It cannot be kept."]
    assert journal.steps == 2
    await stage.engine.close()


@pytest.mark.expects_log("12 steps are missing from the recording")
@pytest.mark.expects_log("7 steps are missing from the recording")
async def test_steps_a_slow_disk_has_lost_are_counted_for_everybody_to_see_and_told_once() -> None:
    stage = Stage()
    await stage.listening()
    stage.post(i.RecordingStarted, name="tape")
    assert stage.engine.snapshot().recording == Recording("tape")
    for left_out in (12, 7):
        stage.tape.left_out = left_out
        stage.post(i.MuteChosen, muted=True)
    assert stage.tape.steps[-1][0] == i.RecordingLagged(stage.clock.now_ns(), 7)
    picture = stage.engine.snapshot()
    assert picture.recording == Recording("tape", lost_steps=19)
    assert [row.text for row in picture.rows] == ["The disk is too slow: the recording has a gap."]
    stage.post(i.RecordingStopped)
    picture = stage.engine.snapshot()
    assert picture.recording is None
    assert len(picture.rows) == 1
    await stage.engine.close()
