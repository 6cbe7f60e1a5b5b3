"""Conversations held in virtual time and recorded: the source of `tests/tapes`.

`python -m tests.scenarios` records all of them anew. A tape is a regression test of the dialogue: it is
recorded again only when a change of behaviour is wanted, and the difference is looked at first
(`git diff --stat tests/tapes`, `voiceapp.recording.replay`).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from tests import scenes
from tests.scenes import BRIEF
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowState
from voiceapp.offline.options import Faults, ServerOptions
from voiceapp.pcm import FRAMES_PER_MS
from voiceapp.protocol.dialect import GA, PREVIEW, Dialect
from voiceapp.recording.tape import TapeHeader, TapeWriter
from voiceapp.simulation import Simulation, World

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


def tone(ms: int, hz: int = 240, level: int = 8000) -> bytes:
    """Return a tone: what a voice is to a detector made of loudness.

    One whose period is a whole number of frames takes no room where tapes are compressed.
    """
    at = np.arange(ms * FRAMES_PER_MS)
    return bytes((level * np.sin(2 * np.pi * hz * at / 24_000)).astype("<i2").tobytes())


def speak(text: str) -> bytes:
    """Return 60 ms of tone per character: text and sound are exactly proportional."""
    return tone(60 * len(text), 300, 6000)


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


def speak_fast(text: str) -> bytes:
    """Return 20 ms of tone per character: a tape holds all sound, and there are many."""
    return tone(20 * len(text), 300, 6000)


BRIEF_KEY = replace(BRIEF, hands_free=False)
TOOLS = tuple({"type": "function", "name": name} for name in ("look_up", "write_down"))
BRIEF_TOOLS = replace(BRIEF, tools=TOOLS)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One conversation and what surrounds it."""

    play: Callable[[Simulation], None]
    flows: str
    """The sections of the protocol's flows it goes through, with the races by their names."""
    options: DialogueOptions = DialogueOptions()
    server: ServerOptions = ServerOptions()
    world: World = field(default_factory=World)
    speaking: Callable[[str], bytes] = speak
    microphone: bool = True
    """Without one a tape holds no sound of the person, and is small."""

    @property
    def about(self) -> str:
        """Return the sentence that says what it proves."""
        return (self.play.__doc__ or "").strip()


def written(
    play: Callable[[Simulation], None], flows: str, options: DialogueOptions = BRIEF, **more: Any
) -> Scenario:
    """Return a brief conversation without a microphone."""
    return Scenario(play, flows, options, speaking=speak_fast, microphone=False, **more)


def spoken(
    play: Callable[[Simulation], None], flows: str, options: DialogueOptions = BRIEF, **more: Any
) -> Scenario:
    """Return a brief conversation with one."""
    return Scenario(play, flows, options, speaking=speak_fast, **more)


