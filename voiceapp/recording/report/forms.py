"""A report in the form somebody asked for."""

from __future__ import annotations

from typing import Literal

from voiceapp.recording.report.data import as_json
from voiceapp.recording.report.findings import Report
from voiceapp.recording.report.page import as_html
from voiceapp.recording.report.text import as_text

Form = Literal["text", "json", "html"]


def render(report: Report, other: Report | None, form: Form) -> str:
    """Return the whole text of a report; with `other`, the comparison of the two tapes."""
    match form:
        case "text":
            return as_text(report, other)
        case "json":
            return as_json(report, other)
        case "html":
            return as_html(report, other)
