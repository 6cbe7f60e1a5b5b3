from __future__ import annotations

import sys

import pytest

from tests.terminal import environment
from voiceapp.audio import device_census
from voiceapp.audio.device import DeviceInfo
from voiceapp.audio.device_census import devices_now
from voiceapp.errors import SoundError

REPORT = (
    b'[{"name": "Headset", "host_api": "ALSA", "inputs": 1, "outputs": 2, "default_input": true, '
    b'"default_output": false, "rate_hz": 48000}]'
)


def test_what_another_process_reports_is_what_there_is() -> None:
    assert devices_now(lambda: (0, REPORT)) == (DeviceInfo("Headset", "ALSA", 1, 2, True, False, 48_000),)
    assert devices_now(lambda: (0, b"[]\n")) == ()


@pytest.mark.parametrize(
    ("code", "report"),
    [(1, REPORT), (0, b""), (0, b'{"name": 1}'), (0, b"[" + b" " * 1_000_000 + b"]"), (-9, b"\xff")],
)
def test_a_process_that_fails_or_talks_nonsense_is_one_sentence(code: int, report: bytes) -> None:
    with pytest.raises(SoundError) as failure:
        devices_now(lambda: (code, report))
    assert failure.value.sentence == "The devices cannot be listed now. Try again in a moment."
    assert f"exit code {code}" in failure.value.details


def test_this_very_program_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    code, report = device_census.ask_another_process()
    assert (code, report) in ((0, b"[]\n"), (1, b""))  # without a card, and without a sound library


def test_a_program_that_cannot_be_started_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(SoundError, match="cannot be listed now"):
        devices_now()
