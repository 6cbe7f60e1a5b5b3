"""Jokes and stories in turn; remembers which was told last, so that "another one" is understood."""

from __future__ import annotations

import re
from typing import Literal

from voiceapp.offline.jokes import JOKES
from voiceapp.offline.stories import STORIES
from voiceapp.offline.utterance import Utterance

_JOKE = re.compile(r"\bjokes?\b|\b(tell|say) (me |us )?something funny\b|\bmake (me|us) laugh\b|\bbe funny\b")
_STORY = re.compile(r"\b(stor(y|ies)|fairy ?tales?)\b")
_MORE = re.compile(
    r"^((tell|give) (me |us )?)?(another|one more|a different|the next|more|next)( one)?$|^and another$"
)


class Entertainer:
    """Tells one after the other and begins again after the last. Belongs to one session."""

    def __init__(self) -> None:
        self._told = {"joke": 0, "story": 0}
        self._last: Literal["joke", "story"] | None = None

    def answer(self, said: Utterance) -> str | None:
        """Tell what was asked for; None when nothing was."""
        text = said.core
        if _JOKE.search(text):
            return self._next("joke", JOKES)
        if _STORY.search(text):
            return self._next("story", STORIES)
        if not _MORE.search(text):
            return None
        if self._last is None:
            return "Another what? I can tell a joke or a story."
        return self._next(self._last, JOKES if self._last == "joke" else STORIES)

    def _next(self, kind: Literal["joke", "story"], texts: tuple[str, ...]) -> str:
        number = self._told[kind]
        self._told[kind] += 1
        self._last = kind
        return texts[number % len(texts)]
