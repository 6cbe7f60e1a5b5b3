"""A conversation that is held is really kept, with what was heard of it; and not, where nobody asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.test_conversation import ANSWER, Room
from voiceapp.assets_path import asset
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.audio.wav import read_wav
from voiceapp.clock import SystemClock
from voiceapp.conversation import Conversation
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowKind, RowState, Snapshot
from voiceapp.errors import StoreError
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.wire import ItemId
from voiceapp.store.archive import Archive
from voiceapp.store.keeper import Keeper
from voiceapp.store.kept import ConversationId, StoredConversation, StoredRow
from voiceapp.store.training.preferences import pair_of
from voiceapp.targets import OFFLINE_LABEL, OfflineTarget

LIMIT_S = 40.0


def kept(path: Path) -> list[StoredConversation]:
    with Archive(path) as archive:
        return [archive.open(summary.id) for summary in reversed(archive.list())]


def opened(path: Path, number: ConversationId) -> StoredConversation:
    with Archive(path) as archive:
        return archive.open(number)


def is_answered(picture: Snapshot) -> bool:
    return any(row.kind is RowKind.ASSISTANT and row.state is RowState.DONE for row in picture.rows)


def answers(picture: Snapshot) -> int:
    return sum(row.kind is RowKind.ASSISTANT and row.state is RowState.DONE for row in picture.rows)


def said(one: StoredConversation) -> list[str]:
    return [row.text for row in one.rows if row.kind is RowKind.USER]


async def test_a_conversation_is_kept_with_what_was_heard_and_when(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    room = Room(keeper=Keeper(path), options=DialogueOptions(instructions="Be brief."))
    await room.listening()
    room.type("good morning")
    spoken = await room.until(lambda p: p.phase is Phase.SPEAKING)
    done = await room.until(is_answered)
    await room.conversation.close()
    (one,) = kept(path)
    assert (one.title, one.endpoint, one.dialect, one.instructions) == (
        "good morning",
        "Scripted",
        "ga",
        "Be brief.",
    )
    assert [(row.kind, row.state, row.text) for row in one.rows] == [
        (RowKind.USER, RowState.DONE, "good morning"),
        (RowKind.ASSISTANT, RowState.DONE, ANSWER),
    ]
    answer = one.rows[1]
    assert (answer.heard, answer.heard_ms, answer.received_ms) == (ANSWER, 2_880, 2_880)
    assert answer.heard_from_ms is not None
    assert answer.heard_until_ms is not None
    assert spoken.at_ns // NS_PER_MS <= answer.heard_from_ms + 100
    assert abs(answer.heard_until_ms - answer.heard_from_ms - 2_880) <= 60  # a picture is 33 ms old at most
    assert answer.heard_until_ms <= done.at_ns // NS_PER_MS


async def test_a_new_conversation_is_kept_beside_the_old_one_with_its_answer_cut(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    room = Room(keeper=Keeper(path))
    await room.listening()
    room.type("good morning")
    await room.until(lambda p: any(row.heard_ms > 1_000 for row in p.rows))
    room.conversation.sink(i.NewConversationRequested(room.clock.now_ns()))
    await room.until(lambda p: p.phase is Phase.LISTENING)
    room.type("good evening")
    await room.until(lambda p: bool(p.rows))
    await room.conversation.close()
    old, new = kept(path)
    assert (old.title, new.title) == ("good morning", "good evening")
    assert old.rows[1].is_interrupted
    assert ANSWER.startswith(old.rows[1].heard)
    assert 1_000 < old.rows[1].heard_ms < 2_880
    assert new.parts[0].started_ns > old.parts[0].started_ns


async def test_the_recording_is_remembered_unless_it_is_private(tmp_path: Path) -> None:
    for private in (False, True):
        path = tmp_path / f"{private}.sqlite"
        room = Room(keeper=Keeper(path))
        await room.listening()
        room.conversation.start_recording(tmp_path / f"tape-{private}", private=private)
        room.type("good morning")
        await room.until(is_answered)
        await room.conversation.close()
        (one,) = kept(path)
        assert one.parts[0].tape == ("" if private else str((tmp_path / "tape-False").absolute()))


async def test_without_a_keeper_nobody_keeps_anything() -> None:
    room = Room()
    await room.listening()
    room.type("good morning")
    await room.until(is_answered)
    await room.conversation.close()
    assert not any(thread.name == "keeper" for thread in threading.enumerate())


async def test_a_conversation_that_is_under_way_is_kept_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    room = Room()
    await room.listening()
    room.type("good morning")
    await room.until(is_answered)
    room.conversation.start_recording(tmp_path / "tape")
    room.conversation.keep(Keeper(path))
    room.conversation.keep(Keeper(tmp_path / "a second one is not needed"))
    assert room.conversation.is_kept
    room.type("and good night")
    await room.until(lambda p: answers(p) == 2)
    await room.conversation.close()
    (one,) = kept(path)
    assert said(one) == ["good morning", "and good night"]
    first, second = one.rows[1], one.rows[3]
    assert first.at_ms < 100
    assert second.at_ms > 2_880
    assert first.heard_from_ms is not None
    assert first.heard_until_ms is not None
    assert first.heard_until_ms - first.heard_from_ms == first.heard_ms == 2_880
    assert one.parts[0].tape == str(tmp_path / "tape")
    assert not (tmp_path / "a second one is not needed").exists()


async def test_what_is_said_while_nothing_is_to_be_kept_is_never_kept(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    room = Room(keeper=Keeper(path))
    await room.listening()
    room.type("one")
    await room.until(is_answered)
    await room.conversation.stop_keeping()
    await room.conversation.stop_keeping()
    assert not room.conversation.is_kept
    room.type("a secret")
    await room.until(lambda p: answers(p) == 2)
    assert [len(one.rows) for one in kept(path)] == [2]
    room.conversation.keep(Keeper(path))
    room.type("two")
    await room.until(lambda p: answers(p) == 3)
    room.conversation.sink(i.NewConversationRequested(room.clock.now_ns()))
    await room.until(lambda p: p.phase is Phase.LISTENING)
    room.type("three")
    await room.until(is_answered)
    await room.conversation.close()
    first, second = kept(path)
    assert (said(first), len(first.rows)) == (["one", "two"], 4)
    assert (said(second), len(second.rows)) == (["three"], 2)


async def test_one_that_is_to_be_kept_before_it_begins_is_kept_once(tmp_path: Path) -> None:
    room = Room()
    room.conversation.keep(Keeper(tmp_path / "c.sqlite"))
    await room.listening()
    room.type("good morning")
    await room.until(is_answered)
    await room.conversation.close()
    assert len(kept(tmp_path / "c.sqlite")) == 1


class Call:
    """A spoken conversation with the embedded assistant in its own process; only the sound card is simulated."""

    def __init__(self, path: Path, tape: Path) -> None:
        self.picture = Snapshot()
        self._changed = asyncio.Event()
        clock = SystemClock()
        self.sound = SimulatedSound(clock)
        self.conversation = Conversation(
            OfflineTarget(clock), self.sound, clock, publish=self._take, keeper=Keeper(path), record=tape
        )

    def _take(self, picture: Snapshot) -> None:
        self.picture = picture
        self._changed.set()

    async def until(self, is_so: Callable[[Snapshot], bool]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not is_so(self.picture):
                self._changed.clear()
                await self._changed.wait()


def cut_rows(path: Path) -> list[StoredRow]:
    return [row for one in kept(path) for row in one.rows if row.state is RowState.CUT]


@pytest.mark.timeout(120)
async def test_a_spoken_conversation_with_the_embedded_assistant_is_on_disk_while_it_goes_on(
    tmp_path: Path,
) -> None:
    path, tape = tmp_path / "c.sqlite", tmp_path / "tape"
    call = Call(path, tape)
    pace = asyncio.create_task(call.sound.pace())
    try:
        await call.conversation.open()
        await call.until(lambda p: p.phase is Phase.LISTENING)
        call.sound.say(read_wav(asset("speech/question_story.wav")))
        await call.until(lambda p: any(row.heard_ms > 1_500 for row in p.rows))
        call.conversation.sink(i.StopPressed(SystemClock().now_ns()))
        await call.until(lambda p: any(row.state is RowState.CUT for row in p.rows))
        shown_then = call.picture.rows
        await call.until(lambda p: bool(cut_rows(path)))
        (one,) = kept(path)
    finally:
        await call.conversation.close()
        pace.cancel()
        await asyncio.gather(pace, return_exceptions=True)
    assert (one.endpoint, one.summary.model) == (OFFLINE_LABEL, "voiceapp-offline")
    assert one.parts[0].tape == str(tape)
    (cut,) = cut_rows(path)
    shown = next(row for row in shown_then if row.state is RowState.CUT)
    assert (cut.text, cut.heard_chars, cut.cut_ms) == (shown.text, shown.heard_chars, shown.cut_ms)
    assert cut.unheard


async def test_a_conversation_that_ended_a_moment_ago_goes_on_with_all_of_its_words(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    room = Room(keeper=Keeper(path))
    await room.listening()
    room.type("good morning")
    await room.until(is_answered)
    room.conversation.sink(i.NewConversationRequested(room.clock.now_ns()))
    await room.conversation.go_on_with(ConversationId(1), lambda number: opened(path, number))
    assert [row.text for row in room.picture.rows if row.earlier] == ["good morning", ANSWER]
    await room.until(lambda p: p.phase is Phase.LISTENING)
    room.type("good evening")
    await room.until(lambda p: any(row.text == "good evening" for row in p.rows))
    with pytest.raises(StoreError, match="going on already"):
        await room.conversation.go_on_with(ConversationId(1), lambda number: opened(path, number))
    await room.conversation.close()
    (one,) = kept(path)
    assert [row.text for row in one.rows if row.kind is RowKind.USER] == ["good morning", "good evening"]
    assert [row.text for row in one.rows].count(ANSWER) == 1


async def test_a_choice_between_two_answers_is_kept_and_an_interruption_is_not(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    room = Room(keeper=Keeper(path))
    await room.listening()
    room.type("good morning")
    await room.until(is_answered)
    room.conversation.sink(i.AnswerAgainRequested(room.clock.now_ns()))
    await room.until(lambda p: p.rows[-1].take == 0 and p.rows[-1].heard_ms > 1_000)
    room.conversation.sink(i.StopPressed(room.clock.now_ns()))
    picture = await room.until(lambda p: any(row.can_keep for row in p.rows))
    assert picture.choices == ()
    first = next(row for row in picture.rows if row.can_keep)
    room.conversation.sink(i.AnswerKept(room.clock.now_ns(), ItemId(first.key)))
    await room.conversation.close()
    with Archive(path) as archive:
        (choice,) = archive.preferences(ConversationId(1))
        stored = archive.open(ConversationId(1))
    assert choice.preferred == ANSWER
    assert choice.other
    assert ANSWER.startswith(choice.other)
    assert [row.set_aside for row in stored.rows] == [False, False, True]
    example = pair_of(stored, choice)
    assert example["input"]["messages"][-1] == {"role": "user", "content": "good morning"}
