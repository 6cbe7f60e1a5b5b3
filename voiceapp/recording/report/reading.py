"""From a tape to its report: the inputs go to a fresh dialogue, and what it shows on the way is written down.

So the report and the window cannot disagree: rows, waterfalls and numbers are the dialogue's own. Only what
it does not keep is read from the steps: what the service was told and when, what it sent in all, and what
went wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.snapshot import Row, RowKind, Snapshot, Waterfall
from voiceapp.dialogue.spread import Spreading
from voiceapp.errors import LocalProtocolError, TapeError
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.objects import Response
from voiceapp.protocol.server_events import ErrorEvent, ItemDeleted, ItemTruncated, ResponseDone
from voiceapp.protocol.wire import known
from voiceapp.recording.privacy import STAND_IN
from voiceapp.recording.report.findings import (
    Amendment,
    Answer,
    Report,
    Tokens,
    Trouble,
    Turn,
)
from voiceapp.recording.report.interruption_log import InterruptionLog
from voiceapp.recording.report.voice_tracks import VoiceTracks
from voiceapp.recording.tape import TapeReader

TRUNCATE, DELETE = "conversation.item.truncate", "conversation.item.delete"
CONTRADICTIONS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LocalProtocolError,
    LookupError,
    TypeError,
    ValueError,
)
"""How steps that cannot have happened show themselves."""


def report(tape: TapeReader, name: str = "") -> Report:
    """Return the report of a tape; of a damaged one, the report of what can be read, with the damage named.

    A tolerant reader reads on behind a damage, a strict one stops there. `name` is what to call the tape,
    normally its folder's name.
    """
    reading = _Reading(tape)
    end = ""
    try:
        for happened, commands in tape.steps():
            reading.take(happened, commands)
    except TapeError as error:
        end = f"{error.sentence} The report ends there."
    except CONTRADICTIONS:
        # what no recording holds, and an edited one may: a block of sound that was never received
        end = f"Step {reading.steps} contradicts the steps before it. The report ends there."
    return reading.report(name, tuple(_damage(tape, end)))


def _damage(tape: TapeReader, end: str) -> Iterator[str]:
    """Yield everything that is wrong with a tape that was read to its `end`."""
    if not tape.header.from_start:
        yield "The recording began in the middle of the conversation: what needs its beginning is missing."
    yield from (str(damage) for damage in tape.damages)
    if tape.damage_count > len(tape.damages):
        yield f"{tape.damage_count - len(tape.damages):,} more lines of the tape are damaged."
    if end:
        yield end


class _Reading:
    """A tape being read."""

    def __init__(self, tape: TapeReader) -> None:
        self._header = tape.header
        self._dialogue = Dialogue(tape.header.options)
        self.steps = 0
        self._began_ns: int | None = None
        self._duration_ms = 0
        self._tracks = VoiceTracks(0)
        self._seen = Snapshot()
        """The picture that was looked at last."""
        self._forgotten: list[Row] = []
        """Rows of conversations that were replaced by a new one."""
        self._waterfalls: dict[str, Waterfall] = {}
        self._first_deltas = Spreading()
        self._cutting_in = InterruptionLog()
        self._amendments: list[Amendment] = []
        self._troubles: list[Trouble] = []
        self._tokens = Tokens()

    def take(self, happened: i.Input, commands: list[dict[str, Any]]) -> None:
        """Take one step: what happened, and what was recorded to have been asked for because of it."""
        self.steps += 1
        if self._began_ns is None:
            self._began_ns = happened.at_ns
            self._tracks = VoiceTracks(happened.at_ns)
        at_ms = (happened.at_ns - self._began_ns) // NS_PER_MS
        self._duration_ms = max(self._duration_ms, at_ms)
        if isinstance(happened, i.NewConversationRequested | i.ConversationContinued):
            self._forgotten.extend(self._dialogue.snapshot().rows)
        self._tracks.take(happened)
        self._trouble(happened, at_ms)
        if isinstance(happened, i.FromServer):
            self._from_server(happened)
        self._dialogue.handle(happened)
        asked = {str(command.get("do")) for command in commands}
        if self._cutting_in.sounding or _may_show(happened, asked):
            before = self._look()
            self._cutting_in.take(happened, asked, before, self._seen, at_ms)
        for command in commands:
            if command.get("do") == "SendEvent":
                self._sent(command["event"], at_ms)

    def report(self, name: str, damage: tuple[str, ...]) -> Report:
        """Return what was found."""
        self._look()
        rows = [row for row in (*self._forgotten, *self._seen.rows) if not row.earlier]
        return Report(
            name=name.encode(errors="replace").decode(),  # a folder's name may hold bytes that are no text
            about=self._header.about,
            program=self._header.program,
            dialect=self._header.dialect,
            started_at=self._header.started_at,
            private=self._header.private,
            steps=self.steps,
            duration_ms=self._duration_ms,
            damage=damage,
            numbers=self._seen.numbers,
            first_deltas=self._first_deltas.spread(),
            turns=tuple(self._turn(row) for row in rows if row.kind is RowKind.USER),
            answers=tuple(self._answer(row) for row in rows if row.kind is RowKind.ASSISTANT),
            interruptions=tuple(self._cutting_in.interruptions),
            pauses=tuple(self._cutting_in.pauses),
            amendments=tuple(self._amendments),
            troubles=tuple(self._troubles),
            tokens=self._tokens,
            generated_ms=self._tracks.all_generated_ms(),
            voices=self._tracks.voices(),
        )

    # -- rows --------------------------------------------------------------------------------------

    def _at_ms(self, row: Row) -> int:
        return (row.at_ns - (self._began_ns or 0)) // NS_PER_MS

    def _turn(self, row: Row) -> Turn:
        return Turn(
            item_id=row.key,
            at_ms=self._at_ms(row),
            words=_kept(row.text),
            chars=len(row.text),
            note=row.note,
            times=self._waterfalls.get(row.key),
        )

    def _answer(self, row: Row) -> Answer:
        return Answer(
            item_id=row.key,
            at_ms=self._at_ms(row),
            words=_kept(row.text),
            chars=len(row.text),
            heard_chars=row.heard_chars,
            state=row.state,
            note=row.note,
            spoken=row.spoken,
            heard_ms=row.heard_ms,
            generated_ms=self._tracks.generated_ms(row.key),
        )

    # -- what the dialogue measured ----------------------------------------------------------------

    def _look(self) -> Snapshot:
        """Look at the picture, keep the newest waterfall, and return the picture before.

        The dialogue remembers the last fifty waterfalls only. Between two looks at most one is completed: a
        turn begins with a wish or with an event of the server.
        """
        before, self._seen = self._seen, self._dialogue.snapshot()
        old, new = before.numbers.waterfalls, self._seen.numbers.waterfalls
        if new and (not old or old[-1] is not new[-1]):
            self._waterfalls[new[-1].item_id] = new[-1]
            if new[-1].first_delta_ms is not None:
                self._first_deltas.add(new[-1].first_delta_ms)
        return before

    # -- what the steps say ------------------------------------------------------------------------

    def _sent(self, event: dict[str, Any], at_ms: int) -> None:
        if event.get("type") in {TRUNCATE, DELETE}:
            self._amendments.append(Amendment(at_ms, str(event.get("item_id")), event.get("audio_end_ms")))

    def _from_server(self, happened: i.FromServer) -> None:
        match happened.event:
            case ItemTruncated() as truncated:
                self._confirm(truncated.item_id, truncated.audio_end_ms)
            case ItemDeleted() as deleted:
                self._confirm(deleted.item_id, None)
            case ResponseDone(response=Response(usage=usage)) if usage is not None:
                self._tokens = Tokens(
                    self._tokens.input + known(usage.input_tokens, 0),
                    self._tokens.output + known(usage.output_tokens, 0),
                )
            case _:
                pass

    def _confirm(self, item_id: str, audio_end_ms: int | None) -> None:
        for place, amendment in enumerate(self._amendments):
            if (amendment.item_id, amendment.audio_end_ms) == (item_id, audio_end_ms):
                self._amendments[place] = replace(amendment, confirmed=True)

    def _trouble(self, happened: i.Input, at_ms: int) -> None:
        match happened:
            case i.LinkFailed(sentence=text) | i.LinkDropped(sentence=text):
                kind = "connection"
            case i.MicrophoneLost(sentence=text):
                kind = "microphone"
            case i.SpeakerLost(sentence=text):
                kind = "loudspeaker"
            case i.RecordingStopped(sentence=text):
                kind = "recording"
            case i.FromServer(event=ErrorEvent(error=error)):
                kind, text = "service error", _said(error.code or error.type, error.message)
            case i.FromServer(event=ResponseDone(response=Response(status="failed" | "incomplete") as over)):
                kind, text = "failed answer", _why(over)
            case _:
                return
        self._troubles.append(Trouble(at_ms, kind, _kept(text)))


def _may_show(happened: i.Input, asked: set[str]) -> bool:
    """Say whether a step may change more than how much was heard.

    Blocks of sound come two hundred times a second, and a picture costs more than all the rest of a step.
    """
    return not isinstance(happened, i.MicBlock | i.SpeakerBlock) or not asked <= {"SendEvent", "Note"}


def _why(over: Response) -> str:
    details = over.status_details
    error = details.error if details is not None and details.error else None
    if error is not None:
        return _said(known(error.code, over.status), known(error.message, ""))
    return known(details.reason, over.status) if details is not None else over.status


def _said(code: str, message: str) -> str:
    return f"{code}: {message}" if _kept(message) else code


def _kept(text: str) -> str:
    """Return words the tape has kept; nothing for what stands in for those it has not."""
    return "" if set(text) <= {STAND_IN, " "} else text