SLOW = ServerOptions(speed=1.2)
SCENARIOS = {
    "vad-turn": Scenario(vad_turn, "1, 2"),
    "push-to-talk": Scenario(push_to_talk, "1, 3", DialogueOptions(hands_free=False)),
    "text": Scenario(text, "1, 4, 9"),
    "barge-in-while-generating": Scenario(
        barge_in_while_generating, "6, 11 R7", server=ServerOptions(speed=1.2, late_deltas=3)
    ),
    "barge-in-after-generation": Scenario(
        barge_in_after_generation, "7, 9", server=ServerOptions(stored_short_ms=85)
    ),
    "cough": Scenario(cough, "8"),
    "error-and-recovery": Scenario(
        error_and_recovery, "13", server=ServerOptions(faults=Faults(fail_responses="server_error"))
    ),
    "stop-button": written(scenes.stop_button, "8", server=SLOW),
    "typed-over-an-answer": written(scenes.typed_over_an_answer, "8", server=SLOW),
    "key-over-an-answer": spoken(scenes.key_over_an_answer, "3, 8", BRIEF_KEY, server=SLOW),
    "key-held-too-briefly": spoken(
        scenes.key_held_too_briefly, "3", replace(BRIEF_KEY, pre_roll_ms=20, tail_ms=20)
    ),
    "stop-before-the-answer": written(scenes.stop_before_the_answer, "8, 11 R3"),
    "stop-after-the-answer-was-made": written(
        scenes.stop_after_the_answer_was_made, "8, 11 R1", world=World(downlink_ms=150)
    ),
    "second-message-unheard": written(
        scenes.second_message_unheard, "6, 9", server=ServerOptions(messages=2)
    ),
    "stopped-at-its-very-end": written(
        scenes.stopped_at_its_very_end, "9", server=ServerOptions(stored_short_ms=85)
    ),
    "function": written(scenes.function, "5", BRIEF_TOOLS),
    "two-functions": written(scenes.two_functions, "5", BRIEF_TOOLS),
    "speech-while-a-function-runs": spoken(
        scenes.speech_while_a_function_runs, "10", BRIEF_TOOLS, world=World(tool_ms=1_200)
    ),
    "stop-while-a-function-runs": written(
        scenes.stop_while_a_function_runs, "10", BRIEF_TOOLS, world=World(tool_ms=500)
    ),
    "late-sound": written(
        scenes.late_sound,
        "6, 11 R7",
        server=ServerOptions(
            speed=1.2, late_deltas=3, faults=Faults(deltas_after_done=2, unsolicited_truncated=True)
        ),
    ),
    "a-stranger-ends": spoken(
        scenes.a_stranger_ends, "11 R8", server=ServerOptions(faults=Faults(done_without_created=True))
    ),
    "captions-fail": spoken(scenes.captions_fail, "2", server=ServerOptions(transcription_fails=True)),
    "captions-after-the-answer": spoken(
        scenes.captions_after_the_answer, "2, 11 R10", server=ServerOptions(transcription_after_response=True)
    ),
    "typed-while-speaking": spoken(scenes.typed_while_speaking, "4, 11 R5"),
    "errors-without-names": written(
        scenes.errors_without_names,
        "11 R12",
        server=ServerOptions(omit_error_event_id=True),
        world=World(downlink_ms=150),
    ),
    "strange-events": written(
        scenes.strange_events,
        "1, 4",
        server=ServerOptions(faults=Faults(unknown_every=3, optionals="absent")),
    ),
    "turned-away": written(scenes.turned_away, "1, 13"),
    "session-expires": written(scenes.session_expires, "13", server=ServerOptions(session_length_s=2.0)),
    "mute-in-the-middle": spoken(scenes.mute_in_the_middle, "14"),
    "from-hands-free-to-the-key": written(scenes.from_hands_free_to_the_key, "14"),
    "new-conversation": written(scenes.new_conversation, "1"),
    "settings-during-an-answer": written(scenes.settings_during_an_answer, "11 R11"),
    "another-voice": written(scenes.another_voice, "13, 14"),
    "answered-again": written(scenes.answered_again, "4, 8"),
    "second-answer-unheard": written(scenes.second_answer_unheard, "8, 11 R3"),
    "continued": written(scenes.continued, "1, 13"),
    "typed-as-the-turn-ends": spoken(
        scenes.typed_as_the_turn_ends, "8, 9", world=World(uplink_ms=80, downlink_ms=80)
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
    s = Simulation(
        Echoing,
        hear,
        scenario.speaking,
        options=scenario.options,
        server=scenario.server,
        dialect=dialect,
        world=scenario.world,
        tape=tape,
    )
    s.start(microphone=scenario.microphone)
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    scenario.play(s)
    if tape is not None:
        tape.close()
    return s


FLOWS = {
    "1": "Connect and configure",
    "2": "Server-VAD turn",
    "3": "Push-to-talk turn",
    "4": "Text turn",
    "5": "Function call turn",
    "6": "Barge-in",
    "7": "Barge-in after generation has ended",
    "8": "Client-controlled interruption",
    "9": "Truncate edge cases",
    "10": "Barge-in while a function call is involved",
    "11 R1": "Race: cancel against the natural end",
    "11 R3": "Race: cancel before the response exists",
    "11 R5": "Race: a request while the person speaks",
    "11 R7": "Race: deltas after the end",
    "11 R8": "Race: an end without a beginning",
    "11 R10": "Race: a transcription that comes late",
    "11 R11": "Race: session.update during a response",
    "11 R12": "Race: an error without an id",
    "13": "Session expiry, reconnect and history restore",
    "14": "Mute and mode switch",
}
"""The sections of the protocol's flows, and its races, that a client goes through here."""
WITHOUT_TAPE = """\
| Flow | Why there is no tape |
|---|---|
| 11 R2 | The decision to interrupt is the client's alone: `interrupt_response` is false. |
| 11 R4, R9 | Not brought about in virtual time; `tests/dialogue/test_reception.py` has them. |
| 11 R6 | Not brought about yet. |
| 11 R13 | Simulated sound has no echo; `tests/audio` measures it. |
| 12, 15, 16, 17 | Out-of-band responses, images, MCP tools and the idle timeout are not used. |
| 18 | The contract of the embedded server: `tests/offline`. |
"""


def readme() -> str:
    """Return the page beside the tapes: what each proves, and which flow is on which."""
    lines = [
        "# Recorded conversations",
        "",
        "Held in virtual time with the embedded assistant, and replayed bit for bit by",
        "`tests/recording/test_replay.py`. Each is here twice: `-ga` and `-preview`.",
        "`python -m tests.scenarios` records all of them anew and writes this page.",
        "",
        "| Tape | It proves | Flows |",
        "|---|---|---|",
        *(f"| `{name}` | {scenario.about} | {scenario.flows} |" for name, scenario in SCENARIOS.items()),
        "",
        "| Flow | Tapes |",
        "|---|---|",
    ]
    for flow, title in FLOWS.items():
        names = ", ".join(f"`{name}`" for name, one in SCENARIOS.items() if flow in one.flows.split(", "))
        lines.append(f"| {flow} {title} | {names} |")
    return "\n".join(lines) + "\n\n" + WITHOUT_TAPE


def main() -> int:
    """Record every scenario in every dialect, and write the page about them."""
    for name in SCENARIOS:
        for dialect in DIALECTS:
            folder = TAPES / f"{name}-{dialect.name}"
            shutil.rmtree(folder, ignore_errors=True)
            s = hold(name, dialect, folder)
            rows = len(s.dialogue.snapshot().rows)
            sys.stdout.write(f"{folder.name}: {s.clock.now_ns() / 1e9:.1f} s, {rows} rows\n")
    (TAPES / "README.md").write_text(readme(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
