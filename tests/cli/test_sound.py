"""`voiceapp devices`, as a person and as a program reads it."""

from __future__ import annotations

import json

from tests.terminal import run
from voiceapp.audio.device import DeviceInfo
from voiceapp.cli.sound import devices_as_json, devices_as_text


def test_no_devices_are_an_empty_list_to_a_program() -> None:
    found = run("devices", "--json")
    assert (found.code, json.loads(found.out), found.error) == (0, [], "")


DEVICES = (
    DeviceInfo("Studio Mikrofon äöü", "ALSA", 2, 0, True, False, 48_000),
    DeviceInfo("Headset", "ALSA", 1, 2, False, True, 24_000),
)


def test_devices_are_listed_by_what_they_do_and_a_star_marks_the_defaults() -> None:
    assert devices_as_text(DEVICES) == (
        "microphones:\n"
        "  * Studio Mikrofon äöü  (ALSA, 48000 Hz)\n"
        "    Headset  (ALSA, 24000 Hz)\n"
        "loudspeakers:\n"
        "  * Headset  (ALSA, 24000 Hz)\n"
    )


def test_devices_are_one_line_of_json_to_a_program() -> None:
    line = devices_as_json(DEVICES)
    assert line.count("\n") == 1
    assert json.loads(line)[0] == {
        "name": "Studio Mikrofon äöü",
        "host_api": "ALSA",
        "inputs": 2,
        "outputs": 0,
        "default_input": True,
        "default_output": False,
        "rate_hz": 48_000,
    }
