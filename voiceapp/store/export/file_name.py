"""Names of exported files: date, time and title, in a form that every system takes."""

from __future__ import annotations

import re
import unicodedata

from voiceapp.store.kept import StoredConversation

TITLE_BYTES_MAX = 120
"""File systems take 255 bytes, and three bytes are one character of Japanese."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_UNTITLED = "conversation"


def file_name_of(conversation: StoredConversation, ending: str) -> str:
    """Return `2026-11-21 14.02.00 Trains to Kyoto.md`; `ending` is without its dot.

    Free of what Windows forbids: certain signs, control characters, points and spaces at an end. Its reserved
    names (`CON`, `NUL`) cannot occur behind a date.
    """
    started_at = conversation.summary.started_at.astimezone()
    return f"{started_at:%Y-%m-%d %H.%M.%S} {_safe(conversation.title)}.{ending}"


def _safe(title: str) -> str:
    title = " ".join(unicodedata.normalize("NFC", _FORBIDDEN.sub(" ", title)).split())
    title = "".join(sign for sign in title if not unicodedata.category(sign).startswith("C"))
    title = title.encode()[:TITLE_BYTES_MAX].decode(errors="ignore")
    return title.strip(" .…") or _UNTITLED
