"""What the catalogue's rows come to, held in virtual time and recorded: the source of `tests/tapes/recovered-*`.

`python -m tests.fault_scenarios` records all of them anew. As with `tests/scenarios.py`, that is done only
when a change of behaviour is wanted, and the difference is looked at first.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from tests.fault_catalogue import ROWS, After, Row, hold_the_key, speak_up
from tests.scenarios import TAPES, Echoing, hear
from tests.sounds import tone
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.snapshot import Phase, RowKind, Snapshot
from voiceapp.offline.options import ServerOptions
from voiceapp.protocol.dialect import GA, Dialect
from voiceapp.recording.tape import TapeHeader, TapeWriter
from voiceapp.simulation import Simulation


def speak_hastily(text: str) -> bytes:
    """Return 8 ms of tone per character: there are many tapes, and none is about the sound."""
    return tone(8 * len(text), hz=300, amplitude=6_000)


def told(picture: Snapshot) -> list[str]:
    """Return what a person is told: the notices, and the banner."""
    notices = [row.text for row in picture.rows if row.kind is RowKind.NOTICE]
    return notices + ([picture.banner.text] if picture.banner else [])


def heard(picture: Snapshot) -> int:
    """Return how many answers were heard, or a part of them."""
    return sum(row.kind is RowKind.ASSISTANT and row.heard_chars > 0 for row in picture.rows)


def meet(row: Row, dialect: Dialect, tape: TapeWriter | None = None) -> tuple[Simulation, Snapshot]:
    """Let it go wrong; returns the conversation, and the picture when it has been noticed.

    What comes after it is a service that is well.
    """
    s = Simulation(
        Echoing, hear, speak_hastily, options=row.options, server=row.server, dialect=dialect, tape=tape
    )
    s.start(microphone=row.play in (hold_the_key, speak_up))
    if row.server.refuse is None:  # what goes wrong is in the first session
        s.run(40)
        s.server = ServerOptions()
    row.play(s)
    s.run(200)
    if row.says:
        picture = s.run_until(lambda p: any(row.says in one for one in told(p)), limit_ms=row.patience_ms)
    else:
        picture = s.run(row.patience_ms)
    s.server = ServerOptions()
    return s, picture


def go_on(s: Simulation) -> Snapshot:
    """Wait for the conversation to be well, ask something, hear the answer; returns the picture at the end."""
    so_far = heard(s.run_until(lambda p: p.phase is Phase.LISTENING))
    s.post(i.TextSubmitted(s.clock.now_ns(), "and now?"))
    s.run_until(lambda p: heard(p) > so_far)
    return s.run_until(lambda p: p.phase is Phase.LISTENING)


def name_of(row: Row) -> str:
    """Return the name of a row's tape."""
    return "recovered-" + re.sub(r"[^a-z0-9]+", "-", row.name.lower()).strip("-")[:60]


RECORDED = {name_of(row): row for row in ROWS if row.after in (After.RETRIED, After.RENEWED, After.GOES_ON)}
"""The rows after which a conversation goes on by itself; the rest wait for a person."""


def main() -> int:
    """Record every row after which the conversation goes on by itself."""
    for old in TAPES.glob("recovered-*/"):
        shutil.rmtree(old)
    for name, row in RECORDED.items():
        record(row, TAPES / name)
        sys.stdout.write(f"{name}\n")
    return 0


def record(row: Row, folder: Path) -> None:
    """Record one conversation, in GA's dialect: what differs between the dialects is on other tapes."""
    about = f"{row.name}: {row.after.value}."
    with TapeWriter(folder, TapeHeader(dialect=GA.name, about=about, options=row.options)) as tape:
        go_on(meet(row, GA, tape)[0])


if __name__ == "__main__":
    sys.exit(main())
