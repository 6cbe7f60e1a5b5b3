"""One row for each answer, heard against generated, and one for each turn, what it waited for."""

from __future__ import annotations

from voiceapp.dialogue.snapshot import RowState
from voiceapp.recording.report.drawing import Scale, line, picture, rect, tag, words
from voiceapp.recording.report.figures import moment, seconds
from voiceapp.recording.report.findings import Answer, Report, Turn

ROWS_MAX = 40
"""More rows than this nobody reads; the table has all of them."""
WIDTH, LEFT, RIGHT = 880.0, 76.0, 700.0
ROW, FOOT = 24.0, 40.0
BARS_TOP, WAITS_TOP = 10.0, 40.0


def heard_bars(report: Report, ident: str) -> str:
    """Draw how much of each spoken answer was heard; nothing without answers."""
    spoken = [(n, a) for n, a in enumerate(report.answers, start=1) if a.spoken and a.generated_ms]
    rows = sorted(sorted(spoken, key=lambda one: -one[1].unheard_ms)[:ROWS_MAX], key=lambda one: one[0])
    if not rows:
        return ""
    scale = Scale(0, max(answer.generated_ms for _, answer in rows) / 1_000, LEFT, RIGHT)
    bottom = BARS_TOP + ROW * len(rows)
    marks = [_grid(scale, BARS_TOP, bottom, "seconds of sound")]
    for place, (number, answer) in enumerate(rows):
        marks.append(_answer(number, answer, scale, BARS_TOP + ROW * place))
    return picture(
        ident,
        "Heard and generated",
        f"One bar for each of {_some(len(rows), len(spoken), 'answers')}: the full part was heard, the "
        "hatched part was generated and not heard; a cross marks where it was cut.",
        (WIDTH, bottom + FOOT),
        *marks,
    )


def wait_rows(report: Report, ident: str) -> str:
    """Draw when each turn was committed, answered and heard; nothing without answered turns."""
    answered = [
        (n, turn, turn.times.first_heard_ms)
        for n, turn in enumerate(report.turns, start=1)
        if turn.times is not None and turn.times.first_heard_ms is not None
    ]
    rows = sorted(sorted(answered, key=lambda one: -one[2])[:ROWS_MAX], key=lambda one: one[0])
    if not rows:
        return ""
    scale = Scale(0, max(heard_ms for _, _, heard_ms in rows), LEFT, RIGHT)
    bottom = WAITS_TOP + ROW * len(rows)
    marks = [_grid(scale, WAITS_TOP, bottom, "milliseconds since the end of speech")]
    spread = report.numbers.answers
    if spread is not None:
        means = (("95th percentile", spread.p95_ms, WAITS_TOP - 8), ("median", spread.p50_ms, WAITS_TOP - 24))
        for name, value, y in means:
            x = scale.at(value)
            marks.append(line((x, y + 4), (x, bottom), "mean"))
            marks.append(words((x, y), f"{name} {value:,} ms", "label", "middle"))
    for place, (number, turn, heard_ms) in enumerate(rows):
        marks.append(_wait(number, turn, heard_ms, scale, WAITS_TOP + ROW * place))
    return picture(
        ident,
        "Time to first audio",
        f"One row for each of {_some(len(rows), len(answered), 'answered turns')}: a ring where the turn was "
        "committed, a diamond where the first sound arrived, a dot where the first sample was heard.",
        (WIDTH, bottom + FOOT),
        *marks,
    )


def _answer(number: int, answer: Answer, scale: Scale, top: float) -> str:
    heard_x, end_x = scale.at(answer.heard_ms / 1_000), scale.at(answer.generated_ms / 1_000)
    marks = [
        _name(number, answer.at_ms, top),
        rect(heard_x, top + 4, end_x - heard_x, ROW - 8, "unheard"),
        rect(LEFT, top + 4, heard_x - LEFT, ROW - 8, "assistant"),
    ]
    amount = f"{seconds(answer.heard_ms)} of {seconds(answer.generated_ms)}"
    if answer.state is RowState.CUT:
        marks.append(line((heard_x, top), (heard_x, top + ROW), "cut"))
        marks.append(words((heard_x + 5, top + ROW / 2 + 4), "✕", "cut-name"))
        amount += ", cut"
    elif answer.state is RowState.LIVE:
        amount += ", unfinished"
    marks.append(words((max(end_x, heard_x + 16) + 8, top + ROW / 2 + 4), amount, "label"))
    return "".join(marks)


def _wait(number: int, turn: Turn, heard_ms: int, scale: Scale, top: float) -> str:
    y = top + ROW / 2
    marks = [_name(number, turn.at_ms, top), line((LEFT, y), (scale.at(heard_ms), y), "course")]
    times = turn.times
    if times is not None and times.committed_ms is not None:
        marks.append(tag("circle", cx=scale.at(times.committed_ms), cy=y, r=4.5, class_="committed"))
    if times is not None and times.first_delta_ms is not None:
        x = scale.at(times.first_delta_ms)
        marks.append(tag("path", d=f"M{x:.1f} {y - 7}l6 7l-6 7l-6 -7Z", class_="arrived"))
    marks.append(tag("circle", cx=scale.at(heard_ms), cy=y, r=4.5, class_="first-heard"))
    marks.append(words((scale.at(heard_ms) + 12, y + 4), f"{heard_ms:,} ms", "label"))
    return "".join(marks)


def _name(number: int, at_ms: int, top: float) -> str:
    return words((LEFT - 8, top + ROW / 2 + 4), f"{number} · {moment(at_ms)}", "tick", "end")


def _grid(scale: Scale, top: float, bottom: float, unit: str) -> str:
    marks = [line((LEFT, top), (LEFT, bottom), "axis"), line((LEFT, bottom), (RIGHT, bottom), "axis")]
    for value in scale.ticks(8):
        x = scale.at(value)
        marks.append(line((x, top), (x, bottom), "grid"))
        marks.append(words((x, bottom + 15), f"{value:,g}", "tick", "middle"))
    marks.append(words((RIGHT, bottom + 32), unit, "tick", "end"))
    return "".join(marks)


def _some(shown: int, there: int, what: str) -> str:
    return f"{there} {what}" if shown == there else f"the {shown} worst of {there} {what}"
