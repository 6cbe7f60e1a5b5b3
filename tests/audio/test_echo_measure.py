"""Numbers about the echo, the sentence made of them, and the recommendation."""

from __future__ import annotations

import pytest

from voiceapp.audio.echo import Levels
from voiceapp.audio.echo_measure import Duplex, EchoMeasure, EchoReport, dbfs_of, recommended, sentence
from voiceapp.audio.near_end import NearEndState

FAR = 1e7
CLOSED, OPEN, PERSON = NearEndState.CLOSED, NearEndState.OPEN, NearEndState.PERSON
QUIET_ROOM = Levels(mic=100.0, rest=100.0, echo=0.0, far=0.0, out=100.0, state=OPEN)


def reports(measure: EchoMeasure, blocks: int, levels: Levels) -> list[EchoReport]:
    return [report for _ in range(blocks) if (report := measure.add(levels)) is not None]


def echo(mic: float, out: float, state: NearEndState = CLOSED) -> Levels:
    return Levels(mic=mic, rest=mic / 100, echo=mic, far=FAR, out=out, state=state)


def measured(levels: Levels) -> EchoReport:
    """Return the last report after a second of quiet room and five seconds of `levels`."""
    measure = EchoMeasure()
    reports(measure, 100, QUIET_ROOM)
    return reports(measure, 500, levels)[-1]


def test_reports_come_twice_a_second() -> None:
    assert len(reports(EchoMeasure(), 1_000, QUIET_ROOM)) == 20


def test_echo_return_loss_and_enhancement_are_ratios_of_energies() -> None:
    report = measured(echo(1e6, 100.0))
    assert report.erl_db == pytest.approx(10.0)
    assert report.erle_db == pytest.approx(40.0)
    assert report.residual_dbfs == pytest.approx(-70.3, abs=0.1)
    assert report.far_active
    assert report.converged
    assert sentence(report) == "Echo is cancelled well (40 dB)."


def test_nothing_is_said_before_a_second_of_echo() -> None:
    report = reports(EchoMeasure(), 50, echo(1e6, 1e6))[-1]
    assert report.erl_db is None
    assert not report.converged
    assert report.duplex is Duplex.FULL
    assert sentence(report) == "The echo has not been measured yet: let the assistant speak for a moment."


def test_headphones_are_named() -> None:
    report = measured(echo(110.0, 100.0, OPEN))
    assert report.erl_db is None
    assert report.converged
    assert sentence(report) == "No echo: headphones or a quiet loudspeaker."


def test_what_a_person_says_over_the_echo_is_not_taken_for_echo() -> None:
    measure = EchoMeasure()
    reports(measure, 100, QUIET_ROOM)
    before = reports(measure, 500, echo(1e6, 100.0))[-1]
    for _ in range(10):
        # Noticed 60 ms late, 10 dB above the echo, for 300 ms.
        reports(measure, 6, echo(1e7, 1e6))
        reports(measure, 30, echo(1e7, 1e7, PERSON))
        reports(measure, 40, echo(1e6, 100.0))
    after = reports(measure, 100, echo(1e6, 100.0))[-1]
    assert after.erl_db == pytest.approx(before.erl_db)
    assert after.erle_db == pytest.approx(before.erle_db)


def test_a_person_with_headphones_is_no_echo() -> None:
    measure = EchoMeasure()
    reports(measure, 100, QUIET_ROOM)
    reports(measure, 200, echo(100.0, 100.0, OPEN))
    assert reports(measure, 100, echo(1e6, 1e6, OPEN))[-1].erl_db is None


def test_a_loudspeaker_that_cannot_be_cancelled_is_named() -> None:
    report = measured(echo(1e7, 1e6))
    assert report.duplex is Duplex.HALF
    assert not report.converged
    assert sentence(report).startswith("The loudspeaker is very loud in the microphone")


def test_what_remains_audible_asks_for_clear_speech() -> None:
    report = measured(echo(1e6, 3e4))
    assert report.duplex is Duplex.CAUTIOUS
    assert sentence(report).startswith("Some echo remains (15 dB are cancelled): speak clearly")


@pytest.mark.parametrize(
    ("residual_dbfs", "present", "expected"),
    [
        (None, Duplex.CAUTIOUS, Duplex.CAUTIOUS),
        (-60.0, Duplex.FULL, Duplex.FULL),
        (-52.0, Duplex.FULL, Duplex.FULL),
        (-51.0, Duplex.FULL, Duplex.CAUTIOUS),
        (-53.0, Duplex.CAUTIOUS, Duplex.CAUTIOUS),
        (-55.0, Duplex.CAUTIOUS, Duplex.FULL),
        (-39.0, Duplex.CAUTIOUS, Duplex.HALF),
        (-41.0, Duplex.HALF, Duplex.HALF),
        (-43.0, Duplex.HALF, Duplex.CAUTIOUS),
        (-60.0, Duplex.HALF, Duplex.FULL),
    ],
)
def test_freedom_is_lost_sooner_than_it_is_regained(
    residual_dbfs: float | None, present: Duplex, expected: Duplex
) -> None:
    assert recommended(residual_dbfs, present) is expected


def test_reset_forgets_what_was_measured() -> None:
    measure = EchoMeasure()
    reports(measure, 500, echo(1e6, 100.0))
    measure.reset()
    assert reports(measure, 50, QUIET_ROOM)[-1].seconds_observed == 0.0


def test_levels_have_a_floor() -> None:
    assert dbfs_of(0.0) == -96.0
    assert dbfs_of(32_768.0**2) == pytest.approx(0.0)
