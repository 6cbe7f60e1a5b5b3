"""Damaged settings files: loading never raises, and saving changes one value or says why not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.fuzzing import FACTOR, attempt, damaged_bytes, named, seeds
from voiceapp.errors import SettingsError
from voiceapp.persona_tables import add_persona, remove_persona, save_in_persona
from voiceapp.personas import Persona
from voiceapp.settings import Settings, names
from voiceapp.settings_file import load, save_key, save_value

GOOD = b'''# mine
endpoint = "https://r.openai.azure.com"  # the resource
deployment = 'talk'
instructions = """
Be brief.
voice = "marin"
"""
vad_threshold = 0.5
"vad_silence_ms" = 500
hands_free = true

microphone = "Rig"
[elsewhere]
speaker = "Rig"
a.b.c = [1, 2.5, {d = 1979-05-27T07:32:00Z}]
[personas.tutor]
title = "Tutor"
# calm
voice = "sage"
[personas."a b"]
confirm_ms = 0
[[more]]
x = inf
'''
PIECES = (
    b"[", b"]", b"[[", b"{", b"}", b"=", b'"', b"'", b'"""', b"'''", b"\n", b"\r", b"\\", b"#", b".", b",",
    b"voice", b"voice.x", b"speaker = ", b"duplex = 'half'", b"= 0x_", b"1e999", b"nan", b"9" * 5_000,
    b"1979-05-27", b"\\uD800", b"\\U00110000", b"\xef\xbb\xbf", b"\0", b"[" * 2_000, b"a." * 2_000,
)  # fmt: skip
VALUES: tuple[tuple[str, str | float | bool | None], ...] = (
    ("speaker", "Another"),
    ("hands_free", False),
    ("vad_threshold", 0.25),
    ("voice", None),
    ("instructions", 'three """ quotes\\ and\na line'),
)


def damaged(random: Random) -> bytes:
    data = damaged_bytes(GOOD, random) if random.random() < 0.7 else GOOD
    for _ in range(random.choice((0, 1, 1, 3))):
        at = random.randrange(len(data) + 1)
        data = data[:at] + random.choice(PIECES) + data[at:]
    return data


@pytest.mark.timeout(60 * FACTOR)
def test_every_damaged_file_is_settings_and_sentences(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    for random in seeds(150):
        content = damaged(random)
        path.write_bytes(content)
        with named(repr(content)):
            settings, problems = load(path)
            assert isinstance(settings, Settings)
            assert all(problem.endswith((".", "?")) for problem in problems)
            assert path.read_bytes() == content


@pytest.mark.timeout(60 * FACTOR)
def test_saving_into_a_damaged_file_changes_one_value_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    for random in seeds(100):
        content = damaged(random)
        path.write_bytes(content)
        before, _ = load(path)
        name, value = random.choice(VALUES)
        with named(f"{name}: {content!r}"):
            refused = attempt(partial(save_value, path, name, value), SettingsError)
            if refused is not None:
                assert refused.sentence.endswith((".", "?"))
                assert path.read_bytes() == content
                continue
            after, _ = load(path)
            expected = getattr(Settings(), name) if value is None else value
            assert getattr(after, name) == expected
            for other in Settings.__struct_fields__:
                assert other == name or getattr(after, other) == getattr(before, other)
        assert list(tmp_path.iterdir()) == [path]


CHANGES: tuple[Callable[[Path], None], ...] = (
    lambda path: save_in_persona(path, "tutor", "voice", "ash"),
    lambda path: save_in_persona(path, "tutor", "instructions", "two\nlines"),
    lambda path: save_in_persona(path, "a b", "confirm_ms", None),
    lambda path: add_persona(path, Persona("duck", "Duck", {"speed": 1.1})),
    lambda path: remove_persona(path, "tutor"),
    lambda path: save_key(path, "mute", "Ctrl+D"),
)


@pytest.mark.timeout(60 * FACTOR)
def test_a_persona_or_key_in_a_damaged_file_is_changed_and_nothing_else_or_it_is_left_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "settings.toml"
    for random in seeds(100):
        content = damaged(random)
        path.write_bytes(content)
        before, _ = load(path)
        change = random.choice(CHANGES)
        with named(f"{content!r}"):
            refused = attempt(partial(change, path), SettingsError)
            if refused is not None:
                assert refused.sentence.endswith((".", "?"))
                assert path.read_bytes() == content
                continue
            after, _ = load(path)
            for other in names():
                assert other == "persona" or getattr(after, other) == getattr(before, other)
            kept = {one.name: one for one in after.personas}
            for one in before.personas:
                assert one.name in ("tutor", "a b", "duck") or kept[one.name] == one
        assert list(tmp_path.iterdir()) == [path]


# -- what was found ----------------------------------------------------------------------------------


def test_a_number_with_more_digits_than_python_reads_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"vad_silence_ms = {'9' * 5_000}\n")
    sentence = "settings.toml cannot be read: a number is too long. The defaults are used."
    assert load(path) == (Settings(), (sentence,))


def test_nothing_is_saved_into_a_file_that_could_not_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('voic\\e = "marin"\n')  # tomlkit takes it, tomllib does not
    with pytest.raises(SettingsError, match="has a mistake and is left as it is"):
        save_value(path, "speaker", "Another")
    assert path.read_text() == 'voic\\e = "marin"\n'


def test_a_megabyte_of_mistakes_is_told_in_a_few_lines_and_the_rest_counts(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("".join(f"a{number} = 1\n" for number in range(80_000)) + 'voice = "marin"\n')
    settings, problems = load(path)
    assert settings == Settings(voice="marin")
    assert len(problems) == 11
    assert problems[-1] == "settings.toml has 79990 more names that are no settings."
