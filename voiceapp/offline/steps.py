"""What a response is made of over time: single steps, planned ahead, performed when they are due."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voiceapp.offline.function_call import FunctionCall
from voiceapp.pcm import FRAME_BYTES, frames_of_bytes

_WORD = re.compile(r"\s*\S+\s*$|\s*\S+")


@dataclass(frozen=True, slots=True)
class OpenCall:
    """The item of a function call appears."""

    call: FunctionCall


@dataclass(frozen=True, slots=True)
class Say:
    """More of the transcript."""

    text: str


@dataclass(frozen=True, slots=True)
class Sound:
    """More sound."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Argue:
    """More of a call's arguments."""

    text: str


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """Another message of the same answer begins: its words and how long they take."""

    text: str
    frames: int


@dataclass(frozen=True, slots=True)
class CloseItem:
    """The open item is final."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The response is over."""

    status: str = "completed"
    reason: str = ""


Step = OpenCall | OpenMessage | Say | Sound | Argue | CloseItem | Finish


def words_of(text: str) -> list[str]:
    """Return a text's words with the space before each, so that joined they are the text again."""
    return _WORD.findall(text)


def divided(text: str, pcm: bytes, parts: int) -> list[tuple[str, bytes]]:
    """Divide a spoken text into at most `parts` pieces at words, its sound in proportion to their letters."""
    words = words_of(text)
    parts = max(1, min(parts, len(words)))
    size = -(-len(words) // parts) if words else 0
    pieces: list[tuple[str, bytes]] = []
    said = 0
    frames = frames_of_bytes(len(pcm))
    for start in range(0, max(len(words), 1), max(size, 1)):
        piece = "".join(words[start : start + size])
        begin = frames * said // max(len(text), 1)
        said += len(piece)
        end = frames if start + size >= len(words) else frames * said // max(len(text), 1)
        pieces.append((piece, pcm[begin * FRAME_BYTES : end * FRAME_BYTES]))
    return pieces
