"""`voiceapp talk`: the conversation in a terminal, with real devices and without Qt.

The voice thread holds the conversation; this thread prints what changed and waits for a signal. Printing may
block (a slow pipe), so it never happens on the voice thread: the latest picture waits in a mailbox of one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import queue
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from types import FrameType
from typing import Any, TextIO

from voiceapp import garbage
from voiceapp.audio.portaudio import PortAudioSystem
from voiceapp.choices import (
    Choices,
    functions_of,
    keeper_of,
    options_of,
    remember_abilities,
    target_of,
    undelivered_of,
)
from voiceapp.clock import Clock, SystemClock
from voiceapp.control.place import Claim, control_folder
from voiceapp.control.place import claim as claim_place
from voiceapp.conversation import Conversation
from voiceapp.dialogue.inputs import Input, TalkPressed, TalkReleased, TextSubmitted
from voiceapp.dialogue.snapshot import Banner, Phase, Snapshot
from voiceapp.errors import ControlError, VoiceappError
from voiceapp.loop_thread import LoopThread
from voiceapp.narration import Line, Narrator
from voiceapp.pcm import NS_PER_MS
from voiceapp.reach import Reach, key_wishes
from voiceapp.recording.recovery import Recovery
from voiceapp.store.kept import StoredConversation
from voiceapp.tape_place import dated_folder
from voiceapp.targets import FirstTryTarget
from voiceapp.tools.toolbox import Toolbox

LOOK_S = 0.2
"""How often the main thread looks whether the voice thread is still there."""
STOP_LIMIT_S = 0.9
SENTENCES_MAX = 20


class Mailbox:
    """The latest picture, for a reader that may be slow; put on the voice thread, taken here."""

    def __init__(self) -> None:
        self._wake: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._latest: deque[Snapshot] = deque(maxlen=1)

    def put(self, snapshot: Snapshot) -> None:
        """Leave a picture; one that was not taken is replaced."""
        was_empty = not self._latest
        self._latest.append(snapshot)
        if was_empty:
            self.wake()

    def wake(self) -> None:
        """Let `take` return now, also from a signal handler (`SimpleQueue.put` may interrupt itself)."""
        self._wake.put(None)

    def take(self, limit_s: float) -> Snapshot | None:
        """Wait for a picture and take it; None when none came in time."""
        with contextlib.suppress(queue.Empty):
            self._wake.get(timeout=limit_s)
        try:
            return self._latest.pop()
        except IndexError:
            return None


class Wishes:
    """What the voice thread wants of the one that prints: sentences for people, and the end."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._told: deque[str] = deque(maxlen=SENTENCES_MAX)
        self.over = False

    def tell(self, sentence: str) -> None:
        """Have a sentence printed; the oldest of too many is lost."""
        self._told.append(sentence)
        self._wake()

    def quit(self) -> None:
        """End the conversation, as Ctrl+C does."""
        self.over = True
        self._wake()

    def take_told(self) -> list[str]:
        """Take the sentences, on the thread that prints."""
        return [self._told.popleft() for _ in range(len(self._told))]


class Typist:
    """What typed lines mean: a message; an empty one, in push-to-talk, presses or releases the talk key."""

    def __init__(self, post: Callable[[Input], None], clock: Clock, *, push_to_talk: bool) -> None:
        self._post = post
        self._clock = clock
        self._push_to_talk = push_to_talk
        self._held = False

    @property
    def hint(self) -> str:
        """Return what a person at the keyboard should know."""
        if self._push_to_talk:
            return "Enter begins to talk, Enter again ends it; a typed line is sent as a message."
        return "Just speak; a typed line is sent as a message."

    def type(self, line: str) -> None:
        """Take one line without its end."""
        now_ns = self._clock.now_ns()
        if line:
            self._post(TextSubmitted(now_ns, line))
        elif self._push_to_talk:
            self._held = not self._held
            self._post(TalkPressed(now_ns) if self._held else TalkReleased(now_ns))


class Printer:
    """Writes lines as text or as JSON objects."""

    def __init__(self, out: TextIO, *, as_json: bool) -> None:
        self._out = out
        self._as_json = as_json
        self._ascii = "utf" not in (out.encoding or "utf-8").lower()
        """A pipe on Windows has an older encoding; JSON can do without it."""

    def print(self, lines: list[Line]) -> None:
        """Write and flush. Raises BrokenPipeError when nobody reads any more."""
        for line in lines:
            if self._as_json:
                self._out.write(json.dumps(line.as_json(), ensure_ascii=self._ascii) + "\n")
            elif line.text:
                self._out.write(line.text + "\n")
        self._out.flush()


