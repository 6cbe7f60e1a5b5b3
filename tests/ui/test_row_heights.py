from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voiceapp.ui.row_heights import RowHeights


def heights_of(*values: int) -> RowHeights:
    heights = RowHeights()
    heights.insert(0, values)
    return heights


def test_nothing_has_no_height_and_no_row() -> None:
    heights = RowHeights()
    assert (heights.total(), heights.at(5), len(heights)) == (0, -1, 0)


def test_tops_are_sums() -> None:
    heights = heights_of(10, 20, 30)
    assert [heights.top(n) for n in range(3)] == [0, 10, 30]
    assert heights.total() == 60


def test_a_place_belongs_to_the_row_it_is_in_and_below_the_end_to_the_last() -> None:
    heights = heights_of(10, 20, 30)
    assert [heights.at(y) for y in (-5, 0, 9, 10, 29, 30, 59, 60, 900)] == [0, 0, 0, 1, 1, 2, 2, 2, 2]


def test_an_exact_height_says_whether_it_is_news() -> None:
    heights = heights_of(10, 20)
    assert not heights.is_exact(1)
    assert heights.set(1, 20) is False
    assert heights.is_exact(1)
    assert heights.set(1, 25) is True
    assert heights.total() == 35


def test_a_changed_row_keeps_its_height_as_an_estimate() -> None:
    heights = heights_of(10, 20)
    heights.set(0, 12)
    heights.forget(0, 0)
    assert not heights.is_exact(0)
    assert heights.height(0) == 12


@given(st.lists(st.integers(0, 50), max_size=20), st.data())
def test_insertions_and_removals_agree_with_a_plain_list(values: list[int], data: st.DataObject) -> None:
    heights, plain = heights_of(*values), list(values)
    for _ in range(4):
        remove: bool = data.draw(st.booleans())
        if plain and remove:
            first = data.draw(st.integers(0, len(plain) - 1))
            last = data.draw(st.integers(first, len(plain) - 1))
            heights.remove(first, last)
            del plain[first : last + 1]
        else:
            position = data.draw(st.integers(0, len(plain)))
            heights.insert(position, [7, 9])
            plain[position:position] = [7, 9]
        assert len(heights) == len(plain)
        assert heights.total() == sum(plain)
        assert [heights.top(n) for n in range(len(plain))] == [sum(plain[:n]) for n in range(len(plain))]
