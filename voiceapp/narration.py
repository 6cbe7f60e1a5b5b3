"""A conversation told line by line: what changed from one picture to the next; pure.

`voiceapp talk` prints it, as text for people or as one JSON object a line for programs. The objects are a
contract (`docs/talk.md`): fields are only ever added.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from voiceapp.dialogue.snapshot import Phase, Row, RowKind, RowState, Snapshot
from voiceapp.pcm import NS_PER_MS

HEARD_STEP_MS = 250
"""Heard offsets are told at most this often; the last one of every answer is always told."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    kind: str
    """`state`, `user`, `assistant`, `heard`, `interrupted`, `tool`, `notice`, `error`, `device`."""
    facts: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    """The same for people; empty when a person does not need it."""

    def as_json(self) -> dict[str, Any]:
        """Return the object a program reads."""
        return {"type": self.kind, **self.facts}


class Narrator:
    """Compares each picture with the one before."""

    def __init__(self) -> None:
        self._phase: Phase | None = None
        self._muted = False
        self._devices = ("", "")
        self._banner = ""
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
        if snapshot.phase is not self._phase:
            self._phase = snapshot.phase
            lines.append(Line("state", {"state": snapshot.phase.value}, ""))
        return [Line(line.kind, {"at_ms": at_ms, **line.facts}, line.text) for line in lines]

    # -- inside ----------------------------------------------------------------------------------

    def _surroundings(self, snapshot: Snapshot) -> list[Line]:
        lines = []
        devices = (snapshot.microphone_device, snapshot.speaker_device)
        for role, name, old in zip(("microphone", "speaker"), devices, self._devices, strict=True):
            if name and name != old:
                lines.append(Line("device", {"role": role, "name": name}, f"{role}: {name}"))
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
        return [*lines, Line("assistant", facts, f"assistant: {row.text}")]
