"""Which moments have a sound, and which must not."""

from __future__ import annotations

import pytest

from tests.playbook import answer_begins, connected, deadline, from_server, mic, session_in_force, sound
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import Command, Cue, PlayCue
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import CueSounds, DialogueOptions
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol import server_events as s
from voiceapp.protocol.session_config import Session


class Room:
    """A conversation of which only the cues are looked at."""

    def __init__(self, chosen: CueSounds = "all", *, hands_free: bool = False, ready: bool = True) -> None:
        self.options = DialogueOptions(cue_sounds=chosen, hands_free=hands_free)
        self.dialogue = connected(options=self.options) if ready else Dialogue(self.options)

    def after(self, *happened: i.Input) -> list[Cue]:
        """Return the cues that are asked for while all of this happens."""
        commands: list[Command] = [command for one in happened for command in self.dialogue.handle(one)]
        return [command.cue for command in commands if isinstance(command, PlayCue)]

    def connect(self, at_ms: int) -> tuple[i.Input, ...]:
        now_ns = at_ms * NS_PER_MS
        return (
            i.LinkOpened(now_ns, "ga"),
            from_server(s.SessionCreated(session=Session(model="gpt-realtime")), at_ms=at_ms),
            from_server(s.SessionUpdated(session=session_in_force(self.options)), at_ms=at_ms),
        )


def pressed(at_ms: int = 0) -> i.Input:
    return i.TalkPressed(at_ms * NS_PER_MS)


def released(at_ms: int = 0) -> i.Input:
    return i.TalkReleased(at_ms * NS_PER_MS)


def lost(at_ms: int, *, retry: bool = True) -> i.Input:
    return i.LinkDropped(at_ms * NS_PER_MS, "The connection is gone.", 1006, retry=retry)


def test_pressing_the_talk_key_sounds_at_once() -> None:
    assert Room().after(pressed(1)) == [Cue.TALK]


def test_the_end_of_a_turn_sounds_when_the_microphone_has_closed_and_not_before() -> None:
    room = Room()
    assert room.after(pressed(0), mic(ms=500, at_ms=500), released(500), deadline(at_ms=790)) == [Cue.TALK]
    assert room.after(deadline(at_ms=800)) == [Cue.TALKED]


def test_a_press_within_the_tail_goes_on_without_a_sound() -> None:
    room = Room()
    assert room.after(pressed(0), released(100), pressed(200), released(900)) == [Cue.TALK]


def test_a_lock_sounds_only_while_the_key_is_down() -> None:
    room = Room()
    assert room.after(i.TalkLocked(0)) == []
    assert room.after(pressed(1), released(90), pressed(200), i.TalkLocked(200 * NS_PER_MS)) == [
        Cue.TALK,
        Cue.LOCKED,
    ]


def test_a_key_that_nobody_hears_says_nothing_until_somebody_does() -> None:
    room = Room(ready=False)
    assert room.after(i.Started(0), pressed(1)) == []
    assert room.after(*room.connect(at_ms=5)) == [Cue.TALK]


def test_mute_sounds_once_each_way() -> None:
    room = Room(hands_free=True)
    assert room.after(i.MuteChosen(1, True), i.MuteChosen(2, True), i.MuteChosen(3, False)) == [
        Cue.MUTED,
        Cue.UNMUTED,
    ]


def test_a_lost_connection_and_its_return_sound_once_each() -> None:
    room = Room(hands_free=True)
    assert room.after(lost(10)) == [Cue.LOST]
    assert room.after(deadline(at_ms=60_000), i.LinkFailed(60_000 * NS_PER_MS, "No.", retry=True)) == []
    assert room.after(i.ReconnectRequested(61_000 * NS_PER_MS), *room.connect(at_ms=61_000)) == [Cue.BACK]


def test_a_connection_that_cannot_heal_is_lost_too() -> None:
    assert Room().after(lost(10, retry=False)) == [Cue.LOST]


@pytest.mark.parametrize("ending", [i.Stopped(5), i.NewConversationRequested(5)])
def test_an_end_that_the_person_wanted_is_no_loss(ending: i.Input) -> None:
    room = Room()
    assert room.after(ending) == []
    assert room.after(i.Started(6), *room.connect(at_ms=1)) == []


def test_the_first_connection_has_no_sound_even_if_it_is_slow() -> None:
    room = Room(ready=False)
    failing = i.LinkFailed(2, "No.", retry=True)
    assert room.after(i.Started(0), failing, i.ReconnectRequested(3), *room.connect(at_ms=9)) == []


def test_an_answer_that_takes_long_sounds_once_after_four_seconds() -> None:
    room = Room()
    assert room.after(i.TextSubmitted(0, "Hello")) == []
    assert room.dialogue.next_deadline_ns() == 4_000 * NS_PER_MS
    assert room.after(deadline(at_ms=3_999)) == []
    assert room.after(deadline(at_ms=4_000)) == [Cue.THINKING]
    assert room.after(deadline(at_ms=9_000)) == []


def test_an_answer_in_time_has_no_sound() -> None:
    room = Room()
    begins = answer_begins("resp_1", ours=True, at_ms=900)
    assert room.after(i.TextSubmitted(0, "Hello"), *begins, sound(ms=9_000, at_ms=1_000)) == []
    assert room.after(deadline(at_ms=4_000)) == []


def test_sounds_of_the_talk_key_alone_leave_the_rest_silent() -> None:
    room = Room("talk key")
    assert room.after(i.MuteChosen(1, True), pressed(2), i.MuteChosen(3, False), lost(4)) == [Cue.TALK]


def test_nothing_sounds_by_default_and_no_deadline_is_added() -> None:
    room = Room("off")
    assert room.after(pressed(1), released(2), deadline(at_ms=400), i.MuteChosen(500, True), lost(600)) == []
    quiet = Room("off")
    quiet.after(i.TextSubmitted(0, "Hello"))
    assert quiet.dialogue.next_deadline_ns() != 4_000 * NS_PER_MS


def test_switching_them_on_in_the_middle_tells_nothing_that_is_over() -> None:
    room = Room("off")
    room.after(i.MuteChosen(1, True), pressed(2))
    options = DialogueOptions(cue_sounds="all", hands_free=False)
    assert room.after(i.SettingsChosen(3, options)) == []
    assert room.after(i.MuteChosen(4, False)) == [Cue.UNMUTED]
