"""The findings are plain facts; little is computed from them."""

from __future__ import annotations

from dataclasses import replace

from tests.report_samples import SAMPLE


def test_what_was_generated_and_not_heard_is_unheard() -> None:
    assert [answer.unheard_ms for answer in SAMPLE.answers] == [1_195, 0]


def test_an_answer_heard_longer_than_counted_is_not_unheard() -> None:
    assert replace(SAMPLE.answers[0], generated_ms=1_000).unheard_ms == 0


def test_the_heard_sound_of_all_answers_is_summed() -> None:
    assert SAMPLE.heard_ms == 1_505
