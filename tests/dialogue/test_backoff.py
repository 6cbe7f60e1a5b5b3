"""Waiting before the next attempt."""

from __future__ import annotations

from voiceapp.dialogue.backoff import delay_ms


def test_waits_grow_to_half_a_minute() -> None:
    assert [delay_ms(attempt) for attempt in range(8)] == [
        1_000,
        2_000,
        4_000,
        8_000,
        15_000,
        30_000,
        30_000,
        30_000,
    ]


def test_jitter_adds_up_to_a_quarter() -> None:
    assert [delay_ms(2, jitter=jitter) for jitter in (0.0, 0.5, 1.0, 7.0, -1.0)] == [
        4_000,
        4_500,
        5_000,
        5_000,
        4_000,
    ]


def test_wish_of_the_server_is_obeyed_where_it_is_longer_up_to_five_minutes() -> None:
    assert delay_ms(0, retry_after_ms=20_000) == 20_000
    assert delay_ms(3, retry_after_ms=2_000) == 8_000
    assert delay_ms(0, retry_after_ms=86_400_000) == 300_000
