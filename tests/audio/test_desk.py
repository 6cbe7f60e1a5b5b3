"""The desk: devices open, change, go and come back; every absence is one sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from voiceapp.audio.capture import Capture
from voiceapp.audio.desk import LOOKED_FOR_AGAIN, SoundDesk, here
from voiceapp.audio.device import DeviceInfo
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.simulated import SimulatedSound, SimulatedStream
from voiceapp.clock import Clock, ManualClock
from voiceapp.dialogue.inputs import Input, MicrophoneLost, MicrophoneOpened, SpeakerLost, SpeakerOpened
from voiceapp.errors import SoundError


class ListedOnce(SimulatedSound):
    """Knows the devices of when it was started, as PortAudio does, and starts anew only in silence."""

    def __init__(self, clock: Clock, **devices: Any) -> None:
        super().__init__(clock, **devices)
        self._known: tuple[DeviceInfo, ...] | None = None
        self.starts = 0
        self.asked = 0

    def devices(self) -> tuple[DeviceInfo, ...]:
        if self._known is None:
            self._known = super().devices()
        return self._known

    def devices_now(self) -> tuple[DeviceInfo, ...]:
        self.asked += 1
        return super().devices()

    def open_microphone(self, door: Capture, name: str | None = None) -> SimulatedStream:
        return self._plugged_in(super().open_microphone(door, name))

    def open_speaker(self, door: PlayoutQueue, name: str | None = None) -> SimulatedStream:
        return self._plugged_in(super().open_speaker(door, name))

    def refresh(self) -> None:
        if self._microphone is None and self._speaker is None:
            self._known = None
            self.starts += 1

    def _plugged_in(self, stream: SimulatedStream) -> SimulatedStream:
        if stream.device_name not in self._plugged:
            stream.close()
            raise SoundError(f"“{stream.device_name}” cannot be opened.")
        return stream


class Room:
    """A desk on simulated devices, with everything it says."""

    def __init__(
        self,
        *,
        microphones: tuple[str, ...] = ("A", "B"),
        speakers: tuple[str, ...] = ("S",),
        microphone: str | None = None,
        of: type[SimulatedSound] = SimulatedSound,
    ) -> None:
        clock = ManualClock()
        self.said: list[Input] = []
        self.sound = of(clock, microphones=microphones, speakers=speakers)
        self.desk = SoundDesk(
            self.sound,
            Capture(clock, self._post),
            PlayoutQueue(clock, self._post),
            microphone=microphone,
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


def opened(room: Room) -> list[str]:
    return [happened.device for happened in room.said if isinstance(happened, MicrophoneOpened)]


async def test_in_the_place_of_a_chosen_one_that_is_missing_the_systems_own_is_used_until_it_is_back() -> (
    None
):
    room = Room(microphone="B")
    room.sound.unplug("B")
    await room.desk.open()
    assert opened(room) == ["A"]
    assert room.of(MicrophoneLost) == []
    room.sound.plug("B")
    await room.until(lambda: len(opened(room)) == 2)
    assert opened(room) == ["A", "B"]
    assert room.desk.wanted("microphone") == "B"
    await room.desk.close()


async def test_a_chosen_one_that_comes_later_is_found_although_the_list_is_made_once() -> None:
    room = Room(microphone="B", of=ListedOnce)
    sound = room.sound
    assert isinstance(sound, ListedOnce)
    sound.unplug("B")
    await room.desk.open()
    sound.plug("B")
    await room.until(lambda: len(opened(room)) == 2)
    assert (opened(room), sound.starts) == (["A", "B"], 1)
    assert [lost.sentence for lost in room.of(MicrophoneLost)] == [LOOKED_FOR_AGAIN]  # type: ignore[attr-defined]
    assert len(room.of(SpeakerOpened)) == 2  # both had to be put out of use for a moment
    asked = sound.asked
    await asyncio.sleep(0.01)
    assert sound.asked == asked  # all is as it is wanted: nobody looks any more
    await room.desk.close()


async def test_one_that_goes_in_the_middle_is_replaced_although_the_list_is_made_once() -> None:
    room = Room(microphone="B", of=ListedOnce)
    await room.desk.open()
    room.sound.unplug("B")
    await room.until(lambda: len(opened(room)) == 2)
    assert opened(room) == ["B", "A"]
    await room.desk.close()


async def test_a_device_that_was_plugged_in_since_can_be_chosen() -> None:
    room = Room(of=ListedOnce)
    room.sound.unplug("B")
    await room.desk.open()
    room.sound.plug("B")
    assert "B" in [device.name for device in await room.desk.devices_now()]
    await room.desk.choose("microphone", "B")
    assert opened(room) == ["A", "B"]
    await room.desk.close()


async def test_where_nothing_comes_it_is_asked_for_ever_more_rarely() -> None:
    room = Room(microphones=(), of=ListedOnce)
    sound = room.sound
    assert isinstance(sound, ListedOnce)
    await room.desk.open()
    looks = 0
    while looks < 66:
        looks += 1
        await room.desk._look()
    assert (sound.asked, sound.starts) == (6, 0)  # after 1, 3, 7, 15, 31 and 63 looks
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
