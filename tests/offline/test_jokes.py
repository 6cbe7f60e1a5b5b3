from __future__ import annotations

from voiceapp.offline.jokes import JOKES


def test_jokes_are_short_different_and_speakable() -> None:
    assert len(set(JOKES)) == len(JOKES) >= 8
    for joke in JOKES:
        assert 30 < len(joke) < 200
        assert joke.isascii()
        assert joke[-1] in ".!?"
