"""Names of exported files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.stored import STARTED_AT, conversation
from voiceapp.store.export.file_name import file_name_of

STARTED = f"{STARTED_AT.astimezone():%Y-%m-%d %H.%M.%S}"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Trains to Kyoto", "Trains to Kyoto"),
        ('When? <now>: "a/b\\c|d*"', "When now a b c d"),
        ("明日の京都の天気は", "明日の京都の天気は"),
        ("Tell me everything about…", "Tell me everything about"),
        ("dots and spaces . .", "dots and spaces"),
        ("tab\tbell\x07right\u202eleft", "tab bellrightleft"),
        ("...", "conversation"),
        ("", "conversation"),
    ],
)
def test_a_file_is_named_by_date_time_and_title(title: str, name: str) -> None:
    assert file_name_of(conversation(title=title), "md") == f"{STARTED} {name}.md"


@given(st.text())
def test_every_title_makes_a_name_that_windows_takes(title: str) -> None:
    name = file_name_of(conversation(title=title), "flac")
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isprintable() or all(sign.isprintable() or sign.isspace() for sign in name)
    assert not name.removesuffix(".flac").endswith((" ", "."))
    assert len(name.encode()) <= 255
