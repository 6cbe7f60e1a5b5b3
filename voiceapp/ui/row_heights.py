"""Where each of very many rows begins, when most of them have never been laid out.

Heights of rows that were on screen are exact, those of the others estimated. Sums are made again only when
asked for after a change: 10 000 rows take 0.2 ms, which is less than laying out one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class RowHeights:
    """Heights of all rows and the sums of them, in pixels."""

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._exact: list[bool] = []
        self._bottoms: list[int] | None = []

    def __len__(self) -> int:
        return len(self._heights)

    def insert(self, position: int, estimates: Iterable[int]) -> None:
        """Put rows in before `position`."""
        heights = list(estimates)
        self._heights[position:position] = heights
        self._exact[position:position] = [False] * len(heights)
        self._bottoms = None

    def remove(self, first: int, last: int) -> None:
        """Take out the rows from `first` to `last`, both included."""
        del self._heights[first : last + 1]
        del self._exact[first : last + 1]
        self._bottoms = None

    def replace(self, estimates: Iterable[int]) -> None:
        """Start again with estimates: the width is another one."""
        self._heights = list(estimates)
        self._exact = [False] * len(self._heights)
        self._bottoms = None

    def set(self, position: int, height: int) -> bool:
        """Note the exact height of a row; True if it was thought to be another."""
        self._exact[position] = True
        if self._heights[position] == height:
            return False
        self._heights[position] = height
        self._bottoms = None
        return True

    def is_exact(self, position: int) -> bool:
        """Say whether the height of a row is known, not estimated."""
        return self._exact[position]

    def forget(self, first: int, last: int) -> None:
        """Keep the heights of these rows as estimates only: they changed."""
        self._exact[first : last + 1] = [False] * (last - first + 1)

    def height(self, position: int) -> int:
        """Return the height of a row."""
        return self._heights[position]

    def top(self, position: int) -> int:
        """Return where a row begins."""
        return self._sums()[position - 1] if position > 0 else 0

    def total(self) -> int:
        """Return the height of all rows together."""
        sums = self._sums()
        return sums[-1] if sums else 0

    def at(self, y: int) -> int:
        """Return the row at `y`; the last one below the end, -1 if there are none."""
        return min(bisect_right(self._sums(), max(0, y)), len(self._heights) - 1)

    def _sums(self) -> list[int]:
        if self._bottoms is None:
            self._bottoms = list(accumulate(self._heights))
        return self._bottoms
