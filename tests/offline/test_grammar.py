"""The grammar and the recogniser's dictionary."""

from __future__ import annotations

from pathlib import Path

from voiceapp.offline.ears import Ears, import_pocketsphinx
from voiceapp.offline.grammar import GRAMMAR, vocabulary


def test_the_vocabulary_has_words_and_no_syntax() -> None:
    words = vocabulary()
    assert {"time", "seventeen", "kilometers", "goodbye"} <= words
    assert all(word.replace("'", "").isalpha() for word in words)


def test_every_rule_that_is_used_is_defined() -> None:
    used = {part.split(">")[0] for part in GRAMMAR.split("<")[1:]}
    defined = {line.split(">")[0].split("<")[1] for line in GRAMMAR.splitlines() if "> =" in line}
    assert used == defined


def test_the_recogniser_knows_every_word() -> None:
    if not Ears().available:
        return  # no recogniser for this Python: nothing to hear the words with (test_ears.py says so)
    library = import_pocketsphinx()
    dictionary = Path(library.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    known = {line.split()[0] for line in dictionary.read_text().splitlines() if line.strip()}
    assert vocabulary() <= known
