"""The pictures of the README and of docs/ show the windows as they are."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from voiceapp.ui import language
from voiceapp.ui.language import Language
from voiceapp.ui.theme import LIGHT, palette_of

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("make_pictures", ROOT / "docs/make_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for the types of their fields
    spec.loader.exec_module(module)
    module.prepared()
    yield module
    language.speak(Language.SYSTEM)
    QApplication.setPalette(palette_of(LIGHT))  # the last picture may have been a dark one


def test_every_picture_in_docs_looks_as_the_window_does(maker: ModuleType, tmp_path: Path) -> None:
    story = maker.Story(tmp_path)
    assert maker.differing(story, list(maker.PICTURES)) == []


def test_every_picture_a_page_shows_is_made_by_the_script_and_each_is_shown(maker: ModuleType) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {
        (page.parent / name).resolve()
        for page in pages
        for name in re.findall(r"!\[[^]]+\]\(([^)]+\.png)\)", page.read_text(encoding="utf-8"))
    }
    assert shown == {ROOT / "docs" / f"{name}.png" for name in maker.PICTURES}


def test_another_window_another_size_and_a_missing_picture_are_noticed(
    maker: ModuleType, tmp_path: Path
) -> None:
    story = maker.Story(tmp_path)
    light, dark = maker.take("window", story), maker.take("window-dark", story)
    assert maker.distance(light, light) == 0.0
    assert maker.distance(light, dark) > 100
    assert maker.distance(light, light.copy(0, 0, 100, 100)) == 256.0
    without_status = QImage(light)
    for y in range(light.height() - 40, light.height()):
        for x in range(light.width() // 2):
            without_status.setPixelColor(x, y, light.pixelColor(0, 0).darker())
    assert maker.distance(light, without_status) > 1
    assert maker.differing(story, ["window"], tmp_path) == ["window.png is missing."]
