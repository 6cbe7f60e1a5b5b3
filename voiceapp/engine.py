"""The shell around the pure conversation: inputs in, in order; commands performed, one by one.

The engine holds no conversational state and takes no decisions. It runs on one asyncio loop, in one thread;
`post()` is called there (from other threads through `LoopThread.post`). Between an input and its commands
there is no `await`, so nothing can happen in the middle of a decision.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import random
from typing import Protocol, assert_never

from voiceapp.clock import Clock
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.snapshot import Snapshot, WireNote
from voiceapp.errors import HandshakeRefused, LinkError, LinkLost, TapeError, VoiceappError
from voiceapp.pcm import NS_PER_MS, NS_PER_S
from voiceapp.protocol.client_events import ClientEvent
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.protocol.wire import CallId, ItemId

log = logging.getLogger("voiceapp.state")

PUBLISH_INTERVAL_S = 1 / 30
"""A picture thirty times a second is as fluid as an eye needs; blocks come a hundred times a second."""
CLOSE_PATIENCE_S = 1.0
SLEPT_NS = 10 * NS_PER_S
"""The time of day has gained so much on the voice clock: the computer slept, or somebody set its clock."""


class Playout(Protocol):
    """What the engine needs of the loudspeaker's door."""

    def play(self, item_id: ItemId, content_index: int, first_frame: int, pcm: bytes) -> None:
        """Queue sound behind what is queued."""
        ...

    def finish(self, item_id: ItemId, content_index: int) -> None:
        """Play this part to its last sample without waiting for more."""
        ...

    def cut(self, order: int) -> None:
        """Fade and drop everything."""
        ...

    def pause(self, order: int) -> None:
        """Fade and keep the rest."""
        ...

    def resume(self, order: int) -> None:
        """Go on after a pause."""
        ...


class OpenedLink(Protocol):
    """What the engine needs of an open connection."""

    @property
    def dialect_name(self) -> str:
        """Return the dialect its address chose."""
        ...

    def send_nowait(self, event: ClientEvent) -> None:
        """Queue an event for the wire."""
        ...

    async def close(self) -> None:
        """Close in good order."""
        ...


Connect = Callable[
    [Callable[[int, ServerEvent], None], Callable[[LinkLost], None], Callable[[WireNote], None]],
    Awaitable[OpenedLink],
]
"""Opens a connection; told whom to call for events, for its loss, and for what passes on the wire."""

RunTool = Callable[[CallId, str, str], Awaitable[str]]


class Tape(Protocol):
    """Where inputs and their commands are written, if anywhere."""

    def write(self, happened: i.Input, commands: list[c.Command]) -> int:
        """Take one step without waiting; return how many had to be left out before it, normally 0.

        Raises TapeError when a recording has ended by itself, once; from then on it records nothing.
        """
        ...


@dataclass(slots=True, eq=False)
class LinkPlace:
    """Where a link is, or will be; one whose place was given to another is not heard any more."""

    link: OpenedLink | None = None
    connecting: asyncio.Task[None] | None = None


class Journal(Protocol):
    """Where what was not delivered is kept, if anywhere."""

    def write(self, happened: i.Input, commands: list[c.Command]) -> None:
        """Take one step without waiting. Raises TapeError when nothing can be kept any more."""
        ...


