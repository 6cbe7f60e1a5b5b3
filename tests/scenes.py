"""Brief conversations, each with the sentence it proves: most of what `tests/scenarios.py` records."""

from __future__ import annotations

from dataclasses import replace

from tests.sounds import tone
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.earlier import EarlierRow
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowState, Snapshot
from voiceapp.protocol.wire import ItemId
from voiceapp.simulation import Simulation

BRIEF = DialogueOptions(vad_prefix_ms=100, vad_silence_ms=200, confirm_ms=100, pre_roll_ms=50, tail_ms=50)


def stop_button(s: Simulation) -> None:
    """The stop button cancels a slow answer and truncates it at the last frame heard."""
    answer(s)
    s.run(200)
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run_until(is_cut)
    s.run(200)


def typed_over_an_answer(s: Simulation) -> None:
    """A message typed over an answer interrupts it and is answered."""
    answer(s)
    s.run(200)
    s.post(i.TextSubmitted(s.clock.now_ns(), "stop, something else"))
    s.run_until(is_cut)
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def key_over_an_answer(s: Simulation) -> None:
    """The talk key silences an answer at once and takes what is said while it is held."""
    answer(s)
    s.run(200)
    s.post(i.TalkPressed(s.clock.now_ns()))
    s.sound.say(tone(250))
    s.run(250)
    s.post(i.TalkReleased(s.clock.now_ns()))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def key_held_too_briefly(s: Simulation) -> None:
    """A key held for less than a tenth of a second sends nothing and says so."""
    s.post(i.TalkPressed(s.clock.now_ns()))
    s.run(10)
    s.post(i.TalkReleased(s.clock.now_ns()))
    s.run(300)


def stop_before_the_answer(s: Simulation) -> None:
    """A stop that comes before the response exists waits for it and cancels it then."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run(500)


def stop_after_the_answer_was_made(s: Simulation) -> None:
    """A cancel that crosses the end of the response is refused by the service, and nobody is troubled."""
    answer(s)
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run_until(is_cut)
    s.run(500)


def second_message_unheard(s: Simulation) -> None:
    """Of an answer in two messages the one that was begun is truncated, the other one deleted."""
    answer(s)
    s.run(200)
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run_until(is_cut)
    s.run(200)


def stopped_at_its_very_end(s: Simulation) -> None:
    """An answer that lacks its last tenth of a second is left alone: the service may have stored less."""
    answer(s)
    s.run_until(lambda p: p.rows[-1].heard_ms >= 850)
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run(300)


def function(s: Simulation) -> None:
    """A function is run, its output is sent, and one answer is asked for."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "look up"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run_until(lambda p: p.phase is Phase.LISTENING)


def two_functions(s: Simulation) -> None:
    """Two functions asked for at once are both answered before the one response that tells of them."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "look up and write down"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(200)


def speech_while_a_function_runs(s: Simulation) -> None:
    """A person who speaks while a function runs is answered at once; what it found is told after that."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "look up"))
    s.run(200)
    s.sound.say(tone(300))
    s.run(1800)


