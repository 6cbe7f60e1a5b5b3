"""What a server can do, and how that is known: the words dialogue, profiles and window share. Pure.

Servers that speak this protocol differ in what they leave out. Three sources tell, and the later one wins:
a dated file about kinds of servers (only an expectation, because such servers change), what this very server
was found to do at an earlier time, and what it is found to do now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Ability(Enum):
    """Something not every server does."""

    TRUNCATE = "truncate"
    """`conversation.item.truncate`: an answer is cut back to what was heard."""
    DELETE = "delete"
    """`conversation.item.delete`: an item nobody heard is removed."""
    INTERRUPT_RESPONSE = "interrupt_response"
    """`interrupt_response: false`: the server leaves it to the program to stop an answer."""
    CANCEL_WITH_ID = "cancel_with_id"
    """`response.cancel` stops the response that is named, not whichever is active."""
    SEMANTIC_VAD = "semantic_vad"
    NOISE_REDUCTION = "noise_reduction"
    CAPTIONS = "captions"
    """What the person says comes back as words."""


WORDS = {
    Ability.TRUNCATE: "cutting an answer back to what was heard",
    Ability.DELETE: "removing what was not heard",
    Ability.INTERRUPT_RESPONSE: "leaving interruptions to this program",
    Ability.CANCEL_WITH_ID: "stopping the answer that is meant",
    Ability.SEMANTIC_VAD: "finding turns by what was said",
    Ability.NOISE_REDUCTION: "noise reduction",
    Ability.CAPTIONS: "writing down what you say",
}
"""Every ability as a person would call it."""


class KnownBy(Enum):
    """How something about a server is known, weakest first."""

    DATA = "data"
    """The dated file about its kind says so."""
    MEMORY = "memory"
    """This server was found to, at an earlier time."""
    SESSION = "session"
    """It was found now."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing about one server."""

    ability: Ability
    works: bool
    known_by: KnownBy
    note: str = ""
    """A clause in plain words, for the curious."""


def latest(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return one fact for each ability something is known of, the last one told, in the order above."""
    found = {fact.ability: fact for fact in facts}
    return tuple(found[ability] for ability in Ability if ability in found)


def sentence(facts: Iterable[Fact]) -> str:
    """Say what is known of a server; what is only expected is told apart from what was seen."""
    found = {fact.ability: fact for fact in latest(facts)}
    names = ("Works", "Missing", "Expected", "Not expected", "Unknown")
    groups: dict[str, list[str]] = {name: [] for name in names}
    for ability, words in WORDS.items():
        fact = found.get(ability)
        if fact is None:
            groups["Unknown"].append(words)
        elif fact.known_by is KnownBy.DATA:
            groups["Expected" if fact.works else "Not expected"].append(words)
        else:
            groups["Works" if fact.works else "Missing"].append(words)
    return " ".join(f"{name}: {', '.join(several)}." for name, several in groups.items() if several)
