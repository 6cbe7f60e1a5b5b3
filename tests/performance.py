"""The spoken demonstration, given beside the other tests: it takes as long as words take to be spoken."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.terminal import PROGRAM, Ended, environment

DEMO_LIMIT_S = 50.0


@dataclass(frozen=True)
class Demonstrated:
    """What a run has printed and kept."""

    ended: Ended
    folder: Path


class Performance:
    """`voiceapp demo --output FOLDER` in a process of its own, in the GA dialect (about 13 s)."""

    def __init__(self) -> None:
        self._place: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._demonstrated: Demonstrated | None = None

    def start(self) -> None:
        """Begin; the folder is one that has to be made."""
        self._place = Path(tempfile.mkdtemp(prefix="voiceapp-demo-"))
        self._process = subprocess.Popen(
            [*PROGRAM, "demo", "--output", str(self._place / "new" / "folder")],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def demonstrated(self) -> Demonstrated:
        """Wait for the end of it, and return what there is then."""
        if self._demonstrated is None:
            assert self._process is not None, "`start` comes first"
            assert self._place is not None
            out, error = self._process.communicate(timeout=DEMO_LIMIT_S)
            ended = Ended(self._process.returncode, out.decode(), error.decode())
            self._demonstrated = Demonstrated(ended, self._place / "new" / "folder")
        return self._demonstrated

    def close(self) -> None:
        """End it, and remove what it has kept."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.kill()
            process.communicate()
        if self._place is not None:
            shutil.rmtree(self._place, ignore_errors=True)
