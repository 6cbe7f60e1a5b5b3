"""Measure: `python -m benchmarks [--json FILE] [--list] [name …]`; without names everything."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import voiceapp
from benchmarks import (
    busy,
    codec,
    conversation,
    doors,
    echo,
    handover,
    panel,
    reconnect,
    replay,
    reserve,
    rig,
    startup,
    stops,
    store,
)
from benchmarks.measure import Row, baseline_ns

BENCHES: dict[str, Callable[[], Iterator[Row]]] = {
    "codec": codec.rows,
    "doors": doors.rows,
    "handover": handover.rows,
    "conversation": conversation.rows,
    "stops": stops.rows,
    "reconnect": reconnect.rows,
    "replay": replay.rows,
    "reserve": reserve.rows,
    "busy": busy.rows,
    "echo": echo.rows,
    "rig": rig.rows,
    "startup": startup.rows,
    "store": store.rows,
    "panel": panel.rows,
}


def line_of(row: Row) -> str:
    """Lay out one row under `HEADER`."""
    cells = [_number(value) for value in (row.middle, row.p95, row.p99, row.worst, row.ratio)]
    return (
        f"{row.name:<64}{row.unit:>8}" + "".join(f"{cell:>10}" for cell in cells) + f"  {row.note}".rstrip()
    )


HEADER = f"{'':<64}{'unit':>8}{'median':>10}{'p95':>10}{'p99':>10}{'worst':>10}{'ratio':>10}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what voiceapp costs.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(BENCHES)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there as well")
    parser.add_argument("--list", action="store_true", help="only say what there is")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.names) - set(BENCHES)
    if unknown:
        parser.error(f"there is no benchmark called {', '.join(sorted(unknown))}")
    if chosen.list:
        print("\n".join(BENCHES))
        return 0
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, baseline {baseline_ns():.0f} ns")
    print(HEADER)
    found: list[dict[str, object]] = []
    for name in chosen.names or BENCHES:
        for row in BENCHES[name]():
            print(line_of(row), flush=True)
            found.append({"bench": name, **asdict(row)})
    if chosen.json is not None:
        _write(chosen.json, found)
    return 0


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    """Write rows and what they were measured on; nothing that names the machine or the person."""
    about = {
        "voiceapp": voiceapp.__version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "baseline_ns": round(baseline_ns()),
    }
    path.write_text(json.dumps({"about": about, "rows": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
