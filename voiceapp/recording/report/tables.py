"""The tables of the report's page, and the conversation in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voiceapp.recording.report.drawing import escape, tag
from voiceapp.recording.report.figures import Unit, moment, shown
from voiceapp.recording.report.findings import Report
from voiceapp.recording.report.wording import amended, answer_words, outcome, turn_words

SAID = "said"
"""Columns of words, which are set to the left and may be broken."""


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    class_: str = "",
    said: Sequence[int] = (),
) -> str:
    """Return a table. Cells are markup; the first of each row is its head; `said` names columns of words."""

    def cell(kind: str, column: int, content: str, **more: str) -> str:
        return tag(kind, content, **more, **({"class_": SAID} if column in said else {}))

    head = "".join(cell("th", n, name, scope="col") for n, name in enumerate(heads))
    body = "".join(
        tag(
            "tr",
            cell("th", 0, row[0], scope="row"),
            *(cell("td", n, content) for n, content in enumerate(row[1:], start=1)),
        )
        for row in rows
    )
    whole = tag(
        "table",
        tag("caption", caption) if caption else "",
        tag("thead", tag("tr", head)),
        tag("tbody", body),
        class_=class_ or "plain",
    )
    return tag("div", whole, class_="wide", tabindex="0", role="group", aria_label=caption or "Numbers")


def turn_table(report: Report) -> str:
    """Return when each step of each turn came."""
    rows = []
    for number, turn in enumerate(report.turns, start=1):
        times = turn.times
        waits = (
            (times.committed_ms, times.first_delta_ms, times.first_handed_ms, times.first_heard_ms)
            if times is not None
            else (None,) * 4
        )
        rows.append((str(number), moment(turn.at_ms), *(shown(wait, Unit.LATENCY) for wait in waits)))
    heads = ("Turn", "At", "Committed", "First sound", "Handed over", "First heard")
    return table("Turns, since the end of speech", heads, rows)


def answer_table(report: Report) -> str:
    """Return how much of each answer was heard."""
    rows = [
        (
            str(number),
            moment(answer.at_ms),
            shown(answer.generated_ms, Unit.LATENCY),
            shown(answer.heard_ms, Unit.LATENCY),
            shown(answer.unheard_ms, Unit.LATENCY),
            escape(_ending(answer.state.value, answer.note)),
        )
        for number, answer in enumerate(report.answers, start=1)
    ]
    return table("Answers", ("Answer", "At", "Generated", "Heard", "Not heard", "Ended"), rows)


def interruption_table(report: Report) -> str:
    """Return how each interruption went."""
    places = {answer.item_id: number for number, answer in enumerate(report.answers, start=1)}
    rows = [
        (
            str(number),
            moment(one.began_ms),
            escape(one.cause),
            shown(one.stop_ms, Unit.LATENCY),
            shown(one.decided_ms - one.began_ms, Unit.LATENCY),
            ", ".join(str(places[item]) for item in one.cut_items if item in places) or "–",
        )
        for number, one in enumerate(report.interruptions, start=1)
    ]
    heads = ("Interruption", "At", "By", "Silent after", "Decided after", "Cut answers")
    return table("Interruptions", heads, rows)


def amendment_table(report: Report) -> str:
    """Return what the service was told about sound that was not heard; nothing where that was nothing."""
    rows = [(moment(one.at_ms), escape(amended(one)), escape(one.item_id)) for one in report.amendments]
    return table("What the service was told", ("At", "What", "Item"), rows, said=(1,)) if rows else ""


def trouble_table(report: Report) -> str:
    """Return what went wrong."""
    rows = [(moment(one.at_ms), escape(one.kind), escape(one.text)) for one in report.troubles]
    return table("", ("At", "What", "Words"), rows, said=(1, 2))


def conversation(report: Report) -> str:
    """Return what was said, in order of time; what was not heard is struck out."""
    said = [(turn.at_ms, "mine", "You", tag("bdi", escape(turn_words(turn))), "") for turn in report.turns]
    for answer in report.answers:
        heard, unheard = answer_words(answer)
        struck = tag("del", tag("bdi", escape(unheard))) if unheard else ""
        said.append(
            (answer.at_ms, "theirs", "Assistant", tag("bdi", escape(heard)) + struck, outcome(answer))
        )
    lines = (
        tag(
            "li",
            tag("span", moment(at_ms), class_="at"),
            tag("p", tag("b", who), " ", markup, tag("small", escape(note)) if note else ""),
            class_=class_,
        )
        for at_ms, class_, who, markup, note in sorted(said, key=lambda one: one[0])
    )
    return tag("ol", *lines, class_="talk")


def _ending(state: str, note: str) -> str:
    return f"{state}: {note}" if note else state
