"""Marks, escaped; scales, and their ticks."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.report_samples import HOSTILE
from voiceapp.recording.report.drawing import Scale, escape, line, path, picture, rect, tag, words


def test_words_from_outside_are_never_markup() -> None:
    assert escape('<a href="x">\'&\x00') == "&lt;a href=&quot;x&quot;&gt;&#x27;&amp;"


def test_an_element_escapes_its_attributes_and_keeps_its_content() -> None:
    assert tag("g", "<b/>", class_="a", data_x='"<') == '<g class="a" data-x="&quot;&lt;"><b/></g>'
    assert tag("td", "") == "<td></td>"


def test_marks_are_rounded_to_a_tenth_of_a_pixel() -> None:
    assert line((0, 1.25), (2.04, 3), "axis") == '<line x1="0" y1="1.2" x2="2" y2="3" class="axis"/>'
    assert rect(1, 2, -3, 4, "you") == '<rect x="1" y="2" width="0" height="4" class="you"/>'
    assert words((1, 2), "a<b") == '<text x="1" y="2" class="" text-anchor="start">a&lt;b</text>'


def test_a_path_leaves_out_what_is_level() -> None:
    points = [(0.0, 5.0), (1.0, 5.0), (2.0, 5.0), (3.0, 9.0)]
    assert path(points, "heard") == '<path d="M0 5L2 5L3 9" class="heard"/>'
    assert path(points[:2], "you", closed=True) == '<path d="M0 5L1 5Z" class="you"/>'
    assert path(points[:1], "heard") == ""


def test_a_scale_keeps_everything_inside_the_plot() -> None:
    scale = Scale(100, 200, 10, 60)
    assert [scale.at(value) for value in (100, 150, 200, 99, 1_000)] == [10, 35, 60, 10, 60]
    assert Scale(5, 5, 10, 60).at(7) == 10


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        (0, 23, [0, 5, 10, 15, 20]),
        (0, 1, [0, 1]),
        (0, 3_549, [0, 1_000, 2_000, 3_000]),
        (-400, 600, [-400, -200, 0, 200, 400, 600]),
        (7, 7, [7]),
    ],
)
def test_ticks_are_round_values_inside_the_scale(first: float, last: float, ticks: list[float]) -> None:
    assert Scale(first, last, 0, 100).ticks(5) == ticks


def test_a_picture_is_named_and_described_for_those_who_do_not_see_it() -> None:
    svg = ElementTree.fromstring(picture("x-1", HOSTILE, "what is in it", (10, 20), rect(0, 0, 1, 1, "you")))
    assert svg.get("viewBox") == "0 0 10 20"
    assert svg.get("role") == "img"
    assert [svg[0].tag, svg[1].tag, svg[2].tag] == ["title", "desc", "rect"]
    assert svg.get("aria-labelledby") == f"{svg[0].get('id')} {svg[1].get('id')}"
    assert svg[1].text == "what is in it"
