"""Tokens add up by kind, and cached ones are never paid for twice."""

from __future__ import annotations

import pytest

from voiceapp.tokens import Price, Tokens, cost_usd, is_whole, usd_text

PRICE = Price(text_in=4, text_cached=0.4, text_out=16, audio_in=32, audio_cached=0.4, audio_out=64)


def test_tokens_add_up_by_kind() -> None:
    first = Tokens(text_in=100, audio_in=50, text_cached=60, audio_out=20)
    second = Tokens(text_in=10, audio_in=5, text_cached=6, text_out=7, unsorted=3)
    assert first + second == Tokens(
        text_in=110, audio_in=55, text_cached=66, text_out=7, audio_out=20, unsorted=3
    )


def test_cached_tokens_are_a_part_of_the_total_not_an_addition() -> None:
    tokens = Tokens(text_in=100, audio_in=50, text_cached=60, audio_cached=40, audio_out=20)
    assert (tokens.total, tokens.cached) == (170, 100)


def test_cached_tokens_of_no_told_kind_are_a_part_of_the_total_too() -> None:
    tokens = Tokens(text_in=10, text_cached=4, unsorted=100, unsorted_cached=64)
    assert (tokens.total, tokens.cached) == (110, 68)


def test_the_cost_of_a_turn_by_hand() -> None:
    tokens = Tokens(
        text_in=1_000, text_cached=600, text_out=50, audio_in=800, audio_cached=500, audio_out=400
    )
    # 400 x 4 + 600 x 0.4 + 50 x 16 + 300 x 32 + 500 x 0.4 + 400 x 64 = 38 040 millionths
    assert cost_usd(tokens, PRICE) == pytest.approx(0.03804)


def test_more_cached_than_input_leaves_no_negative_rest() -> None:
    assert cost_usd(Tokens(audio_in=100, audio_cached=120), PRICE) == pytest.approx(120 * 0.4 / 1e6)


def test_a_cost_without_images_or_untold_kinds_is_whole() -> None:
    assert is_whole(Tokens(text_in=1, audio_out=1))
    assert not is_whole(Tokens(image_in=1))
    assert not is_whole(Tokens(unsorted=1))


def test_an_amount_below_a_dollar_is_as_fine_as_an_answer_costs() -> None:
    assert (usd_text(1.234), usd_text(0.01234), usd_text(0.0)) == ("$1.23", "$0.0123", "$0.0000")
