"""What `voiceapp status --json` tells (docs/control.md): the conversation in a few fields. Pure."""

from __future__ import annotations

import msgspec

from voiceapp.dialogue.snapshot import RowKind, Snapshot

HEARD_CHARS_MAX = 500


class StatusNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured; null where nothing has been yet."""

    answer_ms: int | None
    stop_ms: int | None
    interruptions: int
    underruns: int
    overflows: int
    errors: int
    tokens: int
    cached_tokens: int
    cost_usd: float | None


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the running conversation."""

    phase: str
    muted: bool
    hands_free: bool
    talk_held: bool
    microphone: str
    """`off`, `open` or `sending`."""
    microphone_device: str
    """Its name, or the sentence that says why there is none."""
    rows: int
    heard: str
    """The assistant's last words that were heard; at most the last 500 characters."""
    problem: str
    """What needs the person's attention; empty: nothing."""
    numbers: StatusNumbers


def status_of(picture: Snapshot) -> Status:
    """Return the status that `picture` shows."""
    numbers = picture.numbers
    heard = (row.text[: row.heard_chars] for row in reversed(picture.rows) if row.kind is RowKind.ASSISTANT)
    return Status(
        phase=picture.phase.value,
        muted=picture.muted,
        hands_free=picture.hands_free,
        talk_held=picture.talk_held,
        microphone=picture.microphone.value,
        microphone_device=picture.microphone_device,
        rows=len(picture.rows),
        heard=next(filter(None, heard), "")[-HEARD_CHARS_MAX:],
        problem=picture.banner.text if picture.banner is not None else "",
        numbers=StatusNumbers(
            answer_ms=numbers.answer_ms,
            stop_ms=numbers.stop_ms,
            interruptions=numbers.interruptions,
            underruns=numbers.underruns,
            overflows=numbers.overflows,
            errors=numbers.errors,
            tokens=numbers.tokens,
            cached_tokens=numbers.cached_tokens,
            cost_usd=numbers.account.cost_usd,
        ),
    )
