"""An occasion is seen where it occurred, and nowhere else."""

from __future__ import annotations

from tests.scenarios import Echoing, hear, speak, tone
from tests.scenes import answered_again, continued, second_answer_unheard
from voiceapp.audio.simulated import SPEAKER
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase
from voiceapp.occasions import OCCASIONS, met
from voiceapp.offline.options import ServerOptions
from voiceapp.promises import Watch
from voiceapp.simulation import Simulation


def listening(**server: object) -> tuple[Simulation, Watch]:
    """Return a conversation that has begun, and somebody who looks at it."""
    s = Simulation(Echoing, hear, speak, server=ServerOptions(**server))  # type: ignore[arg-type]
    s.start()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    return s, Watch()


def look(s: Simulation, watch: Watch, ms: int) -> None:
    for _ in range(0, ms, 50):
        watch.look(s.run(50))


def ask(s: Simulation) -> None:
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))


def occasions(s: Simulation, watch: Watch) -> set[str]:
    return set(met(s, watch, DialogueOptions()))


def test_a_quiet_conversation_meets_nothing() -> None:
    s, watch = listening()
    look(s, watch, 500)
    assert occasions(s, watch) == set()


def test_a_typed_question_that_is_answered_to_its_end_is_nothing_but_that() -> None:
    s, watch = listening()
    ask(s)
    look(s, watch, 5_000)
    assert occasions(s, watch) == {"typed text"}


def test_an_answer_in_two_messages_has_two_items_in_one_response() -> None:
    s, watch = listening(messages=2)
    ask(s)
    look(s, watch, 5_000)
    assert occasions(s, watch) == {"typed text", "two items in one response"}


def test_a_voice_that_cuts_in_is_confirmed_and_comes_after_the_end_of_the_response() -> None:
    s, watch = listening(speed=50.0)
    ask(s)
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    look(s, watch, 600)
    s.sound.say(tone(700))
    look(s, watch, 5_000)
    assert occasions(s, watch) == {
        "typed text",
        "an interruption that was confirmed",
        "an interruption after response.done",
    }


def test_a_stop_right_at_the_beginning_cancels_what_is_being_generated() -> None:
    s, watch = listening(speed=1.1)
    ask(s)
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(100)
    s.post(i.StopPressed(s.clock.now_ns()))
    look(s, watch, 1_000)
    assert occasions(s, watch) == {
        "typed text",
        "an interruption in the first 200 ms",
        "an interruption while the answer is generated",
    }


def test_a_loudspeaker_that_comes_back_was_lost() -> None:
    s, watch = listening()
    s.sound.unplug(SPEAKER)
    assert occasions(s, watch) == set()
    s.sound.plug(SPEAKER)
    s.sound.open_speaker(s.playout)
    assert occasions(s, watch) == {"a lost loudspeaker"}


def test_every_occasion_is_a_clause_of_its_own() -> None:
    assert len(OCCASIONS) == 36
    assert all(name == name.strip(" .") for name in OCCASIONS)


def test_a_choice_between_two_answers_is_one_of_the_first_or_of_the_second() -> None:
    s, watch = listening()
    answered_again(s)
    look(s, watch, 500)
    assert occasions(s, watch) >= {
        "another answer to the same words",
        "the first of two answers that was kept",
    }
    assert "the second of two answers that was kept" not in occasions(s, watch)


def test_another_answer_that_came_to_nothing_is_seen() -> None:
    s, watch = listening()
    second_answer_unheard(s)
    look(s, watch, 500)
    assert "another answer of which nothing was heard" in occasions(s, watch)


def test_a_conversation_that_goes_on_is_seen() -> None:
    s, watch = listening()
    continued(s)
    assert "a conversation that goes on" in occasions(s, watch)
