"""What a conversation used, in tokens by kind, and what that costs. Pure.

Cached tokens are a *part* of the input tokens of their kind, never an addition; the ones a provider bills in
full are the difference. Counting them twice is the commonest mistake of all (field reports 3.15).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens by kind; add two with `+`."""

    text_in: int = 0
    """With the cached ones; the same holds for all three kinds of input."""
    audio_in: int = 0
    image_in: int = 0
    text_cached: int = 0
    """Part of `text_in`."""
    audio_cached: int = 0
    image_cached: int = 0
    text_out: int = 0
    audio_out: int = 0
    unsorted: int = 0
    """Tokens of a total whose kinds the service did not tell."""
    unsorted_cached: int = 0
    """Part of `unsorted`."""

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Tokens)))

    @property
    def total(self) -> int:
        """Everything, cached ones counted once."""
        return self.text_in + self.audio_in + self.image_in + self.text_out + self.audio_out + self.unsorted

    @property
    def cached(self) -> int:
        """The part of the input that came from the service's cache."""
        return self.text_cached + self.audio_cached + self.image_cached + self.unsorted_cached


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens of a kind."""

    text_in: float
    text_cached: float
    text_out: float
    audio_in: float
    audio_cached: float
    audio_out: float


def cost_usd(tokens: Tokens, price: Price) -> float:
    """Return what the tokens cost.

    A cached count above its input (one vendor's own example has one) leaves no negative rest. Images and
    unsorted tokens have no price here: the result is then too low, which `is_whole` tells.
    """
    text_in = max(0, tokens.text_in - tokens.text_cached)
    audio_in = max(0, tokens.audio_in - tokens.audio_cached)
    dollars = (
        text_in * price.text_in
        + tokens.text_cached * price.text_cached
        + tokens.text_out * price.text_out
        + audio_in * price.audio_in
        + tokens.audio_cached * price.audio_cached
        + tokens.audio_out * price.audio_out
    )
    return dollars / MILLION


def is_whole(tokens: Tokens) -> bool:
    """Say whether `cost_usd` could price every token."""
    return tokens.image_in == 0 and tokens.unsorted == 0


def usd_text(dollars: float) -> str:
    """Return an amount for people: cents from a dollar on, below it what a single answer costs."""
    return f"${dollars:.2f}" if dollars >= 1 else f"${dollars:.4f}"
