"""One door for every form."""

from __future__ import annotations

from tests.report_samples import EMPTY, SAMPLE
from voiceapp.recording.report.data import as_json
from voiceapp.recording.report.forms import render
from voiceapp.recording.report.page import as_html
from voiceapp.recording.report.text import as_text


def test_a_report_is_rendered_in_the_form_that_was_asked_for() -> None:
    assert render(SAMPLE, None, "text") == as_text(SAMPLE)
    assert render(SAMPLE, None, "json") == as_json(SAMPLE)
    assert render(SAMPLE, None, "html") == as_html(SAMPLE)


def test_a_comparison_too() -> None:
    assert render(SAMPLE, EMPTY, "text") == as_text(SAMPLE, EMPTY)
    assert render(SAMPLE, EMPTY, "json") == as_json(SAMPLE, EMPTY)
    assert render(SAMPLE, EMPTY, "html") == as_html(SAMPLE, EMPTY)
