"""The wheel and the bundle, as a person has them: without a checkout, a network, a screen or a sound card.

They are made and tried beside the other tests, see `packages.py`; here it is judged.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

import voiceapp
from tests.desktop_files import entry_in, validated
from tests.packages import BUILD, Trial, Workshop
from tests.sources import ROOT, tracked_files
from voiceapp.app_id import APP_ID

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="only tried on Linux"),
]

CHECKS = 8


def well(trial: Trial) -> Trial:
    """Return a trial that has ended as it should."""
    assert trial.code == 0, f"{trial.name}: {trial.code}\n{trial.out}\n{trial.error}"
    return trial


def assert_demo_holds(trial: Trial) -> None:
    assert f"All {CHECKS} checks hold." in well(trial).out
    assert len(re.findall(r"^ok ", trial.out, re.MULTILINE)) == CHECKS
    assert trial.error == ""


# -- the wheel -------------------------------------------------------------------------------------------


@pytest.fixture
def wheel(workshop: Workshop) -> zipfile.ZipFile:
    well(workshop.tried("wheel"))
    (path,) = (workshop.folder / "wheels").glob("*.whl")
    assert path.name == f"voiceapp-{voiceapp.__version__}-py3-none-any.whl"
    return zipfile.ZipFile(path)


def test_the_wheel_holds_the_program_and_every_asset_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    tracked = {path.relative_to(ROOT).as_posix() for path in tracked_files()}
    sources = {path for path in tracked if path.startswith("voiceapp/")}
    assets = {f"voiceapp/_{path}" for path in tracked if path.startswith("assets/")}
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert (sources | assets) - held == set()
    # A translation is made of its source and need not be tracked.
    assert {name for name in held - sources - assets if not name.endswith(".qm")} == set()


def test_the_wheel_says_what_the_project_says(wheel: zipfile.ZipFile) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    info = f"voiceapp-{voiceapp.__version__}.dist-info"
    facts = message_from_bytes(wheel.read(f"{info}/METADATA"))
    assert (facts["Name"], facts["Version"]) == ("voiceapp", voiceapp.__version__)
    assert (facts["License-Expression"], facts["Requires-Python"]) == ("MIT", ">=3.11")
    assert facts["Summary"] == project["description"]
    assert set(facts.get_all("Provides-Extra", [])) == set(project["optional-dependencies"])
    always = [line for line in facts.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert len(always) == len(project["dependencies"])
    assert b"voiceapp = voiceapp.cli:main" in wheel.read(f"{info}/entry_points.txt")
    assert wheel.read(f"{info}/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()


def test_the_wheel_starts_where_there_is_no_checkout(workshop: Workshop) -> None:
    well(workshop.tried("install"))
    assert workshop.tried("wheel version").out == f"voiceapp {voiceapp.__version__}\n"


def test_the_wheel_holds_a_spoken_conversation(workshop: Workshop) -> None:
    assert_demo_holds(workshop.tried("wheel demo"))


# -- the bundle ------------------------------------------------------------------------------------------


def test_it_is_make_bundle_that_is_tried() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "bundle"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert f"/bin/python {' '.join(BUILD)}\n" in done.stdout


def test_the_bundle_starts(workshop: Workshop) -> None:
    assert well(workshop.tried("bundle")).out == ""
    found = well(workshop.tried("bundle version"))
    assert (found.out, found.error) == (f"voiceapp {voiceapp.__version__}\n", "")


def test_the_bundle_holds_a_spoken_conversation(workshop: Workshop) -> None:
    assert_demo_holds(workshop.tried("bundle demo"))


def test_programs_the_bundle_starts_do_not_find_its_libraries(workshop: Workshop) -> None:
    workshop.tried("bundle demo")
    seen = (workshop.folder / "flite.txt").read_text("utf-8")
    assert "PATH=" in seen
    assert "_internal" not in seen


def test_the_window_of_the_bundle_talks_to_the_assistant_inside(workshop: Workshop) -> None:
    window = well(workshop.tried("bundle window"))
    status = json.loads(well(workshop.tried("bundle status")).out)
    assert status["phase"] == "listening"
    assert well(workshop.tried("bundle quit")).out == "voiceapp ends.\n"
    events = [line for line in window.error.splitlines() if line.startswith(("voiceapp: < ", "voiceapp: > "))]
    assert events == [
        "voiceapp: < session.created",
        "voiceapp: > session.update",
        "voiceapp: < session.updated",
    ]
    assert "Traceback" not in window.error


def test_the_bundle_puts_itself_into_the_menu(workshop: Workshop) -> None:
    well(workshop.tried("bundle entry"))
    entry = workshop.folder / "bundle-entry" / "applications" / f"{APP_ID}.desktop"
    program = str(workshop.bundle / "voiceapp")
    assert entry_in(entry.read_text("utf-8"))["Desktop Entry"]["TryExec"] == program
    assert validated(entry) == ""


def test_the_bundle_has_what_a_desktop_needs_and_nothing_under_the_gpl(workshop: Workshop) -> None:
    workshop.tried("bundle version")
    files = {path.relative_to(workshop.bundle).as_posix() for path in workshop.bundle.rglob("*")}
    plugins = "_internal/PySide6/Qt/plugins"
    assert {
        f"{plugins}/iconengines/libqsvgicon.so",
        f"{plugins}/imageformats/libqsvg.so",
        f"{plugins}/platforminputcontexts/libibusplatforminputcontextplugin.so",
        f"{plugins}/platforms/libqoffscreen.so",
        f"{plugins}/platforms/libqwayland.so",
        f"{plugins}/platforms/libqxcb.so",
        f"{plugins}/platformthemes/libqxdgdesktopportal.so",
        f"_internal/voiceapp/_assets/desktop/{APP_ID}.desktop",
        "_internal/certifi/cacert.pem",
    } <= files
    named = {Path(name).name.partition(".")[0] for name in files}
    assert named & {"libasound", "libc", "libgtk-3", "libreadline", "libmvec", "libQt6Network"} == set()
    assert not any("/tests/" in name or "_assets/bundle" in name for name in files)


def test_the_bundle_says_whose_work_it_holds(workshop: Workshop) -> None:
    workshop.tried("bundle version")
    notice = (workshop.bundle / "THIRD_PARTY.txt").read_text("utf-8")
    named = {line.partition(" ")[0].lower() for line in notice.splitlines() if ": " in line}
    assert {
        "python",
        "pyside6_essentials",
        "shiboken6",
        "numpy",
        "azure-identity",
        "keyring",
        "msgspec",
    } <= named
    assert "you may exchange them" in notice
    assert "outside any package" not in notice
    texts = {path.relative_to(workshop.bundle).as_posix() for path in workshop.bundle.glob("licences/**/*")}
    assert {"licences/GPL-3.txt", "licences/LGPL-3.txt", "licences/numpy", "licences/Python"} <= texts
    assert (workshop.bundle / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
