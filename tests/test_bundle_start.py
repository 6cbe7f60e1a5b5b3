"""What is different in a bundle, and put right before the program begins (`assets/bundle/start.py`)."""

from __future__ import annotations

import ctypes.util
import os
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sources import ROOT

SCRIPT = ROOT / "assets" / "bundle" / "start.py"


@pytest.fixture
def start() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_what_we_start_gets_the_environment_we_were_started_in(
    start: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = {
        "LD_LIBRARY_PATH": "/bundle",
        "QT_PLUGIN_PATH": "/bundle/plugins",
        "QML2_IMPORT_PATH": "/bundle/qml",
    }
    for name, value in {**ours, "LD_LIBRARY_PATH_ORIG": "/theirs", "LD_PRELOAD": "/other"}.items():
        monkeypatch.setenv(name, value)
    start["restore_environment"]()
    assert {
        name: value for name, value in os.environ.items() if name.startswith(("LD_", "QT_PLUGIN", "QML"))
    } == {
        "LD_LIBRARY_PATH": "/theirs",
        "LD_PRELOAD": "/other",
    }


def test_a_search_path_that_was_not_there_before_is_gone(
    start: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle")
    start["restore_environment"]()
    assert "LD_LIBRARY_PATH" not in os.environ


def test_portaudio_is_found_in_the_bundle_where_the_system_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs: dict[str, str] = {}
    monkeypatch.setattr(ctypes.util, "find_library", theirs.get)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    find_library = runpy.run_path(str(SCRIPT))["find_library"]
    assert find_library("portaudio") is None
    ours = tmp_path / "libportaudio.so.2"
    ours.write_bytes(b"")
    (tmp_path / "libother.so.2").write_bytes(b"")
    assert find_library("portaudio") == str(ours)
    assert find_library("other") is None
    theirs["portaudio"] = "libportaudio.so.2"
    assert find_library("portaudio") == "libportaudio.so.2"
