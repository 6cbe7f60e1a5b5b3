"""The only list of system libraries voiceapp wants on Linux, with a check and a cure.

Run by the Makefile before any virtual environment exists, so it needs nothing but a plain Python:

    python3 voiceapp/needs.py            make this machine able to do everything voiceapp can do
    python3 voiceapp/needs.py window     … what the window needs (also: `demo`, `test`, `bundle`, `python`)
    python3 voiceapp/needs.py --check    only say what is missing

What is missing is found by *loading* it, because that is what the program will do: a package may be
installed and broken, or absent and its library there all the same. As root on a system with apt the
missing packages are installed, otherwise the one line to run is printed. Exit code 1 means that
something the job cannot do without is still missing; what it can do without costs a sentence only.

macOS and Windows need nothing: their wheels carry everything.

Source of the list: the ELF headers of the PySide6-Essentials wheel and of its platform plugins,
tried in a bare Debian 12.
"""

from __future__ import annotations

import argparse
import ctypes
import glob
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


class Use(Enum):
    """What a need is for; the value completes the sentence "without it there is no …"."""

    PYTHON = "virtual environment"
    QT = "window, and no test of one"
    X11 = "window on an X11 screen"
    WAYLAND = "window on a Wayland screen"
    SOUND = "microphone and no loudspeaker"
    SPEECH = "synthetic voice"
    TLS = "trusted connection to a service"
    BUNDLE = "bundle"
    DESKTOP_FILES = "check of the desktop files by their own tools"


class Kind(Enum):
    """How a need is looked for."""

    LIBRARY = "library"
    """Loaded by its soname."""
    PROGRAM = "program"
    """Searched in PATH."""
    FILES = "files"
    """At least one path matches one of the patterns."""
    MODULE = "module"
    """Imported by the Python that runs this script."""


@dataclass(frozen=True)
class Need:
    """One thing, where it lives on Debian, and what for."""

    use: Use
    kind: Kind
    name: str
    """Soname, program, module, or patterns joined by `:`."""
    package: str
    """Debian's name; Ubuntu has the same."""

    @property
    def label(self) -> str:
        """What to call it in a sentence."""
        return self.package if self.kind is Kind.FILES else self.name


def _libraries(use: Use, packages: dict[str, str]) -> tuple[Need, ...]:
    return tuple(Need(use, Kind.LIBRARY, soname, package) for soname, package in packages.items())


_PYTHON = f"python{sys.version_info[0]}.{sys.version_info[1]}"

