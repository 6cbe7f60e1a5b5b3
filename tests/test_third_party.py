"""Whose work a bundle holds, and the texts that come with it (`assets/bundle/third_party.py`)."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from tests.sources import ROOT

MSGSPEC = Path(msgspec.__file__)


@pytest.fixture(scope="module")
def third_party() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "third_party", ROOT / "assets" / "bundle" / "third_party.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["third_party"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_file_of_a_package_names_the_package_its_licence_and_its_text(third_party: ModuleType) -> None:
    (part,) = third_party.contents_of([MSGSPEC, MSGSPEC.with_name("structs.py")], ROOT).packages
    assert (part.name, part.version, part.licence) == ("msgspec", msgspec.__version__, "BSD-3-Clause")
    assert [text.name for text in part.texts] == ["LICENSE"]


def test_our_own_files_and_pythons_are_nobody_elses(third_party: ModuleType) -> None:
    ours = [ROOT / "voiceapp" / "app.py", Path(os.__file__)]
    contents = third_party.contents_of(ours, ROOT)
    assert (contents.packages, contents.system, contents.unknown) == ([], [], [])


def test_a_file_that_belongs_to_nobody_is_named(third_party: ModuleType, tmp_path: Path) -> None:
    stray = tmp_path / "libstray.so.1"
    stray.write_bytes(b"")
    contents = third_party.contents_of([stray], ROOT)
    assert contents.unknown == [stray]
    assert "libstray.so.1: from outside any package\n" in third_party.notice_of(contents)


@pytest.mark.skipif(not Path("/var/lib/dpkg/status").is_file(), reason="packages are known otherwise here")
def test_a_library_of_the_system_names_its_package_by_either_of_its_paths(third_party: ModuleType) -> None:
    library = next(Path("/usr/lib").glob("*/libz.so.1"))
    for path in (library, Path("/lib", *library.parts[3:])):
        (part,) = third_party.contents_of([path], ROOT).system
        assert part.name == "zlib1g"
        assert part.version
        assert part.texts == (Path("/usr/share/doc/zlib1g/copyright"),)


def test_the_notice_says_how_qt_is_exchanged_and_the_texts_lie_beside_it(
    third_party: ModuleType, tmp_path: Path
) -> None:
    (tmp_path / "licences" / "gone").mkdir(parents=True)
    third_party.write(tmp_path, [MSGSPEC], ROOT)
    notice = (tmp_path / "THIRD_PARTY.txt").read_text("utf-8")
    assert "_internal/PySide6" in notice
    assert f"msgspec {msgspec.__version__}: BSD-3-Clause\n" in notice
    for line in ("GPL-3.txt", "LGPL-2.1.txt", "LGPL-3.txt", "msgspec/LICENSE"):
        assert (tmp_path / "licences" / line).is_file()
    assert not (tmp_path / "licences" / "gone").exists()
    assert (tmp_path / "LICENSE").read_text("utf-8").startswith("MIT License")


def test_the_texts_of_the_licences_are_the_right_ones() -> None:
    titles = {"GPL-3": "GNU GENERAL", "LGPL-2.1": "GNU LESSER GENERAL", "LGPL-3": "GNU LESSER GENERAL"}
    for name, title in titles.items():
        text = (ROOT / "assets" / "licences" / f"{name}.txt").read_text("utf-8")
        assert f"{title} PUBLIC LICENSE" in text
        assert f"Version {name.rpartition('-')[2]}" in text
