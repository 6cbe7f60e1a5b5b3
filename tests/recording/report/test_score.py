"""The conversation as a score."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.report_samples import EMPTY, SAMPLE
from voiceapp.recording.report.findings import Course, Stretch
from voiceapp.recording.report.score import (
    course_begins,
    course_ends,
    heard_by,
    received_by,
    score,
    silent_at,
)

COURSE = Course(
    "item_1",
    ((100.0, 400.0), (150.0, 900.0)),
    (Stretch(200.0, 0.0, 300.0), Stretch(700.0, 300.0, 200.0)),
)


def drawings(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(f"<g>{svg}</g>"))


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(f"<g>{svg}</g>").iter("text")]


@pytest.mark.parametrize(
    ("at_ms", "received", "heard"),
    [
        (0, 0, 0),
        (100, 400, 0),
        (149, 400, 0),
        (300, 900, 100),
        (600, 900, 300),
        (800, 900, 400),
        (5_000, 900, 500),
    ],
)
def test_sound_received_and_heard_at_a_moment(at_ms: float, received: float, heard: float) -> None:
    assert (received_by(COURSE, at_ms), heard_by(COURSE, at_ms)) == (received, heard)


def test_a_course_lasts_from_its_first_to_its_last_sound() -> None:
    assert (course_begins(COURSE), course_ends(COURSE)) == (100.0, 900.0)
    assert course_ends(replace(COURSE, heard=())) == 150.0
    assert (course_begins(Course("item_2")), course_ends(Course("item_2"))) == (0.0, 0.0)


def test_a_cut_is_marked_where_the_last_sample_was_heard() -> None:
    one = SAMPLE.interruptions[0]
    assert (silent_at(one), silent_at(replace(one, stop_ms=None))) == (2_230, 2_350)
    drawn = score(SAMPLE, "a")
    x = 76 + (852 - 76) * 2_230 / 5_000
    assert f'<line x1="{x:.1f}" y1="4" x2="{x:.1f}"' in drawn
    assert "✕ cut 1" in texts(drawn)


def test_what_was_not_heard_is_labelled_and_hatched() -> None:
    drawn = score(SAMPLE, "a")
    assert "1.1 s not heard" in texts(drawn)
    assert len(re.findall(r'class="unheard"', drawn)) == 1


def test_an_answer_heard_to_its_end_has_no_label() -> None:
    whole = Course("item_1", ((100.0, 500.0),), (Stretch(200.0, 0.0, 450.0),))
    found = replace(SAMPLE, voices=replace(SAMPLE.voices, courses=(whole,)))
    assert not any("not heard" in text for text in texts(score(found, "a")))


@pytest.mark.parametrize(
    ("duration_ms", "lines", "last"),
    [
        (0, 1, "0:05.0"),
        (5_000, 1, "0:05.0"),
        (5_001, 1, "0:15.0"),
        (90_000, 6, "1:30.0"),
        (600_000, 10, "10:00.0"),
        (3_600_000, 12, "60:00.0"),
        (10**15, 12, "360:00.0"),
    ],
)
def test_a_long_conversation_is_broken_into_few_lines(duration_ms: int, lines: int, last: str) -> None:
    drawn = score(replace(EMPTY, duration_ms=duration_ms), "a")
    assert len(drawings(drawn)) == lines
    assert [text for text in texts(drawn) if re.fullmatch(r"\d+:\d\d\.\d", text)][-1] == last


def test_a_line_names_itself_and_the_end_of_the_tape() -> None:
    drawn = score(replace(SAMPLE, duration_ms=20_000), "a")
    titles = [svg[0].text for svg in drawings(drawn)]
    assert titles == ["Both voices, 0:00.0 to 0:15.0", "Both voices, 0:15.0 to 0:20.0"]
    assert texts(drawn).count("end of the tape") == 1
    assert texts(drawn).count("✕ cut 1") == 1


def test_speech_and_pauses_have_marks_of_their_own() -> None:
    drawn = score(SAMPLE, "a")
    assert len(re.findall(r'<rect [^>]*class="speech"', drawn)) == 1
    assert len(re.findall(r'<rect [^>]*class="pause"', drawn)) == 1
