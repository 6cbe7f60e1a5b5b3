from __future__ import annotations

from tests.ui_tools import settle, shown
from voiceapp.dialogue.snapshot import Numbers
from voiceapp.ui.status_line import StatusLine, ms_text

NUMBERS = Numbers(
    answer_ms=610, stop_ms=31, underruns=1, overflows=1, interruptions=1, tokens=12_431, cached_tokens=3_072
)


def texts(line: StatusLine) -> list[str]:
    return [label.text() for label in line.labels() if label.text()]


def test_numbers_are_said_in_words() -> None:
    line = StatusLine()
    line.show_numbers(NUMBERS)
    assert texts(line) == [
        "answer 610 ms",
        "stop 31 ms",
        "2 glitches",
        "12.4k tokens (3.1k cached)",
        "1 interruption",
    ]


def test_what_was_not_measured_is_a_dash() -> None:
    line = StatusLine()
    assert texts(line) == ["answer –", "stop –", "0 glitches", "0 tokens", "0 interruptions"]
    assert ms_text(0) == "0 ms"


def test_problems_appear_when_there_are_any() -> None:
    line = StatusLine()
    line.show_numbers(Numbers(errors=1, unrecognised=2))
    assert texts(line)[-1] == "3 problems"


def test_estimates_are_marked() -> None:
    line = StatusLine()
    line.show_numbers(Numbers(answer_ms=610, heard_is_estimated=True))
    assert texts(line)[0] == "answer ≈ 610 ms"


def test_every_number_is_explained() -> None:
    line = StatusLine()
    assert all(len(label.toolTip()) > 20 for label in line.labels())
    assert all(label.accessibleDescription() == label.toolTip() for label in line.labels())


def test_where_it_is_narrow_the_least_important_go_first() -> None:
    line = StatusLine()
    line.show_numbers(NUMBERS)
    shown(line, 200, 30)
    assert [label.isVisible() for label in line.labels()][:2] == [True, True]
    assert not line.interruptions.isVisible()
    line.resize(900, 30)
    settle()
    assert line.interruptions.isVisible()


def test_the_echo_is_shown_once_it_was_measured() -> None:
    line = StatusLine()
    line.show_echo(None, "")
    assert line.echo.text() == ""
    line.show_echo(38.4, "Echo is cancelled well (38 dB).")
    assert line.echo.text() == "echo −38 dB"
    assert line.echo.toolTip().endswith("Echo is cancelled well (38 dB).")
