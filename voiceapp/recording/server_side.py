"""The server's side of a tape: what it said, cut into stretches by what the client did to cause them.

    a stretch begins with                           its delays are measured from
    the connection                                  its opening
    session.update, conversation.item.create,       the last of them, if several were said in a row
    input_audio_buffer.commit, response.create
    speech the server has noticed                   what it said last before, or the first sound after that
                                                    if none had come since the last commit

A prompt is such a beginning. Everything else a client says (cancelling, truncating, deleting, clearing)
begins no stretch: what the server answered is played at its recorded distance from the prompt.

`Prompter` compares what a client says now with what was said then, and tells when the next stretch may be
played. Both are pure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from voiceapp.dialogue.commands import SendEvent
from voiceapp.dialogue.inputs import FromServer, LinkDropped, LinkOpened
from voiceapp.errors import TapeError
from voiceapp.protocol.client_events import ClientEvent, InputAudioAppend
from voiceapp.protocol.server_events import InputAudioCommitted, ServerEvent, SpeechStarted
from voiceapp.recording.steps import write_command
from voiceapp.recording.tape import TapeReader

OPENED = "the connection"
SOUND = "input_audio_buffer.append"
SETTINGS = "session.update"
PROMPTS = frozenset({SETTINGS, "conversation.item.create", "input_audio_buffer.commit", "response.create"})
NORMAL = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the server said."""

    after_ns: int
    """Its distance from the prompt of its stretch."""
    event: ServerEvent


@dataclass(slots=True)
class Stretch:
    """What the server said until the client's next prompt."""

    prompts: tuple[str, ...]
    """What the client says to cause it, in this order; never empty."""
    prompted_at_ns: int
    """When it said the last of it (voice clock of the recording)."""
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class RecordedLink:
    """One connection of a tape, from its opening to its end."""

    stretches: list[Stretch]
    """The first begins with the opening."""
    said: list[dict[str, Any]] = field(default_factory=list)
    """What the client said, without sound and in order, as `steps` writes events."""
    ended_at_ns: int = 0
    """When it ended, or the tape did (voice clock of the recording)."""
    close_code: int = NORMAL
    """How the server ended it; NORMAL where it did not."""

    @property
    def ends_after_ns(self) -> int:
        """Distance of the end from the last prompt."""
        return self.ended_at_ns - self.stretches[-1].prompted_at_ns


def recorded_links(tape: TapeReader) -> list[RecordedLink]:
    """Return the connections of a tape, at least one. Blocks while it reads. Raises TapeError."""
    links: list[RecordedLink] = []
    cutters: dict[bool, _Cutter] = {}
    """Of the link and, under True, of the spare."""
    for happened, commands in tape.steps():
        match happened:
            case LinkOpened(at_ns, spare=spare):
                cutters[spare] = _Cutter(at_ns)
                links.append(cutters[spare].link)
            case LinkDropped(at_ns, code=code, spare=spare) if spare in cutters:
                ended = cutters.pop(spare).link
                ended.ended_at_ns, ended.close_code = at_ns, code
            case FromServer(at_ns, said, spare) if spare in cutters:
                cutters[spare].server_said(said, at_ns)
        for cutter in cutters.values():
            cutter.link.ended_at_ns = max(cutter.link.ended_at_ns, happened.at_ns)
        for command in commands:
            spare = command.get("spare", False) is True
            if command.get("do") == "SendEvent" and isinstance(event := command.get("event"), dict):
                if spare in cutters:
                    cutters[spare].client_said(event, happened.at_ns)
            elif command.get("do") == "CloseLink":
                cutters.pop(spare, None)
            elif command.get("do") == "SwitchLink":
                cutters.pop(False, None)
                if True in cutters:
                    cutters[False] = cutters.pop(True)
    if not links:
        raise TapeError("There was no connection in the time this tape covers: there is nothing to serve.")
    return links


class _Cutter:
    """Cuts one connection into stretches while it is read."""

    def __init__(self, at_ns: int) -> None:
        self.link = RecordedLink([Stretch((OPENED,), at_ns)], ended_at_ns=at_ns)
        self._prompts: list[str] = []
        self._prompted_at_ns = at_ns
        self._said_at_ns = at_ns
        self._sound_at_ns: int | None = None
        """When the first sound since the last commit was sent."""

    def client_said(self, event: dict[str, Any], at_ns: int) -> None:
        name = str(event.get("type"))
        if name == SOUND:
            if self._sound_at_ns is None:
                self._sound_at_ns = at_ns
            return
        self.link.said.append(event)
        if name in PROMPTS:
            self._prompts.append(name)
            self._prompted_at_ns = at_ns

    def server_said(self, event: ServerEvent, at_ns: int) -> None:
        if self._prompts:
            self.link.stretches.append(Stretch(tuple(self._prompts), self._prompted_at_ns))
            self._prompts.clear()
        elif isinstance(event, SpeechStarted) and self._sound_at_ns is not None:
            self.link.stretches.append(Stretch((SOUND,), max(self._sound_at_ns, self._said_at_ns)))
        stretch = self.link.stretches[-1]
        stretch.lines.append(Line(at_ns - stretch.prompted_at_ns, event))
        self._said_at_ns = at_ns
        if isinstance(event, InputAudioCommitted):
            self._sound_at_ns = None


