from __future__ import annotations

from tests.ui_tools import settle, shown
from voiceapp.dialogue.snapshot import Account, Limit, Numbers, Spread
from voiceapp.tokens import Tokens
from voiceapp.ui.status_line import StatusLine

NUMBERS = Numbers(
    answer_ms=610,
    stop_ms=31,
    underruns=1,
    overflows=1,
    heard_error_ms=2,
    jitter_ms=15,
    interruptions=1,
    account=Account(tokens=Tokens(text_in=12_431, text_cached=3_072)),
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
        "heard ±2 ms",
        "jitter 15 ms",
        "12.4k tokens (3.1k cached)",
        "1 interruption",
    ]


def test_what_was_not_measured_is_a_dash() -> None:
    line = StatusLine()
    assert texts(line) == [
        "answer –",
        "stop –",
        "0 glitches",
        "heard –",
        "jitter –",
        "0 tokens",
        "0 interruptions",
    ]


def test_problems_appear_when_there_are_any() -> None:
    line = StatusLine()
    line.show_numbers(Numbers(errors=1, unrecognised=2))
    assert texts(line)[3] == "3 problems"


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


def test_each_kind_of_glitch_is_counted_where_it_is_explained() -> None:
    line = StatusLine()
    line.show_numbers(Numbers(underruns=3, overflows=1, clipped=2))
    assert line.glitches.text() == "6 glitches"
    assert line.glitches.toolTip() == (
        "Glitches: 3 times the answer had to wait for sound in the middle, 1 times sound of the microphone was "
        "lost, 2 times you were too loud for it."
    )


def test_the_jitter_says_how_it_is_spread() -> None:
    line = StatusLine()
    line.show_numbers(Numbers(jitter_ms=0, jitters=Spread(4, 90, 7)))
    assert "4 ms usually (p50), 90 ms" in line.jitter.toolTip()


def test_a_cost_is_shown_where_there_is_a_price_and_says_when_it_is_not_all() -> None:
    line = StatusLine()
    line.show_numbers(Numbers(account=Account(cost_usd=0.0331)))
    assert line.cost.text() == "$0.0331"
    line.show_numbers(Numbers(account=Account(cost_usd=1.5, cost_is_whole=False)))
    assert line.cost.text() == "at least $1.50"
    line.show_numbers(Numbers())
    assert line.cost.text() == ""


def test_the_scarcest_limit_is_shown_once_it_is_scarce() -> None:
    line = StatusLine()
    plenty = Limit("requests", 95, 40)
    line.show_numbers(Numbers(limits=(plenty, Limit("tokens", 20, 3))))
    assert line.scarce.text() == ""
    line.show_numbers(Numbers(limits=(plenty, Limit("tokens", 12, 3), Limit("other", None, None))))
    assert line.scarce.text() == "Tokens 12 % left, resets in 3 s"


def test_the_context_is_shown_once_it_is_half_full() -> None:
    line = StatusLine()
    line.show_numbers(Numbers(account=Account(context_tokens=4_900, context_window=10_000)))
    assert line.context.text() == ""
    line.show_numbers(Numbers(account=Account(context_tokens=5_090, context_window=10_000)))
    assert line.context.text() == "context 50 % full"
    line.show_numbers(Numbers(account=Account(context_tokens=5_090)))
    assert line.context.text() == ""
