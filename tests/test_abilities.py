"""What is known of a server, when several sources tell."""

from __future__ import annotations

from voiceapp.abilities import WORDS, Ability, Fact, KnownBy, latest, sentence


def test_the_last_word_on_an_ability_counts_and_the_order_is_always_the_same() -> None:
    expected = Fact(Ability.TRUNCATE, works=True, known_by=KnownBy.DATA)
    captions = Fact(Ability.CAPTIONS, works=True, known_by=KnownBy.DATA)
    found = Fact(Ability.TRUNCATE, works=False, known_by=KnownBy.SESSION)
    assert latest([captions, expected, found]) == (found, captions)
    assert latest([]) == ()


def test_every_ability_has_words() -> None:
    assert set(WORDS) == set(Ability)


def test_what_was_seen_is_told_apart_from_what_is_expected() -> None:
    facts = (
        Fact(Ability.CAPTIONS, works=True, known_by=KnownBy.SESSION),
        Fact(Ability.TRUNCATE, works=False, known_by=KnownBy.MEMORY),
        Fact(Ability.DELETE, works=True, known_by=KnownBy.DATA),
        Fact(Ability.NOISE_REDUCTION, works=False, known_by=KnownBy.DATA),
    )
    assert sentence(facts) == (
        "Works: writing down what you say. Missing: cutting an answer back to what was heard. "
        "Expected: removing what was not heard. Not expected: noise reduction. "
        "Unknown: leaving interruptions to this program, stopping the answer that is meant, "
        "finding turns by what was said."
    )
