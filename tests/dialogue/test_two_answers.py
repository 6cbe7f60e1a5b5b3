"""What a view is told of two answers."""

from __future__ import annotations

from voiceapp.dialogue.two_answers import Again, NotAgain


def test_without_an_answer_there_is_nothing_to_give_again() -> None:
    assert Again() == Again("", NotAgain.NOTHING)


def test_every_reason_is_another_one() -> None:
    assert len({reason.value for reason in NotAgain}) == len(NotAgain) == 8
