"""What a person installs, made and tried: the wheel, and the folder that `make bundle` makes.

To make the bundle is half a minute of computing, and to try it is as long as words take to be spoken. So all of
it happens once, in a process beside the other tests (`python -m tests.packages FOLDER`), and whoever judges it
comes last (`conftest.py`). Each trial is told as one line of JSON on standard output. When its input ends, because
the tests are over or have been killed, the process ends what it has started and removes what it has made.

Nothing is fetched: the fresh environment of the wheel borrows the libraries of the one the tests run in.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import traceback
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.sources import ROOT
from tests.terminal import environment

SPEC = ROOT / "assets" / "bundle" / "voiceapp.spec"
BUILD = ("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "assets/bundle/voiceapp.spec")
"""What `make bundle` gives to Python."""
TRIAL_LIMIT_S = 240.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that was made or tried."""

    name: str
    code: int
    out: str
    error: str
    took_s: float


class Workshop:
    """The process beside the tests, and what it has told so far."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._tried: dict[str, Trial] = {}

    @property
    def folder(self) -> Path:
        """Where the wheel and the bundle are; removed by `close`."""
        assert self._folder is not None, "`start` comes first"
        return self._folder

    @property
    def bundle(self) -> Path:
        """The folder a person would copy."""
        return self.folder / "dist" / "voiceapp"

    def start(self) -> None:
        """Begin to make and to try everything."""
        self._folder = Path(tempfile.mkdtemp(prefix="voiceapp-packages-"))
        with (self._folder / "errors.txt").open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.packages", str(self._folder)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )

    def tried(self, name: str) -> Trial:
        """Return what a trial has shown, as soon as it has; fails with the reason if it never will."""
        assert self._process is not None, "`start` comes first"
        assert self._process.stdout is not None
        while name not in self._tried:
            line = self._process.stdout.readline()
            if not line:
                errors = (self.folder / "errors.txt").read_text("utf-8", "replace")
                raise AssertionError(f"{name} was not tried:\n{errors}")
            trial = Trial(**json.loads(line))
            self._tried[trial.name] = trial
        return self._tried[name]

    def close(self) -> None:
        """End it; it ends what it has started, and removes what it has made."""
        process, self._process = self._process, None
        if process is not None:
            process.communicate()


# -- in the process --------------------------------------------------------------------------------------


class Place:
    """The folder in which everything is made, and the person who tries it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def person(self, name: str, **more: str) -> dict[str, str]:
        """Return the environment of somebody with empty folders, no sound card and no screen."""
        home = self.folder / name
        home.mkdir(mode=0o700)
        names = ("HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "VOICEAPP_CONFIG_DIR", "VOICEAPP_DATA_DIR")
        return environment(**dict.fromkeys(names, str(home)), QT_QPA_PLATFORM="offscreen", **more)

    async def run(
        self, name: str, *words: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> Trial:
        """Run a program to its end, by default where no checkout is, and tell what it showed."""
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *words, cwd=cwd or self.folder, env=env, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
        )
        async with asyncio.timeout(TRIAL_LIMIT_S):
            out, error = await process.communicate()
        assert process.returncode is not None
        return tell(Trial(name, process.returncode, out.decode(), error.decode(), time.monotonic() - began))


def tell(trial: Trial) -> Trial:
    """Tell the tests."""
    sys.stdout.write(f"{json.dumps(asdict(trial))}\n")
    sys.stdout.flush()
    return trial


async def make_wheel(place: Place) -> None:
    """Build the wheel, put it into a fresh environment, and try the program there."""
    wheels = place.folder / "wheels"
    build = ("-m", "hatchling", "build", "--target", "wheel", "--directory", wheels)
    made = await place.run("wheel", sys.executable, *build, cwd=ROOT)
    if made.code:
        return
    fresh = place.folder / "fresh"
    python = fresh / "bin" / "python"
    await place.run("fresh", sys.executable, "-m", "venv", "--without-pip", fresh)
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    await place.run("install", *pip, "install", "--no-index", "--no-deps", *wheels.glob("*.whl"))
    (fresh_site,) = fresh.glob("lib/python*/site-packages")
    (fresh_site / "borrowed.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    program = fresh / "bin" / "voiceapp"
    await place.run("wheel version", program, "--version", env=place.person("wheel-version"))
    await place.run("wheel demo", program, "demo", env=place.person("wheel-demo"))


async def make_bundle(place: Place) -> None:
    """Make the bundle, at the back of the queue for the processor, and try it."""
    quietly = ("nice", "-n", "10") if shutil.which("nice") else ()
    places = ("--distpath", place.folder / "dist", "--workpath", place.folder / "build")
    env = {**os.environ, "PYINSTALLER_CONFIG_DIR": str(place.folder / "cache")}
    words = [SPEC if word.endswith(".spec") else word for word in BUILD]
    made = await place.run("bundle", *quietly, sys.executable, *words[:-1], *places, words[-1], env=env)
    if made.code:
        return
    program = place.folder / "dist" / "voiceapp" / "voiceapp"
    await place.run("bundle version", program, "--version", env=place.person("bundle-version"))
    await try_entry(place, program)
    await try_window(place, program)
    await try_demo(place, program)


async def try_demo(place: Place, program: Path) -> None:
    """Hold the spoken demonstration; the voice is flite, which notes down the environment it was started in."""
    flite = shutil.which("flite")
    assert flite, "`make setup` installs flite"
    programs = place.folder / "programs"
    programs.mkdir()
    noting = programs / "flite"
    noting.write_text(f'#!/bin/sh\nenv >"{place.folder}/flite.txt"\nexec "{flite}" "$@"\n', "utf-8")
    noting.chmod(0o755)
    env = place.person("bundle-demo", PATH=f"{programs}{os.pathsep}{os.environ['PATH']}")
    await place.run("bundle demo", program, "demo", env=env)


async def try_entry(place: Place, program: Path) -> None:
    """Put the bundle into the menu."""
    await place.run("bundle entry", program, "desktop-entry", "install", env=place.person("bundle-entry"))


async def try_window(place: Place, program: Path) -> None:
    """Open the window, wait until the embedded assistant has agreed to its settings, ask it, and close it."""
    began = time.monotonic()
    env = place.person("bundle-window")
    window = await asyncio.create_subprocess_exec(
        program, "-v", cwd=place.folder, env=env, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE
    )
    assert window.stderr is not None
    said = ""
    async with asyncio.timeout(TRIAL_LIMIT_S):
        while line := await window.stderr.readline():
            said += line.decode()
            if "session.updated" in said:
                await place.run("bundle status", program, "status", "--json", env=env)
                await place.run("bundle quit", program, "quit", env=env)
                said += (await window.stderr.read()).decode()
        code = await window.wait()
    tell(Trial("bundle window", code, "", said, time.monotonic() - began))


async def make_everything(folder: Path) -> None:
    """Make and try everything; the wheel is tried while the bundle is made. An end of output says that is all."""
    place = Place(folder)
    for problem in await asyncio.gather(make_wheel(place), make_bundle(place), return_exceptions=True):
        if problem is not None:
            traceback.print_exception(problem)
    sys.stdout.close()


async def end_of_input() -> None:
    """Wait for it."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    await reader.read()


async def main(folder: Path) -> None:
    """Make and try everything, and keep it for as long as somebody listens."""
    work = asyncio.create_task(make_everything(folder))
    await end_of_input()
    if work.cancel():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(0, signal.SIGTERM)
    await asyncio.wait([work])
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
