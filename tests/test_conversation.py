"""Everything a conversation is built of, opened and taken down together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.links import BrainLink, Exchange
from tests.scenarios import speak
from voiceapp.audio.simulated import MICROPHONE, SPEAKER, SimulatedSound
from voiceapp.clock import ManualClock
from voiceapp.conversation import Conversation
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Microphone, Phase, RowKind, RowState, Snapshot
from voiceapp.errors import TapeError
from voiceapp.recording.replay import replay
from voiceapp.recording.tape import TapeReader
from voiceapp.targets import Observe, OnEvent, OnLost

ANSWER = "You said good morning, and this goes on a while."


class ScriptedTarget:
    """The embedded mind at the other end of a call; keeps what is asked of it, in order."""

    label = "Scripted"
    dialect_name = "ga"

    def __init__(self, clock: ManualClock) -> None:
        self.exchange = Exchange(clock)
        self.closed_links: list[bool] = []

    async def connect(self, on_event: OnEvent, on_lost: OnLost, observe: Observe) -> BrainLink:
        return await self.exchange.connect(on_event, on_lost, observe)

    async def close(self) -> None:
        self.closed_links = [link.closed for link in self.exchange.links]


class Room:
    """A conversation in a simulated room, moved by hand."""

    def __init__(self, **more: object) -> None:
        self.clock = ManualClock(1_000_000)
        self.sound = SimulatedSound(self.clock)
        self.target = ScriptedTarget(self.clock)
        self.pictures: list[Snapshot] = []
        self.conversation = Conversation(
            self.target,  # type: ignore[arg-type]
            self.sound,
            self.clock,
            publish=self.pictures.append,
            **more,  # type: ignore[arg-type]
        )

    @property
    def picture(self) -> Snapshot:
        return self.conversation.engine.snapshot()

    async def until(self, is_so: Callable[[Snapshot], bool], *, limit_ms: int = 10_000) -> Snapshot:
        """Let time pass in steps of a block, and the loop do what is due, until something is the case."""
        for _ in range(limit_ms // 10):
            for _ in range(3):
                await asyncio.sleep(0)
            if is_so(self.picture):
                return self.picture
            self.sound.advance(10)
        raise AssertionError(f"it did not happen: {self.picture}")

    async def listening(self) -> None:
        await self.conversation.open()
        await self.until(lambda p: p.phase is Phase.LISTENING)

    def type(self, text: str) -> None:
        self.conversation.sink(i.TextSubmitted(self.clock.now_ns(), text))


async def test_a_typed_message_is_answered_and_heard_to_the_last_sample() -> None:
    room = Room()
    await room.listening()
    assert room.picture.microphone_device == MICROPHONE
    assert room.picture.speaker_device == SPEAKER
    room.type("good morning")
    picture = await room.until(
        lambda p: any(r.kind is RowKind.ASSISTANT and r.state is RowState.DONE for r in p.rows)
    )
    answer = picture.rows[-1]
    assert (answer.text, answer.heard_ms, answer.received_ms) == (ANSWER, 2_880, 2_880)
    await room.conversation.close()
    heard = room.sound.heard()
    assert heard.strip(b"\0") == speak(ANSWER).strip(b"\0")


async def test_closing_ends_link_sound_and_target_and_publishes_a_last_picture() -> None:
    room = Room()
    await room.listening()
    await room.conversation.close()
    assert room.target.closed_links == [True]
    assert room.pictures[-1].phase is Phase.OFF
    # Both devices are free again.
    room.sound.open_speaker(room.conversation.playout)
    room.sound.open_microphone(room.conversation.capture)
    steps = room.conversation.engine.steps
    room.type("too late")
    assert room.conversation.engine.steps == steps


async def test_a_conversation_that_was_never_opened_can_be_closed() -> None:
    room = Room()
    await room.conversation.close()
    assert room.target.closed_links == []


async def test_a_device_that_is_pulled_out_is_told_and_found_again() -> None:
    room = Room()
    await room.listening()
    room.sound.unplug(MICROPHONE)
    picture = await room.until(lambda p: p.microphone is Microphone.OFF)
    assert picture.microphone_device.startswith(f"The microphone “{MICROPHONE}” has stopped")
    assert picture.phase is Phase.LISTENING
    room.sound.plug(MICROPHONE)
    await room.conversation.desk.choose("microphone", None)
    await room.until(lambda p: p.microphone is Microphone.SENDING)
    await room.conversation.close()


async def test_a_recording_holds_the_options_and_replays(tmp_path: Path) -> None:
    options = DialogueOptions(instructions="Be brief.", confirm_ms=0)
    room = Room(options=options, record=tmp_path / "deep" / "tape")
    await room.listening()
    room.type("good morning")
    await room.until(lambda p: p.phase is Phase.SPEAKING)
    room.conversation.sink(i.StopPressed(room.clock.now_ns()))
    await room.until(lambda p: p.rows[-1].state is RowState.CUT)
    await room.conversation.close()
    tape = TapeReader(tmp_path / "deep" / "tape")
    assert (tape.header.dialect, tape.header.options) == ("ga", options)
    found = replay(tape)
    assert found.difference is None
    assert found.steps == room.conversation.engine.steps
    assert found.dialogue.snapshot().rows[-1].state is RowState.CUT


def test_a_recording_that_cannot_be_written_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(TapeError, match="cannot be written"):
        Room(record=tmp_path / "file" / "tape")
