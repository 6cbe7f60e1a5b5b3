"""A conversation told line by line: what changed from one picture to the next; pure.

`voiceapp talk` prints it, as text for people or as one JSON object a line for programs. The objects are a
contract (`docs/talk.md`): fields are only ever added.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from voiceapp.dialogue.snapshot import (
    Account,
    Microphone,
    Numbers,
    Phase,
    Recording,
    Row,
    RowKind,
    RowState,
    Snapshot,
)
from voiceapp.pcm import NS_PER_MS

HEARD_STEP_MS = 250
"""Heard offsets are told at most this often; the last one of every answer is always told."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    kind: str
    """`state`, `user`, `assistant`, `heard`, `interrupted`, `tool`, `notice`, `error`, `device`, `muted`,
    `usage` or `limits`."""
    facts: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    """The same for people; empty when a person does not need it."""

    def as_json(self) -> dict[str, Any]:
        """Return the object a program reads."""
        return {"type": self.kind, **self.facts}


class Narrator:
    """Compares each picture with the one before."""

    def __init__(self, *, microphone: str | None = None, speaker: str | None = None) -> None:
        """`microphone` and `speaker` are the chosen ones; another in their place is told as such."""
        self._chosen = (microphone or "", speaker or "")
        self._phase: Phase | None = None
        self._muted = False
        self._recording = ""
        self._devices = ("", "")
        self._banner = ""
        self._account = Account()
        self._limits: tuple[tuple[str, int | None], ...] = ()
        self._rows: dict[str, Row] = {}
        self._told_heard_ms: dict[str, int] = {}
        self._open: dict[str, None] = {}
        """Rows that may still change; settled ones are not looked at again."""
        self._known = 0

    def tell(self, snapshot: Snapshot) -> list[Line]:
        """Return what is new in `snapshot`, in a sensible order."""
        at_ms = snapshot.at_ns // NS_PER_MS
        lines = self._surroundings(snapshot)
        for row in self._changed_rows(snapshot.rows):
            lines += self._row(row)
        lines += self._numbers(snapshot.numbers)
        if snapshot.phase is not self._phase:
            self._phase = snapshot.phase
            lines.append(Line("state", {"state": snapshot.phase.value}, ""))
        return [Line(line.kind, {"at_ms": at_ms, **line.facts}, line.text) for line in lines]

    # -- inside ----------------------------------------------------------------------------------

    def _surroundings(self, snapshot: Snapshot) -> list[Line]:
        lines = []
        devices = (snapshot.microphone_device, snapshot.speaker_device)
        works = (snapshot.microphone is not Microphone.OFF, snapshot.speaker_works)
        for number, role in enumerate(("microphone", "speaker")):
            name, chosen = devices[number], self._chosen[number]
            if not name or name == self._devices[number]:
                continue
            missing = works[number] and chosen not in ("", name) and not chosen.startswith(f"{name} (")
            text = f"{role}: {name}" + (f" (until “{chosen}” is connected)" if missing else "")
            facts = {"role": role, "name": name, "wanted": chosen if missing else ""}
            lines.append(Line("device", facts, text))
        self._devices = devices
        banner = snapshot.banner
        text = banner.text if banner is not None else ""
        if banner is not None and text != self._banner:
            facts = {"text": banner.text, "details": banner.details}
            lines.append(Line("error", facts, banner.text))
        self._banner = text
        if snapshot.muted != self._muted:
            self._muted = snapshot.muted
            lines.append(Line("muted", {"muted": snapshot.muted}, "muted" if snapshot.muted else "not muted"))
        name = snapshot.recording.name if snapshot.recording is not None else ""
        if name != self._recording:
            self._recording = name
            lines.append(_recording_line(snapshot.recording))
        return lines

    def _numbers(self, numbers: Numbers) -> list[Line]:
        """Tell what was used when a response is over, and what is left when the service says so."""
        lines = []
        account = numbers.account
        if account is not self._account and account != self._account:
            self._account = account
            lines.append(Line("usage", _usage(account)))
        limits = tuple((limit.name, limit.left_percent) for limit in numbers.limits)
        if limits and limits != self._limits:
            told = [
                {"name": one.name, "left_percent": one.left_percent, "resets_in_s": one.resets_in_s}
                for one in numbers.limits
            ]
            lines.append(Line("limits", {"limits": told}))
        self._limits = limits
        return lines

    def _changed_rows(self, rows: tuple[Row, ...]) -> list[Row]:
        if len(rows) < self._known:  # a new conversation
            self._rows.clear()
            self._told_heard_ms.clear()
        self._known = len(rows)
        return [row for row in rows if self._rows.get(row.key) is not row]

    def _row(self, row: Row) -> list[Line]:
        old = self._rows.get(row.key)
        self._rows[row.key] = row
        settled = row.state not in {RowState.LIVE, RowState.WAITING}
        newly_settled = settled and (old is None or old.state is not row.state or old.text != row.text)
        facts: dict[str, Any] = {"item_id": row.key, "text": row.text}
        if row.earlier:
            facts["earlier"] = True
        match row.kind:
            case RowKind.USER:
                if not newly_settled:
                    return []
                text = row.text or f"({row.note})"
                return [Line("user", {**facts, "note": row.note}, f"you: {text}")]
            case RowKind.ASSISTANT:
                return self._answer(row, facts, newly_settled=newly_settled)
            case RowKind.TOOL:
                return [Line("tool", {**facts, "note": row.note}, f"tool: {row.text}")] if settled else []
            case RowKind.NOTICE:
                kind = "error" if row.state is RowState.FAILED else "notice"
                return [Line(kind, {"text": row.text, "details": row.details}, f"* {row.text}")]

    def _answer(self, row: Row, facts: dict[str, Any], *, newly_settled: bool) -> list[Line]:
        lines = []
        told_ms = self._told_heard_ms.get(row.key, -1)
        final_ms = row.cut_ms if row.state is RowState.CUT and row.cut_ms is not None else row.heard_ms
        if final_ms != told_ms and (newly_settled or final_ms - told_ms >= HEARD_STEP_MS):
            self._told_heard_ms[row.key] = final_ms
            lines.append(Line("heard", {"item_id": row.key, "heard_ms": final_ms}))
        if not newly_settled:
            return lines
        heard_text = row.text[: row.heard_chars]
        facts |= {
            "heard_text": heard_text,
            "heard_ms": final_ms,
            "received_ms": row.received_ms,
            "interrupted": row.state is RowState.CUT,
            "note": row.note,
        }
        if row.state is RowState.CUT:
            lines.append(
                Line(
                    "interrupted",
                    {"item_id": row.key, "heard_ms": final_ms, "heard_text": heard_text},
                    "",
                )
            )
            said = f"{heard_text} [you cut in at {final_ms / 1000:.1f} s]"
            return [*lines, Line("assistant", facts, f"assistant: {said.strip()}")]
        note = f" [{row.note}]" if row.note else ""
        return [*lines, Line("assistant", facts, f"assistant: {row.text}{note}")]


def _usage(account: Account) -> dict[str, Any]:
    tokens = account.tokens
    return {
        "tokens": tokens.total,
        "cached_tokens": tokens.cached,
        "text_in": tokens.text_in,
        "audio_in": tokens.audio_in,
        "image_in": tokens.image_in,
        "text_cached": tokens.text_cached,
        "audio_cached": tokens.audio_cached,
        "image_cached": tokens.image_cached,
        "text_out": tokens.text_out,
        "audio_out": tokens.audio_out,
        "transcription_tokens": account.transcription.total,
        "transcription_ms": account.transcription_ms,
        "unheard_ms": account.unheard_ms,
        "unheard_tokens": account.unheard_tokens,
        "cost_usd": account.cost_usd,
        "unheard_usd": account.unheard_usd,
        "context_tokens": account.context_tokens,
        "context_window": account.context_window,
    }


def _recording_line(recording: Recording | None) -> Line:
    if recording is None:
        return Line("recording", {"name": ""}, "not recording any more")
    facts = {"name": recording.name, "private": recording.private}
    kept = "timing only, no words and no sound" if recording.private else "words and sound"
    return Line("recording", facts, f"RECORDING: {kept} ({recording.name})")
