"""What a person types into a search box."""

from __future__ import annotations

import pytest

from voiceapp.store.searching import Query, like, query_of, snippet_of


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("  train  Kyoto ", ("train", "Kyoto")),
        ("tra* *", ("tra",)),
        ('"ten past three" platform', ("ten past three", "platform")),
        ("“ten past” 京都", ("ten past", "京都")),
        ('a "b c', ("a", "b c")),
    ],
)
def test_words_and_quoted_words_are_terms(typed: str, terms: tuple[str, ...]) -> None:
    assert query_of(typed).terms == terms


def test_the_index_is_asked_for_long_terms_and_the_text_for_short_ones() -> None:
    query = Query(("train", "京都", "OR"))
    assert query.match == '"train"'
    assert query.short_likes == ("%京都%", "%OR%")


def test_quotation_marks_cannot_break_out_of_a_term() -> None:
    assert Query(('a"b OR c',)).match == '"a""b OR c"'


def test_signs_of_like_mean_themselves() -> None:
    assert like("100%_\\") == "%100\\%\\_\\\\%"


def test_a_snippet_shows_the_first_match_in_the_middle_of_a_long_text() -> None:
    text = "word " * 30 + "the next Train leaves" + " word" * 30
    snippet, marks = snippet_of(text, ("train",))
    assert snippet.startswith("…word word word")
    assert snippet.endswith("word…")
    assert [snippet[first:last] for first, last in marks] == ["Train"]
    assert len(snippet) <= 122


def test_a_short_text_is_its_own_snippet_on_one_line() -> None:
    assert snippet_of("to\nKyoto", ("kyo", "to")) == ("to Kyoto", ((0, 2), (3, 6), (6, 8)))


def test_a_text_whose_small_letters_are_longer_has_no_marks() -> None:
    assert snippet_of("İstanbul", ("stan",)) == ("İstanbul", ())
