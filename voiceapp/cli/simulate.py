"""`voiceapp simulate`: conversations drawn from seeds, in virtual time, and the promises they must keep."""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

from voiceapp.cli.words import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    simulate = commands.add(
        "simulate",
        _simulate,
        summary="hold simulated conversations with delays, losses and faults, and check every promise",
        description="Hold one conversation for each seed: the real dialogue, the embedded assistant and a "
        "simulated sound card on a clock that is moved by hand. A seed that breaks a promise leaves a tape. "
        "The exit code is 1 if one did.",
    )
    simulate.add_argument("--seeds", type=_seeds, default=(0, 99), metavar="A..B", help="default: 0..99")
    simulate.add_argument(
        "--output",
        type=Path,
        default=Path("simulated"),
        metavar="DIR",
        help="where tapes go; default: simulated",
    )


def _seeds(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,12})(?:\.\.(\d{1,12}))?", text, re.ASCII)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise argparse.ArgumentTypeError(f"seeds are a number or a range such as 0..99, not {text!r}")
    return first, last


def _simulate(words: argparse.Namespace) -> int:
    from voiceapp.seeded import simulate

    first, last = words.seeds
    held = broken = simulated_ms = 0
    met: Counter[str] = Counter()
    for outcome in simulate(first, last, words.output):
        held += 1
        simulated_ms += outcome.simulated_ms
        met.update(str(occasion) for occasion in outcome.met)
        if outcome.broken:
            broken += 1
            sentences = "".join(f"  {sentence}\n" for sentence in outcome.broken)
            sys.stdout.write(f"seed {outcome.seed}, tape {outcome.tape}:\n{sentences}")
            sys.stdout.flush()
    sys.stdout.write(
        f"{held} conversations, {simulated_ms / 3_600_000:.1f} h of them; {broken} broke a promise.\n"
        + "".join(f"{count:8}  {occasion}\n" for occasion, count in met.most_common())
    )
    return 1 if broken else 0
