"""Standard output and standard error of the program."""

from __future__ import annotations

import sys

from tests.terminal import run

SILENCED = """\
import os, sys
from voiceapp.cli.streams import prepared_streams
with prepared_streams():
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    sys.stderr.write("still here\\n")
"""


def test_a_library_that_turns_standard_error_away_does_not_take_our_lines_along() -> None:
    found = run(program=(sys.executable, "-c", SILENCED))
    assert (found.code, found.error) == (0, "still here\n")
