"""Kinds of servers: shipped, edited, broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceapp.abilities import Ability, Fact, KnownBy
from voiceapp.errors import SettingsError
from voiceapp.profiles import FILE, load

OWN = """\
read = 2026-11-21
[[profile]]
name = "Ours"
ports = [9000]
works = ["captions"]
lacks = ["truncate"]
source = "tried"
"""
OURS = "as Ours: tried, read 2026-11-21"


def told(folder: Path, provider: str, dialect: str, port: int | None) -> dict[str, bool]:
    return {fact.ability.value: fact.works for fact in load(folder).facts(provider, dialect, port)}


def test_every_kind_of_server_is_recognised_by_where_it_is_and_how_it_speaks(tmp_path: Path) -> None:
    assert told(tmp_path, "azure", "ga", None)["semantic_vad"]
    assert "semantic_vad" not in told(tmp_path, "azure", "preview", None)
    assert not told(tmp_path, "azure", "preview-2024-10", None)["interrupt_response"]
    assert told(tmp_path, "openai", "ga", 443)["noise_reduction"]
    assert told(tmp_path, "local", "ga", 8080)["truncate"]
    assert not told(tmp_path, "local", "preview", 8000)["cancel_with_id"]
    assert not told(tmp_path, "other", "ga", 8765)["truncate"]
    assert told(tmp_path, "embedded", "ga", None)["truncate"]


def test_of_a_server_nobody_wrote_about_nothing_is_expected(tmp_path: Path) -> None:
    assert told(tmp_path, "local", "ga", 12_345) == {}


def test_the_persons_own_file_comes_first_and_says_where_it_knows_it_from(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OWN)
    assert load(tmp_path).facts("local", "ga", 9000) == (
        Fact(Ability.CAPTIONS, works=True, known_by=KnownBy.DATA, note=OURS),
        Fact(Ability.TRUNCATE, works=False, known_by=KnownBy.DATA, note=OURS),
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("read = ", "Invalid value"),
        (OWN.replace("truncate", "telepathy"), "telepathy"),
        (OWN.replace("truncate", "captions"), "Ours both has and lacks an ability"),
        (OWN.replace("ports", "harbours"), "harbours"),
    ],
)
def test_a_broken_file_is_told_and_not_replaced_by_the_shipped_one(
    tmp_path: Path, text: str, reason: str
) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(SettingsError, match=f"profiles.toml cannot be used: .*{reason}"):
        load(tmp_path)
