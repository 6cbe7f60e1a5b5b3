"""The facts of a bug bundle: versions, system, devices and settings; nothing of who somebody is.

A list of what may be told, as for a private tape (`recording/privacy.py`): a setting that is a text is told
only if it is named here, so one that comes tomorrow is hidden until somebody decides otherwise.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib import metadata
from typing import Any, Literal, get_origin, get_type_hints

import voiceapp
from voiceapp.audio.device import DeviceInfo
from voiceapp.audio.portaudio import PortAudioSystem, portaudio_version
from voiceapp.clock import SystemClock
from voiceapp.errors import VoiceappError
from voiceapp.settings import Settings
from voiceapp.transport.resolve import Connection

QT = "pyside6-essentials"
TOLD_TEXTS = frozenset({"api_version", "language", "microphone", "speaker", "transcription_model", "voice"})
"""Settings whose texts may be told, beside those with a fixed list of values; the others say where somebody
works, or what they want."""
_FOR_DEVELOPMENT = re.compile(r"""extra == ["']dev["']""")
_KINDS = get_type_hints(Settings)
SCREEN = ("XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR")


def facts(
    settings: Settings,
    connection: Connection,
    *,
    devices: Callable[[], Sequence[DeviceInfo]] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> dict[str, Any]:
    """Collect everything, as plain data; asks the sound library, so not on a loop. Never raises.

    `devices` lists them; by default the ones of this computer.
    """
    packages = _packages()
    return {
        "voiceapp": voiceapp.__version__,
        "python": f"{platform.python_version()} ({platform.python_implementation()})",
        "qt": packages.pop(QT, "missing"),
        "portaudio": _asked(portaudio_version),
        "packages": packages,
        "system": _system(),
        "screen": {name: environ[name] for name in SCREEN if name in environ},
        "service": _service(connection),
        "devices": _asked(lambda: [asdict(one) for one in (devices or _devices_here)()]),
        "settings": {name: _told(name, getattr(settings, name)) for name in settings.__struct_fields__},
    }


def names_of(settings: Settings, connection: Connection) -> tuple[str, ...]:
    """Return the names that are not to be told: of host, deployment, tenant, application and account."""
    host = address = ""
    if not connection.is_embedded:
        address = connection.endpoint.value
        try:
            host = connection.target().host
        except VoiceappError:
            address = ""  # whatever it is, it is no name
    given = (host, address, connection.deployment.value, settings.deployment)
    accounts = (connection.tenant, connection.client_id, connection.organization, connection.project)
    return tuple(dict.fromkeys(name for name in (*given, *accounts) if name))


def _packages() -> dict[str, str]:
    """Return the versions of what we depend on, as far as it is installed."""
    try:
        wanted = metadata.requires("voiceapp") or []
    except metadata.PackageNotFoundError:
        wanted = [QT]
    found = {}
    used = (line for line in wanted if not _FOR_DEVELOPMENT.search(line))
    for name in sorted({re.split(r"[^a-z0-9._-]", line.lower(), maxsplit=1)[0] for line in used}):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _system() -> dict[str, str]:
    """Return what runs here; never the computer's name."""
    found = {"name": platform.system(), "release": platform.release(), "machine": platform.machine()}
    try:
        found["distribution"] = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:  # not Linux
        found["version"] = platform.version()
    return found


def _service(connection: Connection) -> dict[str, str]:
    if connection.is_embedded:
        return {"provider": "the embedded assistant"}
    try:
        endpoint = connection.target()
    except VoiceappError:
        return {"provider": "an address that cannot be used"}
    return {"provider": endpoint.provider, "dialect": endpoint.dialect_name}


def _devices_here() -> Sequence[DeviceInfo]:
    return PortAudioSystem(SystemClock()).devices()


def _asked(question: Callable[[], Any]) -> Any:
    """Return the answer, or the sentence that says why there is none."""
    try:
        return question()
    except VoiceappError as error:
        return error.sentence


def _told(name: str, value: Any) -> Any:
    if isinstance(value, str) and name not in TOLD_TEXTS and get_origin(_KINDS[name]) is not Literal:
        return {"chars": len(value)} if value else ""
    if isinstance(value, tuple | dict):  # tables of the file, with words in them
        return {"count": len(value)}
    return value