def stop_while_a_function_runs(s: Simulation) -> None:
    """What a dismissed function finds is told to the service, and nobody is made to listen to it."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "look up"))
    s.run(200)
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run(800)


def late_sound(s: Simulation) -> None:
    """Sound that comes after a cancel, and even after its end, is never played."""
    stop_button(s)
    s.run(300)


def a_stranger_ends(s: Simulation) -> None:
    """The end of a response that never began is ignored."""
    s.sound.say(tone(300))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def captions_fail(s: Simulation) -> None:
    """Words that could not be written down cost the words and not the turn."""
    s.sound.say(tone(300))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def captions_after_the_answer(s: Simulation) -> None:
    """Words that are written down after the answer stand before it."""
    s.sound.say(tone(300))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run_until(lambda p: p.phase is Phase.LISTENING)


def typed_while_speaking(s: Simulation) -> None:
    """A message typed while the person speaks waits for the turn, and both get one answer."""
    s.sound.say(tone(400))
    s.run_until(lambda p: p.phase is Phase.USER_SPEAKING)
    s.post(i.TextSubmitted(s.clock.now_ns(), "and this"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def errors_without_names(s: Simulation) -> None:
    """An error that does not say what it answers is matched with what was asked."""
    stop_after_the_answer_was_made(s)


def strange_events(s: Simulation) -> None:
    """Events nobody knows and fields that are missing harm nothing."""
    answer(s)
    s.run(300)


def turned_away(s: Simulation) -> None:
    """A service that turns us away is asked again after a while."""
    s.drop_link()
    s.refusals = 1
    s.run_until(lambda p: p.phase is Phase.LISTENING)


def session_expires(s: Simulation) -> None:
    """A session that has come to its end is followed by another one that knows what was heard."""
    answer(s)
    s.run_until(lambda p: p.phase is not Phase.SPEAKING)
    s.run(1500)
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.post(i.TextSubmitted(s.clock.now_ns(), "again"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def mute_in_the_middle(s: Simulation) -> None:
    """Muting in the middle of a sentence takes back what was not committed, and unmuting goes on."""
    s.sound.say(tone(400))
    s.run_until(lambda p: p.phase is Phase.USER_SPEAKING)
    s.post(i.MuteChosen(s.clock.now_ns(), muted=True))
    s.run(300)
    s.post(i.MuteChosen(s.clock.now_ns(), muted=False))
    s.run(100)


def from_hands_free_to_the_key(s: Simulation) -> None:
    """Changing between hands free and the talk key changes the session, and is waited for."""
    s.post(i.HandsFreeChosen(s.clock.now_ns(), hands_free=False))
    s.run(200)
    s.post(i.HandsFreeChosen(s.clock.now_ns(), hands_free=True))
    s.run(200)


def new_conversation(s: Simulation) -> None:
    """A new conversation is a new session that knows nothing of the one before."""
    answer(s)
    s.post(i.NewConversationRequested(s.clock.now_ns()))
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.post(i.TextSubmitted(s.clock.now_ns(), "hello"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def settings_during_an_answer(s: Simulation) -> None:
    """Settings that are changed during an answer are told to the service when it is over."""
    answer(s)
    s.post(i.SettingsChosen(s.clock.now_ns(), replace(BRIEF, instructions="Be brief.")))
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.run(200)


def another_voice(s: Simulation) -> None:
    """Another voice takes another session, made ready beside the first one, that knows what was heard."""
    answer(s)
    s.post(i.SettingsChosen(s.clock.now_ns(), replace(BRIEF, voice="sage")))
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.run(300)
    s.post(i.TextSubmitted(s.clock.now_ns(), "again"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def typed_as_the_turn_ends(s: Simulation) -> None:
    """A message typed as the service begins its own answer takes the place of that answer."""
    s.sound.say(tone(300))
    s.run_until(lambda p: p.phase is Phase.THINKING)
    s.post(i.TextSubmitted(s.clock.now_ns(), "and this"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def answered_again(s: Simulation) -> None:
    """Another answer to the same words is stopped, and the first one is kept: the service is given it again."""
    answer(s)
    s.run_until(lambda p: p.again.why_not is None)
    s.post(i.AnswerAgainRequested(s.clock.now_ns()))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(400)
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run_until(can_choose)
    first = next(row.key for row in s.dialogue.snapshot().rows if row.can_keep)
    s.post(i.AnswerKept(s.clock.now_ns(), ItemId(first)))
    s.run(100)


def second_answer_unheard(s: Simulation) -> None:
    """Another answer that is stopped before a word of it was heard comes to nothing: the first one counts."""
    answer(s)
    s.run_until(lambda p: p.again.why_not is None)
    s.post(i.AnswerAgainRequested(s.clock.now_ns()))
    s.run(60)
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run_until(lambda p: p.again.why_not is None)
    s.run(100)


def continued(s: Simulation) -> None:
    """A kept conversation goes on in a new session, which is told what was said and heard then."""
    answer(s)
    then = (
        EarlierRow("user", "When does it leave?", -60_000_000_000),
        EarlierRow("assistant", "At ten past three, and", -59_000_000_000, cut_ms=900),
    )
    s.post(i.ConversationContinued(s.clock.now_ns(), "Trains to Kyoto", then, number=7))
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.post(i.TextSubmitted(s.clock.now_ns(), "and back?"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def can_choose(picture: Snapshot) -> bool:
    """Say whether the person may choose between two answers."""
    return any(row.can_keep for row in picture.rows)


def answer(s: Simulation) -> None:
    """Ask something in writing and wait for the first sound of the answer."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)


def is_cut(picture: Snapshot) -> bool:
    """Say whether an answer was interrupted, and settled."""
    return any(row.state is RowState.CUT for row in picture.rows)
