"""What `docs/install.md` promises about installing."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.desktop_files import entry_in, validated, words_of
from tests.sources import ROOT
from tests.terminal import environment
from voiceapp.app_id import APP_ID
from voiceapp.desktop_entry import install

PAGE = (ROOT / "docs" / "install.md").read_text("utf-8")


def test_every_extra_is_explained() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)) == set(extras) - {"bundle", "dev"}


def test_every_way_is_named_with_the_same_extras() -> None:
    for way in ("pipx install", "uv tool install", "pip install"):
        assert f"`{way} '.[offline,echo]'`" in PAGE


@pytest.mark.skipif(sys.platform != "linux", reason="there are no such desktops, or no such sed")
def test_the_lines_for_the_login_start_the_program_hidden(tmp_path: Path) -> None:
    data = tmp_path / ".local" / "share"
    install(data, ["/with space/voiceapp"])
    script = PAGE.partition("## When you log in")[2].split("```")[1]
    subprocess.run(["sh", "-euc", script], env=environment(HOME=str(tmp_path)), check=True, cwd=tmp_path)
    entry = tmp_path / ".config" / "autostart" / f"{APP_ID}.desktop"
    groups = entry_in(entry.read_text("utf-8"))
    assert list(groups) == ["Desktop Entry"]
    assert words_of(groups["Desktop Entry"]["Exec"]) == ["/with space/voiceapp", "--start-hidden"]
    assert validated(entry) == ""