class Prompter:
    """Follows one client through one recorded connection and says when each stretch may be played.

    A prompt that comes late is waited for, however long a person takes; one that is left out is passed when a
    later one comes. What differs from the recording collects in `differences`, as sentences for people, until
    somebody takes them.
    """

    def __init__(self, link: RecordedLink, opened_at_ns: int) -> None:
        self.differences: deque[str] = deque()
        self._waiting = deque(link.stretches[1:])
        """Stretches that have not been prompted."""
        self._missing = list(self._waiting[0].prompts) if self._waiting else []
        """What is still to be said for the first of them."""
        self._prompted = deque([opened_at_ns])
        """When stretches were prompted that have not begun."""
        self._said = deque(link.said)
        self._played_at_ns = opened_at_ns
        self._sound_at_ns: int | None = None

    @property
    def waits_for(self) -> str:
        """What the client has to say next; empty when nothing is left."""
        return self._missing[0] if self._missing else ""

    def heard(self, event: ClientEvent, now_ns: int) -> None:
        """Take what the client said."""
        if isinstance(event, InputAudioAppend):
            if self._sound_at_ns is None:
                self._sound_at_ns = now_ns
            return
        written = write_command(SendEvent(event))["event"]
        name = str(written.get("type"))
        self._compare(name, written)
        if name not in PROMPTS:
            return
        for _ in range(self._passed_by(name)):
            self._release(now_ns)
        if name in self._missing:
            del self._missing[: self._missing.index(name) + 1]
            if not self._missing:
                self._release(now_ns)

    def played(self, event: ServerEvent, now_ns: int) -> None:
        """Take what was said to the client."""
        self._played_at_ns = now_ns
        if isinstance(event, InputAudioCommitted):
            self._sound_at_ns = None  # It belongs to the turn that is over.

    def next_from_ns(self) -> int | None:
        """Begin the next stretch and return what its delays are measured from; None: it has to wait.

        Called when all of the stretch before has been played.
        """
        if not self._prompted and self._sound_at_ns is not None:
            ahead = [stretch.prompts for stretch in self._waiting][:2]
            if ahead == [(SETTINGS,), (SOUND,)] or ahead[:1] == [(SOUND,)]:
                self._release(max(self._sound_at_ns, self._played_at_ns))
        return self._prompted.popleft() if self._prompted else None

    def _passed_by(self, name: str) -> int:
        """Return how many stretches lie before the one that `name` belongs to; settings never skip ahead."""
        if name in self._missing or name == SETTINGS:
            return 0
        later = (index for index, stretch in enumerate(self._waiting) if index and name in stretch.prompts)
        return next(later, 0)

    def _release(self, at_ns: int) -> None:
        self._waiting.popleft()
        self._missing = list(self._waiting[0].prompts) if self._waiting else []
        self._prompted.append(at_ns)

    def _compare(self, name: str, now: dict[str, Any]) -> None:
        names = [str(event.get("type")) for event in self._said]
        if name not in names:
            waited = f"; the tape waits for {self.waits_for}" if self.waits_for else ""
            self.differences.append(f"{name} is not on the tape here{waited}")
            return
        for skipped in names[: names.index(name)]:
            self.differences.append(f"{skipped} is on the tape, and was not said")
            self._said.popleft()
        path = next(_differing(self._said.popleft(), now, ""), "")
        if path:
            self.differences.append(f"{name} differs from the tape in {path}")


def _differing(then: Any, now: Any, path: str) -> Iterator[str]:
    """Yield the paths at which two events differ; `event_id` is the client's own affair."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key in [*then, *(key for key in now if key not in then)]:
            if key != "event_id" or path:
                yield from _differing(then.get(key), now.get(key), f"{path}.{key}" if path else key)
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for index, (old, new) in enumerate(zip(then, now, strict=True)):
            yield from _differing(old, new, f"{path}[{index}]")
    elif then != now:
        yield path