NEEDS: tuple[Need, ...] = (
    Need(Use.PYTHON, Kind.MODULE, "ensurepip", "python3-venv"),
    *_libraries(
        Use.QT,
        {
            "libEGL.so.1": "libegl1",
            "libGL.so.1": "libgl1",
            "libglib-2.0.so.0": "libglib2.0-0",
            "libfontconfig.so.1": "libfontconfig1",
            "libdbus-1.so.3": "libdbus-1-3",
            "libxkbcommon.so.0": "libxkbcommon0",
            "libX11.so.6": "libx11-6",
            # QtNetwork, for the socket through which a second start finds the first:
            "libgssapi_krb5.so.2": "libgssapi-krb5-2",
            "libbrotlidec.so.1": "libbrotli1",
        },
    ),
    Need(
        Use.QT,
        Kind.FILES,
        "/usr/share/fonts/**/*.[to]tf:/usr/local/share/fonts/**/*.[to]tf:~/.local/share/fonts/**/*.[to]tf",
        "fonts-dejavu-core",
    ),
    *_libraries(
        Use.X11,
        {
            "libX11-xcb.so.1": "libx11-xcb1",
            "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
            # A missing one of these makes Qt blame libxcb-cursor0, whichever it is.
            "libxcb-cursor.so.0": "libxcb-cursor0",
            "libxcb-icccm.so.4": "libxcb-icccm4",
            "libxcb-image.so.0": "libxcb-image0",
            "libxcb-keysyms.so.1": "libxcb-keysyms1",
            "libxcb-randr.so.0": "libxcb-randr0",
            "libxcb-render-util.so.0": "libxcb-render-util0",
            "libxcb-shape.so.0": "libxcb-shape0",
            "libxcb-shm.so.0": "libxcb-shm0",
            "libxcb-sync.so.1": "libxcb-sync1",
            "libxcb-util.so.1": "libxcb-util1",
            "libxcb-xfixes.so.0": "libxcb-xfixes0",
            "libxcb-xkb.so.1": "libxcb-xkb1",
        },
    ),
    *_libraries(
        Use.WAYLAND,
        {
            "libwayland-client.so.0": "libwayland-client0",
            "libwayland-cursor.so.0": "libwayland-cursor0",
        },
    ),
    *_libraries(Use.SOUND, {"libportaudio.so.2": "libportaudio2"}),
    Need(Use.SPEECH, Kind.PROGRAM, "flite", "flite"),
    Need(
        Use.TLS,
        Kind.FILES,
        "/etc/ssl/certs/ca-certificates.crt:/etc/pki/tls/certs/ca-bundle.crt:/etc/ssl/ca-bundle.pem:/etc/ssl/cert.pem",
        "ca-certificates",
    ),
    # PyInstaller reads libraries with it, and takes Python's own, which Debian keeps apart from its Python.
    Need(Use.BUNDLE, Kind.PROGRAM, "objdump", "binutils"),
    Need(
        Use.BUNDLE,
        Kind.FILES,
        f"{sys.base_prefix}/lib/lib{_PYTHON}.so.1.0:{sys.base_prefix}/lib/*/lib{_PYTHON}.so.1.0",
        f"lib{_PYTHON}",
    ),
    Need(Use.DESKTOP_FILES, Kind.PROGRAM, "desktop-file-validate", "desktop-file-utils"),
    Need(Use.DESKTOP_FILES, Kind.PROGRAM, "appstreamcli", "appstream"),
)

APT_ATTEMPTS = 3
APT_PAUSE_S = 5.0  # Mirrors that are being synchronised answer 404 for seconds, not minutes.
APT_OPTIONS = ("-qq", "-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0")


class Machine:
    """The machine this runs on; a test passes another one."""

    def is_linux(self) -> bool:
        """Say whether there is anything to do at all."""
        return sys.platform.startswith("linux")

    def has_x11(self) -> bool:
        """Say whether an X11 screen is announced."""
        return bool(os.environ.get("DISPLAY"))

    def has_wayland(self) -> bool:
        """Say whether a Wayland screen is announced."""
        return bool(os.environ.get("WAYLAND_DISPLAY"))

    def has(self, need: Need) -> bool:
        """Look for `need` the way the program will."""
        if need.kind is Kind.LIBRARY:
            try:
                ctypes.CDLL(need.name)
            except OSError:
                return False
            return True
        if need.kind is Kind.PROGRAM:
            return shutil.which(need.name) is not None
        if need.kind is Kind.MODULE:
            try:
                __import__(need.name)
            except ImportError:
                return False
            return True
        patterns = map(os.path.expanduser, need.name.split(":"))
        return any(next(glob.iglob(pattern, recursive=True), None) for pattern in patterns)

    def has_apt(self) -> bool:
        """Say whether packages come from apt here."""
        return shutil.which("apt-get") is not None

    def is_root(self) -> bool:
        """Say whether packages may be installed without asking."""
        return os.geteuid() == 0

    def run(self, argv: Sequence[str]) -> tuple[int, str]:
        """Run a program without questions and return its exit code and everything it said."""
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=environment,
            check=False,
        )
        return done.returncode, done.stdout

    def pause(self, seconds: float) -> None:
        """Wait before another attempt."""
        time.sleep(seconds)


