from __future__ import annotations

import math
from typing import Any

import pytest

from voiceapp.errors import UsageError
from voiceapp.offline.options import Faults, ServerOptions


def test_the_defaults_are_a_service_without_faults() -> None:
    assert ServerOptions().faults == Faults()
    assert ServerOptions(speed=math.inf).delta_ms == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"speed": 0.0},
        {"speed": -1.0},
        {"speed": math.nan},
        {"delta_ms": 19},
        {"delta_ms": 5001},
        {"stall_ms": -1},
        {"messages": 0},
        {"session_length_s": 0.0},
        {"late_deltas": -1},
        {"transcription_delay_ms": -1},
        {"stored_short_ms": -1},
        {"handshake_delay_ms": -1},
        {"connections_max": 0},
    ],
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        ServerOptions(**wrong)


@pytest.mark.parametrize("wrong", [{"drop_after_events": -1}, {"delay_ms": -1}, {"unknown_every": -1}])
def test_faults_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Faults(**wrong)


def test_the_key_is_never_shown() -> None:
    assert "hush" not in repr(ServerOptions(api_key="hush"))
