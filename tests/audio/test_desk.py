"""The desk: devices open, change, go and come back; every absence is one sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from voiceapp.audio.capture import Capture
from voiceapp.audio.desk import SoundDesk, here
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input, MicrophoneLost, MicrophoneOpened, SpeakerLost, SpeakerOpened


class Room:
    """A desk on simulated devices, with everything it says."""

    def __init__(
        self, *, microphones: tuple[str, ...] = ("A", "B"), speakers: tuple[str, ...] = ("S",)
    ) -> None:
        clock = ManualClock()
        self.said: list[Input] = []
        self.sound = SimulatedSound(clock, microphones=microphones, speakers=speakers)
        self.desk = SoundDesk(
            self.sound,
            Capture(clock, self._post),
            PlayoutQueue(clock, self._post),
            run=here,
            look_again_s=0.001,
        )
        self._heard = asyncio.Event()

    def _post(self, happened: Input) -> None:
        self.said.append(happened)
        self.desk.noticed(happened)
        self._heard.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not is_so():
                self._heard.clear()
                await self._heard.wait()

    def of(self, kind: type[Input]) -> list[Input]:
        return [happened for happened in self.said if isinstance(happened, kind)]


async def test_both_devices_are_opened_the_loudspeaker_first() -> None:
    room = Room()
    await room.desk.open()
    assert [type(happened) for happened in room.said] == [SpeakerOpened, MicrophoneOpened]
    await room.desk.close()


async def test_a_missing_device_is_said_once_and_found_when_it_comes() -> None:
    room = Room()
    room.sound.unplug("S")
    await room.desk.open()
    assert len(room.of(SpeakerLost)) == 1
    await asyncio.sleep(0)
    room.sound.plug("S")
    await room.until(lambda: bool(room.of(SpeakerOpened)))
    assert len(room.of(SpeakerLost)) == 1
    await room.desk.close()


async def test_a_device_that_goes_is_replaced_when_there_is_another() -> None:
    room = Room()
    await room.desk.open()
    room.sound.unplug("A")
    await room.until(lambda: len(room.of(MicrophoneOpened)) == 2)
    assert [happened.device for happened in room.of(MicrophoneOpened)] == ["A", "B"]  # type: ignore[attr-defined]
    assert len(room.of(MicrophoneLost)) == 1
    await room.desk.close()


async def test_another_choice_opens_another_device() -> None:
    room = Room()
    await room.desk.open()
    await room.desk.choose("microphone", "B")
    assert [happened.device for happened in room.of(MicrophoneOpened)] == ["A", "B"]  # type: ignore[attr-defined]
    await room.desk.close()


async def test_after_closing_the_devices_are_free_and_nobody_looks_any_more() -> None:
    room = Room()
    await room.desk.open()
    await room.desk.close()
    said = len(room.said)
    room.sound.unplug("A")
    assert len(room.said) == said
    clock = ManualClock()
    stream = room.sound.open_speaker(PlayoutQueue(clock, room.said.append))
    assert stream.device_name == "S"
    await room.desk.close()


async def test_devices_that_are_lent_are_said_to_be_gone_and_opened_again_with_the_newest_choice() -> None:
    room = Room()
    await room.desk.open()
    async with room.desk.released("Lent."):
        choosing = asyncio.create_task(room.desk.choose("microphone", "B"))
        now_ns = room.said[-1].at_ns
        assert room.said[-2:] == [MicrophoneLost(now_ns, "Lent."), SpeakerLost(now_ns, "Lent.")]
        room.sound.open_speaker(PlayoutQueue(ManualClock(), lambda _: None)).close()
    await choosing
    assert [opened.device for opened in room.of(MicrophoneOpened)] == ["A", "A", "B"]  # type: ignore[attr-defined]
    assert room.desk.wanted("microphone") == "B"
    assert len(room.of(SpeakerOpened)) == 2
    await room.desk.close()


async def test_devices_are_listed() -> None:
    room = Room()
    assert [device.name for device in await room.desk.devices()] == ["A", "B", "S"]
