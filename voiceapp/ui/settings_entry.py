"""What is said of a setting, in which company, and on which page: the words of the settings window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Look(Enum):
    """What a setting is chosen with, where its type does not say."""

    USUAL = "usual"
    PARAGRAPH = "paragraph"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    TALK_KEY = "talk key"
    OTHER_KEY = "other key"
    PERSONA = "persona"
    SLIDER = "slider"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting, in English; looked up when shown."""

    name: str
    """Of the field of `Settings`."""
    label: str
    help: str
    words: Mapping[str, str] = field(default_factory=dict)
    """Of a choice: what its values are called."""
    unit: str = ""
    empty: str = ""
    """Of a text: what stands in its place while there is none."""
    ends: tuple[str, str] = ("", "")
    """Of a slider: what its ends mean."""
    look: Look = Look.USUAL
    needs: tuple[str, tuple[object, ...]] | None = None
    """Shown only while another setting has one of these values."""
    at_start: bool = False
    """Followed from the next start of the program on, not at once."""


@dataclass(frozen=True, slots=True)
class Section:
    """Settings that belong together, and what stands beside them."""

    title: str
    entries: tuple[Entry, ...]
    lead: str = ""
    """Name of the piece of the page that stands before the entries."""
    panel: str = ""
    """Name of the piece that follows them."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the window."""

    name: str
    title: str
    icon: str
    sections: tuple[Section, ...]
