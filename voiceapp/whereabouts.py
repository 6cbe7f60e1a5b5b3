"""Who somebody is and where, covered up in text that others will read.

A log cites paths, addresses and names of devices; in each of them may be the name of a person, of their
computer or of their company. What is known exactly is covered exactly; what has a shape is covered by it.
"""

from __future__ import annotations

import getpass
import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voiceapp.redact import redact

NAME_CHARS_MIN = 3
"""A shorter name is in too many words to be covered; in a path it is."""
_HOME = re.compile(r"""(?:/home/|/Users/|[A-Za-z]:(?:\\+|/)Users(?:\\+|/))[^\\/\s"'<>:]+""")
_HOST = re.compile(r"""\b(wss?|https?)://(?!127\.0\.0\.1|localhost\b|<)[^\s/?"'<>)\]]+""", re.IGNORECASE)
_RESOURCE = re.compile(r"[a-z0-9-]+((?:\.[a-z-]+)*\.(?:azure|microsoft)\.(?:com|us|cn))\b", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What would tell who somebody is."""

    home: str = ""
    """The home folder, as the system writes it."""
    user: str = ""
    computer: str = ""
    names: tuple[str, ...] = ()
    """Of hosts, deployments and accounts."""

    def cover(self, text: str) -> str:
        """Return `text` without any of it, and without what looks like a key."""
        text = redact(text)
        if len(self.home) > 1:  # "/" is everybody's
            for spelt in (self.home.replace("\\", "\\\\"), self.home):
                text = text.replace(spelt, "<home>")
        text = _MAIL.sub("<address>", text)
        for name in self.names:
            text = _without(name, "<name>", text)
        text = _HOME.sub("<home>", text)
        text = _HOST.sub(r"\1://<host>", text)
        text = _RESOURCE.sub(r"<host>\1", text)
        for computer in (self.computer, self.computer.partition(".")[0]):
            text = _without(computer, "<computer>", text)
        return _without(self.user, "<user>", text)


def whereabouts(names: Iterable[str] = ()) -> Whereabouts:
    """Ask the system who and where we are; what it does not know is empty."""
    try:
        home = str(Path.home())
    except RuntimeError:
        home = ""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        user = ""
    return Whereabouts(home, user, platform.node(), tuple(name for name in names if name))


def _without(name: str, stand_in: str, text: str) -> str:
    if len(name) < NAME_CHARS_MIN:
        return text
    return re.sub(rf"(?<![A-Za-z0-9<]){re.escape(name)}(?![A-Za-z0-9>])", stand_in, text, flags=re.IGNORECASE)
