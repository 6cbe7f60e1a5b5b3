"""Conversations held in virtual time and recorded: the source of `tests/tapes`.

`python -m tests.scenarios` records all of them anew. A tape is a regression test of the dialogue: it is
recorded again only when a change of behaviour is wanted, and the difference is looked at first
(`git diff --stat tests/tapes`, `voiceapp.recording.replay`).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowState
from voiceapp.offline.options import Faults, ServerOptions
from voiceapp.pcm import FRAMES_PER_MS
from voiceapp.protocol.dialect import GA, PREVIEW, Dialect
from voiceapp.recording.tape import TapeHeader, TapeWriter
from voiceapp.simulation import Simulation

TAPES = Path(__file__).parent / "tapes"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the scripted assistant says."""

    text: str
    timer_s: int | None = None
    timer_text: str = ""


class Echoing:
    """An assistant that repeats what it heard, and talks long enough to be interrupted."""

    def reply(self, heard: str | None, *, wall: datetime, typed: bool) -> Reply:
        """Answer with about three seconds of speech."""
        return Reply(f"You said {heard or 'nothing'}, and this goes on a while.")


def tone(ms: int, hz: int = 220, level: int = 8000) -> bytes:
    """Return a tone: what a voice is to a detector made of loudness."""
    at = np.arange(ms * FRAMES_PER_MS)
    return bytes((level * np.sin(2 * np.pi * hz * at / 24_000)).astype("<i2").tobytes())


def speak(text: str) -> bytes:
    """Return 60 ms of tone per character: text and sound are exactly proportional."""
    return tone(60 * len(text), 330, 6000)


def hear(pcm: bytes) -> str | None:
    """Recognise everything as the same two words."""
    return "hello there"


def simulation(dialect: Dialect, **more: object) -> Simulation:
    """Return a conversation of the scripted assistant, ready to start."""
    return Simulation(Echoing, hear, speak, dialect=dialect, **more)  # type: ignore[arg-type]


def vad_turn(s: Simulation) -> None:
    """A spoken question found by the server's voice detection is answered and heard to its end."""
    s.sound.say(tone(700))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run_until(lambda p: p.phase is Phase.LISTENING)


def push_to_talk(s: Simulation) -> None:
    """A held key sends its pre-roll, the speech and its tail; a key held too briefly sends nothing."""
    s.run(400)
    s.post(i.TalkPressed(s.clock.now_ns()))
    s.sound.say(tone(600))
    s.run(600)
    s.post(i.TalkReleased(s.clock.now_ns()))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run_until(lambda p: p.phase is Phase.LISTENING)


def text(s: Simulation) -> None:
    """A typed message is answered aloud."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run_until(lambda p: p.phase is Phase.LISTENING)


def barge_in_while_generating(s: Simulation) -> None:
    """Speech during a slow answer cancels it, truncates it at the last frame heard, and is answered."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(900)
    s.sound.say(tone(700))
    s.run_until(lambda p: any(row.state is RowState.CUT for row in p.rows))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(500)


def barge_in_after_generation(s: Simulation) -> None:
    """Speech after `response.done`, while the answer still plays, truncates and cancels nothing."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(1200)
    s.sound.say(tone(700))
    s.run_until(lambda p: any(row.state is RowState.CUT for row in p.rows))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(500)


def cough(s: Simulation) -> None:
    """A short noise pauses the answer; it goes on where it stopped and the noise leaves no trace."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(800)
    s.sound.say(tone(120))
    s.run_until(lambda p: p.phase is Phase.USER_SPEAKING)
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.run(600)


def error_and_recovery(s: Simulation) -> None:
    """A failed answer and a lost line are said; the conversation goes on after both."""
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run(1500)
    s.drop_link()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.post(i.TextSubmitted(s.clock.now_ns(), "good evening"))
    s.run(1500)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One conversation and what surrounds it."""

    play: Callable[[Simulation], None]
    options: DialogueOptions = DialogueOptions()
    server: ServerOptions = ServerOptions()

    @property
    def about(self) -> str:
        """Return the sentence that says what it proves."""
        return (self.play.__doc__ or "").strip()


SCENARIOS = {
    "vad-turn": Scenario(vad_turn),
    "push-to-talk": Scenario(push_to_talk, DialogueOptions(hands_free=False)),
    "text": Scenario(text),
    "barge-in-while-generating": Scenario(
        barge_in_while_generating, server=ServerOptions(speed=1.2, late_deltas=3)
    ),
    "barge-in-after-generation": Scenario(
        barge_in_after_generation, server=ServerOptions(stored_short_ms=85)
    ),
    "cough": Scenario(cough),
    "error-and-recovery": Scenario(
        error_and_recovery, server=ServerOptions(faults=Faults(fail_responses="server_error"))
    ),
}
DIALECTS = (GA, PREVIEW)


def hold(name: str, dialect: Dialect, folder: Path | None = None) -> Simulation:
    """Hold one conversation, recorded to `folder` if there is one, and return it as it ended."""
    scenario = SCENARIOS[name]
    tape = None
    if folder is not None:
        header = TapeHeader(dialect=dialect.name, about=scenario.about, options=scenario.options)
        tape = TapeWriter(folder, header)
    s = simulation(dialect, options=scenario.options, server=scenario.server, tape=tape)
    s.start()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    scenario.play(s)
    if tape is not None:
        tape.close()
    return s


def main() -> int:
    """Record every scenario in every dialect."""
    for name in SCENARIOS:
        for dialect in DIALECTS:
            folder = TAPES / f"{name}-{dialect.name}"
            shutil.rmtree(folder, ignore_errors=True)
            s = hold(name, dialect, folder)
            rows = len(s.dialogue.snapshot().rows)
            sys.stdout.write(f"{folder.name}: {s.clock.now_ns() / 1e9:.1f} s, {rows} rows\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
