"""Comments above the head of a table are taken out and come back above it."""

from __future__ import annotations

import tomllib

from voiceapp.kept_comments import put_back, set_aside

TEXT = """\
# of the file
voice = "marin"  # nice

# the first
# of two lines
[personas.tutor]
speed = 1.0

# the second
[personas.duck]  # quack
"""


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


def test_what_is_taken_out_comes_back_where_it_was() -> None:
    bare, comments = set_aside(TEXT, is_toml)
    assert comments == {
        "[personas.tutor]": ["# the first\n", "# of two lines\n"],
        "[personas.duck]  # quack": ["# the second\n"],
    }
    assert "# the first" not in bare
    assert '# of the file\nvoice = "marin"  # nice\n' in bare
    assert put_back(bare, comments) == TEXT


def test_the_comment_of_a_head_that_is_gone_is_gone() -> None:
    bare, comments = set_aside(TEXT, is_toml)
    without = bare.replace("[personas.tutor]\nspeed = 1.0\n", "")
    assert put_back(without, comments) == TEXT.replace(
        "# the first\n# of two lines\n[personas.tutor]\nspeed = 1.0\n", ""
    )


def test_what_looks_like_a_head_inside_a_text_is_none() -> None:
    text = 'instructions = """\n# not a comment\n[personas.duck]\n"""\n'
    assert set_aside(text, is_toml) == (text, {})


def test_a_comment_with_a_line_between_belongs_to_what_is_before_it() -> None:
    text = "# about nothing below\n\n[personas.duck]\n"
    assert set_aside(text, is_toml) == (text, {})
