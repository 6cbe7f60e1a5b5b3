"""What counts as delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.pcm import NS_PER_MS, frames_of_ms
from voiceapp.protocol import client_events as out
from voiceapp.protocol import server_events as s
from voiceapp.protocol.objects import ContentPart, ErrorInfo, Item, Response, user_text
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import ItemId, ResponseId
from voiceapp.recording.undelivered import KEPT_TURNS_MAX, Undelivered

VOICE, ROOM = 3_000, 20


@dataclass
class Sheet:
    """A turn kept in memory."""

    name: str
    shelf: Shelf
    frames: int = 0
    text: str = ""

    def append(self, pcm: bytes) -> None:
        self.frames += len(pcm) // 2

    def erase(self) -> None:
        self.shelf.sheets.remove(self)


@dataclass
class Shelf:
    """Keeps turns in memory."""

    sheets: list[Sheet] = field(default_factory=list)

    def speech(self, at_ns: int) -> Sheet:
        return self._add(Sheet(f"speech at {at_ns // NS_PER_MS}", self))

    def text(self, at_ns: int, text: str) -> Sheet:
        return self._add(Sheet(f"text at {at_ns // NS_PER_MS}", self, text=text))

    def recovered(self, name: str) -> Sheet:
        return self._add(Sheet(name, self))

    def _add(self, sheet: Sheet) -> Sheet:
        self.sheets.append(sheet)
        return sheet


class Script:
    """Feeds steps; time moves with the microphone's blocks of 10 ms."""

    def __init__(self, *, connected: bool = True) -> None:
        self.shelf = Shelf()
        self.undelivered = Undelivered(self.shelf)
        self.now_ns = 10_000 * NS_PER_MS
        if connected:
            self.server(s.SessionUpdated(session=Session(type="realtime")))

    @property
    def kept_ms(self) -> list[int]:
        """Return how long the turns are that are kept."""
        return [sheet.frames // 24 for sheet in self.shelf.sheets]

    def step(self, happened: i.Input, *commands: c.Command) -> None:
        self.undelivered.take(happened, list(commands))

    def server(self, event: s.ServerEvent, *commands: c.Command) -> None:
        self.step(i.FromServer(self.now_ns, event), *commands)

    def sound(self, ms: int, rms: int, *, sent: bool = True) -> None:
        for _ in range(ms // 10):
            pcm = b"\1\2" * frames_of_ms(10)
            captured_ns, self.now_ns = self.now_ns, self.now_ns + 10 * NS_PER_MS
            block = i.MicBlock(self.now_ns, 0, captured_ns, pcm, rms)
            self.step(block, *([c.SendEvent(out.InputAudioAppend(audio=pcm))] if sent else []))

    def says(self, ms: int) -> None:
        self.sound(ms, VOICE)

    def is_silent(self, ms: int) -> None:
        self.sound(ms, ROOM)

    def speech_started(self, item: str = "item_1") -> None:
        self.server(s.SpeechStarted(audio_start_ms=0, item_id=ItemId(item)))

    def speech_stopped(self, item: str = "item_1") -> None:
        self.server(s.SpeechStopped(audio_end_ms=0, item_id=ItemId(item)))

    def committed(self, item: str = "item_1", *commands: c.Command) -> None:
        self.server(s.InputAudioCommitted(item_id=ItemId(item)), *commands)

    def answer_begins(self) -> None:
        self.server(s.ResponseCreated(response=Response(id=ResponseId("resp_1"))))

    def commits(self) -> None:
        self.step(i.DeadlinePassed(self.now_ns), c.SendEvent(out.InputAudioCommit()))

    def clears(self) -> None:
        self.step(i.MuteChosen(self.now_ns, muted=True), c.SendEvent(out.InputAudioClear()))

    def drops(self, *, retry: bool = True) -> None:
        self.step(i.LinkDropped(self.now_ns, "Gone.", 1006, retry=retry))

    def says_again(self, ms: int, *more: c.Command) -> None:
        again = out.InputAudioAppend(audio=b"\1\2" * frames_of_ms(ms))
        self.server(s.SessionUpdated(session=Session(type="realtime")), c.SendEvent(again), *more)


def test_nothing_is_kept_while_nobody_speaks() -> None:
    script = Script()
    script.is_silent(5_000)
    script.sound(30, VOICE)  # a click
    script.is_silent(1_000)
    assert script.kept_ms == []


def test_speech_is_kept_from_a_second_before_its_onset_before_the_server_knows_of_it() -> None:
    script = Script()
    script.is_silent(3_000)
    script.says(500)
    assert script.kept_ms == [1_450]  # 50 ms of voice were in mind when it was believed
    assert script.shelf.sheets[0].name == "speech at 12060"


def test_the_servers_ears_are_enough() -> None:
    script = Script()
    script.is_silent(3_000)
    script.speech_started()
    script.is_silent(100)
    assert script.kept_ms == [1_100]


def test_a_turn_the_server_found_is_delivered_when_it_is_committed_and_an_answer_begins() -> None:
    script = Script()
    script.is_silent(2_000)
    script.says(500)
    script.speech_started()
    script.says(500)
    script.is_silent(500)
    script.speech_stopped()
    assert script.kept_ms == [2_450]
    script.committed()
    assert script.kept_ms == [2_450]
    script.answer_begins()
    assert script.kept_ms == []


def test_an_answer_from_before_the_commit_delivers_nothing() -> None:
    script = Script()
    script.says(500)
    script.answer_begins()
    script.committed()
    assert script.kept_ms == [500]


def test_a_turn_spoken_with_the_talk_key_is_kept_with_its_pre_roll_however_quiet_it_is() -> None:
    script = Script()
    clear = c.SendEvent(out.InputAudioClear())
    pre_roll = c.SendEvent(out.InputAudioAppend(audio=b"\1\2" * frames_of_ms(300)))
    script.step(i.TalkPressed(script.now_ns), clear, pre_roll)
    script.is_silent(5_000)
    script.step(i.TalkReleased(script.now_ns))
    script.is_silent(300)
    script.commits()
    assert script.kept_ms == [5_600]
    script.committed()
    script.answer_begins()
    assert script.kept_ms == []


def test_each_acknowledged_commit_is_of_the_oldest_one() -> None:
    script = Script()
    for ms in (400, 600):
        script.step(i.TalkPressed(script.now_ns), c.SendEvent(out.InputAudioClear()))
        script.says(ms)
        script.step(i.TalkReleased(script.now_ns))
        script.commits()
    script.committed("item_1")
    script.committed("item_1")  # told twice
    script.answer_begins()
    assert script.kept_ms == [600]


def test_a_commit_that_is_refused_as_too_short_has_nothing_to_deliver() -> None:
    script = Script()
    script.step(i.TalkPressed(script.now_ns))
    script.says(50)
    script.commits()
    script.server(s.ErrorEvent(error=ErrorInfo(code="input_audio_buffer_commit_empty")))
    assert script.kept_ms == []


def test_what_was_cleared_is_erased() -> None:
    script = Script()
    script.says(500)
    assert script.kept_ms == [500]
    script.clears()
    assert script.kept_ms == []


def test_what_the_server_had_heard_before_it_obeyed_is_erased_too() -> None:
    script = Script()
    script.says(500)
    script.clears()
    script.speech_started()
    assert len(script.kept_ms) == 1
    script.server(s.InputAudioCleared())
    assert script.kept_ms == []


def test_speech_whose_end_was_not_told_ends_where_other_speech_begins() -> None:
    script = Script()
    script.says(500)
    script.speech_started("item_1")
    script.speech_started("item_2")
    script.says(300)
    script.committed("item_1")
    script.answer_begins()
    assert script.kept_ms == [300]


def test_a_sound_the_server_does_not_take_for_speech_is_erased() -> None:
    script = Script()
    script.says(200)
    script.is_silent(2_900)
    assert script.kept_ms == [3_100]
    script.is_silent(200)
    assert script.kept_ms == []


def test_a_noise_that_is_deleted_is_erased() -> None:
    script = Script()
    script.says(200)
    script.speech_started()
    script.speech_stopped()
    script.committed("item_1", c.SendEvent(out.ItemDelete(item_id=ItemId("item_1"))))
    assert script.kept_ms == []


@pytest.mark.parametrize(
    "end",
    [
        i.StopPressed,
        i.NewConversationRequested,
        lambda at_ns: i.ConversationContinued(at_ns, "Trains", ()),
    ],
    ids=["stopped", "new", "continued"],
)
def test_a_turn_whose_answer_is_not_wanted_any_more_is_erased(end: Callable[[int], i.Input]) -> None:
    script = Script()
    script.says(500)
    script.committed()
    script.step(end(script.now_ns))
    assert script.kept_ms == []


def test_an_answer_that_does_not_begin_is_waited_for_but_not_for_ever() -> None:
    script = Script()
    script.says(500)
    script.committed()
    script.is_silent(14_900)
    assert script.kept_ms == [500]
    script.is_silent(200)
    assert script.kept_ms == []


def test_patience_with_an_answer_begins_when_nobody_speaks_any_more() -> None:
    script = Script()
    script.says(500)
    script.committed("item_1")
    script.says(500)
    script.speech_started("item_2")
    script.says(20_000)
    script.speech_stopped("item_2")
    script.is_silent(1_000)
    assert script.kept_ms[0] == 500


def typed(script: Script, text: str, item: str) -> None:
    create = c.SendEvent(out.ItemCreate(item=user_text(text, ItemId(item))))
    script.step(i.TextSubmitted(script.now_ns, text), create)


def test_a_typed_message_is_delivered_when_it_is_acknowledged_and_an_answer_begins() -> None:
    script = Script()
    typed(script, "hello", "item_9")
    assert [sheet.text for sheet in script.shelf.sheets] == ["hello"]
    script.answer_begins()
    script.server(s.ItemAdded(item=user_text("hello", ItemId("item_9"))))
    assert len(script.shelf.sheets) == 1
    script.answer_begins()
    assert script.shelf.sheets == []


def test_a_message_that_could_not_be_sent_is_kept_until_it_is_typed_again() -> None:
    script = Script(connected=False)
    script.step(i.TextSubmitted(script.now_ns, " hello "))
    assert [sheet.text for sheet in script.shelf.sheets] == ["hello"]
    typed(script, "hello", "item_9")
    assert len(script.shelf.sheets) == 1
    script.step(i.TextSubmitted(script.now_ns, "  "))
    assert len(script.shelf.sheets) == 1


def test_what_a_lost_connection_had_not_answered_stays_and_a_sentence_is_kept_to_its_end() -> None:
    script = Script()
    script.says(500)
    script.committed()
    script.says(500)
    script.drops()
    script.sound(500, VOICE, sent=False)
    script.sound(3_000, ROOM, sent=False)
    # Behind the sentence comes the second that shows that it is over.
    assert [script.kept_ms[0], script.kept_ms[1] // 100] == [500, 20]


def test_what_is_said_while_the_connection_is_restored_is_kept() -> None:
    script = Script()
    script.is_silent(100)
    script.drops()
    script.sound(2_000, ROOM, sent=False)
    script.sound(500, VOICE, sent=False)
    assert script.kept_ms == [1_450]


def test_nothing_is_kept_of_somebody_who_is_muted_or_not_connected_at_all() -> None:
    script = Script()
    script.is_silent(100)
    script.drops()
    script.step(i.MuteChosen(script.now_ns, muted=True))
    script.sound(500, VOICE, sent=False)
    assert script.kept_ms == []
    hopeless = Script()
    hopeless.is_silent(100)
    hopeless.drops(retry=False)
    hopeless.sound(500, VOICE, sent=False)
    assert hopeless.kept_ms == []
    never = Script(connected=False)
    never.step(i.TalkPressed(never.now_ns))
    never.step(i.LinkFailed(never.now_ns, "No.", retry=True))
    never.sound(500, VOICE, sent=False)
    assert never.kept_ms == []


def test_a_lost_turn_that_is_said_again_is_delivered_like_the_first_time() -> None:
    script = Script()
    script.says(500)
    script.committed("item_1")
    script.drops()
    script.says_again(500)
    script.speech_started("item_2")
    script.speech_stopped("item_2")
    script.committed("item_2")
    assert script.kept_ms == [500]
    script.answer_begins()
    assert script.kept_ms == []


def test_a_commit_the_last_connection_took_along_is_not_waited_for() -> None:
    script = Script()
    for ms in (400, 600):
        script.step(i.TalkPressed(script.now_ns), c.SendEvent(out.InputAudioClear()))
        script.says(ms)
        script.step(i.TalkReleased(script.now_ns))
        script.commits()
        if ms == 400:
            script.drops()
    script.committed()
    script.answer_begins()
    assert script.kept_ms == [400]


def test_a_sentence_that_is_said_again_while_it_goes_on_is_still_being_spoken() -> None:
    script = Script()
    script.says(500)
    script.drops()
    script.sound(300, VOICE, sent=False)
    script.says_again(800)
    script.says(200)
    assert script.kept_ms == [1_000]
    script.clears()
    assert script.kept_ms == []


def test_a_sentence_is_erased_when_the_microphone_is_muted_while_there_is_no_connection() -> None:
    script = Script()
    script.says(500)
    script.drops()
    script.step(i.MuteChosen(script.now_ns, muted=True))
    assert script.kept_ms == []


def test_a_lost_turn_of_the_talk_key_is_committed_again() -> None:
    script = Script()
    script.step(i.TalkPressed(script.now_ns))
    script.says(500)
    script.step(i.TalkReleased(script.now_ns))
    script.commits()
    script.drops()
    script.says_again(500, c.SendEvent(out.InputAudioCommit()))
    script.committed("item_7")
    script.answer_begins()
    assert script.kept_ms == []


def test_a_lost_turn_whose_words_are_told_as_history_is_delivered_with_them() -> None:
    script = Script()
    script.says(500)
    script.committed("item_1")
    script.server(s.TranscriptionCompleted(item_id=ItemId("item_1"), content_index=0, transcript="Good day."))
    script.drops()
    told = user_text("Good day.", ItemId("item_5"))
    script.server(s.SessionUpdated(session=Session(type="realtime")), c.SendEvent(out.ItemCreate(item=told)))
    script.server(s.ItemAdded(item=told))
    assert script.kept_ms == [500]
    script.answer_begins()
    assert script.kept_ms == []


def test_a_session_that_is_renewed_without_a_word_keeps_what_is_being_said() -> None:
    script = Script()
    script.says(500)
    pcm = b"\1\2" * frames_of_ms(10)
    append = c.SendEvent(out.InputAudioAppend(audio=pcm))
    script.step(i.MicBlock(script.now_ns, 0, script.now_ns, pcm, VOICE), append, c.SwitchLink(), append)
    script.says(500)
    assert script.kept_ms == [1_010]
    script.speech_started("item_2")
    script.speech_stopped("item_2")
    script.committed("item_2")
    script.answer_begins()
    assert script.kept_ms == []


def test_the_spare_link_delivers_and_loses_nothing() -> None:
    script = Script()
    script.says(500)
    script.committed()
    begun = s.ResponseCreated(response=Response(id=ResponseId("resp_9")))
    script.step(i.FromServer(script.now_ns, begun, spare=True))
    script.step(i.LinkFailed(script.now_ns, "No.", retry=True, spare=True))
    assert script.kept_ms == [500]
    script.answer_begins()
    assert script.kept_ms == []


def test_a_recovered_turn_is_delivered_when_its_item_is_acknowledged() -> None:
    script = Script()
    script.step(i.SpeechRecovered(script.now_ns, "a/1-1.pcm", "12:03", b"\1\2" * 4_800))
    script.step(i.TextRecovered(script.now_ns, "a/2-2.txt", "hello"))
    part = ContentPart(type="input_audio", audio=b"\1\2" * 4_800)
    sound = Item(type="message", id=ItemId("item_1"), role="user", content=(part,))
    script.step(i.DeadlinePassed(script.now_ns), c.SendEvent(out.ItemCreate(item=sound)))
    script.server(
        s.ItemAdded(item=sound), c.SendEvent(out.ItemCreate(item=user_text("hello", ItemId("item_2"))))
    )
    assert [sheet.name for sheet in script.shelf.sheets] == ["a/2-2.txt"]
    script.drops()  # sent, but not acknowledged: it is sent again
    script.step(
        i.DeadlinePassed(script.now_ns), c.SendEvent(out.ItemCreate(item=user_text("hello", ItemId("x"))))
    )
    script.server(s.ItemAdded(item=user_text("hello", ItemId("x"))))
    assert script.shelf.sheets == []


def test_a_long_turn_is_kept_in_pieces_that_are_delivered_together() -> None:
    script = Script()
    script.speech_started()
    script.says(70_000)
    assert script.kept_ms == [30_000, 30_000, 10_000]
    script.speech_stopped()
    script.committed()
    script.answer_begins()
    assert script.kept_ms == []


def test_the_oldest_is_given_up_and_counted_when_there_is_too_much() -> None:
    script = Script()
    for number in range(KEPT_TURNS_MAX + 2):
        script.step(i.TextSubmitted(script.now_ns, f"message {number}"))
    assert [sheet.text for sheet in script.shelf.sheets][:1] == ["message 2"]
    assert (len(script.shelf.sheets), script.undelivered.dropped) == (20, 2)
    script.speech_started()
    script.says(330_000)
    assert sum(script.kept_ms) == 300_000
