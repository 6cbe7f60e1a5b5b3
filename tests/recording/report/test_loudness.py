"""Loudness as an area, in decibels."""

from __future__ import annotations

import re

from voiceapp.recording.report.drawing import Scale
from voiceapp.recording.report.loudness import loudness

TIME = Scale(0, 100, 50, 60)
"""Ten pixels of ten milliseconds each."""


def area(rms: tuple[int, ...], time: Scale = TIME) -> str:
    """Return the course of the area, 60 pixels high: a decibel is a pixel, silence is at 60."""
    found = re.search(r'<path d="([^"]*)" class="you"/>', loudness(rms, time, 0, 60, "you"))
    assert found is not None
    return found.group(1)


def test_full_scale_is_the_top_and_a_tenth_of_it_is_twenty_decibels_lower() -> None:
    assert area((32_767, 3_277, 0)) == "M50 60L50 0L51 20L52 60L60 60Z"


def test_what_is_quieter_than_the_floor_is_drawn_as_silence() -> None:
    assert area((20, 10, 0)) == "M50 60L60 60Z"


def test_more_than_full_scale_stays_inside_the_plot() -> None:
    assert area((10**9, 0)) == "M50 60L50 0L51 60L60 60Z"


def test_of_several_moments_in_a_pixel_the_loudest_is_drawn() -> None:
    squeezed = Scale(0, 200, 50, 60)
    assert area((0, 32_767, 0, 0), squeezed) == "M50 60L50 0L51 60L60 60Z"


def test_a_stretch_before_the_tape_is_silent() -> None:
    assert area((32_767,), Scale(-50, 50, 50, 60)) == "M50 60L54 60L55 0L56 60L60 60Z"


def test_the_decibels_are_labelled() -> None:
    drawn = loudness((), TIME, 0, 60, "you")
    assert ">−20</text>" in drawn
    assert ">−40</text>" in drawn
