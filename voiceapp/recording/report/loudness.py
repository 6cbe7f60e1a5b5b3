"""The loudness of a voice as an area over time, in decibels."""

from __future__ import annotations

import math
from collections.abc import Sequence

from voiceapp.recording.report.drawing import Point, Scale, line, path, words
from voiceapp.recording.report.findings import BIN_MS

FLOOR_DB = -60.0
"""What is quieter than this is drawn as silence."""
GRID_DB = (-20, -40)


def loudness(
    rms: Sequence[int], time: Scale, top: float, height: float, class_: str, *, labels: bool = True
) -> str:
    """Draw the loudest RMS of each pixel between `top` and `top + height`."""
    level = Scale(FLOOR_DB, 0.0, top + height, top)
    marks = [line((time.from_px, top + height), (time.to_px, top + height), "axis")]
    for decibels in GRID_DB:
        y = level.at(decibels)
        marks.append(line((time.from_px, y), (time.to_px, y), "grid"))
        if labels:
            sign = "−" if decibels < 0 else ""
            marks.append(words((time.from_px - 6, y + 3.5), f"{sign}{abs(decibels)}", "tick", "end"))
    marks.append(path(_outline(rms, time, level), class_, closed=True))
    return "".join(marks)


def _outline(rms: Sequence[int], time: Scale, level: Scale) -> list[Point]:
    base = level.at(FLOOR_DB)
    points: list[Point] = [(time.from_px, base)]
    ms_per_px = (time.last - time.first) / (time.to_px - time.from_px)
    x = time.from_px
    while x < time.to_px:
        first = int((time.first + (x - time.from_px) * ms_per_px) // BIN_MS)
        after = max(first + 1, int((time.first + (x + 1 - time.from_px) * ms_per_px) // BIN_MS))
        loudest = max(rms[max(0, first) : max(0, after)], default=0)
        points.append((x, level.at(20 * math.log10(loudest / 32_767)) if loudest > 0 else base))
        x += 1
    points.append((time.to_px, base))
    return points
