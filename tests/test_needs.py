"""What is missing is found, installed or named, and never more than that."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.sources import ROOT
from voiceapp.needs import APT_ATTEMPTS, NEEDS, Kind, Machine, Need, Use, cure, main, missing, packages_of


class PaperMachine(Machine):
    """A machine that exists on paper: packages, a mirror, a person."""

    def __init__(
        self,
        lacks: Sequence[str] = (),
        *,
        root: bool = True,
        apt: bool = True,
        linux: bool = True,
        x11: bool = False,
        wayland: bool = False,
        mirror_fails: int = 0,
        unknown: Sequence[str] = (),
    ) -> None:
        self.lacks = set(lacks)
        self.root = root
        self.apt = apt
        self.linux = linux
        self.x11 = x11
        self.wayland = wayland
        self.mirror_fails = mirror_fails
        self.unknown = set(unknown)
        self.ran: list[str] = []
        self.paused_s: list[float] = []

    def is_linux(self) -> bool:
        return self.linux

    def has_x11(self) -> bool:
        return self.x11

    def has_wayland(self) -> bool:
        return self.wayland

    def has(self, need: Need) -> bool:
        return need.package not in self.lacks

    def has_apt(self) -> bool:
        return self.apt

    def is_root(self) -> bool:
        return self.root

    def run(self, argv: Sequence[str]) -> tuple[int, str]:
        words = [word for word in argv[1:] if not word.startswith("-") and "=" not in word]
        self.ran.append(" ".join(words))
        if words[0] == "update":
            return 0, ""
        if self.mirror_fails:
            self.mirror_fails -= 1
            return 100, "E: Failed to fetch"
        if self.unknown & set(words):
            return 100, "E: Unable to locate package"
        self.lacks -= set(words)
        return 0, ""

    def pause(self, seconds: float) -> None:
        self.paused_s.append(seconds)


def test_nothing_missing_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    machine = PaperMachine()
    assert main(["window"], machine) == 0
    assert capsys.readouterr() == ("", "")
    assert machine.ran == []


def test_root_installs_only_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    machine = PaperMachine(["libegl1", "flite"])
    assert main(["test"], machine) == 0
    assert machine.ran == ["update", "install libegl1 flite"]
    assert capsys.readouterr() == ("Installing system packages: libegl1 flite\n", "")


def test_a_person_is_told_the_line_to_run(capsys: pytest.CaptureFixture[str]) -> None:
    machine = PaperMachine(["libegl1", "libgl1", "flite"], root=False)
    assert main(["test"], machine) == 1
    assert machine.ran == []
    assert capsys.readouterr().err == (
        "Missing: libEGL.so.1, libGL.so.1; without it there is no window, and no test of one.\n"
        "Missing: flite; without it there is no synthetic voice.\n"
        "This is needed. Run:\n"
        "    sudo apt-get install --no-install-recommends libegl1 libgl1 flite\n"
    )


def test_what_is_optional_does_not_stop_anything(capsys: pytest.CaptureFixture[str]) -> None:
    machine = PaperMachine(["libportaudio2", "flite"], root=False)
    assert main(["window"], machine) == 0
    assert "Going on without. To have it, run:" in capsys.readouterr().err


def test_the_demo_does_without_qt_and_sound() -> None:
    machine = PaperMachine(["libegl1", "libportaudio2", "libxcb-cursor0"], root=False)
    assert main(["demo"], machine) == 0
    assert machine.ran == []


def test_screen_libraries_are_not_installed_without_a_screen() -> None:
    machine = PaperMachine(["libxcb-cursor0", "libwayland-client0"])
    assert main(["window"], machine) == 0
    assert machine.ran == []


@pytest.mark.parametrize(
    ("x11", "wayland", "lacks", "code"),
    [
        (True, False, "libxcb-cursor0", 1),
        (False, True, "libwayland-client0", 1),
        (True, True, "libxcb-cursor0", 0),  # the other kind of screen will do
        (True, True, "libwayland-client0", 0),
    ],
)
def test_the_window_needs_the_libraries_of_its_screen(
    x11: bool, wayland: bool, lacks: str, code: int
) -> None:
    machine = PaperMachine([lacks], root=False, x11=x11, wayland=wayland)
    assert main(["window"], machine) == code


def test_check_only_looks() -> None:
    machine = PaperMachine(["libegl1"])
    assert main(["test", "--check"], machine) == 1
    assert machine.ran == []


def test_a_mirror_that_fails_once_is_asked_again() -> None:
    machine = PaperMachine(["libegl1"], mirror_fails=1)
    assert main(["test"], machine) == 0
    assert machine.ran == ["update", "install libegl1", "update", "install libegl1"]
    assert machine.paused_s == [5.0]


def test_a_mirror_that_fails_for_good_is_quoted(capsys: pytest.CaptureFixture[str]) -> None:
    machine = PaperMachine(["libegl1"], mirror_fails=99)
    assert main(["test"], machine) == 1
    err = capsys.readouterr().err
    assert err.startswith("E: Failed to fetch\nMissing: libEGL.so.1;")
    assert "    apt-get install --no-install-recommends libegl1\n" in err
    assert len(machine.paused_s) == APT_ATTEMPTS - 1


def test_an_unknown_package_does_not_cost_the_others() -> None:
    machine = PaperMachine(["libegl1", "flite"], unknown=["flite"])
    assert main(["test"], machine) == 0
    assert machine.lacks == {"flite"}


def test_without_apt_the_files_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    machine = PaperMachine(["libegl1", "fonts-dejavu-core"], apt=False)
    assert main(["test"], machine) == 1
    assert "package manager what holds libEGL.so.1, fonts-dejavu-core\n" in capsys.readouterr().err


def test_other_systems_need_nothing() -> None:
    assert main([], PaperMachine(["libegl1"], linux=False)) == 0


def test_a_python_without_venv_is_noticed_before_it_is_used() -> None:
    assert main(["python"], PaperMachine(["python3-venv"], root=False)) == 1
    assert main(["python"], PaperMachine(["libegl1"], root=False)) == 0


def test_packages_are_named_once() -> None:
    twice = [Need(Use.QT, Kind.LIBRARY, "a.so", "a"), Need(Use.QT, Kind.LIBRARY, "b.so", "a")]
    assert packages_of(twice) == ["a"]
    assert cure(twice, PaperMachine(root=False)) == "sudo apt-get install --no-install-recommends a"


def test_every_use_is_in_the_list() -> None:
    assert {need.use for need in NEEDS} == set(Use)
    assert len({need.name for need in NEEDS}) == len(NEEDS)


def test_a_real_library_is_found_by_loading_it() -> None:
    machine = Machine()
    if not machine.is_linux():
        return
    assert machine.has(Need(Use.QT, Kind.LIBRARY, "libc.so.6", "libc6"))
    assert not machine.has(Need(Use.QT, Kind.LIBRARY, "libvoiceapp-nowhere.so.9", "nowhere"))


@pytest.mark.parametrize(
    ("kind", "there", "nowhere"),
    [
        (Kind.PROGRAM, "sh", "voiceapp-nowhere"),
        (Kind.MODULE, "json", "voiceapp_nowhere"),
        (Kind.FILES, f"/voiceapp-nowhere/*:{ROOT}/**/needs.py", "/voiceapp-nowhere/*"),
    ],
)
def test_other_needs_are_found_where_they_are(kind: Kind, there: str, nowhere: str) -> None:
    machine = Machine()
    assert machine.has(Need(Use.SPEECH, kind, there, "x"))
    assert not machine.has(Need(Use.SPEECH, kind, nowhere, "x"))


def test_these_tests_have_what_they_need() -> None:
    assert missing([Use.PYTHON, Use.QT], Machine()) == []


def test_it_runs_alone_before_anything_is_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "voiceapp" / "needs.py"), "--check", "python"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_no_other_file_lists_system_packages() -> None:
    packages = {need.package for need in NEEDS if need.package.startswith("lib")}
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(packages))) + r")(?![\w.-])")
    for name in ("Makefile", ".ci/run", "pyproject.toml"):
        assert pattern.findall((ROOT / name).read_text(encoding="utf-8")) == []
