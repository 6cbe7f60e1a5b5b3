"""How much of the text counts as heard."""

from __future__ import annotations

from voiceapp.dialogue.captions import Caption

TEXT = "one two three four "  # 19 characters


def caption(*deltas: tuple[str, int]) -> Caption:
    made = Caption()
    for text, received_frames in deltas:
        made.add(text, received_frames)
    return made


def test_nothing_is_heard_before_the_first_frame() -> None:
    assert caption((TEXT, 0)).heard_chars(0, 24_000, complete=True) == 0


def test_everything_is_heard_only_at_the_end_of_complete_sound() -> None:
    assert caption((TEXT, 0)).heard_chars(24_000, 24_000, complete=True) == 19
    assert caption((TEXT, 0)).heard_chars(24_000, 24_000, complete=False) < 19


def test_only_whole_words_count() -> None:
    # 11 of 19 characters by proportion: the middle of "three"
    assert caption((TEXT, 0)).heard_chars(14_000, 24_000, complete=True) == 7
    # 13 of 19: exactly the end of "three"
    assert caption((TEXT, 0)).heard_chars(16_500, 24_000, complete=True) == 13


def test_words_that_came_after_this_much_sound_are_not_heard_yet() -> None:
    # by proportion all but the last word; but "three four" came when 12 000 frames had come
    late = caption(("one two ", 0), ("three four ", 12_000))
    assert late.heard_chars(11_999, 14_000, complete=True) == 7


def test_text_that_runs_ahead_of_incomplete_sound_is_spread_by_the_pace_of_speech() -> None:
    # 19 characters take about 19 x 1 608 frames; a fifth of that is heard: "one"
    assert caption((TEXT, 0)).heard_chars(6_200, 6_200, complete=False) == 3


def test_final_words_replace_what_was_collected() -> None:
    corrected = caption(("won too", 0))
    corrected.settle("one two")
    assert corrected.text == "one two"
    assert corrected.heard_chars(24_000, 24_000, complete=True) == 7


def test_empty_words_change_nothing() -> None:
    assert caption(("", 5)).text == ""
