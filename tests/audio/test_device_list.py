"""Which devices are shown, and which one is meant."""

from __future__ import annotations

from typing import Any

import pytest

from voiceapp.audio.device import DeviceInfo
from voiceapp.audio.device_list import Direction, choose, gone, label, listed, offered, offered_as
from voiceapp.errors import SoundError


def row(name: str, host_api: int = 0, inputs: int = 0, outputs: int = 0) -> dict[str, Any]:
    """Return one row as sounddevice has it."""
    return {
        "name": name,
        "hostapi": host_api,
        "max_input_channels": inputs,
        "max_output_channels": outputs,
        "default_samplerate": 44_100.0,
    }


def host_api(
    name: str, devices: list[int], default_input: int = -1, default_output: int = -1
) -> dict[str, Any]:
    return {
        "name": name,
        "devices": devices,
        "default_input_device": default_input,
        "default_output_device": default_output,
    }


def names(rows: list[dict[str, Any]], apis: list[dict[str, Any]], default: int = 0) -> list[str]:
    return [device.info.name for device in listed(rows, apis, default)]


def test_device_is_taken_over_with_its_number_and_defaults() -> None:
    rows = [row("Desk speaker", outputs=2), row("Desk microphone", inputs=1)]
    speaker, microphone = listed(rows, [host_api("Core Audio", [0, 1], 1, 0)], 0)
    assert speaker.index == 0
    assert speaker.info == DeviceInfo("Desk speaker", "Core Audio", 0, 2, False, True, 44_100)
    assert microphone.index == 1
    assert microphone.info == DeviceInfo("Desk microphone", "Core Audio", 1, 0, True, False, 44_100)


def test_plumbing_of_alsa_is_not_shown_unless_it_is_the_default() -> None:
    rows = [
        row("HDA Intel PCH: ALC257 Analog (hw:0,0)", inputs=2, outputs=2),
        *(row(name, outputs=2) for name in ("sysdefault", "front", "surround51", "dmix", "samplerate_best")),
        *(row(name, inputs=32, outputs=32) for name in ("pulse", "pipewire", "default", "rig")),
        row("hdmi:CARD=PCH", outputs=8),
        row("sysdefault:CARD=PCH", inputs=2),
    ]
    shown = names(rows, [host_api("ALSA", list(range(12)), 8, 8)])
    assert shown == ["HDA Intel PCH: ALC257 Analog (hw:0,0)", "pulse", "pipewire", "default", "rig"]
    assert "sysdefault" in names(rows, [host_api("ALSA", list(range(12)), 8, 1)])


def test_same_names_elsewhere_are_devices() -> None:
    assert names([row("front", inputs=1)], [host_api("Core Audio", [0])]) == ["front"]


def test_monitor_of_a_loudspeaker_is_not_offered_as_a_microphone() -> None:
    rows = [row("Monitor of Desk speaker", inputs=2), row("Desk microphone", inputs=1)]
    assert names(rows, [host_api("PulseAudio", [0, 1])]) == ["Desk microphone"]


def test_windows_shows_each_device_once_with_its_whole_name() -> None:
    rows = [
        row("Microphone (Realtek High Defini", 0, inputs=2),
        row("Microphone (Realtek High Definition Audio)", 1, inputs=2),
        row("Microphone (Realtek High Definition Audio)", 2, inputs=2),
    ]
    apis = [
        host_api("MME", [0], default_input=0),
        host_api("Windows DirectSound", [1], default_input=1),
        host_api("Windows WASAPI", [2], default_input=2),
    ]
    (only,) = listed(rows, apis, 0)
    assert only.index == 2
    assert only.info.default_input


def test_windows_without_wasapi_devices_shows_the_others() -> None:
    apis = [host_api("MME", [0], default_input=0), host_api("Windows WASAPI", [])]
    assert names([row("Microphone", 0, inputs=2)], apis) == ["Microphone"]


def test_no_default_host_api_is_no_error() -> None:
    (only,) = listed([row("Microphone", inputs=1)], [host_api("ALSA", [0])], -1)
    assert not only.info.default_input
    assert listed([], [], -1) == ()


SPEAKER = DeviceInfo("Headset", "ALSA", 0, 2)
MICROPHONE = DeviceInfo("Headset", "ALSA", 1, 0)
DEFAULT_MICROPHONE = DeviceInfo("default", "ALSA", 2, 0, default_input=True)
SAME_NAME = DeviceInfo("Headset", "JACK", 1, 1)


def test_default_device_is_chosen_where_none_is_named_else_the_first() -> None:
    assert choose([SPEAKER, MICROPHONE, DEFAULT_MICROPHONE], None, Direction.MICROPHONE) is DEFAULT_MICROPHONE
    assert choose([SPEAKER, MICROPHONE], None, Direction.MICROPHONE) is MICROPHONE


def test_name_means_a_device_of_the_right_direction() -> None:
    assert choose([SPEAKER, MICROPHONE], "Headset", Direction.MICROPHONE) is MICROPHONE
    assert choose([MICROPHONE, SPEAKER], "Headset", Direction.SPEAKER) is SPEAKER


def test_host_api_tells_two_of_the_same_name_apart() -> None:
    assert label(SAME_NAME) == "Headset (JACK)"
    assert choose([MICROPHONE, SAME_NAME], "Headset (JACK)", Direction.MICROPHONE) is SAME_NAME


def test_device_that_is_not_there_is_named() -> None:
    with pytest.raises(SoundError, match="The microphone “Desk” is not there now") as caught:
        choose([SPEAKER, MICROPHONE], "Desk", Direction.MICROPHONE)
    assert caught.value.device == "Desk"


def test_machine_without_devices_gets_a_sentence() -> None:
    with pytest.raises(SoundError, match="There is no microphone"):
        choose([SPEAKER], None, Direction.MICROPHONE)


def test_lost_device_is_named_with_what_to_do() -> None:
    assert gone("Headset", Direction.SPEAKER) == (
        "The loudspeaker “Headset” has stopped: it was unplugged, or the sound server ended. "
        "Plug it in again or choose another."
    )


def test_a_name_is_offered_alone_unless_two_host_apis_have_it() -> None:
    assert offered([SPEAKER, MICROPHONE, DEFAULT_MICROPHONE], Direction.MICROPHONE) == ("Headset", "default")
    both = [MICROPHONE, SAME_NAME, DEFAULT_MICROPHONE]
    assert offered(both, Direction.MICROPHONE) == ("Headset (ALSA)", "Headset (JACK)", "default")
    assert offered([MICROPHONE, MICROPHONE], Direction.MICROPHONE) == ("Headset",)


def test_a_chosen_device_is_found_among_what_is_offered_however_it_was_written_down() -> None:
    both = [MICROPHONE, SAME_NAME]
    assert offered_as(both, "Headset", Direction.MICROPHONE) == "Headset (ALSA)"
    assert offered_as([SAME_NAME], "Headset (JACK)", Direction.MICROPHONE) == "Headset"
    assert offered_as(both, "Desk", Direction.MICROPHONE) == "Desk"
    assert offered_as(both, "", Direction.MICROPHONE) == ""
