"""A conversation in virtual time with a service that follows a script; what is heard is known exactly."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from functools import partial
from itertools import count

from benchmarks.known_sound import Samples
from benchmarks.script import Pace, Say, Script
from voiceapp.audio.capture import Capture
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.clock import ManualClock
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.pcm import NS_PER_MS, frames_of_ns
from voiceapp.protocol.client_events import ClientEvent
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.protocol.wire import ItemId


class Room:
    """Dialogue, doors and simulated devices; the wire takes no time, so that only our part is measured."""

    def __init__(self, *, confirm_ms: int, latency_ms: int) -> None:
        """Connect and open the devices; `latency_ms` is from a callback to the ear."""
        self.clock = ManualClock(start_ns=NS_PER_MS)
        self.sound = SimulatedSound(self.clock, latency_ms=latency_ms)
        self.playout = PlayoutQueue(self.clock, self._post)
        self.script = Script()
        self.sent: list[ClientEvent] = []
        self._capture = Capture(self.clock, self._post)
        self._dialogue = Dialogue(DialogueOptions(confirm_ms=confirm_ms, transcription_model=""))
        self._agenda: list[tuple[int, int, Callable[[], object]]] = []
        self._order = count()
        self._inbox: list[i.Input] = []
        self._stepping = False
        self.sound.open_speaker(self.playout)
        self.sound.open_microphone(self._capture)
        self._post(i.Started(self.clock.now_ns()))

    def tell(self, event: ServerEvent) -> None:
        """Let the client receive an event now."""
        self._post(i.FromServer(self.clock.now_ns(), event))

    def answer(self, answer: Samples, pace: Pace) -> ItemId:
        """Begin an answer now."""
        begun_ns = self.clock.now_ns()
        item_id, steps = self.script.answer(answer.tobytes(), pace)

        def go_on() -> None:
            for at_ms, say in steps:
                at_ns = begun_ns + at_ms * NS_PER_MS
                if at_ns > self.clock.now_ns():
                    self.at(at_ns, partial(self._say, say))
                    self.at(at_ns, go_on)
                    return
                self._say(say)

        go_on()
        return item_id

    def at(self, at_ns: int, action: Callable[[], object]) -> None:
        """Do something at a moment (clock)."""
        heapq.heappush(self._agenda, (at_ns, next(self._order), action))

    def run_until(self, end_ns: int) -> None:
        """Let time pass."""
        while (next_ns := self._next_ns()) <= end_ns:
            self.clock.advance_to(next_ns)
            while self._agenda and self._agenda[0][0] <= next_ns:
                heapq.heappop(self._agenda)[2]()
            deadline_ns = self._dialogue.next_deadline_ns()
            if deadline_ns is not None and deadline_ns <= self.clock.now_ns():
                self._post(i.DeadlinePassed(self.clock.now_ns()))
            self.sound.run_due()
        self.clock.advance_to(end_ns)

    def position(self, at_ns: int) -> int:
        """Return the frame of the air that is heard at a moment."""
        return frames_of_ns(at_ns - NS_PER_MS)

    def _next_ns(self) -> int:
        times = [self.sound.due_ns]
        times += [self._agenda[0][0]] if self._agenda else []
        deadline_ns = self._dialogue.next_deadline_ns()
        times += [deadline_ns] if deadline_ns is not None else []
        return max(self.clock.now_ns(), min(times))

    def _say(self, say: Say) -> None:
        for event in say():
            self.tell(event)

    def _post(self, happened: i.Input) -> None:
        self._inbox.append(happened)
        if self._stepping:
            return
        self._stepping = True
        try:
            while self._inbox:
                for command in self._dialogue.handle(self._inbox.pop(0)):
                    self._perform(command)
        finally:
            self._stepping = False

    def _perform(self, command: c.Command) -> None:
        match command:
            case c.SendEvent(event):
                self.sent.append(event)
                for answer in self.script.take(event):
                    self._inbox.append(i.FromServer(self.clock.now_ns(), answer))
            case c.PlayPcm(item_id, content_index, first_frame, pcm):
                self.playout.play(item_id, content_index, first_frame, pcm)
            case c.FinishPlayout(item_id, content_index):
                self.playout.finish(item_id, content_index)
            case c.CutPlayout(order):
                self.playout.cut(order)
            case c.PausePlayout(order):
                self.playout.pause(order)
            case c.ResumePlayout(order):
                self.playout.resume(order)
            case c.OpenLink():
                self._inbox.append(i.LinkOpened(self.clock.now_ns(), "ga"))
                for greeting in self.script.greeting():
                    self._inbox.append(i.FromServer(self.clock.now_ns(), greeting))
            case _:
                pass
