"""How long until something is there: the package, an answer on the command line, the first picture."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Row, spread

RUNS = 7
LIMIT_S = 60.0


def rows() -> Iterator[Row]:
    """Start a fresh Python each time; the first start of each kind only warms the file cache."""
    yield spread("start Python", "ms", _starts_ms(["-c", "pass"]), note="what nobody can save")
    yield spread("import voiceapp.cli", "ms", _starts_ms(["-c", "import voiceapp.cli"]))
    yield spread("voiceapp --version", "ms", _starts_ms(["-m", "voiceapp", "--version"]))
    painted_ms = _starts_ms(["-m", "benchmarks.first_paint"], awaited=b"painted\n")
    yield spread("window, to its first picture", "ms", painted_ms, note="offscreen")


def _starts_ms(arguments: list[str], *, awaited: bytes = b"") -> list[float]:
    """Return how long each start took, to its end or to the line `awaited`."""
    with tempfile.TemporaryDirectory(prefix="voiceapp-bench-") as folder:
        # Without the caller's accounts, and with Python's own ways (such as keeping compiled modules).
        environment = {
            name: text
            for name, text in os.environ.items()
            if not name.startswith(("AZURE_", "OPENAI_", "PYTHON", "VOICEAPP_"))
        }
        environment |= {
            "QT_QPA_PLATFORM": "offscreen",
            "VOICEAPP_CONFIG_DIR": folder,
            "VOICEAPP_DATA_DIR": folder,
            "XDG_RUNTIME_DIR": folder,
        }
        return [_start_ms(arguments, awaited, environment) for _ in range(RUNS + 1)][1:]


def _start_ms(arguments: list[str], awaited: bytes, environment: dict[str, str]) -> float:
    root = Path(__file__).resolve().parent.parent
    begun_ns = time.perf_counter_ns()
    with subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None, "it is a pipe"
        said = child.stdout.readline() if awaited else b""
        took_ns = time.perf_counter_ns() - begun_ns
        try:
            _, complaint = child.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            raise
        if not awaited:
            took_ns = time.perf_counter_ns() - begun_ns
    if child.returncode or said != awaited:
        raise RuntimeError(f"{arguments} ended with {child.returncode}: {complaint.decode(errors='replace')}")
    return took_ns / 1e6
