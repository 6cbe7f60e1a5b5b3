"""The report as one HTML page that needs nothing beside itself: no script, no font, no network.

Every plot has a title and a description for those who do not see it, and a table with the same numbers. All
that comes from the tape goes through `escape`. The page is well-formed XML as well as HTML.
"""

from __future__ import annotations

from voiceapp.recording.report.bars import heard_bars, wait_rows
from voiceapp.recording.report.closeups import closeups
from voiceapp.recording.report.drawing import escape, rect, tag
from voiceapp.recording.report.figures import Unit, changes, figures, shown, shown_change
from voiceapp.recording.report.findings import DRAWN_MS, Report
from voiceapp.recording.report.page_style import STYLE
from voiceapp.recording.report.score import score
from voiceapp.recording.report.tables import (
    amendment_table,
    answer_table,
    conversation,
    interruption_table,
    table,
    trouble_table,
    turn_table,
)
from voiceapp.recording.report.wording import origin

HATCH = tag(
    "svg",
    tag(
        "defs",
        tag(
            "pattern",
            tag("path", d="M-1 1l2 -2M0 6l6 -6M5 7l2 -2", class_="hatch"),
            id="hatch",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
        ),
    ),
    class_="hidden",
    aria_hidden="true",
)


def as_html(report: Report, other: Report | None = None) -> str:
    """Return the whole page; with `other`, the numbers of both beside each other and the plots of each."""
    title = f"{report.name or 'Tape'} – replay report"
    if other is None:
        body = (
            _header(tag("h1", escape(title)), report)
            + _tiles(report)
            + _plots(report, "a")
            + _all_figures(report)
        )
    else:
        title = f"{report.name or 'Tape'} and {other.name or 'tape'} – replay reports compared"
        body = tag("header", tag("h1", escape(title))) + _comparison(report, other)
        for ident, place, one in (("a", "First", report), ("b", "Second", other)):
            name = tag("h2", escape(f"{place}: {one.name or 'tape'}"), class_="tape")
            body += _header(name, one) + _tiles(one) + _plots(one, ident)
    head = (
        '<meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>'
        f"<body>{HATCH}<main>\n{body}\n</main></body></html>\n"
    )


def _header(title: str, report: Report) -> str:
    parts = [title]
    parts += [tag("p", escape(report.about))] if report.about else []
    parts.append(tag("p", escape(origin(report))))
    parts += [tag("p", f"Damaged: {escape(sentence)}", class_="damage") for sentence in report.damage]
    if report.numbers.heard_is_estimated:
        parts.append(
            tag("p", "The loudspeaker’s clock was implausible: what was heard is estimated.", class_="damage")
        )
    return tag("header", *parts)


TILES = (
    ("Time to first audio, median", "first_audio_p50_ms", "95th percentile", "first_audio_p95_ms"),
    ("Time to silence, median", "stop_p50_ms", "95th percentile", "stop_p95_ms"),
    ("Sound heard", "heard_ms", "of generated", "generated_ms"),
    ("Length", "duration_ms", "turns:", "turns"),
    ("Interruptions", "interruptions", "noises passed over:", "resumed"),
    ("Truncations", "truncations", "confirmed:", "truncations_confirmed"),
    ("Tokens", "total_tokens", "cached:", "cached_tokens"),
    ("Errors", "errors", "failed answers:", "failed_answers"),
)
"""Name and key of the large number, then of the small one below it."""


def _tiles(report: Report) -> str:
    known = {figure.key: shown(figure.value, figure.unit) for figure in figures(report)}
    return tag(
        "dl",
        *(
            tag("div", tag("dt", name), tag("dd", known[key], tag("small", f"{small} {known[small_key]}")))
            for name, key, small, small_key in TILES
        ),
        class_="tiles",
    )


