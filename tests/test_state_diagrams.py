"""The README draws the automata that run."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from voiceapp.dialogue.states import TALK_KEY_TABLE, TalkKey

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def diagrams() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_state_diagrams", ROOT / "docs/make_state_diagrams.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_readme_draws_the_automata_that_run(diagrams: ModuleType) -> None:
    assert diagrams.main(["--check", str(ROOT / "README.md")]) == 0


def test_a_table_becomes_a_diagram(diagrams: ModuleType) -> None:
    assert diagrams.diagram("Talk key", TALK_KEY_TABLE, TalkKey.UP) == (
        "**Talk key**\n\n"
        "```mermaid\n"
        "stateDiagram-v2\n"
        "    [*] --> UP\n"
        "    UP --> DOWN: press\n"
        "    DOWN --> TAIL: release\n"
        "    DOWN --> UP: cancel\n"
        "    TAIL --> DOWN: press\n"
        "    TAIL --> UP: tail over, cancel\n"
        "```"
    )


def test_written_file_passes_the_check_and_keeps_the_rest(
    diagrams: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "README.md"
    path.write_text("before\n<!-- states:begin -->\nold\n<!-- states:end -->\nafter\n", encoding="utf-8")
    assert diagrams.main(["--check", str(path)]) == 1
    assert diagrams.main(["--write", str(path)]) == 0
    assert diagrams.main(["--check", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- states:begin -->\n\n**Link")
    assert text.endswith("```\n\n<!-- states:end -->\nafter\n")
    assert "old" not in text
    assert "run this with --write" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["nothing", "<!-- states:end --><!-- states:begin -->", "<!-- states:begin -->"]
)
def test_file_without_marks_is_left_alone(
    diagrams: ModuleType, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "README.md"
    path.write_text(text, encoding="utf-8")
    assert diagrams.main(["--write", str(path)]) == 2
    assert path.read_text(encoding="utf-8") == text
    assert "are needed" in capsys.readouterr().err


def test_diagrams_are_printed(diagrams: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert diagrams.main([]) == 0
    assert capsys.readouterr().out.count("stateDiagram-v2") == 4
