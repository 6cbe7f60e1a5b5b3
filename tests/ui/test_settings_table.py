"""The table of the settings window is held against the settings themselves."""

from __future__ import annotations

import ast
import inspect

import pytest

from voiceapp import settings
from voiceapp.assets_path import asset
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.settings import Settings, allowed, names, problem_with
from voiceapp.ui.settings_entry import Entry, Look
from voiceapp.ui.settings_table import PAGES, entries

BY_NAME = {entry.name: entry for entry in entries()}


def test_every_setting_stands_on_exactly_one_page() -> None:
    assert sorted(entry.name for entry in entries()) == sorted(names())


@pytest.mark.parametrize("entry", list(entries()), ids=lambda entry: entry.name)
def test_a_choice_has_a_word_for_each_of_its_values_and_nothing_else_has_any(entry: Entry) -> None:
    assert set(entry.words) == set(allowed(entry.name).values)


@pytest.mark.parametrize("entry", list(entries()), ids=lambda entry: entry.name)
def test_what_a_setting_depends_on_exists_and_can_be_so(entry: Entry) -> None:
    if entry.needs is not None:
        name, values = entry.needs
        assert [problem_with(name, value) for value in values] == [""] * len(values)


@pytest.mark.parametrize("entry", list(entries()), ids=lambda entry: entry.name)
def test_every_setting_is_explained_or_explains_itself(entry: Entry) -> None:
    if entry.look not in {Look.MICROPHONE, Look.SPEAKER, Look.TALK_KEY}:
        assert entry.help.endswith(".")
    assert entry.label
    assert len(entry.label) <= 34


def test_every_setting_is_documented_where_it_is_defined() -> None:
    tree = ast.parse(inspect.getsource(Settings)).body[0]
    assert isinstance(tree, ast.ClassDef)
    told = [
        before.target.id
        for before, after in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
    ]
    assert told == [*settings.names(), *settings.TABLES]


def test_what_the_conversation_can_follow_at_once_is_not_put_off() -> None:
    followed = set(DialogueOptions.__dataclass_fields__) & set(BY_NAME)
    assert {name for name in followed if BY_NAME[name].at_start} == set()
    assert len(followed) > 15


def test_every_page_has_a_drawing() -> None:
    assert [page.name for page in PAGES if not asset(f"icons/{page.icon}.svg").is_file()] == []
