"""The facts of a bug bundle."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence

from voiceapp import __version__
from voiceapp.audio.device import DeviceInfo
from voiceapp.bundle_facts import facts, names_of
from voiceapp.errors import SoundError
from voiceapp.personas import Persona
from voiceapp.settings import Settings
from voiceapp.transport.resolve import Connection, Environment, Flags, resolve

HEADSET = DeviceInfo(
    name="USB Headset",
    host_api="ALSA",
    inputs=1,
    outputs=2,
    default_input=True,
    default_output=False,
    rate_hz=48_000,
)
SECRET = Settings(
    endpoint="https://canary-host.openai.azure.com",
    deployment="canary-deployment",
    tenant="canary-tenant",
    client_id="canary-client",
    instructions="canary instructions",
    microphone="USB Headset",
    confirm_ms=300,
)


def connection(settings: Settings, **variables: str) -> Connection:
    return resolve(Flags(), Environment(variables, {}), settings)


def test_versions_system_and_devices_are_told() -> None:
    told = facts(Settings(), connection(Settings()), devices=lambda: (HEADSET,), environ={})
    assert told["voiceapp"] == __version__
    assert told["python"].startswith(platform.python_version())
    assert told["qt"][0].isdigit()
    assert "PortAudio" in told["portaudio"]
    assert "websockets" in told["packages"]
    assert "pytest" not in told["packages"]  # what we are made with is no fact of a person's computer
    assert told["system"]["name"] == platform.system()
    assert told["devices"] == [
        {
            "name": "USB Headset",
            "host_api": "ALSA",
            "inputs": 1,
            "outputs": 2,
            "default_input": True,
            "default_output": False,
            "rate_hz": 48_000,
        }
    ]
    assert told["service"] == {"provider": "the embedded assistant"}


def test_of_the_service_the_provider_is_told_and_of_texts_only_what_comes_from_a_list() -> None:
    told = facts(SECRET, connection(SECRET), devices=tuple, environ={"XDG_SESSION_TYPE": "wayland", "X": "y"})
    assert told["service"] == {"provider": "azure", "dialect": "ga"}
    assert told["screen"] == {"XDG_SESSION_TYPE": "wayland"}
    settings = told["settings"]
    assert (settings["confirm_ms"], settings["microphone"], settings["duplex"]) == (
        300,
        "USB Headset",
        "auto",
    )
    assert (settings["instructions"], settings["endpoint"]) == ({"chars": 19}, {"chars": 36})
    assert "canary" not in json.dumps(told)


def test_a_machine_without_sound_and_an_address_that_is_none_are_facts_too() -> None:
    def none() -> Sequence[DeviceInfo]:
        raise SoundError("PortAudio is missing.")

    settings = Settings(endpoint="ftp://canary")
    told = facts(settings, connection(settings), devices=none, environ={})
    assert told["devices"] == "PortAudio is missing."
    assert told["service"] == {"provider": "an address that cannot be used"}


def test_the_names_of_host_deployment_and_accounts_are_known_to_be_covered() -> None:
    assert set(names_of(SECRET, connection(SECRET))) >= {
        "canary-host.openai.azure.com",
        "canary-deployment",
        "canary-tenant",
        "canary-client",
    }
    assert names_of(Settings(), connection(Settings())) == ()


def test_of_personas_and_keys_only_their_number_is_told() -> None:
    canary = Persona("canary", "Canary's tutor", {"instructions": "canary"})
    settings = Settings(persona="canary", personas=(canary,), keys={"canary": "Ctrl+D"})
    told = facts(settings.with_persona("canary"), connection(settings), devices=tuple, environ={})
    assert told["settings"]["personas"] == told["settings"]["keys"] == {"count": 1}
    assert told["settings"]["instructions"] == told["settings"]["persona"] == {"chars": 6}
    assert "canary" not in json.dumps(told).lower()
