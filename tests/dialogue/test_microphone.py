"""What of the microphone leaves."""

from __future__ import annotations

from voiceapp.dialogue.commands import Command, SendEvent
from voiceapp.dialogue.inputs import MicBlock
from voiceapp.dialogue.microphone import MicrophoneGate
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.states import TalkKey
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import InputAudioAppend, InputAudioClear, InputAudioCommit


class Desk:
    """A gate and what left through it."""

    def __init__(self, *, hands_free: bool = False, ready: bool = True) -> None:
        self.out = Outbox()
        self.gate = MicrophoneGate(DialogueOptions(), self.out)
        self.hands_free = hands_free
        self.ready = ready

    def hear(self, ms: int, sample: bytes = b"\x01\x00") -> list[Command]:
        block = MicBlock(0, 0, 0, sample * 24 * ms)
        self.gate.hear(block, ready=self.ready, hands_free=self.hands_free)
        return self.out.take()

    def press(self) -> list[Command]:
        self.gate.press(ready=self.ready, hands_free=self.hands_free)
        return self.out.take()


def append(ms: int, sample: bytes = b"\x01\x00") -> SendEvent:
    return SendEvent(InputAudioAppend(audio=sample * 24 * ms))


CLEAR = SendEvent(InputAudioClear(event_id="evt_1"))


def test_hands_free_sound_leaves_when_the_session_is_ready_and_not_muted() -> None:
    desk = Desk(hands_free=True, ready=False)
    assert desk.hear(10) == []
    desk.ready = True
    assert desk.hear(10) == [append(10)]
    desk.gate.muted = True
    assert desk.hear(10) == []


def test_talk_key_sends_what_was_said_just_before_it() -> None:
    desk = Desk()
    desk.hear(100, b"\x02\x00")
    desk.hear(200, b"\x03\x00")
    desk.hear(100, b"\x04\x00")
    sound = b"\x03\x00" * 4_800 + b"\x04\x00" * 2_400
    assert desk.press() == [CLEAR, SendEvent(InputAudioAppend(audio=sound))]
    assert desk.hear(20) == [append(20)]


def test_talk_key_while_muted_speaks_but_sends_nothing_from_before() -> None:
    desk = Desk(hands_free=True)
    desk.gate.muted = True
    assert desk.hear(100) == []
    assert desk.press() == []
    assert desk.hear(20) == [append(20)]


def test_talk_key_in_an_open_microphone_clears_nothing() -> None:
    desk = Desk(hands_free=True)
    desk.hear(100)
    assert desk.press() == []


def test_tail_belongs_to_the_turn_and_a_second_press_goes_on_with_it() -> None:
    desk = Desk()
    desk.press()
    desk.gate.release(1_000 * NS_PER_MS)
    assert desk.gate.deadline_ns == 1_300 * NS_PER_MS
    assert desk.hear(100) == [append(100)]
    assert not desk.gate.press(ready=True, hands_free=False)
    assert desk.out.take() == []
    assert not desk.gate.at(9_999 * NS_PER_MS)
    desk.gate.release(2_000 * NS_PER_MS)
    assert not desk.gate.at(2_299 * NS_PER_MS)
    assert desk.gate.at(2_300 * NS_PER_MS)
    assert desk.gate.key is TalkKey.UP
    assert desk.hear(10) == []


def test_turn_of_100_ms_is_committed_and_a_shorter_one_is_cleared() -> None:
    desk = Desk()
    desk.press()
    desk.hear(100)
    assert desk.gate.commit()
    assert desk.out.take() == [SendEvent(InputAudioCommit(event_id="evt_2"))]
    desk.hear(99)
    assert not desk.gate.commit()
    assert desk.out.take() == [SendEvent(InputAudioClear(event_id="evt_3"))]


def test_what_the_server_committed_does_not_count_for_the_next_turn() -> None:
    desk = Desk()
    desk.press()
    desk.hear(200)
    desk.gate.committed()
    assert not desk.gate.commit()


def test_closing_silence_is_longer_than_the_server_waits() -> None:
    desk = Desk(hands_free=True)
    desk.gate.close_with_silence()
    assert desk.out.take() == [append(800, b"\x00\x00")]
    assert desk.gate.appended_frames == 19_200


def test_sound_before_a_lost_microphone_is_not_sent_later() -> None:
    desk = Desk()
    desk.hear(100)
    desk.gate.forget()
    assert desk.press() == [CLEAR]


def test_cancelled_turn_leaves_the_key_up() -> None:
    desk = Desk()
    desk.press()
    desk.gate.release(0)
    desk.gate.cancel()
    assert (desk.gate.held, desk.gate.deadline_ns) == (False, None)
    desk.gate.release(0)
    assert desk.gate.deadline_ns is None


def test_press_before_there_is_a_session_sends_nothing() -> None:
    desk = Desk(ready=False)
    desk.hear(100)
    assert desk.press() == []
    desk.gate.reset()
    assert desk.gate.appended_frames == 0
