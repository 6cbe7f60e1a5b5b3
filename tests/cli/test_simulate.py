"""`voiceapp simulate` from a terminal."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from tests.terminal import run
from voiceapp.cli.simulate import _seeds


def test_seeds_are_held_and_what_happened_in_them_is_counted(tmp_path: Path) -> None:
    found = run("simulate", "--seeds", "3..5", "--output", str(tmp_path))
    assert (found.code, found.error) == (0, "")
    assert re.match(r"3 conversations, 0\.\d h of them; 0 broke a promise\.\n", found.out)
    assert re.search(r"^ +[123]  an interruption", found.out, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("text", "seeds"), [("7", (7, 7)), ("0..99", (0, 99)), ("5..5", (5, 5))])
def test_a_number_or_a_range_is_understood(text: str, seeds: tuple[int, int]) -> None:
    assert _seeds(text) == seeds


@pytest.mark.parametrize("text", ["", "9..3", "a..b", "-1", "1...3", "٣"])
def test_what_is_no_range_is_told(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"a range such as 0\.\.99"):
        _seeds(text)
