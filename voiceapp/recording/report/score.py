"""The conversation as a score: both voices above each other, and below them sound received against heard.

Like music it is broken into lines, so that an interruption can be seen in a long conversation too, and a
printed page holds it.
"""

from __future__ import annotations

from bisect import bisect_right

from voiceapp.recording.report.drawing import Point, Scale, line, path, picture, rect, words
from voiceapp.recording.report.figures import moment, seconds
from voiceapp.recording.report.findings import DRAWN_MS, Course, Interruption, Report
from voiceapp.recording.report.loudness import loudness

WIDTH, LEFT, RIGHT = 880.0, 76.0, 852.0
YOU_TOP, VOICE_HEIGHT = 24.0, 60.0
ASSISTANT_TOP = 100.0
SOUND_TOP, SOUND_HEIGHT = 188.0, 104.0
HEIGHT = 334.0

LINES = (
    (5_000, 500, 5_000),
    (15_000, 1_000, 90_000),
    (30_000, 2_000, 240_000),
    (60_000, 5_000, 720_000),
    (300_000, 30_000, 3_600_000),
)
"""Length of a line and of its ticks, in ms, for conversations up to how long."""
LONGEST_LINE_MS = (1_800_000, 300_000)
UNHEARD_MS = 100.0
"""Less than this is not worth a label."""


