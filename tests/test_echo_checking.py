"""The echo check while a conversation runs, in a simulated room."""

from __future__ import annotations

import asyncio

from tests.test_conversation import ANSWER, Room
from voiceapp.audio.desk import here
from voiceapp.audio.simulated import MICROPHONE
from voiceapp.dialogue.snapshot import DuplexMode, EchoCheck, Microphone, Phase, RowState
from voiceapp.echo_checking import LENT, EchoChecking


class CheckedRoom(Room):
    """A room whose time passes while the check waits."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[EchoCheck] = []
        self.is_running = asyncio.Event()
        self.lent: list[tuple[Microphone, str]] = []
        conversation = self.conversation
        self.checking = EchoChecking(
            self.sound, conversation.desk, self.clock, post=conversation.sink, run=here, sleep=self.sleep
        )

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        picture = self.picture
        self.lent.append((picture.microphone, picture.microphone_device))
        self.sound.advance(round(seconds * 1_000))

    def tell(self, check: EchoCheck) -> None:
        self.told.append(check)
        if len(self.told) == 10:
            self.is_running.set()

    async def check(self) -> EchoCheck:
        await self.checking.check(self.tell)
        return self.told[-1]


async def test_the_devices_are_lent_to_the_check_and_come_back() -> None:
    room = CheckedRoom()
    await room.listening()
    found = await room.check()
    assert found == EchoCheck(
        1.0, sentence="No echo: headphones or a quiet loudspeaker.", recommended=DuplexMode.FULL
    )
    assert room.lent[-1] == (Microphone.OFF, LENT)
    picture = await room.until(lambda p: p.microphone is Microphone.SENDING)
    assert picture.speaker_works
    assert picture.microphone_device == MICROPHONE
    await room.conversation.close()


async def test_progress_and_level_are_told_on_the_way() -> None:
    room = CheckedRoom()
    room.sound.set_echo(delay_ms=60, gain_db=-6.0)
    await room.listening()
    await room.check()
    progress = [one.progress for one in room.told]
    assert progress == sorted(progress)
    assert progress[0] == 0.0
    assert len(progress) > 100
    assert all(one.sentence == "" for one in room.told[:-1])
    assert max(one.mic_rms for one in room.told) > 0
    await room.conversation.close()


async def test_an_answer_is_stopped_first_and_not_heard_further_afterwards() -> None:
    room = CheckedRoom()
    await room.listening()
    room.type("good morning")
    await room.until(lambda p: p.phase is Phase.SPEAKING)
    await room.check()
    picture = await room.until(lambda p: p.phase is Phase.LISTENING)
    row = picture.rows[-1]
    assert row.state is RowState.CUT
    assert row.text.startswith(ANSWER[:8])
    assert row.cut_ms is not None
    assert row.cut_ms < 300
    await room.conversation.close()


async def test_a_check_works_before_there_is_a_session() -> None:
    room = CheckedRoom()
    assert (await room.check()).recommended is DuplexMode.FULL
    assert room.picture.phase is Phase.OFF
    await room.conversation.close()


async def test_without_a_microphone_the_check_says_so_in_a_sentence() -> None:
    room = CheckedRoom()
    room.sound.unplug(MICROPHONE)
    await room.listening()
    found = await room.check()
    assert found.recommended is None
    assert "microphone" in found.sentence
    await room.until(lambda p: p.speaker_works)
    await room.conversation.close()


async def test_a_check_that_is_stopped_gives_the_devices_back_and_says_nothing() -> None:
    room = CheckedRoom()
    await room.listening()
    task = asyncio.create_task(room.checking.check(room.tell))
    await room.is_running.wait()
    await room.checking.stop()
    await task
    assert len(room.told) < 20
    assert all(one.sentence == "" for one in room.told)
    await room.until(lambda p: p.microphone is Microphone.SENDING)
    await room.conversation.close()


async def test_a_check_that_is_wanted_again_waits_for_the_one_that_ends() -> None:
    room = CheckedRoom()
    await room.listening()
    first = asyncio.create_task(room.checking.check(room.tell))
    await room.is_running.wait()
    stopping = asyncio.create_task(room.checking.stop())
    await asyncio.sleep(0)
    assert (await room.check()).recommended is DuplexMode.FULL
    await asyncio.gather(first, stopping)
    await room.conversation.close()


async def test_stopping_when_nothing_runs_does_nothing() -> None:
    room = CheckedRoom()
    await room.checking.stop()
    assert room.told == []
