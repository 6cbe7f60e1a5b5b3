"""Entry, icons and metadata in a person's own folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.desktop_files import complaints, entry_in, validated, words_of
from voiceapp.app_id import APP_ID
from voiceapp.desktop_entry import data_home, entry_of, install, remove, this_program
from voiceapp.errors import VoiceappError

FILES = [
    f"applications/{APP_ID}.desktop",
    f"icons/hicolor/scalable/apps/{APP_ID}.svg",
    f"icons/hicolor/symbolic/apps/{APP_ID}-symbolic.svg",
    f"metainfo/{APP_ID}.metainfo.xml",
]


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_everything_is_put_where_a_desktop_looks_and_taken_away_again(tmp_path: Path) -> None:
    assert install(tmp_path, ["/a/bin/voiceapp"]) == [tmp_path / name for name in FILES]
    assert files_below(tmp_path) == sorted(FILES)
    other = tmp_path / "applications" / "other.desktop"
    other.write_text("")
    assert remove(tmp_path) == [tmp_path / name for name in FILES]
    assert files_below(tmp_path) == ["applications/other.desktop"]
    assert remove(tmp_path) == []


def test_a_second_installation_takes_the_place_of_the_first(tmp_path: Path) -> None:
    install(tmp_path, ["/old/voiceapp"])
    install(tmp_path, ["/new/voiceapp"])
    text = (tmp_path / FILES[0]).read_text("utf-8")
    assert "/old/" not in text
    assert entry_in(text)["Desktop Entry"]["TryExec"] == "/new/voiceapp"


@pytest.mark.parametrize(
    "program",
    [
        ["/a/bin/voiceapp"],
        ["/a/bin/python", "-m", "voiceapp"],
        ["/with space/bin/voiceapp"],
        ['/a "quoted" $HOME `x` back\\slash 100%/voiceapp'],
        ["/50%/voiceapp"],
        ["/日本語/voiceapp"],
    ],
)
def test_every_line_starts_this_very_installation(program: list[str], tmp_path: Path) -> None:
    text = entry_of(program)
    entry = entry_in(text)
    assert list(complaints(entry)) == []
    assert entry["Desktop Entry"]["TryExec"] == program[0]
    assert [words_of(keys["Exec"]) for keys in entry.values()] == [
        program,
        [*program, "ptt", "toggle"],
        [*program, "mute", "toggle"],
        [*program, "stop"],
    ]
    if sys.platform not in {"win32", "darwin"}:
        written = tmp_path / f"{APP_ID}.desktop"
        written.write_text(text, "utf-8")
        assert validated(written) == ""


def test_a_cache_of_icons_looks_old_afterwards(tmp_path: Path) -> None:
    theme = tmp_path / "icons" / "hicolor"
    (theme / "scalable" / "apps").mkdir(parents=True)
    os.utime(theme, (1, 1))
    install(tmp_path, ["/a/voiceapp"])
    assert theme.stat().st_mtime > 1
    os.utime(theme, (1, 1))
    remove(tmp_path)
    assert theme.stat().st_mtime > 1


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "applications").write_text("in the way")
    with pytest.raises(VoiceappError, match="cannot be written below") as raised:
        install(tmp_path, ["/a/voiceapp"])
    assert raised.value.details


def test_what_cannot_be_removed_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILES[0]).mkdir(parents=True)
    with pytest.raises(VoiceappError, match="cannot be removed"):
        remove(tmp_path)


def test_the_data_home_is_the_persons_or_the_usual_one(tmp_path: Path) -> None:
    assert data_home({"XDG_DATA_HOME": str(tmp_path)}) == tmp_path
    for given in ({}, {"XDG_DATA_HOME": ""}, {"XDG_DATA_HOME": "relative"}):
        assert data_home(given) == Path.home() / ".local" / "share"


def test_the_program_is_the_script_beside_python_or_python_or_a_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(python))
    assert this_program() == [str(python), "-m", "voiceapp"]
    script = python.with_name("voiceapp")
    script.write_text("")
    assert this_program() == [str(script)]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    bundled = tmp_path / "renamed"
    bundled.mkdir()
    monkeypatch.setattr(sys, "executable", str(bundled / "talk"))
    assert this_program() == [str(bundled / "talk")]