def score(report: Report, ident: str) -> str:
    """Return the drawings of all lines, one after the other."""
    drawn_ms = min(report.duration_ms, DRAWN_MS)
    fitting = ((length, tick) for length, tick, most in LINES if drawn_ms <= most)
    length_ms, tick_ms = next(fitting, LONGEST_LINE_MS)
    count = max(1, -(-drawn_ms // length_ms))
    lines = (Scale(n * length_ms, (n + 1) * length_ms, LEFT, RIGHT) for n in range(count))
    return "".join(_line(report, f"{ident}-{n}", time, tick_ms) for n, time in enumerate(lines, start=1))


def _line(report: Report, ident: str, time: Scale, tick_ms: int) -> str:
    cuts = [
        (number, one)
        for number, one in enumerate(report.interruptions, start=1)
        if time.first <= silent_at(one) < time.last
    ]
    return picture(
        ident,
        f"Both voices, {moment(time.first)} to {moment(min(time.last, report.duration_ms))}",
        f"Loudness of the person and of the assistant over time, and how much sound of each answer had been "
        f"received and heard. Interruptions in this line: {len(cuts)}.",
        (WIDTH, HEIGHT),
        _voices(report, time),
        _sound(report, time),
        *(_cut(number, one, time) for number, one in cuts),
        _axis(time, tick_ms, report.duration_ms),
    )


def silent_at(interruption: Interruption) -> int:
    """Return when the answer was silent, or where nothing sounded, when it was decided to stop it."""
    if interruption.stop_ms is None:
        return interruption.decided_ms
    return interruption.began_ms + interruption.stop_ms


def _voices(report: Report, time: Scale) -> str:
    voices = report.voices
    marks = [
        words((LEFT - 6, YOU_TOP + 4), "You", "name", "end"),
        words((LEFT - 6, ASSISTANT_TOP + 4), "Assistant", "name", "end"),
        words((LEFT - 6, YOU_TOP + VOICE_HEIGHT), "dBFS", "tick", "end"),
        words((LEFT - 6, ASSISTANT_TOP + VOICE_HEIGHT), "dBFS", "tick", "end"),
    ]
    for pause in report.pauses:
        if pause.to_ms >= time.first and pause.from_ms <= time.last:
            left, right = time.at(pause.from_ms), time.at(pause.to_ms)
            marks.append(rect(left, ASSISTANT_TOP, max(1.5, right - left), VOICE_HEIGHT, "pause"))
    marks.append(loudness(voices.microphone, time, YOU_TOP, VOICE_HEIGHT, "you"))
    marks.append(loudness(voices.loudspeaker, time, ASSISTANT_TOP, VOICE_HEIGHT, "assistant"))
    for from_ms, to_ms in voices.speech:
        if to_ms >= time.first and from_ms <= time.last:
            left, right = time.at(from_ms), time.at(to_ms)
            marks.append(rect(left, YOU_TOP + VOICE_HEIGHT + 1, max(1.5, right - left), 4, "speech"))
    return "".join(marks)


def _axis(time: Scale, tick_ms: int, duration_ms: int) -> str:
    bottom = SOUND_TOP + SOUND_HEIGHT
    marks = [line((LEFT, bottom), (RIGHT, bottom), "axis")]
    for at_ms in range(int(time.first), int(time.last) + 1, tick_ms):
        x = time.at(at_ms)
        marks.append(line((x, bottom), (x, bottom + 4), "axis"))
        marks.append(words((x, bottom + 16), moment(at_ms), "tick", "middle"))
    if duration_ms < time.last:
        x = time.at(duration_ms)
        marks.append(line((x, YOU_TOP), (x, bottom), "end"))
        anchor, shift = ("end", -5) if x > RIGHT - 100 else ("start", 5)
        marks.append(words((x + shift, SOUND_TOP + 10), "end of the tape", "tick", anchor))
    marks.append(
        words((RIGHT, HEIGHT - 8), "time since the tape’s beginning, minutes:seconds", "tick", "end")
    )
    return "".join(marks)


def _cut(number: int, interruption: Interruption, time: Scale) -> str:
    x = time.at(silent_at(interruption))
    anchor = "end" if x > RIGHT - 50 else "start"
    shift = -5 if anchor == "end" else 5
    return line((x, 4), (x, SOUND_TOP + SOUND_HEIGHT), "cut") + words(
        (x + shift, 14), f"✕ cut {number}", "cut-name", anchor
    )


# -- sound received against sound heard ------------------------------------------------------------------


def _sound(report: Report, time: Scale) -> str:
    shown = [
        course
        for course in report.voices.courses
        if course_begins(course) <= time.last and course_ends(course) >= time.first
    ]
    most_ms = max((received_by(course, course_ends(course)) for course in shown), default=0.0)
    amount = Scale(0, max(1_000.0, most_ms) / 1_000, SOUND_TOP + SOUND_HEIGHT, SOUND_TOP)
    marks = [words((LEFT - 6, SOUND_TOP - 12), "Sound, s", "name", "end")]
    for value in amount.ticks(4):
        y = amount.at(value)
        marks.append(line((LEFT, y), (RIGHT, y), "grid"))
        marks.append(words((LEFT - 6, y + 3.5), f"{value:g}", "tick", "end"))
    marks.extend(_course(course, time, amount) for course in shown)
    return "".join(marks)


def _course(course: Course, time: Scale, amount: Scale) -> str:
    left, right = time.at(course_begins(course)), time.at(course_ends(course))
    ms_per_px = (time.last - time.first) / (time.to_px - time.from_px)
    received: list[Point] = []
    heard: list[Point] = []
    steps = max(1, int(right - left))
    for step in range(steps + 1):
        x = left + (right - left) * step / steps
        at_ms = time.first + (x - time.from_px) * ms_per_px
        received.append((x, amount.at(received_by(course, at_ms) / 1_000)))
        heard.append((x, amount.at(heard_by(course, at_ms) / 1_000)))
    marks = path([*received, *reversed(heard)], "unheard", closed=True)
    marks += path(received, "received") + path(heard, "heard")
    end_ms = course_ends(course)
    missing_ms = received_by(course, end_ms) - heard_by(course, end_ms)
    if missing_ms < UNHEARD_MS or end_ms > time.last:
        return marks
    anchor = "end" if right > RIGHT - 100 else "start"
    y = (received[-1][1] + heard[-1][1]) / 2 + 4
    label = f"{seconds(missing_ms)} not heard"
    return marks + words((right + (-6 if anchor == "end" else 6), y), label, "label", anchor)


def course_begins(course: Course) -> float:
    """Return when the first sound of an answer came, or was heard."""
    moments = [at_ms for at_ms, _ in course.received[:1]] + [one.from_ms for one in course.heard[:1]]
    return min(moments, default=0.0)


def course_ends(course: Course) -> float:
    """Return when the last sound of an answer came, or was heard."""
    moments = [at_ms for at_ms, _ in course.received[-1:]]
    moments += [one.from_ms + one.length_ms for one in course.heard[-1:]]
    return max(moments, default=0.0)


def received_by(course: Course, at_ms: float) -> float:
    """Return how much sound of an answer had come by a moment, in ms."""
    place = bisect_right(course.received, at_ms, key=lambda one: one[0])
    return course.received[place - 1][1] if place else 0.0


def heard_by(course: Course, at_ms: float) -> float:
    """Return how much sound of an answer had been heard by a moment, in ms."""
    place = bisect_right(course.heard, at_ms, key=lambda one: one.from_ms)
    if not place:
        return 0.0
    stretch = course.heard[place - 1]
    return stretch.sound_ms + min(stretch.length_ms, at_ms - stretch.from_ms)