def uses_of(job: str, machine: Machine) -> tuple[frozenset[Use], frozenset[Use]]:
    """Return what `job` cannot do without, and what it would like to have as well.

    The embedded demo needs nothing at all: without a voice it plays the clips it was shipped with.
    """
    screens = {
        use for use, there in ((Use.X11, machine.has_x11()), (Use.WAYLAND, machine.has_wayland())) if there
    }
    wanted = {Use.SOUND, Use.SPEECH, Use.TLS}
    if job == "python":
        return frozenset({Use.PYTHON}), frozenset()
    if job == "demo":
        return frozenset({Use.PYTHON}), frozenset({Use.SPEECH, Use.TLS})
    if job == "test":
        return frozenset({Use.PYTHON, Use.QT}), frozenset(wanted | {Use.BUNDLE, Use.DESKTOP_FILES})
    if job == "bundle":
        return frozenset({Use.PYTHON, Use.QT, Use.BUNDLE}), frozenset({Use.SOUND, Use.X11})
    if job == "window":
        required = {Use.PYTHON, Use.QT}
        if len(screens) == 1:
            required |= screens
        return frozenset(required), frozenset(wanted | screens)
    return frozenset({Use.PYTHON, Use.QT}), frozenset(Use)


def missing(uses: Iterable[Use], machine: Machine) -> list[Need]:
    """Return the needs of `uses` that this machine does not fulfil, in the order of the list."""
    sought = set(uses)
    return [need for need in NEEDS if need.use in sought and not machine.has(need)]


def packages_of(needs: Iterable[Need]) -> list[str]:
    """Return the Debian packages of `needs`, each once, in order."""
    return list(dict.fromkeys(need.package for need in needs))


def cure(needs: Sequence[Need], machine: Machine) -> str:
    """Return the one line that helps, for people."""
    if machine.has_apt():
        sudo = "" if machine.is_root() else "sudo "
        return f"{sudo}apt-get install --no-install-recommends {' '.join(packages_of(needs))}"
    names = ", ".join(dict.fromkeys(need.label for need in needs))
    return f"install with your system's package manager what holds {names}"


def install(needs: Sequence[Need], machine: Machine) -> str:
    """Install the packages of `needs` through apt; return what apt said if it did not succeed, else nothing.

    A failed `update` is not the end: one broken source of many must not stop us. When the packages do not
    install together, each is tried by itself, so that one unknown name does not cost us the others.
    """
    packages = packages_of(needs)
    said = ""
    for attempt in range(APT_ATTEMPTS):
        if attempt:
            machine.pause(APT_PAUSE_S)
        machine.run(["apt-get", *APT_OPTIONS, "update"])
        code, said = machine.run(
            ["apt-get", *APT_OPTIONS, "install", "-y", "--no-install-recommends", *packages]
        )
        if code == 0:
            return ""
    for package in packages:
        machine.run(["apt-get", *APT_OPTIONS, "install", "-y", "--no-install-recommends", package])
    return said.strip()


def provide(job: str, machine: Machine, *, check_only: bool = False) -> int:
    """Do what can be done for `job`, say what cannot, return the exit code; silent when all is well."""
    if not machine.is_linux():
        return 0
    required, wanted = uses_of(job, machine)
    lacking = missing(required | wanted, machine)
    if not lacking:
        return 0
    if machine.is_root() and machine.has_apt() and not check_only:
        print(f"Installing system packages: {' '.join(packages_of(lacking))}", flush=True)
        said = install(lacking, machine)
        lacking = missing(required | wanted, machine)
        if not lacking:
            return 0
        if said:
            print(said, file=sys.stderr)
    for use in dict.fromkeys(need.use for need in lacking):
        names = ", ".join(need.label for need in lacking if need.use is use)
        print(f"Missing: {names}; without it there is no {use.value}.", file=sys.stderr)
    stuck = any(need.use in required for need in lacking)
    print("This is needed. Run:" if stuck else "Going on without. To have it, run:", file=sys.stderr)
    print(f"    {cure(lacking, machine)}", file=sys.stderr)
    return 1 if stuck else 0


def main(arguments: Sequence[str] | None = None, machine: Machine | None = None) -> int:
    """Read the command line and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="needs.py", description="Find and install what voiceapp needs of Linux."
    )
    jobs = ["all", "window", "demo", "test", "bundle", "python"]
    parser.add_argument("job", nargs="?", default="all", choices=jobs)
    parser.add_argument("--check", action="store_true", help="only say what is missing")
    chosen = parser.parse_args(arguments)
    return provide(chosen.job, machine or Machine(), check_only=chosen.check)


if __name__ == "__main__":
    sys.exit(main())
