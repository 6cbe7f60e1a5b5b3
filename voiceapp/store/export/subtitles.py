"""A conversation as subtitles with speakers, SubRip and WebVTT, in step with its recording.

An answer lasts from its first to its last sound in the ear. Nothing tells when a person stopped to speak, so
their line lasts as long as its words take to be said, and ends with whatever is heard next.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceapp.dialogue.snapshot import RowKind
from voiceapp.store.export.texts import ASSISTANT, YOU, Unheard
from voiceapp.store.kept import StoredConversation, StoredRow

CHAR_MS = 65
"""15 characters a second are brisk speech, and what subtitlers allow for reading."""
SHOWN_MS_MIN = 1_000
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle."""

    from_ms: int
    until_ms: int
    speaker: str
    text: str
    unheard: str = ""
    """Words to be shown as not heard."""


def cues_of(conversation: StoredConversation, unheard: Unheard) -> tuple[Cue, ...]:
    """Return what the person said and what was heard, by time; no two of one speaker overlap."""
    rows = [row for row in conversation.rows if row.kind in {RowKind.USER, RowKind.ASSISTANT}]
    rows.sort(key=_from_ms)
    cues = []
    for number, row in enumerate(rows):
        shown = row.unheard if unheard is Unheard.MARKED else ""
        if not row.heard and not shown:
            continue
        from_ms = _from_ms(row)
        until_ms = row.heard_until_ms
        if until_ms is None:
            until_ms = from_ms + max(SHOWN_MS_MIN, len(row.text) * CHAR_MS)
            following = next(
                (_from_ms(later) for later in rows[number + 1 :] if _from_ms(later) > from_ms), None
            )
            until_ms = until_ms if following is None else min(until_ms, following)
        speaker = YOU if row.kind is RowKind.USER else ASSISTANT
        cues.append(Cue(from_ms, max(until_ms, from_ms + 1), speaker, _line(row.heard), _line(shown)))
    return tuple(cues)


def srt_of(conversation: StoredConversation, unheard: Unheard) -> str:
    """Return the subtitles as SubRip: the speaker before the words, unheard ones in brackets."""
    blocks = []
    for number, cue in enumerate(cues_of(conversation, unheard), start=1):
        words = " ".join(part for part in (cue.text, cue.unheard and f"[not heard: {cue.unheard}]") if part)
        times = f"{_time(cue.from_ms, ',')} --> {_time(cue.until_ms, ',')}"
        blocks.append(f"{number}\n{times}\n{cue.speaker}: {words.replace('-->', '→')}\n")
    return "\n".join(blocks)


def vtt_of(conversation: StoredConversation, unheard: Unheard) -> str:
    """Return the subtitles as WebVTT: the speaker as a voice span, unheard words with the class `unheard`."""
    blocks = ["WEBVTT\n"]
    for cue in cues_of(conversation, unheard):
        marked = f"<c.unheard>{_escaped(cue.unheard)}</c>" if cue.unheard else ""
        words = " ".join(part for part in (_escaped(cue.text), marked) if part)
        times = f"{_time(cue.from_ms, '.')} --> {_time(cue.until_ms, '.')}"
        blocks.append(f"{times}\n<v {cue.speaker}>{words}</v>\n")
    return "\n".join(blocks)


def _from_ms(row: StoredRow) -> int:
    return row.at_ms if row.heard_from_ms is None else row.heard_from_ms


def _line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(at_ms: int, point: str) -> str:
    hours, rest_ms = divmod(at_ms, HOUR_MS)
    minutes, rest_ms = divmod(rest_ms, 60_000)
    seconds, ms = divmod(rest_ms, 1_000)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{ms:03}"
