"""Drawing in SVG and HTML with a handful of functions: marks with escaped attributes, a scale, its ticks.

Everything is written so that it is well-formed XML too. Colours are classes; the page's style gives them.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from voiceapp.recording.report.wording import plain

Point = tuple[float, float]


def escape(text: str) -> str:
    """Return words from outside as text of a page: nothing in them is markup."""
    return html.escape(plain(text), quote=True)


def tag(name: str, *content: str, **attributes: str | float) -> str:
    """Return an element. `content` is markup already; attributes are escaped; `class_` means `class`."""
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{words}>{''.join(content)}</{name}>" if content else f"<{name}{words}/>"


def number(value: float) -> str:
    """Return a coordinate: a tenth of a pixel is finer than any eye."""
    return f"{value:.1f}".removesuffix(".0")


def line(start: Point, end: Point, class_: str) -> str:
    """Return a straight line."""
    return tag("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_=class_)


def rect(left: float, top: float, width: float, height: float, class_: str) -> str:
    """Return a rectangle; a negative width is none."""
    return tag("rect", x=left, y=top, width=max(0.0, width), height=height, class_=class_)


def words(at: Point, text: str, class_: str = "", anchor: str = "start") -> str:
    """Return a line of text that begins, is centred or ends (`anchor`) at a point of its baseline."""
    return tag("text", escape(text), x=at[0], y=at[1], class_=class_, text_anchor=anchor)


def path(points: Sequence[Point], class_: str, *, closed: bool = False) -> str:
    """Return a line through points, or the area inside them; nothing for fewer than two."""
    if len(points) < 2:
        return ""
    course = "L".join(f"{number(x)} {number(y)}" for x, y in _corners(points))
    return tag("path", d=f"M{course}{'Z' if closed else ''}", class_=class_)


def _corners(points: Sequence[Point]) -> list[Point]:
    """Leave out points in the middle of level stretches."""
    inner = (
        point
        for before, point, after in zip(points, points[1:], points[2:], strict=False)
        if not number(before[1]) == number(point[1]) == number(after[1])
    )
    return [points[0], *inner, points[-1]]


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels."""

    first: float
    last: float
    from_px: float
    to_px: float

    def at(self, value: float) -> float:
        """Return the pixel of a value, kept inside the plot."""
        if self.last <= self.first:
            return self.from_px
        share = min(1.0, max(0.0, (value - self.first) / (self.last - self.first)))
        return self.from_px + share * (self.to_px - self.from_px)

    def ticks(self, most: int) -> list[float]:
        """Return at most about `most` round values inside the scale."""
        extent = self.last - self.first
        if extent <= 0:
            return [self.first]
        step = 1.0
        while extent / step > most:
            # 1, 2, 5, 10, 20, 50 …
            step *= 2.5 if str(int(step))[0] == "2" else 2.0
        begin = -(-self.first // step) * step
        return [begin + n * step for n in range(int((self.last - begin) // step) + 1)]


def picture(ident: str, title: str, description: str, size: tuple[float, float], *marks: str) -> str:
    """Return one drawing, which a screen reader announces by its title and description.

    `ident` must be unique in the page.
    """
    width, height = size
    return tag(
        "svg",
        tag("title", escape(title), id=f"{ident}-title"),
        tag("desc", escape(description), id=f"{ident}-desc"),
        *marks,
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_labelledby=f"{ident}-title {ident}-desc",
    )
