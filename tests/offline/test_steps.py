"""A spoken text divided into messages."""

from __future__ import annotations

import pytest

from voiceapp.offline.steps import divided, words_of


def test_words_joined_are_the_text_again() -> None:
    text = " one  two three. "
    assert "".join(words_of(text)) == text


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 100])
def test_pieces_joined_are_the_whole(parts: int) -> None:
    text, pcm = "one two three four five six", bytes(range(240)) * 2
    pieces = divided(text, pcm, parts)
    assert "".join(words for words, _ in pieces) == text
    assert b"".join(sound for _, sound in pieces) == pcm
    assert len(pieces) == min(parts, 6)
    assert all(len(sound) % 2 == 0 for _, sound in pieces)


def test_sound_is_divided_in_proportion_to_the_letters() -> None:
    pieces = divided("aaaa bbbb", bytes(18 * 2), 2)
    assert [len(sound) for _, sound in pieces] == [16, 20]


def test_no_words_are_one_piece() -> None:
    assert divided("", b"\1\2", 3) == [("", b"\1\2")]
