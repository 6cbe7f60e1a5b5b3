"""A recorded conversation, as it was at any moment of it.

The inputs of a tape are fed to a fresh `Dialogue` until the wanted moment; what it asks for is shown (the
events it sends) and otherwise performed by nobody. Going back starts from the nearest state that was kept:
copies of the dialogue, at most `KEPT_MAX` of them, evenly spread. Measured with half an hour of tape:
reading it takes 7 s and 220 MB, going anywhere in it 50 ms at worst.

Nothing in here reads a clock: whoever plays says where to be.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from voiceapp.audio.voices import Voices
from voiceapp.dialogue.commands import Command, CutPlayout, SendEvent
from voiceapp.dialogue.inputs import (
    ConversationContinued,
    FromServer,
    Input,
    MicBlock,
    NewConversationRequested,
    SpeakerBlock,
)
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.snapshot import Banner, ReplayMark, RowKind, Snapshot, WireNote
from voiceapp.errors import TapeError
from voiceapp.pcm import NS_PER_MS, NS_PER_S, frames_of_bytes, silence
from voiceapp.protocol.server_events import OutputAudioDelta
from voiceapp.recording.tape import TapeReader
from voiceapp.tape_voices import TapeVoices
from voiceapp.tape_wires import TapeWires

KEPT_MAX = 64
"""States kept for going back; with more, every other one goes and the rest stands twice as far apart."""
KEPT_EVERY_NS = 5 * NS_PER_S
SLICE_STEPS = 500
"""Steps read between two reports of progress: 10 to 20 ms of work."""
STEPS_MAX = 2_000_000
"""Two and a half hours; about 1.2 GB. What comes after it is not shown, and that is said."""
LENGTH_NS_MAX = 24 * 3600 * NS_PER_S
LEAD_NS = 500 * NS_PER_MS
"""A person's row appears when the service has noticed speech; the speech began before."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """The dialogue after some steps."""

    steps: int
    at_ns: int
    dialogue: Dialogue


