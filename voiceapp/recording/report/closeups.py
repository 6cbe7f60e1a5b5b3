"""Each interruption from close up: both voices around the moment somebody cut in."""

from __future__ import annotations

from voiceapp.recording.report.drawing import Scale, line, picture, words
from voiceapp.recording.report.findings import Interruption, Report
from voiceapp.recording.report.loudness import loudness

CLOSEUPS_MAX = 12
"""The first ones are drawn; the table has all of them."""
WIDTH, HEIGHT, LEFT, RIGHT = 420.0, 248.0, 76.0, 404.0
YOU_TOP, VOICE_HEIGHT, ASSISTANT_TOP, BOTTOM = 62.0, 60.0, 140.0, 200.0
BEFORE_MS, AFTER_MS, AFTER_MS_MAX = 400, 600, 3_000


def closeups(report: Report, ident: str) -> tuple[str, ...]:
    """Draw the first interruptions."""
    return tuple(
        _closeup(report, number, one, f"{ident}-{number}")
        for number, one in enumerate(report.interruptions[:CLOSEUPS_MAX], start=1)
    )


def _closeup(report: Report, number: int, one: Interruption, ident: str) -> str:
    decided_ms = one.decided_ms - one.began_ms
    after_ms = min(AFTER_MS_MAX, max(AFTER_MS, decided_ms + 200, (one.stop_ms or 0) + 200))
    time = Scale(one.began_ms - BEFORE_MS, one.began_ms + after_ms, LEFT, RIGHT)
    silent = (
        "Nothing sounded" if one.stop_ms is None else f"The loudspeaker was silent {one.stop_ms} ms later"
    )
    marks = [
        loudness(report.voices.microphone, time, YOU_TOP, VOICE_HEIGHT, "you"),
        loudness(report.voices.loudspeaker, time, ASSISTANT_TOP, VOICE_HEIGHT, "assistant"),
        words((LEFT - 6, YOU_TOP + 4), "You", "name", "end"),
        words((LEFT - 6, ASSISTANT_TOP + 4), "Assistant", "name", "end"),
        words((LEFT - 6, YOU_TOP + VOICE_HEIGHT), "dBFS", "tick", "end"),
        words((LEFT - 6, BOTTOM), "dBFS", "tick", "end"),
        _mark(time.at(one.began_ms), 20, f"{one.cause}: reason to stop", "reason"),
    ]
    if one.stop_ms is not None:
        marks.append(_mark(time.at(one.began_ms + one.stop_ms), 36, f"✕ silent, {one.stop_ms:,} ms", "cut"))
    marks.append(_mark(time.at(one.decided_ms), 52, f"decided, {decided_ms:,} ms", "decided"))
    for at_ms in Scale(-BEFORE_MS, after_ms, LEFT, RIGHT).ticks(7):
        x = time.at(one.began_ms + at_ms)
        marks.append(line((x, BOTTOM), (x, BOTTOM + 4), "axis"))
        sign = "−" if at_ms < 0 else ""
        marks.append(words((x, BOTTOM + 16), f"{sign}{abs(at_ms):,g}", "tick", "middle"))
    marks.append(words((RIGHT, HEIGHT - 14), "milliseconds since the reason to stop", "tick", "end"))
    return picture(
        ident,
        f"Interruption {number}",
        f"Both voices around the moment of the interruption by {one.cause}. {silent}; it was decided after "
        f"{decided_ms} ms.",
        (WIDTH, HEIGHT),
        *marks,
    )


def _mark(x: float, label_y: float, label: str, class_: str) -> str:
    """Draw a moment as a line with its name at the top, on the side where there is room."""
    anchor, shift = ("start", 5) if x < (LEFT + RIGHT) * 0.6 else ("end", -5)
    return line((x, label_y - 10), (x, BOTTOM), class_) + words((x + shift, label_y), label, "label", anchor)
