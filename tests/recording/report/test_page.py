"""The report as one HTML page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.report_samples import EMPTY, HOSTILE, SAMPLE, hostile
from tests.scenarios import DIALECTS, SCENARIOS, TAPES
from voiceapp.recording.report.findings import Report, Trouble
from voiceapp.recording.report.page import as_html
from voiceapp.recording.report.reading import report
from voiceapp.recording.report.wording import plain
from voiceapp.recording.tape import TapeReader

NAMES = [f"{name}-{dialect.name}" for name in SCENARIOS for dialect in DIALECTS]
FULL = replace(SAMPLE, troubles=(Trouble(0, "connection", "It broke."),), damage=("Line 7 is damaged.",))
NEEDS = re.compile(
    r"https?:|//|\bsrc\b|\bhref\b|@import|@font-face|<script|<link|<iframe|\bon\w+=|javascript:", re.I
)
"""Whatever would fetch or run something."""


def document(page: str) -> ElementTree.Element:
    """Read the page as XML: whatever is not closed or escaped fails here."""
    assert page.startswith("<!DOCTYPE html>\n")
    return ElementTree.fromstring(page)


def headings(page: str) -> list[str]:
    return ["".join(e.itertext()) for e in document(page).iter() if e.tag in {"h1", "h2"}]


@pytest.mark.parametrize(
    "page",
    [as_html(SAMPLE), as_html(EMPTY), as_html(FULL), as_html(SAMPLE, FULL), as_html(EMPTY, SAMPLE)],
    ids=["one", "empty", "full", "two", "empty and one"],
)
def test_a_page_is_whole_and_needs_nothing_beside_itself(page: str) -> None:
    root = document(page)
    assert NEEDS.findall(page) == []
    ids = Counter(e.get("id") for e in root.iter() if e.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    named = {name for e in root.iter() for name in (e.get("aria-labelledby") or "").split()}
    assert named <= set(ids)


@pytest.mark.parametrize("name", NAMES)
def test_every_recorded_conversation_has_a_page(name: str) -> None:
    page = as_html(report(TapeReader(TAPES / name), name))
    assert headings(page)[:2] == [f"{name} – replay report", "Both voices"]
    assert len(page) < 100_000


def test_sections_of_a_whole_report() -> None:
    assert headings(as_html(FULL)) == [
        "sample – replay report",
        "Both voices",
        "Interruptions",
        "Heard and generated",
        "Time to first audio",
        "What went wrong",
        "The conversation",
        "All numbers",
    ]


def test_what_there_is_nothing_to_say_about_is_left_out() -> None:
    assert headings(as_html(EMPTY)) == ["Tape – replay report", "Both voices", "All numbers"]
    noise_only = replace(EMPTY, amendments=SAMPLE.amendments)
    assert headings(as_html(noise_only)) == [
        "Tape – replay report",
        "Both voices",
        "Corrections",
        "All numbers",
    ]


def test_every_drawing_has_a_title_and_a_description() -> None:
    for svg in document(as_html(FULL)).iter("svg"):
        if svg.get("aria-hidden") != "true":
            assert svg.get("role") == "img"
            assert [svg[0].tag, svg[1].tag] == ["title", "desc"]


def test_words_from_a_tape_are_words_on_the_page() -> None:
    page = as_html(hostile(), hostile())
    root = document(page)
    assert [e.tag for e in root.iter() if e.tag in {"script", "img", "b"} and "evil" in str(e.attrib)] == []
    assert not any(name.startswith("on") for e in root.iter() for name in e.attrib)
    assert list(root.iter("script")) == []
    assert list(root.iter("img")) == []
    assert all(letter.isprintable() or letter == "\n" for letter in page)
    assert plain(HOSTILE) in ["".join(e.itertext()) for e in root.iter("bdi")]


def test_damage_and_doubt_are_named_at_the_top() -> None:
    doubtful = replace(FULL, numbers=replace(FULL.numbers, heard_is_estimated=True))
    header = next(document(as_html(doubtful)).iter("header"))
    assert [e.text for e in header if e.get("class") == "damage"] == [
        "Damaged: Line 7 is damaged.",
        "The loudspeaker’s clock was implausible: what was heard is estimated.",
    ]


def test_a_comparison_shows_both_numbers_and_the_change() -> None:
    page = as_html(SAMPLE, replace(SAMPLE, name="later", duration_ms=5_000))
    rows = [["".join(cell.itertext()) for cell in row] for row in document(page).iter("tr")]
    assert rows[0] == ["", "First", "Second", "Change"]
    assert rows[1] == ["Length of the tape", "4.0 s", "5.0 s", "+1.0 s"]
    assert ["Interruptions", "1", "1", "="] in rows
    assert headings(page)[0] == "sample and later – replay reports compared"
    assert {"First: sample", "Second: later"} <= set(headings(page))
    assert headings(page).count("Both voices") == 2


def test_limits_of_what_is_drawn_are_told() -> None:
    many: Report = replace(SAMPLE, interruptions=SAMPLE.interruptions * 13, duration_ms=10 * 3_600_000)
    page = as_html(many)
    assert "The first 12 are drawn." in page
    assert "The first six hours are drawn." in page
    assert "are drawn." not in as_html(SAMPLE)


def test_the_page_follows_the_reader() -> None:
    page = as_html(SAMPLE)
    assert "@media (prefers-color-scheme: dark)" in page
    assert "@media print" in page
    assert 'name="viewport"' in page
