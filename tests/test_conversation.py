"""Everything a conversation is built of, opened and taken down together."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.links import BrainLink, Exchange
from tests.scenarios import speak
from voiceapp.audio.simulated import MICROPHONE, SPEAKER, SimulatedSound
from voiceapp.clock import ManualClock
from voiceapp.conversation import Conversation
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import DuplexMode, Microphone, Phase, Recording, RowKind, RowState, Snapshot
from voiceapp.errors import TapeError
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.server_events import ErrorEvent, OutputAudioDelta
from voiceapp.protocol.wire import CallId
from voiceapp.recording.redaction import KeptSteps
from voiceapp.recording.replay import replay
from voiceapp.recording.tape import TapeReader
from voiceapp.targets import Observe, OnEvent, OnLost, ServiceTarget
from voiceapp.transport.credentials import KeyCredential, Secret
from voiceapp.transport.endpoint import parse_endpoint

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


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


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
    options = DialogueOptions(instructions="Be brief.", confirm_ms=0, duplex=DuplexMode.CAUTIOUS)
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
    assert found.dialogue.snapshot().duplex is DuplexMode.CAUTIOUS


async def test_a_recording_says_of_whom_when_and_under_which_conditions_it_was_made(tmp_path: Path) -> None:
    room = Room(record=tmp_path, echo="off", microphone="a headset")
    await room.listening()
    assert room.picture.recording == Recording(tmp_path.name)
    await room.conversation.close()
    header = TapeReader(tmp_path).header
    assert (header.endpoint, header.from_start, header.private) == ("Scripted", True, False)
    assert header.devices == {"microphone": "a headset", "speaker": ""}
    assert header.settings == {"echo": "off", "noise_suppression": False}
    assert header.started_at_ns == 1_000_000
    assert abs(datetime.now(UTC) - datetime.fromisoformat(header.started_at)) < timedelta(minutes=5)


async def test_a_recording_begun_and_ended_in_the_middle_replays_from_the_beginning(tmp_path: Path) -> None:
    room = Room()
    await room.listening()
    room.type("good morning")
    before = await room.until(lambda p: p.phase is Phase.SPEAKING)
    room.conversation.start_recording(tmp_path / "tape")
    during = room.picture
    assert (before.recording, during.recording) == (None, Recording("tape"))
    room.conversation.sink(i.StopPressed(room.clock.now_ns()))
    await room.until(lambda p: p.rows[-1].state is RowState.CUT)
    await room.conversation.stop_recording()
    assert room.picture.recording is None
    steps = room.conversation.engine.steps
    room.type("this is nobody's business")
    await room.conversation.stop_recording()  # there is none; nothing happens
    await room.conversation.close()
    tape = TapeReader(tmp_path / "tape", tolerant=True)
    found = replay(tape)
    assert (found.difference, found.steps, tape.damages) == (None, steps, [])
    assert found.dialogue.snapshot().rows[-1].state is RowState.CUT
    assert tape.header.devices == {"microphone": MICROPHONE, "speaker": SPEAKER}
    assert tape.header.model == "voiceapp-offline"
    counted = room.conversation.recording_statistics()
    assert counted is not None
    assert (counted.written_steps, counted.lost_steps) == (steps, 0)


async def test_what_there_is_of_a_conversation_is_in_memory_until_it_is_recorded(tmp_path: Path) -> None:
    room = Room()
    assert room.conversation.so_far() is None
    await room.listening()
    room.type("good morning")
    await room.until(lambda p: p.phase is Phase.SPEAKING)
    kept = room.conversation.so_far()
    assert isinstance(kept, KeptSteps)
    assert (kept.header.endpoint, kept.header.private) == ("Scripted", True)
    assert any(isinstance(happened, i.TextSubmitted) for happened, _ in kept.steps)
    room.conversation.start_recording(tmp_path / "tape")
    assert room.conversation.so_far() == tmp_path / "tape"
    await room.conversation.close()
    assert room.conversation.so_far() == tmp_path / "tape"


@pytest.mark.expects_log("cannot be written")
async def test_a_recording_that_cannot_be_begun_in_the_middle_is_told_and_the_conversation_goes_on(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("not a folder")
    room = Room()
    await room.listening()
    room.conversation.start_recording(tmp_path / "file" / "tape")
    picture = await room.until(lambda p: p.recording is None)
    assert picture.rows[-1].text.startswith("The recording cannot be written")
    room.type("good morning")
    await room.until(lambda p: p.phase is Phase.SPEAKING)
    await room.conversation.close()


async def test_a_private_recording_holds_no_word_and_no_sample_and_keeps_the_timing(tmp_path: Path) -> None:
    tool = {"type": "function", "name": "canary", "parameters": {"type": "object", "properties": {}}}
    options = DialogueOptions(instructions="You are a canary.", tools=(tool,))
    room = Room(options=options, microphone="canary", record=tmp_path / "early", record_privately=True)
    await room.listening()
    room.type("canary")
    picture = await room.until(
        lambda p: any(r.kind is RowKind.ASSISTANT and r.state is RowState.DONE for r in p.rows)
    )
    assert "canary" in picture.rows[-1].text
    room.conversation.sink(i.ToolFinished(room.clock.now_ns(), CallId("call_1"), "canary"))
    room.conversation.sink(i.MicrophoneLost(room.clock.now_ns(), "The canary is gone."))
    await room.conversation.close()
    kept = contents(tmp_path / "early")
    assert list(kept) == ["tape.jsonl"]
    text = kept["tape.jsonl"].decode()
    assert "canary" not in text.lower()
    assert "you said" not in text.lower()
    assert "crc32" not in text
    sound = speak(picture.rows[-1].text)
    for frame in range(0, 2_400, 8):
        assert b64encode(sound[2 * frame :])[4:24].decode() not in text
    tape = TapeReader(tmp_path / "early")
    steps = [happened for happened, _ in tape.steps()]
    assert len(steps) == room.conversation.engine.steps
    answer = [s.event for s in steps if isinstance(s, i.FromServer) and isinstance(s.event, OutputAudioDelta)]
    assert sum(len(delta.delta) for delta in answer) == picture.rows[-1].received_ms * 48
    with pytest.raises(TapeError, match="private"):
        replay(tape)


@pytest.mark.parametrize("private", [False, True])
async def test_no_key_is_in_any_file_of_a_recording(tmp_path: Path, private: bool) -> None:
    key = "sk-canary0123456789canary0123456789"
    endpoint = parse_endpoint("ws://127.0.0.1:9/openai/v1/realtime?model=m")  # nobody listens there
    clock = ManualClock(1_000_000)
    failed = asyncio.Event()
    conversation = Conversation(
        ServiceTarget(endpoint, KeyCredential(Secret(key), origin="a test"), clock),
        SimulatedSound(clock),
        clock,
        publish=lambda picture: failed.set() if picture.banner is not None else None,
        record=tmp_path,
        record_privately=private,
    )
    await conversation.open()
    async with asyncio.timeout(10):
        await failed.wait()
    refusal = ErrorInfo(code="invalid_api_key", message=f"Incorrect API key provided: {key}.")
    conversation.sink(i.FromServer(clock.now_ns(), ErrorEvent(error=refusal)))
    await conversation.close()
    kept = contents(tmp_path)
    assert b'"code":"invalid_api_key"' in kept["tape.jsonl"]
    assert all(b"canary" not in content for content in kept.values())


def test_a_recording_that_cannot_be_written_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(TapeError, match="cannot be written"):
        Room(record=tmp_path / "file" / "tape")


async def test_a_second_recording_says_that_it_begins_where_it_was_asked_for(tmp_path: Path) -> None:
    room = Room()
    await room.listening()
    for name, from_start in (("first", True), ("second", False)):
        room.conversation.start_recording(tmp_path / name)
        assert room.picture.recording == Recording(name, from_start=from_start)
        await room.conversation.stop_recording()
        assert TapeReader(tmp_path / name).header.from_start is from_start
    await room.conversation.close()