class Engine:
    """Feeds one `Dialogue` and performs what it asks for."""

    def __init__(
        self,
        dialogue: Dialogue,
        clock: Clock,
        playout: Playout,
        connect: Connect,
        *,
        publish: Callable[[Snapshot], None] | None = None,
        observe: Callable[[WireNote], None] | None = None,
        run_tool: RunTool | None = None,
        play_cue: Callable[[c.Cue], None] | None = None,
        tape: Tape | None = None,
        journal: Journal | None = None,
    ) -> None:
        self._dialogue = dialogue
        self._clock = clock
        self._playout = playout
        self._connect = connect
        self._publish = publish
        self._observe = observe or (lambda note: None)
        self._run_tool = run_tool or _no_tool
        self._play_cue = play_cue or (lambda cue: None)
        self._tape = tape
        self._journal = journal
        self._inbox: deque[i.Input] = deque()
        self._stepping = False
        self._link = LinkPlace()
        self._spare = LinkPlace()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wall_offset_ns: int | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at_ns = 0
        self._publish_timer: asyncio.TimerHandle | None = None
        self._closed = False
        self.steps = 0
        """Inputs taken so far."""

    def post(self, happened: i.Input) -> None:
        """Take an input now, on the loop; inputs caused by performing one wait until it is done."""
        if self._closed:
            return
        if not self._stepping:
            self._notice_sleep()
        self._inbox.append(happened)
        if self._stepping:
            return
        self._stepping = True
        try:
            while self._inbox:
                self._step(self._inbox.popleft())
        finally:
            self._stepping = False
        self._set_timer()
        self._schedule_publish()

    def snapshot(self) -> Snapshot:
        """Return the picture of this moment."""
        return self._dialogue.snapshot()

    async def close(self) -> None:
        """End the conversation in good order: link closed, tasks ended, last picture published."""
        if self._closed:
            return
        self.post(i.Stopped(self._clock.now_ns()))
        self._closed = True
        for timer in (self._timer, self._publish_timer):
            if timer is not None:
                timer.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=CLOSE_PATIENCE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._publish is not None:
            self._publish(self._dialogue.snapshot())

    # -- one step --------------------------------------------------------------------------------

    def _step(self, happened: i.Input) -> None:
        commands = self._dialogue.handle(happened)
        self.steps += 1
        self._record(happened, commands)
        self._keep(happened, commands)
        for command in commands:
            self._perform(command)

    def _record(self, happened: i.Input, commands: list[c.Command]) -> None:
        """Give a step to the tape, and tell the conversation of its troubles; it goes on in any case."""
        if self._tape is None:
            return
        try:
            lost_steps = self._tape.write(happened, commands)
            if lost_steps:
                log.warning("! the disk is too slow: %d steps are missing from the recording", lost_steps)
                self._inbox.append(i.RecordingLagged(self._clock.now_ns(), lost_steps))
        except TapeError as error:
            log.warning("! %s %s", error.sentence, error.details)
            self._inbox.append(i.RecordingStopped(self._clock.now_ns(), error.sentence, error.details))

    def _keep(self, happened: i.Input, commands: list[c.Command]) -> None:
        """Give a step to the journal, before it has any effect; one that gives up is told of once."""
        if self._journal is None:
            return
        try:
            self._journal.write(happened, commands)
        except TapeError as error:
            log.warning("! %s", error.sentence)
            self._journal = None
            self._inbox.append(i.JournalStopped(self._clock.now_ns(), error.sentence, error.details))

    def _perform(self, command: c.Command) -> None:
        match command:
            case c.SendEvent(event, spare):
                link = self._place(spare=spare).link
                if link is not None:
                    link.send_nowait(event)
            case c.PlayPcm(item_id, content_index, first_frame, pcm):
                self._playout.play(item_id, content_index, first_frame, pcm)
            case c.FinishPlayout(item_id, content_index):
                self._playout.finish(item_id, content_index)
            case c.CutPlayout(order):
                self._playout.cut(order)
            case c.PausePlayout(order):
                self._playout.pause(order)
            case c.ResumePlayout(order):
                self._playout.resume(order)
            case c.PlayCue(cue):
                self._play_cue(cue)
            case c.OpenLink(spare):
                place = self._renew(spare=spare)
                place.connecting = self._spawn(self._connect_link(place))
            case c.CloseLink(spare):
                self._renew(spare=spare)
            case c.SwitchLink():
                self._renew(spare=False)
                self._link, self._spare = self._spare, LinkPlace()
            case c.RunTool(call_id, name, arguments):
                self._spawn(self._answer_tool(call_id, name, arguments))
            case c.Note(level, text):
                log.log(logging.getLevelNamesMapping()[level.upper()], "= %s", text)
            case _:
                assert_never(command)  # type: ignore[arg-type]

    # -- the link --------------------------------------------------------------------------------

    def _place(self, *, spare: bool) -> LinkPlace:
        return self._spare if spare else self._link

    def _renew(self, *, spare: bool) -> LinkPlace:
        """Close what is in a place, quietly, and return an empty one that has taken its part."""
        old, new = self._place(spare=spare), LinkPlace()
        if spare:
            self._spare = new
        else:
            self._link = new
        if old.connecting is not None:
            old.connecting.cancel()
        if old.link is not None:
            self._spawn(old.link.close())
        return new

    def _is_in_use(self, place: LinkPlace) -> bool:
        return place is self._link or place is self._spare

    async def _connect_link(self, place: LinkPlace) -> None:
        def on_event(at_ns: int, event: ServerEvent) -> None:
            if self._is_in_use(place):
                self.post(i.FromServer(at_ns, event, spare=place is self._spare))

        def on_lost(lost: LinkLost) -> None:
            if self._is_in_use(place) and place.link is not None:
                place.link = None
                details = lost.details or f"close code {lost.code} {lost.reason}".rstrip()
                self.post(
                    i.LinkDropped(
                        self._clock.now_ns(),
                        lost.sentence,
                        lost.code,
                        details,
                        lost.retry,
                        jitter=random(),
                        spare=place is self._spare,
                    )
                )

        try:
            link = await self._connect(on_event, on_lost, self._observe)
        except VoiceappError as error:
            if self._is_in_use(place):
                self.post(
                    i.LinkFailed(
                        self._clock.now_ns(),
                        error.sentence,
                        error.details,
                        error.retry if isinstance(error, LinkError) else False,
                        error.retry_after_ms if isinstance(error, HandshakeRefused) else None,
                        jitter=random(),
                        spare=place is self._spare,
                    )
                )
            return
        place.connecting = None
        if not self._is_in_use(place) or self._closed:
            await link.close()
            return
        place.link = link
        now_ns = self._clock.now_ns()
        offset_ns = self._clock.wall_ns() - now_ns
        self.post(i.LinkOpened(now_ns, link.dialect_name, offset_ns, spare=place is self._spare))

    # -- the rest --------------------------------------------------------------------------------

    async def _answer_tool(self, call_id: CallId, name: str, arguments: str) -> None:
        try:
            output = await self._run_tool(call_id, name, arguments)
        except Exception as error:
            # The model waits for every call: a broken tool is an answer too.
            log.exception("! a task of the engine failed: the function %s", name)
            output = f"The function {name} failed: {type(error).__name__}."
        self.post(i.ToolFinished(self._clock.now_ns(), call_id, output))

    def _spawn(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("! a task of the engine failed", exc_info=task.exception())

    def _set_timer(self) -> None:
        """Make sure `DeadlinePassed` comes in time; an earlier timer is left to find out by itself."""
        deadline_ns = self._dialogue.next_deadline_ns()
        if self._closed or deadline_ns is None:
            return
        if self._timer is not None:
            if self._timer_at_ns <= deadline_ns:
                return
            self._timer.cancel()
        self._timer_at_ns = deadline_ns
        wait_s = max(0, deadline_ns - self._clock.now_ns()) / NS_PER_S
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._timer_due)

    def _notice_sleep(self) -> None:
        """Say it when the computer has slept: Linux's monotonic clock does not know."""
        now_ns = self._clock.now_ns()
        offset_ns = self._clock.wall_ns() - now_ns
        before_ns, self._wall_offset_ns = self._wall_offset_ns, offset_ns
        if before_ns is not None and offset_ns - before_ns > SLEPT_NS:
            self._inbox.append(i.ComputerWoke(now_ns, (offset_ns - before_ns) // NS_PER_MS))

    def _timer_due(self) -> None:
        self._timer = None
        now_ns = self._clock.now_ns()
        deadline_ns = self._dialogue.next_deadline_ns()
        if deadline_ns is not None and deadline_ns <= now_ns:
            self.post(i.DeadlinePassed(now_ns))
        else:
            self._set_timer()

    def _schedule_publish(self) -> None:
        if self._publish is not None and self._publish_timer is None and not self._closed:
            self._publish_timer = asyncio.get_running_loop().call_later(PUBLISH_INTERVAL_S, self._publish_now)

    def _publish_now(self) -> None:
        self._publish_timer = None
        if self._publish is not None:
            self._publish(self._dialogue.snapshot())


async def _no_tool(_call_id: CallId, name: str, _arguments: str) -> str:
    """Answer a call of a function nobody offers; the model can say so."""
    return f"There is no function called {name!r}."
