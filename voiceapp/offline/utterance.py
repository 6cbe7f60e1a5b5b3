"""What a person said or typed, as plain words that the skills can look at.

Speech arrives with hesitations and without punctuation, typing with signs and contractions. Both become the
same lower-case words: `What's 7 × 8?` and "um what is seven times uh eight" differ in nothing that matters.
Signs that mean something in a sum stay, each as a word of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

CHARACTERS_MAX = 2_000
"""More than two minutes of speech; the rest of a longer text is not looked at."""
WORDS_MAX = 200

FILLERS = frozenset("um uh uhm umm er erm ah eh hm hmm mhm please kindly actually basically".split())

_SIGNS = {
    "²": " squared ",
    "³": " cubed ",
    "√": " square root of ",
    "½": " and a half ",
    "¼": " and a quarter ",
    "¾": " and three quarters ",
    "×": " * ",
    "·": " * ",
    "÷": " / ",
    "⁄": "/",
    "−": "-",
    "–": " ",
    "—": " ",
    "°": " degrees ",
    "’": "'",
    "&": " and ",
    "%": " percent ",
}
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))

_WHOLE_WORDS = (
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"\*\*"), "^"),
    (re.compile(r"(?<=[a-z])-(?=[a-z])"), " "),
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(what|who|how|where|when|that|it|there|here)'?s\b(?!-)"), r"\1 is"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"\b(what|who|how|you|they|we)'re\b"), r"\1 are"),
    (re.compile(r"\b(i|you|we)'d\b"), r"\1 would"),
    (re.compile(r"\b(\w+)'ll\b"), r"\1 will"),
    (re.compile(r"\blet's\b"), "let us"),
    (re.compile(r"\bper cent\b"), "percent"),
    (re.compile(r"(?<=[a-z])'(?=[a-z])"), ""),
)
_WORD = re.compile(r"km/h|m/s|[0-9]+(?:\.[0-9]+)?|\.[0-9]+|[a-z]+|[-+*/^()]")

_OPENING = re.compile(
    r"(?:(?:okay|ok|alright|all right|hey|hi|hello|well|so|now|and|but|oh|stop|wait|no|yes|assistant|computer"
    r"|(?:can|could|would|will) you|i (?:want|need|would like) you to|go ahead and|just) )+(?=\S)"
)
_CLOSING = re.compile(r"(?: (?:for me|now|then|thanks|thank you|would you|will you|can you))+$")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing that was said."""

    raw: str
    """As it was heard or typed, white space collapsed."""
    words: tuple[str, ...]
    """Lower case, without fillers and punctuation; numbers as they were said."""

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(self.words)

    @property
    def core(self) -> str:
        """The words without "okay, could you" before them and "for me" after them; never empty by that."""
        text = self.text
        opening = _OPENING.match(text)
        if opening is not None:
            text = text[opening.end() :]
        return _CLOSING.sub("", text)


def utterance(heard: str) -> Utterance:
    """Take words out of any text; there may be none."""
    raw = " ".join(heard.split())
    text = _SIGN.sub(lambda sign: _SIGNS[sign.group()], raw[:CHARACTERS_MAX])
    text = unicodedata.normalize("NFKC", text).lower()
    for pattern, replacement in _WHOLE_WORDS:
        text = pattern.sub(replacement, text)
    words = [word for word in _WORD.findall(text) if word not in FILLERS]
    return Utterance(raw, tuple(words[:WORDS_MAX]))


def after_phrase(words: Sequence[str], at: int, *phrases: str) -> int | None:
    """Return the index after the first of `phrases` that stands at `words[at]`; None when none does."""
    for phrase in phrases:
        wanted = phrase.split()
        if list(words[at : at + len(wanted)]) == wanted:
            return at + len(wanted)
    return None
