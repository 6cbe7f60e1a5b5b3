"""`voiceapp open` and `voiceapp replay`: a recorded conversation, seen and heard again, and proven."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from voiceapp.cli.conversing import check_display
from voiceapp.cli.words import Commands
from voiceapp.errors import VoiceappError

if TYPE_CHECKING:
    from voiceapp.replaying import Replaying

SPEEDS = (0.5, 1.0, 2.0)
TAPE_HELP = "the folder of a recording, the folder around it, or the file tape.jsonl in it"


def add(commands: Commands) -> None:
    """Add the two commands."""
    look = commands.add(
        "open",
        _open,
        summary="a recording in a window: see and hear it again",
        description="Open a recorded conversation in a window: play it, go to any moment of it, look at its "
        "events. Nothing is sent, and nobody listens.",
    )
    look.add_argument("tape", type=Path, metavar="TAPE", help=TAPE_HELP)
    look.add_argument("--speaker", metavar="NAME", help="a loudspeaker by its name or “name (host API)”")

    replay = commands.add(
        "replay",
        _replay,
        summary="prove that a recording replays bit for bit",
        description="Feed a recording to a fresh conversation and compare every command. The first "
        "difference is printed, and the exit code is 1.",
    )
    replay.add_argument("tape", type=Path, metavar="TAPE", help=TAPE_HELP)
    replay.add_argument(
        "--speed",
        type=_speed,
        metavar="N",
        help="play both voices through the loudspeaker as well: 1 as fast as it was, 0.5 or 2",
    )
    replay.add_argument("--speaker", metavar="NAME", help="a loudspeaker by its name or “name (host API)”")


def _speed(text: str) -> float:
    if text not in {f"{speed:g}" for speed in SPEEDS}:
        raise argparse.ArgumentTypeError(f"a speed is 0.5, 1 or 2, not {text!r}")
    return float(text)


def _open(words: argparse.Namespace) -> int:
    from voiceapp.recording.tape import TapeReader
    from voiceapp.tape_place import tape_folder

    check_display("Use `voiceapp replay` in a terminal.")
    TapeReader(tape_folder(words.tape), tolerant=True)  # raises where a window could show nothing at all
    try:
        from voiceapp.replay_app import run_replay
    except ImportError as error:
        raise VoiceappError(
            "The window cannot be shown: Qt's libraries are missing. `make setup` installs them; "
            "`voiceapp replay` works without.",
            details=str(error),
        ) from error
    return run_replay(words.tape, speaker=words.speaker)


def _replay(words: argparse.Namespace) -> int:
    from voiceapp.clock import SystemClock
    from voiceapp.pcm import NS_PER_S
    from voiceapp.recording.replay import replay
    from voiceapp.recording.tape import TapeReader
    from voiceapp.tape_place import tape_folder

    clock = SystemClock()
    folder = tape_folder(words.tape)
    tape = TapeReader(folder)
    began_ns = clock.now_ns()
    found = replay(tape)
    took_s = (clock.now_ns() - began_ns) / NS_PER_S
    if found.difference is not None:
        sys.stdout.write(f"{found.difference}\n")
        return 1
    end_ns = found.dialogue.snapshot().at_ns
    start_ns = next((happened.at_ns for happened, _ in tape.steps()), end_ns)
    lasted_s = (end_ns - start_ns) / NS_PER_S
    sys.stdout.write(
        f"{found.steps} steps, {lasted_s:.1f} s of conversation, replayed bit for bit "
        f"in {took_s:.2f} s ({lasted_s / max(took_s, 1e-9):.0f} times real time).\n"
    )
    sys.stdout.flush()
    return _play(folder, words.speed, words.speaker) if words.speed is not None else 0


def _play(folder: Path, speed: float, speaker: str | None) -> int:
    """Play both voices and print what is said, until the end or Ctrl+C."""
    from voiceapp import interruptible
    from voiceapp.audio.desk import in_thread
    from voiceapp.audio.portaudio import PortAudioSystem
    from voiceapp.clock import SystemClock
    from voiceapp.replaying import Replaying

    clock = SystemClock()
    replaying = Replaying(folder, PortAudioSystem(clock), clock, run=in_thread, speaker=speaker)
    interruptible.run(lambda: _tell(replaying, speed))
    return 0


async def _tell(replaying: Replaying, speed: float) -> None:
    """Play to the end. Raises SoundError where there is no loudspeaker: somebody wanted to listen."""
    import asyncio

    from voiceapp.errors import SoundError
    from voiceapp.narration import Narrator
    from voiceapp.replaying import TICK_S

    narrator = Narrator()
    await replaying.open()
    replaying.choose_speed(speed)
    replaying.play()
    running = asyncio.create_task(replaying.run())
    try:
        while True:
            await asyncio.sleep(TICK_S)
            scene = replaying.scene
            if scene.silent:
                raise SoundError(scene.silent)
            for line in narrator.tell(scene.snapshot):
                if line.text:
                    sys.stdout.write(f"{scene.position_ms / 1000:7.1f} s  {line.text}\n")
            sys.stdout.flush()
            if running.done() or (scene.position_ms >= scene.duration_ms and not scene.playing):
                return
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await replaying.close()
