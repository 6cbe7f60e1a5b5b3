"""How much a model can hold: shipped, contradictory, broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceapp.context_windows import load
from voiceapp.model_name import of_model


def test_the_shipped_file_knows_a_model_with_its_version() -> None:
    assert of_model(load(), "gpt-realtime-2025-08-28") == 28_224
    assert of_model(load(), "voiceapp-offline") is None


def test_the_smallest_of_contradicting_figures_counts() -> None:
    assert load()["gpt-realtime-2.1"] == 128_000


@pytest.mark.parametrize(
    "text",
    [
        "read = ",
        'read = 2026-11-20\n[[model]]\nnames = ["m"]\ninput_tokens = []',
        'read = 2026-11-20\n[[model]]\nnames = ["m"]\ninput_tokens = [0]',
    ],
)
def test_a_broken_file_knows_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "context.toml").write_text(text)
    assert load(tmp_path / "context.toml") == {}


def test_a_missing_file_knows_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "context.toml") == {}
