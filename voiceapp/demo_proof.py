"""What the demonstration proves, and how: every claim is checked against the recording, not against itself.

The tape says what the service sent, what was asked of it and what the program believed to be heard; the ear
beside the simulated loudspeaker kept what really reached the air. The checks compare the two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voiceapp.dialogue.inputs import FromServer, Input, Span, SpeakerBlock
from voiceapp.dialogue.snapshot import Row, RowKind, RowState, Snapshot
from voiceapp.pcm import FRAME_BYTES, ms_of_frames
from voiceapp.protocol.server_events import ItemTruncated, OutputAudioDelta, Unrecognised
from voiceapp.recording.replay import replay
from voiceapp.recording.tape import TapeReader

FADE_FRAMES = 144
"""A cut or a pause fades 3 ms out, a resume 3 ms in: these samples differ from what was sent, on purpose."""


@dataclass(frozen=True, slots=True)
class Check:
    """One claim and whether it holds."""

    claim: str
    holds: bool
    evidence: str


@dataclass(slots=True)
class Evidence:
    """What the tape holds, sorted."""

    sent_pcm: dict[str, bytearray] = field(default_factory=lambda: defaultdict(bytearray))
    spans: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    truncations: dict[str, int] = field(default_factory=dict)
    """audio_end_ms we sent, by item."""
    acknowledged: dict[str, int] = field(default_factory=dict)
    unrecognised: int = 0

    @classmethod
    def from_tape(cls, tape: TapeReader) -> Evidence:
        """Read everything the checks need."""
        found = cls()
        for happened, commands in tape.steps():
            found._take(happened, commands)
        return found

    def _take(self, happened: Input, commands: list[dict[str, Any]]) -> None:
        if isinstance(happened, SpeakerBlock):
            for span in happened.spans:
                self.spans[span.item_id].append(span)
        elif isinstance(happened, FromServer):
            match happened.event:
                case OutputAudioDelta() as delta:
                    self.sent_pcm[delta.item_id] += delta.delta
                case ItemTruncated() as truncated:
                    self.acknowledged[truncated.item_id] = truncated.audio_end_ms
                case Unrecognised():
                    self.unrecognised += 1
        for command in commands:
            event = command.get("event", {})
            if event.get("type") == "conversation.item.truncate":
                self.truncations[event["item_id"]] = event["audio_end_ms"]


def checks(folder: Path, picture: Snapshot, heard: bytes, expected: list[tuple[str, ...]]) -> list[Check]:
    """Return every claim of the demonstration.

    `heard` is what the ear kept, from the loudspeaker's frame 0; `expected` are the words each of the
    person's turns must contain, in order.
    """
    tape = TapeReader(folder / "tape")
    evidence = Evidence.from_tape(tape)
    replayed = replay(tape)
    difference = str(replayed.difference) if replayed.difference is not None else ""
    numbers = picture.numbers
    return [
        *_understood(picture, expected),
        *_cut_in(picture, evidence),
        _sample_for_sample(evidence, heard),
        _answered(picture),
        Check(
            "No errors, nothing misunderstood on the wire",
            numbers.errors == 0 and evidence.unrecognised == 0,
            f"{numbers.errors} errors, {evidence.unrecognised} unknown events",
        ),
        Check(
            "The recording replays to the same commands",
            replayed.difference is None and replayed.steps > 0,
            difference or f"{replayed.steps} steps",
        ),
    ]


def _understood(picture: Snapshot, expected: list[tuple[str, ...]]) -> list[Check]:
    said = [row for row in picture.rows if row.kind is RowKind.USER]
    found = []
    for number, words in enumerate(expected):
        text = said[number].text if number < len(said) else ""
        known = set(re.findall(r"[a-z]+", text.lower()))
        found.append(
            Check(f"The assistant understood “{' '.join(words)}”", set(words) <= known, f"heard “{text}”")
        )
    return found


def _cut_in(picture: Snapshot, evidence: Evidence) -> list[Check]:
    cut = [row for row in picture.rows if row.kind is RowKind.ASSISTANT and row.state is RowState.CUT]
    if len(cut) != 1 or not cut[0].cut_ms:
        return [Check("Cutting in stopped the answer", False, f"{len(cut)} answers were cut")]
    row = cut[0]
    spans = evidence.spans.get(row.key, [])
    handed_ms = ms_of_frames(max((span.item_frame + span.frames for span in spans), default=0))
    asked_ms, answered_ms = evidence.truncations.get(row.key), evidence.acknowledged.get(row.key)
    return [
        Check(
            "Cutting in stopped the answer",
            0 < (row.cut_ms or 0) < row.received_ms,
            f"{row.cut_ms} ms of {row.received_ms} ms were heard",
        ),
        Check(
            "The service was told exactly what was heard",
            row.cut_ms == handed_ms == asked_ms == answered_ms,
            f"shown {row.cut_ms}, played {handed_ms}, told {asked_ms}, confirmed {answered_ms} ms",
        ),
    ]


def _sample_for_sample(evidence: Evidence, heard: bytes) -> Check:
    """Compare what reached the air with what the service sent, at the places the program claims."""
    compared = different = 0
    for item_id, spans in evidence.spans.items():
        sent = evidence.sent_pcm[item_id]
        for span in spans:
            start, source = span.device_frame * FRAME_BYTES, span.item_frame * FRAME_BYTES
            size = span.frames * FRAME_BYTES
            compared += span.frames
            if heard[start : start + size] != bytes(sent[source : source + size]):
                different += span.frames
    claimed = _silent_elsewhere(evidence, heard)
    blocks_in_fades = 4 * FADE_FRAMES * len(evidence.spans)
    return Check(
        "The loudspeaker played what was sent, sample for sample, and nothing else",
        compared > 0 and different <= blocks_in_fades and claimed,
        f"{compared} frames compared, {different} in blocks with a fade, silence elsewhere: {claimed}",
    )


def _silent_elsewhere(evidence: Evidence, heard: bytes) -> bool:
    rest = bytearray(heard)
    for spans in evidence.spans.values():
        for span in spans:
            start, size = span.device_frame * FRAME_BYTES, span.frames * FRAME_BYTES
            rest[start : start + size] = bytes(min(size, max(0, len(rest) - start)))
    return not any(rest)


def _answered(picture: Snapshot) -> Check:
    answers = [row for row in picture.rows if row.kind is RowKind.ASSISTANT]
    last: Row | None = answers[-1] if answers else None
    text = last.text if last is not None else ""
    right = (
        last is not None
        and last.state is RowState.DONE
        and bool(re.search(r"\b42\b|forty.two", text.lower()))
    )
    return Check("The second question was answered rightly, and heard to its end", right, f"“{text}”")
