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
from types import FrameType
from typing import Any, TextIO

from voiceapp.audio.portaudio import PortAudioSystem
from voiceapp.choices import Choices, options_of, target_of
from voiceapp.clock import Clock, SystemClock
from voiceapp.conversation import Conversation
from voiceapp.dialogue.inputs import Input, TalkPressed, TalkReleased, TextSubmitted
from voiceapp.dialogue.snapshot import Banner, Phase, Snapshot
from voiceapp.errors import VoiceappError
from voiceapp.loop_thread import LoopThread
from voiceapp.narration import Line, Narrator
from voiceapp.targets import FirstTryTarget

LOOK_S = 0.2
"""How often the main thread looks whether the voice thread is still there."""
STOP_LIMIT_S = 0.9


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


def talk(choices: Choices, *, as_json: bool, out: TextIO | None = None) -> int:
    """Hold a conversation until Ctrl+C or SIGTERM; return the exit code.

    Raises VoiceappError when it cannot begin or comes to an end by itself, and BrokenPipeError, after
    everything is closed, when nobody reads any more.
    """
    clock = SystemClock()
    target = FirstTryTarget(target_of(choices, clock))
    options = options_of(choices)
    mailbox = Mailbox()
    crashes: list[BaseException] = []
    thread = LoopThread(on_crash=crashes.append)

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
    )

    async def main() -> None:
        thread.set_sink(conversation.sink)
        try:
            await conversation.open()
            with _typed_lines(typist.type):
                await asyncio.Event().wait()
        finally:
            await conversation.close()

    typist = Typist(thread.post, clock, push_to_talk=not options.hands_free)
    printer, narrator = Printer(out or sys.stdout, as_json=as_json), Narrator()
    hello = Line(
        "hello", {"with": target.label}, f"Talking to: {target.label}. {typist.hint} Ctrl+C ends it."
    )
    failure: Banner | None = None
    unfinished: tuple[str, ...] = ()
    with _signals(mailbox.wake) as is_over:
        try:
            printer.print([hello])
            thread.start(main)
            while failure is None and not is_over() and thread.is_running:
                picture = mailbox.take(LOOK_S)
                if picture is None:
                    continue
                failure = picture.banner if picture.phase is Phase.OFF else None
                lines = narrator.tell(picture)
                if failure is not None and not as_json:  # said once, on standard error
                    lines = [line for line in lines if line.kind != "error"]
                printer.print(lines)
        finally:
            unfinished = thread.stop(STOP_LIMIT_S)
    last = mailbox.take(0)
    if last is not None:
        printer.print(narrator.tell(last))
    if crashes:
        sys.stderr.write(f"voiceapp: the conversation crashed: {crashes[0]!r}\n")
    elif failure is not None:
        raise VoiceappError(failure.text, details=failure.details)
    return 1 if crashes or unfinished else 0


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
