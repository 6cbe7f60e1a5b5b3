"""`voiceapp demo`: a whole conversation without display, sound card or network, proven and kept.

A shipped spoken question goes through the real client and a real WebSocket to the embedded assistant in its
own process; while it tells a story, a second voice cuts in with a sum. Only the sound card is simulated,
on the real clock. What came back is then checked (`demo_proof.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from voiceapp import interruptible
from voiceapp.assets_path import asset
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.audio.wav import StereoTimeline, read_wav
from voiceapp.clock import SystemClock
from voiceapp.conversation import Conversation
from voiceapp.demo_proof import Check, checks
from voiceapp.dialogue.inputs import MicBlock
from voiceapp.dialogue.snapshot import Phase, Row, RowKind, RowState, Snapshot, WireNote
from voiceapp.errors import OfflineError, VoiceappError
from voiceapp.pcm import NS_PER_MS, frames_of_ns
from voiceapp.recording.tape import TapeReader
from voiceapp.tape_place import INNER, set_aside
from voiceapp.targets import OfflineTarget

QUESTION, QUESTION_WORDS = "speech/question_story.wav", ("tell", "story")
CUT_IN, CUT_IN_WORDS = "speech/cut_in.wav", ("twelve", "plus", "thirty")
CUT_IN_AFTER_MS = 2_500
"""How much of the story is heard before the second voice cuts in."""
STEP_LIMIT_S = 30.0


@dataclass(slots=True)
class Held:
    """A conversation that was held."""

    picture: Snapshot
    heard: list[tuple[int, bytes]] = field(default_factory=list)
    """Blocks the loudspeaker put into the air, with the moment their first frame was heard."""
    wire: list[WireNote] = field(default_factory=list)


def demo(output: Path | None, *, preview: bool = False) -> int:
    """Hold the conversation, check it, print what was found; return the exit code."""
    with contextlib.ExitStack() as stack:
        folder = output
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="voiceapp-demo-")))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            set_aside(folder / INNER)
        except OSError as error:
            raise VoiceappError(f"The folder {folder} cannot be made.", details=str(error)) from error
        _print("The embedded assistant is being started; a spoken conversation follows (about 20 s).")
        held = interruptible.run(lambda: _hold(folder, preview=preview))
        heard = b"".join(pcm for _, pcm in held.heard)
        found = checks(folder, held.picture, heard, [QUESTION_WORDS, CUT_IN_WORDS])
        try:
            _keep(folder, held)
        except OSError as error:
            raise VoiceappError(f"{folder} cannot be written to.", details=str(error)) from error
        return _report(found, held.picture, output)


async def _hold(folder: Path, *, preview: bool) -> Held:
    clock = SystemClock()
    held = Held(Snapshot())
    sound = SimulatedSound(clock, listener=lambda at_ns, pcm: held.heard.append((at_ns, pcm)))
    changed = asyncio.Event()

    def publish(picture: Snapshot) -> None:
        held.picture = picture
        changed.set()

    async def until(what: str, is_so: Callable[[Snapshot], bool]) -> None:
        try:
            async with asyncio.timeout(STEP_LIMIT_S):
                while not is_so(held.picture):
                    banner = held.picture.banner
                    if held.picture.phase is Phase.OFF and banner is not None:
                        raise OfflineError(banner.text, details=banner.details)
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            _print(f"  (waited {STEP_LIMIT_S:.0f} s for: {what})")

    conversation = Conversation(
        OfflineTarget(clock, preview=preview),
        sound,
        clock,
        publish=publish,
        observe=held.wire.append,
        record=folder / INNER,
    )
    pace = asyncio.create_task(sound.pace(), name="simulated sound")
    try:
        await conversation.open()
        await until("the session", lambda p: p.phase is Phase.LISTENING)
        sound.say(read_wav(asset(QUESTION)))
        await until("the story", lambda p: _heard_ms(p, 0) >= CUT_IN_AFTER_MS)
        sound.say(read_wav(asset(CUT_IN)))
        await until("the interruption", lambda p: _state(p, 0) is RowState.CUT)
        await until("the answer", lambda p: _state(p, 1) is RowState.DONE and p.phase is Phase.LISTENING)
        await until("the captions", lambda p: all(r.state is not RowState.WAITING for r in p.rows))
    finally:
        await conversation.close()
        pace.cancel()
        await asyncio.gather(pace, return_exceptions=True)
    return held


def _answers(picture: Snapshot) -> list[Row]:
    return [row for row in picture.rows if row.kind is RowKind.ASSISTANT]


def _heard_ms(picture: Snapshot, number: int) -> int:
    answers = _answers(picture)
    return answers[number].heard_ms if number < len(answers) else 0


def _state(picture: Snapshot, number: int) -> RowState | None:
    answers = _answers(picture)
    return answers[number].state if number < len(answers) else None


# -- what is kept and told -------------------------------------------------------------------------------


def _keep(folder: Path, held: Held) -> None:
    (folder / "transcript.md").write_text(_markdown(held.picture), encoding="utf-8")
    with (folder / "wire.jsonl").open("w", encoding="utf-8") as lines:
        for note in held.wire:
            direction = "sent" if note.sent else "received"
            row = {
                "at_ms": note.at_ns // NS_PER_MS,
                "direction": direction,
                "name": note.name,
                "bytes": note.size_bytes,
                "text": note.text,
            }
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    timeline = StereoTimeline()
    spoken = [step for step, _ in TapeReader(folder / INNER).steps() if isinstance(step, MicBlock)]
    starts_ns = min([at_ns for at_ns, _ in held.heard[:1]] + [block.captured_at_ns for block in spoken[:1]])
    for block in spoken:
        timeline.add_left(frames_of_ns(block.captured_at_ns - starts_ns), block.pcm)
    for at_ns, pcm in held.heard:
        timeline.add_right(frames_of_ns(at_ns - starts_ns), pcm)
    timeline.write(folder / "conversation.wav")


def _markdown(picture: Snapshot) -> str:
    """Return the transcript; words that were generated but not heard are struck out."""
    lines = ["# A conversation with the embedded assistant", ""]
    for row in picture.rows:
        who = "You" if row.kind is RowKind.USER else "Assistant"
        if row.kind is RowKind.NOTICE:
            lines += [f"*{row.text}*", ""]
            continue
        text = row.text or f"({row.note})"
        if row.kind is RowKind.ASSISTANT and row.state is RowState.CUT:
            heard, rest = row.text[: row.heard_chars].strip(), row.text[row.heard_chars :].strip()
            text = f"{heard} ~~{rest}~~" if rest else heard
            text += f" *(you cut in at {(row.cut_ms or 0) / 1000:.1f} s)*"
        lines += [f"**{who}:** {text}", ""]
    return "\n".join(lines)


def _report(found: list[Check], picture: Snapshot, output: Path | None) -> int:
    _print("")
    _print(_markdown(picture))
    for check in found:
        _print(f"{'ok    ' if check.holds else 'WRONG '}{check.claim}: {check.evidence}")
    numbers = picture.numbers
    _print(
        f"answered {numbers.answer_ms} ms after the end of speech, "
        f"silent {numbers.stop_ms} ms after cutting in"
    )
    if output is not None:
        _print(f"Kept in {output}: transcript.md, conversation.wav, wire.jsonl, tape/")
    wrong = [check for check in found if not check.holds]
    if wrong:
        _print(f"{len(wrong)} of {len(found)} checks failed.")
        return 1
    _print(f"All {len(found)} checks hold.")
    return 0


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
