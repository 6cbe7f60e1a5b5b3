"""A conversation to read: Markdown and plain text."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum

from voiceapp.dialogue.snapshot import RowKind
from voiceapp.store.kept import StoredConversation, StoredRow

YOU = "You"
ASSISTANT = "Assistant"
NOT_TRANSCRIBED = "(not transcribed)"
NOT_KEPT = "answered again"

_MARKDOWN = re.compile(r"([\\`*_\[\]<>~|#])")


class Unheard(Enum):
    """What becomes of words that were generated and never heard."""

    LEFT_OUT = "leave-out"
    MARKED = "mark"


def markdown_of(conversation: StoredConversation, unheard: Unheard) -> str:
    """Return the conversation as Markdown; marked words are struck out."""
    started_at = conversation.summary.started_at.astimezone()
    lines = [
        f"# {_plain(conversation.title)}",
        "",
        f"{started_at:%Y-%m-%d %H:%M} · {_about(conversation)}",
        "",
    ]
    if conversation.summary.tags:
        lines += [" ".join(f"`{tag}`" for tag in conversation.summary.tags), ""]
    part = 0
    for row in conversation.rows:
        if row.part != part:
            part = row.part
            lines += [f"*{_continued(conversation, part)}*", ""]
        match row.kind:
            case RowKind.USER:
                lines += [f"**{YOU}:** {_plain(row.text) or NOT_TRANSCRIBED}", ""]
            case RowKind.ASSISTANT if text := _joined(row, unheard, _plain, "~~", "~~"):
                remark = _remark(row)
                cut = f" *({remark})*" if remark else ""
                lines += [f"**{ASSISTANT}:** {text}{cut}", ""]
            case RowKind.TOOL:
                lines += [
                    f"⚙ {_code(row.text)} → {_code(row.details) if row.details else _plain(row.note)}",
                    "",
                ]
    return "\n".join(lines)


def text_of(conversation: StoredConversation, unheard: Unheard) -> str:
    """Return the conversation as plain text, a time before every turn; marked words stand in brackets."""
    started_at = conversation.summary.started_at.astimezone()
    lines = [conversation.title, f"{started_at:%Y-%m-%d %H:%M}, {_about(conversation)}", ""]
    part = 0
    for row in conversation.rows:
        if row.part != part:
            part = row.part
            lines += ["", _continued(conversation, part), ""]
        at = clock_of(row.at_ms)
        match row.kind:
            case RowKind.USER:
                lines.append(f"[{at}] {YOU}: {row.text or NOT_TRANSCRIBED}")
            case RowKind.ASSISTANT if text := _joined(row, unheard, str, "[not heard: ", "]"):
                remark = _remark(row)
                cut = f" ({remark})" if remark else ""
                lines.append(f"[{at}] {ASSISTANT}: {text}{cut}")
            case RowKind.TOOL:
                lines.append(f"[{at}] {row.text} → {row.details or row.note}")
    return "\n".join(lines) + "\n"


def clock_of(at_ms: int) -> str:
    """Return a moment of the conversation as h:mm:ss."""
    minutes, seconds = divmod(at_ms // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _joined(row: StoredRow, unheard: Unheard, plain: Callable[[str], str], before: str, after: str) -> str:
    """Return an answer's heard words, and the others between `before` and `after` or not at all."""
    heard = plain(row.heard)
    if unheard is Unheard.LEFT_OUT or not row.unheard:
        return heard
    return f"{heard} {before}{plain(row.unheard)}{after}".strip()


def _remark(row: StoredRow) -> str:
    """Say in clauses why an answer ends where it does, and whether another one took its place."""
    clauses = []
    if row.is_interrupted and (not row.spoken or row.cut_ms is None):
        clauses.append("not finished")
    elif row.is_interrupted and row.cut_ms is not None:
        clauses.append(f"you cut in at {row.cut_ms / 1000:.1f} s")
    if row.set_aside:
        clauses.append(NOT_KEPT)
    return "; ".join(clauses)


def _continued(conversation: StoredConversation, part: int) -> str:
    return f"Continued on {conversation.parts[part].started_at.astimezone():%Y-%m-%d %H:%M}"


def _about(conversation: StoredConversation) -> str:
    model = conversation.summary.model
    known = [conversation.endpoint] if model in conversation.endpoint else [conversation.endpoint, model]
    return " · ".join(one for one in known if one)


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    """Return text as code on one line; longer fences hold the backticks in it."""
    text = " ".join(text.split())
    runs = [len(run) for run in re.findall("`+", text)]
    fence = "`" * (max(runs, default=0) + 1)
    space = " " if runs else ""
    return f"{fence}{space}{text}{space}{fence}"