class TapePlayer:
    """`for progress in player.load(): ...`, then `go_to()` and `snapshot()`."""

    def __init__(self, tape: TapeReader) -> None:
        """Keep the tape, preferably a tolerant reader; `load()` reads it."""
        self._tape = tape
        self._steps: list[Input] = []
        self._times: list[int] = []
        """When each step happened (voice clock); never goes back."""
        self._dialogue = Dialogue(tape.header.options)
        self._fed = 0
        self._kept = [_Kept(0, 0, deepcopy(self._dialogue))]
        self._kept_every_ns = KEPT_EVERY_NS
        self._marks: list[ReplayMark] = []
        self._interruptions = 0
        self._moments: dict[str, int] = {}
        self._notes: tuple[WireNote, ...] = ()
        self._note_times: list[int] = []
        self._silences: dict[int, bytes] = {}
        self._stopped = ""
        """Why reading ended before the tape did, as a sentence; empty where it did not."""
        self.voices = Voices()

    # -- reading ---------------------------------------------------------------------------------

    def load(self) -> Iterator[int]:
        """Read the tape, and stand at its beginning afterwards; yield how many steps have been read.

        What cannot be read is left out; `problem` says so.
        """
        voices = TapeVoices()
        wires = TapeWires(self._tape.header.dialect)
        steps = self._tape.steps()
        while (happened := self._next_step(steps)) is not None:
            try:
                self._take(happened, voices, wires)
            except Exception as error:  # noqa: BLE001
                # A tape that was edited can contradict itself in ways that break any assertion.
                number = self._fed + 1
                self._stopped = f"Step {number} cannot have happened ({error!r:.100}). The rest is not shown."
                del self._steps[self._fed :], self._times[self._fed :]
                break
            self._keep()
            if self._fed % SLICE_STEPS == 0:
                yield self._fed
        self._mark_turns()
        self._marks.sort(key=lambda mark: mark.at_ms)
        self._notes = tuple(wires.notes)
        self._note_times = [note.at_ns for note in self._notes]
        self.voices = voices.voices()
        self._return_to(self._kept[0])

    @property
    def start_ns(self) -> int:
        """When the recording begins (voice clock)."""
        return self._times[0] if self._times else 0

    @property
    def end_ns(self) -> int:
        """When its last step happened."""
        return self._times[-1] if self._times else 0

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self._steps)

    @property
    def marks(self) -> tuple[ReplayMark, ...]:
        """Where turns begin and where answers were cut off, by time."""
        return tuple(self._marks)

    @property
    def notes(self) -> tuple[WireNote, ...]:
        """Everything that went over the wire, by time."""
        return self._notes

    @property
    def problem(self) -> Banner | None:
        """What is missing of the conversation or wrong with its tape; None: nothing."""
        header = self._tape.header
        said = [self._stopped] if self._stopped else []
        said += [str(damage) for damage in self._tape.damages]
        if header.private:
            said.insert(0, "This is a private recording: it has no words and no sound.")
        if not header.from_start:
            said.insert(
                0, "This recording begins in the middle of a conversation; what was before is missing."
            )
        if not said:
            return None
        details = said[1:]
        unsaid = self._tape.damage_count - len(self._tape.damages)
        if unsaid > 0:
            details.append(f"… and {unsaid} more.")
        return Banner(said[0], "\n".join(details))

    # -- being somewhere -------------------------------------------------------------------------

    def go_to(self, at_ns: int) -> None:
        """Be at a moment (voice clock): every step up to it has happened, and none after it."""
        wanted = bisect_right(self._times, at_ns)
        before = [kept for kept in self._kept if kept.steps <= wanted]
        if wanted < self._fed or before[-1].steps > self._fed:
            self._return_to(before[-1])
        while self._fed < wanted:
            self._feed_next()

    def snapshot(self) -> Snapshot:
        """Return the picture of where we are."""
        return self._dialogue.snapshot()

    def notes_passed(self, at_ns: int) -> int:
        """Return how many of `notes` lie not after a moment."""
        return bisect_right(self._note_times, at_ns)

    def moment_of(self, row_key: str) -> int | None:
        """Return when a row of the transcript began to be heard, or appeared; None for a key nobody knows.

        A row that is there at the present position is known, and so is each of the whole conversation's end.
        """
        if row_key in self._moments:
            return self._moments[row_key]
        for row in self.snapshot().rows:
            if row.key == row_key:
                return row.at_ns - LEAD_NS if row.kind is RowKind.USER else row.at_ns
        return None

    # -- inside ----------------------------------------------------------------------------------

    def _next_step(self, steps: Iterator[tuple[Input, object]]) -> Input | None:
        """Read and keep one step; None at the end, or where the tape cannot be read on."""
        try:
            happened, _ = next(steps)
        except StopIteration:
            return None
        except TapeError as error:
            self._stopped = f"{error.sentence} The recording is shown up to there."
            return None
        at_ns = max(happened.at_ns, self.end_ns)
        if self._times and at_ns - self.start_ns > LENGTH_NS_MAX:
            self._stopped = f"Step {self.steps + 1} claims to be a day later. The rest is not shown."
            return None
        if self.steps == STEPS_MAX:
            self._stopped = "The recording is very long; its end is not shown."
            return None
        self._steps.append(self._without_sound(happened))
        self._times.append(at_ns)
        return happened

    def _without_sound(self, happened: Input) -> Input:
        """Return an input with silence of the same length: pictures depend on lengths only."""
        if isinstance(happened, MicBlock):
            return MicBlock(  # `dataclasses.replace` takes three times as long, a hundred times a second
                happened.at_ns,
                happened.first_frame,
                happened.captured_at_ns,
                self._silence(len(happened.pcm)),
                happened.rms,
                happened.overflowed,
                happened.clipped,
                happened.near,
            )
        if isinstance(happened, FromServer) and isinstance(happened.event, OutputAudioDelta):
            delta = happened.event
            quiet = OutputAudioDelta(
                response_id=delta.response_id,
                item_id=delta.item_id,
                output_index=delta.output_index,
                content_index=delta.content_index,
                delta=self._silence(len(delta.delta)),
            )
            return FromServer(happened.at_ns, quiet)
        return happened

    def _silence(self, size_bytes: int) -> bytes:
        found = self._silences.get(size_bytes)
        if found is None:
            found = self._silences[size_bytes] = silence(frames_of_bytes(size_bytes)) + bytes(size_bytes % 2)
        return found

    def _take(self, happened: Input, voices: TapeVoices, wires: TapeWires) -> None:
        """Feed the step that was read last, and keep what can be heard, seen and gone to of it."""
        at_ns = self._times[-1]
        voices.take(happened)
        if isinstance(happened, NewConversationRequested | ConversationContinued):
            self._mark_turns()
        elif isinstance(happened, FromServer):
            wires.received(at_ns, happened.event)
        elif isinstance(happened, SpeakerBlock):
            for span in happened.spans:
                self._moments.setdefault(span.item_id, happened.dac_at_ns)
        for command in self._feed_next():
            match command:
                case SendEvent(event):
                    wires.sent(at_ns, event)
                case CutPlayout() if (count := self.snapshot().numbers.interruptions) > self._interruptions:
                    self._interruptions = count
                    self._marks.append(ReplayMark(self._ms(at_ns), interruption=True))
                case _:
                    pass

    def _feed_next(self) -> list[Command]:
        commands = self._dialogue.handle(self._steps[self._fed])
        self._fed += 1
        return commands

    def _keep(self) -> None:
        """Keep the present state if it is time for one."""
        at_ns = self._times[-1]
        if at_ns - max(self._kept[-1].at_ns, self.start_ns) < self._kept_every_ns:
            return
        self._kept.append(_Kept(self._fed, at_ns, deepcopy(self._dialogue)))
        if len(self._kept) > KEPT_MAX:
            del self._kept[1::2]
            self._kept_every_ns *= 2

    def _return_to(self, kept: _Kept) -> None:
        self._dialogue = deepcopy(kept.dialogue)
        self._fed = kept.steps

    def _mark_turns(self) -> None:
        """Mark the turns of the person that are in the transcript now."""
        for row in self.snapshot().rows:
            if row.kind is RowKind.USER and not row.earlier:
                at_ns = max(self.start_ns, row.at_ns - LEAD_NS)
                self._marks.append(ReplayMark(self._ms(at_ns)))
                self._moments[row.key] = at_ns

    def _ms(self, at_ns: int) -> int:
        return (at_ns - self.start_ns) // NS_PER_MS
