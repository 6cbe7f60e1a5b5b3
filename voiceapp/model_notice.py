"""One line about a model that is to be retired, from a dated data file (`assets/models.toml`).

What the file says is somebody's announcement on the day it was read; the line names that day and how to be
told earlier. A missing or damaged file is no reason to say anything: it is only information.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from voiceapp.assets_path import asset
from voiceapp.model_name import name_and_version

FILE = "models.toml"
_EARLIER = {
    "azure": "A service health alert for the subscription (portal, Service Health) tells you of changes.",
    "openai": "OpenAI announces changes by e-mail to the account and on its deprecations page.",
}


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """When one version of a model goes, as somebody announced it."""

    provider: str
    """`azure` or `openai`."""
    name: str
    version: str = ""
    """The date in the model's name; empty: every version."""
    retires: tuple[date, ...]
    """Earliest first; more than one where the source contradicts itself."""
    replacement: str = ""
    source: str = ""


class Announcements(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    read: date
    """When the sources were read."""
    model: tuple[Announcement, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """The line for the window."""

    key: str
    """Stays the same for the same announcement, so that a dismissed line stays away."""
    sentence: str
    details: str


def load(path: Path | None = None) -> Announcements | None:
    """Read the file; None where it is missing or is not what it should be. Blocks for one small read."""
    try:
        text = (path or asset(FILE)).read_text(encoding="utf-8")
        return msgspec.convert(tomllib.loads(text), Announcements)
    except (OSError, ValueError):  # TOML, UTF-8 and shape errors are ValueErrors
        return None


def notice_for(model: str, provider: str, announced: Announcements | None) -> Notice | None:
    """Return the line for the model a session says it is; None where nothing is announced.

    `model` may carry its version (`gpt-realtime-2025-08-28`). Without one, or with one nobody announced, the
    version of that name that goes first is told of. `provider` is the endpoint's.
    """
    if announced is None:
        return None
    name, version = name_and_version(model)
    known = [one for one in announced.model if (one.provider, one.name) == (provider, name)]
    exact = [one for one in known if one.version == version]
    found = min((exact or known), key=lambda one: one.retires, default=None)
    if found is None or not found.retires:
        return None
    named = f"{found.name} ({found.version})" if found.version else found.name
    days = " or ".join(_day(one) for one in found.retires)
    instead = f" Its successor there is {found.replacement}." if found.replacement else ""
    return Notice(
        key=f"{found.provider} {named} {days}",
        sentence=f"{named} is announced to be retired on {days}.{instead}",
        details=f"Source: {found.source}, read {_day(announced.read)}. {_EARLIER.get(provider, '')}".rstrip(),
    )


def _day(moment: date) -> str:
    return moment.isoformat()