def _plots(report: Report, ident: str) -> str:
    sections = [
        _section(
            "Both voices",
            "How loud each voice was, and how much sound of each answer had arrived and been heard."
            + (" The first six hours are drawn." if report.duration_ms > DRAWN_MS else ""),
            _wide(score(report, f"{ident}-score"), "Both voices over time"),
            SCORE_LEGEND,
        )
    ]
    if report.interruptions:
        close = closeups(report, f"{ident}-cut")
        sections.append(
            _section(
                "Interruptions",
                "From the reason to stop to the last sample heard."
                + (f" The first {len(close)} are drawn." if len(close) < len(report.interruptions) else ""),
                tag("div", *close, class_="many"),
                interruption_table(report) + amendment_table(report),
            )
        )
    elif report.amendments:
        sections.append(_section("Corrections", "", amendment_table(report)))
    heard, waits = heard_bars(report, f"{ident}-heard"), wait_rows(report, f"{ident}-waits")
    if report.answers:
        plot = _wide(heard, "Heard and generated") + HEARD_LEGEND if heard else ""
        sections.append(
            _section(
                "Heard and generated", "Each answer, as far as it was heard.", plot, answer_table(report)
            )
        )
    if report.turns:
        plot = _wide(waits, "Time to first audio") + WAIT_LEGEND if waits else ""
        sections.append(
            _section(
                "Time to first audio",
                "From the end of the person’s speech to the first sample heard.",
                plot,
                turn_table(report),
            )
        )
    if report.troubles:
        sections.append(_section("What went wrong", "", trouble_table(report)))
    if report.turns or report.answers:
        sections.append(
            _section("The conversation", "Struck out: generated and not heard.", conversation(report))
        )
    return "\n".join(sections)


def _all_figures(report: Report) -> str:
    rows = [(escape(figure.label), shown(figure.value, figure.unit)) for figure in figures(report)]
    return _section("All numbers", "", table("", ("", "Value"), rows, class_="figures"))


def _comparison(one: Report, other: Report) -> str:
    rows = [
        (
            escape(left.label),
            shown(left.value, left.unit),
            shown(right.value, right.unit),
            _change(change, left.unit),
        )
        for left, right, change in changes(one, other)
    ]
    heads = ("", "First", "Second", "Change")
    return _section(
        "All numbers", "Change: the second minus the first.", table("", heads, rows, class_="figures")
    )


def _change(change: int | None, unit: Unit) -> str:
    text = shown_change(change, unit)
    return tag("b", text) if change else text


def _section(title: str, lead: str, *content: str) -> str:
    return tag("section", tag("h2", title), tag("p", lead, class_="lead") if lead else "", *content)


def _wide(drawings: str, name: str) -> str:
    """Let a narrow page scroll a plot instead of shrinking its letters; reachable by the keyboard."""
    return tag("div", drawings, class_="wide", tabindex="0", role="group", aria_label=name)


# -- legends ---------------------------------------------------------------------------------------------


def _legend(*entries: tuple[str, str]) -> str:
    return tag(
        "ul",
        *(
            tag("li", tag("svg", mark, viewBox="0 0 26 14", aria_hidden="true"), name)
            for mark, name in entries
        ),
        class_="legend",
    )


def _stroke(class_: str) -> str:
    return tag("line", x1=1, y1=7, x2=25, y2=7, class_=class_)


def _upright(class_: str) -> str:
    return tag("line", x1=13, y1=0, x2=13, y2=14, class_=class_)


HEARD = (rect(1, 2, 24, 10, "assistant"), "heard")
UNHEARD = (rect(1, 2, 24, 10, "unheard"), "generated, not heard")
SCORE_LEGEND = _legend(
    (rect(1, 2, 24, 10, "you"), "you"),
    (rect(1, 5, 24, 4, "speech"), "the service hears speech, or the key is held"),
    (rect(1, 2, 24, 10, "assistant"), "assistant"),
    (rect(1, 2, 24, 10, "pause"), "held back until it was clear whether somebody cuts in"),
    (_stroke("received"), "sound received"),
    (_stroke("heard"), "sound heard"),
    (rect(1, 2, 24, 10, "unheard"), "received, not heard (yet)"),
    (_upright("cut"), "the last sample of an interrupted answer"),
)
HEARD_LEGEND = _legend(HEARD, UNHEARD, (_upright("cut"), "cut"))
WAIT_LEGEND = _legend(
    (tag("circle", cx=13, cy=7, r=4.5, class_="committed"), "turn committed"),
    (tag("path", d="M13 0l6 7l-6 7l-6 -7Z", class_="arrived"), "first sound arrived"),
    (tag("circle", cx=13, cy=7, r=4.5, class_="first-heard"), "first sample heard"),
)
