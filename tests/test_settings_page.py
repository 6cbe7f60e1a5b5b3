"""The page about the settings says what the program knows."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from voiceapp.settings import names

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_settings_page", ROOT / "docs/make_settings_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_program_knows(maker: ModuleType) -> None:
    assert maker.main(["--check"]) == 0


def test_every_setting_has_exactly_one_line(maker: ModuleType) -> None:
    lines = maker.page().splitlines()
    assert [sum(line.startswith(f"| `{name}` |") for line in lines) for name in names()] == [1] * len(names())


def test_a_line_says_what_may_be_what_is_and_what_it_means(maker: ModuleType) -> None:
    lines = maker.page().splitlines()
    assert "| `speed` | 0.25 to 1.5 | `1` | How fast the voice speaks. |" in lines
    assert '| `record` | `"off"`, `"on"`, `"private"` | `"off"` |' in maker.page()


def test_a_page_that_is_out_of_date_fails(
    maker: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(maker, "PAGE", tmp_path / "settings.md")
    assert maker.main(["--check"]) == 1
    assert "run this without --check" in capsys.readouterr().err
    assert maker.main([]) == 0
    assert maker.main(["--check"]) == 0