def talk(
    choices: Choices,
    *,
    as_json: bool,
    out: TextIO | None = None,
    recovery: Recovery | None = None,
    continued_from: StoredConversation | None = None,
) -> int:
    """Hold a conversation until Ctrl+C or SIGTERM; return the exit code.

    `recovery`: begin with what an earlier program had not delivered; otherwise one line says how to.
    `continued_from`: go on with this kept conversation.
    Raises VoiceappError when it cannot begin or comes to an end by itself, and BrokenPipeError, after
    everything is closed, when nobody reads any more.
    """
    clock = SystemClock()
    target = FirstTryTarget(target_of(choices, clock))
    options = options_of(choices)
    mailbox = Mailbox()
    crashes: list[BaseException] = []
    thread = LoopThread(on_crash=crashes.append)

    now = datetime.now().astimezone()
    recovered = recovery.take_inputs(clock.now_ns(), now) if recovery is not None else []
    # Made here, so that a recording that cannot be written is told before anything has begun.
    conversation = Conversation(
        target,
        PortAudioSystem(clock),
        clock,
        post=thread.post,
        options=options,
        publish=mailbox.put,
        microphone=choices.microphone or choices.settings.microphone or None,
        speaker=choices.speaker or choices.settings.speaker or None,
        record=choices.record,
        record_privately=choices.record_privately,
        undelivered=undelivered_of(choices),
        keeper=keeper_of(choices),
        echo=choices.settings.echo_cancellation,
        noise_suppression=choices.settings.noise_suppression,
        run_tool=Toolbox(functions_of(choices.in_force)).run,
    )

    wishes = Wishes(mailbox.wake)
    claim = _claimed(wishes.tell, push_to_talk=not options.hands_free)
    reach = Reach(
        conversation.sink,
        conversation.engine.snapshot,
        clock,
        keys=key_wishes(choices.settings),
        claim=claim,
        tell=wishes.tell,
        quit_program=wishes.quit,
    )

    async def main() -> None:
        thread.set_sink(conversation.sink)
        try:
            await reach.open()
            if choices.records_by_itself:
                private = choices.settings.record == "private"
                conversation.start_recording(dated_folder(datetime.now().astimezone()), private=private)
            await conversation.open(continued_from)
            for turn in recovered:
                conversation.sink(turn)
            with _typed_lines(typist.type):
                await asyncio.Event().wait()
        finally:
            await reach.close()
            await conversation.close()
            remember_abilities(choices, conversation.engine.snapshot().abilities)

    typist = Typist(thread.post, clock, push_to_talk=not options.hands_free)
    printer = Printer(out or sys.stdout, as_json=as_json)
    narrator = Narrator(
        microphone=choices.microphone or choices.settings.microphone,
        speaker=choices.speaker or choices.settings.speaker,
    )
    whom = f"{options.persona}, {target.label}" if options.persona else target.label
    hello = Line(
        "hello",
        {"with": target.label, "persona": options.persona},
        f"Talking to: {whom}. {typist.hint} Ctrl+C ends it.",
    )
    failure: Banner | None = None
    unfinished: tuple[str, ...] = ()
    with _signals(mailbox.wake) as is_over:
        try:
            printer.print([hello] if recovery is not None else [hello, *_left_behind(choices, clock)])
            garbage.spare_the_start()
            thread.start(main)
            while failure is None and not (is_over() or wishes.over) and thread.is_running:
                picture = mailbox.take(LOOK_S)
                for sentence in wishes.take_told():
                    sys.stderr.write(f"voiceapp: {sentence}\n")
                if picture is None:
                    continue
                failure = picture.banner if picture.phase is Phase.OFF else None
                lines = narrator.tell(picture)
                if failure is not None and not as_json:  # said once, on standard error
                    lines = [line for line in lines if line.kind != "error"]
                printer.print(lines)
        finally:
            unfinished = thread.stop(STOP_LIMIT_S)
            if claim is not None:
                claim.close()
    last = mailbox.take(0)
    if last is not None:
        printer.print(narrator.tell(last))
    if crashes:
        sys.stderr.write(f"voiceapp: the conversation crashed: {crashes[0]!r}\n")
    elif failure is not None:
        raise VoiceappError(failure.text, details=failure.details)
    return 1 if crashes or unfinished else 0


def _left_behind(choices: Choices, clock: Clock) -> list[Line]:
    """Say what an earlier program had not delivered, and let go of it at once."""
    folder = undelivered_of(choices)
    if folder is None:
        return []
    recovery = Recovery(folder)
    sentence = recovery.sentence(datetime.now().astimezone())
    recovery.release()
    if not sentence:
        return []
    text = f"{sentence} `voiceapp recover` sends, saves or discards it."
    facts = {"at_ms": clock.now_ns() // NS_PER_MS, "text": text, "details": ""}
    return [Line("notice", facts, f"* {text}")]


def _claimed(tell: Callable[[str], None], *, push_to_talk: bool) -> Claim | None:
    """Become the program that the command line controls; None, told where it matters, when it cannot be."""
    try:
        found = claim_place(control_folder())
    except ControlError as error:
        tell(error.sentence)
        return None
    if found is None and push_to_talk:
        tell("Another voiceapp is running already: `voiceapp ptt` and the like reach that one.")
    return found


@contextlib.contextmanager
def _signals(wake: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """Turn Ctrl+C and SIGTERM into an answer to "is it over?"; `wake` makes us ask; a second one kills."""
    received: list[int] = []

    def on_signal(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        signal.signal(number, signal.SIG_DFL)
        wake()

    numbers = (signal.SIGINT, signal.SIGTERM)
    before: dict[int, Any] = {number: signal.signal(number, on_signal) for number in numbers}
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _typed_lines(on_line: Callable[[str], None]) -> Iterator[None]:
    """Take typed lines while there is a terminal to type at; on the voice loop."""
    loop = asyncio.get_running_loop()
    if sys.platform == "win32" or sys.stdin is None or not sys.stdin.isatty():
        yield
        return
    number = sys.stdin.fileno()

    def on_readable() -> None:
        try:
            data = os.read(number, 65_536)
        except OSError:
            data = b""
        if not data:  # the terminal is gone, or Ctrl+D: nothing more will be typed
            loop.remove_reader(number)
        else:
            on_line(data.decode(errors="replace").strip())

    loop.add_reader(number, on_readable)
    try:
        yield
    finally:
        loop.remove_reader(number)
