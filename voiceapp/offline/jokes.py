"""Jokes, short enough to be told aloud."""

from __future__ import annotations

JOKES = (
    "Why did the microphone go to school? It wanted to be heard in class.",
    "I told my loudspeaker a secret. Now the whole room knows.",
    "Why do programmers confuse Halloween and Christmas? Because oct 31 equals dec 25.",
    "What do you call a clock that tells jokes? Second hand humor.",
    "Why was the echo such a good listener? It always repeated what you said.",
    "My timer and I broke up. It said that our time was over.",
    "Why was six afraid of seven? Because seven ate nine.",
    "A byte walks into a bar and looks unwell. The barman asks: what is wrong? It says: I feel a bit off.",
    "What is the favorite food of a voice assistant? Sound bites.",
    "Why did the battery stay at home? It had no energy to go out.",
)
