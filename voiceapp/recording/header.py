"""The first line of a tape: what it is, of whom, when, and under which conditions.

`docs/tape.md` says what each field means to somebody who reads tapes with another program.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec

from voiceapp import __version__
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.pcm import RATE_HZ

FORMAT = "voiceapp-tape"
VERSION = 2
VOICES = ("microphone", "assistant")
PROVIDERS = frozenset({"Azure", "OpenAI", "This computer", "Embedded assistant"})
"""Places in the title that are no host names."""

Setting = str | int | float | bool | None


class TapeHeader(msgspec.Struct, frozen=True, kw_only=True):
    """The first line of a tape; never holds a key, a token or an address with a query."""

    format: str = FORMAT
    version: int = VERSION
    program: str = __version__
    dialect: str = ""
    endpoint: str = ""
    """Whom the conversation is held with, as the title says it; empty: not known."""
    model: str = ""
    """What answers, as far as it was known when the recording began; `session.created` says it too."""
    about: str = ""
    """A sentence: what this tape shows."""
    started_at: str = ""
    """The time of day when the recording began, ISO 8601 in UTC; empty in virtual time."""
    started_at_ns: int = 0
    """The voice clock at that moment; a step's time of day is `started_at` + `at_ns` - `started_at_ns`."""
    rate_hz: int = RATE_HZ
    private: bool = False
    """Words and sound are replaced by how many there were."""
    from_start: bool = True
    """False: steps of this conversation came before the first one here, so it cannot be replayed."""
    devices: dict[str, str] = {}
    """`microphone` and `speaker`, as far as they were known when the recording began."""
    settings: dict[str, Setting] = {}
    """What shapes a conversation and is not in `options`, such as the echo canceller."""
    withheld: dict[str, int] = {}
    """Of a private tape: how much of the options is not told (`instructions` in characters, `tools`)."""
    options: DialogueOptions = DialogueOptions()


def private(header: TapeHeader) -> TapeHeader:
    """Return the header of the same tape without words and names of devices, hosts, deployments."""
    options = header.options
    return msgspec.structs.replace(
        header,
        private=True,
        about="",
        devices={},
        settings={name: value for name, value in header.settings.items() if not isinstance(value, str)},
        endpoint=_provider(header.endpoint),
        withheld={
            # One that is private already knows better.
            "instructions": len(options.instructions) or header.withheld.get("instructions", 0),
            "tools": len(options.tools) or header.withheld.get("tools", 0),
        },
        options=replace(options, persona="", instructions="", tools=()),
    )


def _provider(endpoint: str) -> str:
    """Return what a private tape says of whom the conversation is held with: no host, no deployment."""
    place = endpoint.partition(" · ")[0]
    return place if not place or place in PROVIDERS else "another service"
