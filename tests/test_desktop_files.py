"""The files by which a desktop knows the program: one name in all of them, nothing a specification forbids."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest

import voiceapp
from tests.desktop_files import complaints, entry_in, judged_by, list_of, validated, words_of
from tests.sources import ROOT
from voiceapp import cli
from voiceapp.app_id import APP_ID

FOLDER = ROOT / "assets" / "desktop"
ENTRY = FOLDER / f"{APP_ID}.desktop"
METAINFO = FOLDER / f"{APP_ID}.metainfo.xml"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
linux = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there are no such desktops")


def metainfo() -> ElementTree.Element:
    return ElementTree.parse(METAINFO).getroot()


def texts(name: str, language: str | None = None) -> list[str]:
    """Return the texts of every element called `name` in one language; English has no mark."""
    return [
        " ".join((element.text or "").split())
        for element in metainfo().iter(name)
        if element.get(LANGUAGE) == language
    ]


# -- one name --------------------------------------------------------------------------------------------


def test_the_id_is_one_that_a_portal_and_appstream_accept_and_that_nobody_else_owns() -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2,}", APP_ID)
    assert APP_ID.startswith("internal.")


def test_every_file_for_the_desktop_carries_it() -> None:
    assert {path.name.removeprefix(APP_ID) for path in FOLDER.iterdir()} == {
        ".desktop",
        ".metainfo.xml",
        "-symbolic.svg",
    }
    assert entry_in(ENTRY.read_text("utf-8"))["Desktop Entry"]["Icon"] == APP_ID
    assert texts("id") == [APP_ID]
    assert texts("launchable") == [ENTRY.name]
    assert texts("icon") == [APP_ID]


def test_it_is_written_down_once() -> None:
    writers = [path for path in (ROOT / "voiceapp").rglob("*.py") if APP_ID in path.read_text("utf-8")]
    assert [path.name for path in writers] == ["app_id.py"]


# -- the entry -------------------------------------------------------------------------------------------


def test_the_entry_keeps_to_the_specification() -> None:
    assert list(complaints(entry_in(ENTRY.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("line", "instead", "complaint"),
    [
        ("Categories=Utility;", "Categories=Utility", "Categories does not end with a semicolon"),
        ("Categories=Utility;", "Categories=Voice;", "not one main category"),
        ("Terminal=false", "Terminal=no", "Terminal is neither true nor false"),
        ("Actions=talk;mute;stop;", "Actions=talk;mute;", "the actions are not the groups"),
        ("Type=Application\n", "", "no Type"),
        ("GenericName=Voice Assistant\n", "", "GenericName[ja] translates nothing"),
        ("Icon=", "Ikon=", "Ikon is unknown"),
    ],
)
def test_a_bad_entry_is_found(line: str, instead: str, complaint: str) -> None:
    text = ENTRY.read_text("utf-8")
    assert line in text
    text = text.replace(line, instead, 1)
    if not instead.endswith("Utility"):  # a list without an end cannot be read
        assert any(found.endswith(complaint) for found in complaints(entry_in(text)))
    else:
        with pytest.raises(AssertionError):
            list(complaints(entry_in(text)))


def test_what_the_entry_starts_is_what_the_command_line_understands() -> None:
    parser = cli._program()
    commands = [words_of(keys["Exec"]) for keys in entry_in(ENTRY.read_text("utf-8")).values()]
    assert commands == [
        ["voiceapp"],
        ["voiceapp", "ptt", "toggle"],
        ["voiceapp", "mute", "toggle"],
        ["voiceapp", "stop"],
    ]
    for command in commands:
        assert callable(parser.parse_args(command[1:]).run)


def test_everything_for_people_is_there_in_japanese_too() -> None:
    for keys in entry_in(ENTRY.read_text("utf-8")).values():
        for name in {"GenericName", "Comment", "Keywords"} & set(keys):
            assert re.search("[ぁ-ん一-龯ァ-ヶ]", keys[f"{name}[ja]"])
    assert len(texts("p")) == len(texts("p", "ja")) == 3
    assert len(texts("li")) == len(texts("li", "ja")) == 3
    assert len(texts("summary")) == len(texts("summary", "ja")) == 1


# -- the metadata ----------------------------------------------------------------------------------------


def test_the_metadata_say_what_the_project_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert metainfo().get("type") == "desktop-application"
    assert texts("project_license") == [project["license"]] == ["MIT"]
    assert texts("metadata_license") == ["CC0-1.0"]
    assert texts("binary") == list(project["scripts"])
    assert texts("name") == [project["name"], project["authors"][0]["name"]]
    entry = entry_in(ENTRY.read_text("utf-8"))["Desktop Entry"]
    assert texts("summary") == [entry["Comment"]]
    assert texts("summary", "ja") == [entry["Comment[ja]"]]
    assert texts("category") == list_of(entry["Categories"])


def test_the_summary_is_a_line_and_not_a_sentence() -> None:
    (summary,) = texts("summary")
    assert 10 <= len(summary) <= 90
    assert not summary.endswith(".")


def test_no_page_is_named_that_does_not_exist() -> None:
    assert [
        element.tag for element in metainfo().iter() if element.tag in {"url", "image", "screenshot"}
    ] == []


def test_releases_are_those_of_the_changes_and_the_newest_is_this_one() -> None:
    releases = list(metainfo().iter("release"))
    versions = [release.get("version") for release in releases]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert set(re.findall(r"^## \[?(\d+\.\d+\.\d+)", changes, re.MULTILINE)) <= set(versions)
    assert versions[0] == voiceapp.__version__
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", release.get("date", "")) for release in releases)
    assert next(metainfo().iter("content_rating")).get("type") == "oars-1.1"


# -- the judgement of the desktop's own tools ------------------------------------------------------------


@linux
def test_desktop_file_validate_finds_nothing() -> None:
    assert validated(ENTRY) == ""


@linux
def test_desktop_file_validate_would_find_something(tmp_path: Path) -> None:
    bad = tmp_path / ENTRY.name
    bad.write_text(ENTRY.read_text("utf-8").replace("Terminal=false", "Terminal=no"), "utf-8")
    assert 'value "no" for boolean key "Terminal"' in validated(bad)


@linux
def test_appstream_finds_no_fault() -> None:
    assert judged_by("appstreamcli", "appstream", "validate", "--no-net", "--pedantic", METAINFO) == ""


@linux
def test_appstream_would_find_one(tmp_path: Path) -> None:
    bad = tmp_path / METAINFO.name
    bad.write_text(
        METAINFO.read_text("utf-8").replace("<metadata_license>CC0-1.0", "<metadata_license>none"), "utf-8"
    )
    assert "metadata-license-invalid" in judged_by("appstreamcli", "appstream", "validate", "--no-net", bad)


# -- the icons -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [ROOT / "assets" / "icons" / "voiceapp.svg", FOLDER / f"{APP_ID}-symbolic.svg"]
)
def test_an_icon_is_square_scalable_and_self_contained(path: Path) -> None:
    root = ElementTree.parse(path).getroot()
    left, top, width, height = map(float, root.get("viewBox", "").split())
    assert (left, top, width) == (0, 0, height)
    text = path.read_text("utf-8")
    assert "currentColor" not in text  # a menu has no colour to give
    assert not re.search(r"<image|href=\"(?!#)|<text|<script|font-family", text)


def test_the_symbolic_icon_has_one_colour_for_the_theme_to_replace() -> None:
    text = (FOLDER / f"{APP_ID}-symbolic.svg").read_text("utf-8")
    assert set(re.findall(r"#[0-9a-f]{6}", text)) == {"#2e3436"}
    assert 'viewBox="0 0 16 16"' in text
