"""What `status --json` tells, and that the document tells the same."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from voiceapp.control.status import Status, StatusNumbers, status_of
from voiceapp.dialogue.snapshot import Banner, Microphone, Numbers, Phase, Row, RowKind, RowState, Snapshot

DOCUMENT = Path(__file__).parents[2] / "docs" / "control.md"


def row(kind: RowKind, text: str, heard_chars: int = 0) -> Row:
    return Row(f"{kind}{text}", kind, RowState.DONE, text, heard_chars)


def test_a_status_shows_the_picture() -> None:
    picture = Snapshot(
        phase=Phase.SPEAKING,
        rows=(
            row(RowKind.ASSISTANT, "It is ten past three.", 21),
            row(RowKind.USER, "And after that?"),
            row(RowKind.ASSISTANT, "At a quarter to four.", 14),
            row(RowKind.ASSISTANT, "Not heard yet.", 0),
        ),
        muted=True,
        microphone=Microphone.SENDING,
        microphone_device="Rig",
        banner=Banner("The line is bad."),
        numbers=Numbers(answer_ms=610, stop_ms=31, interruptions=2, errors=1),
    )
    found = status_of(picture)
    assert (found.phase, found.muted, found.hands_free, found.talk_held) == ("speaking", True, True, False)
    assert (found.microphone, found.microphone_device, found.rows) == ("sending", "Rig", 4)
    assert (found.heard, found.problem) == ("At a quarter t", "The line is bad.")
    assert (found.numbers.answer_ms, found.numbers.stop_ms, found.numbers.interruptions) == (610, 31, 2)
    assert (found.numbers.errors, found.numbers.tokens, found.numbers.cost_usd) == (1, 0, None)


def test_before_anything_was_said_there_is_nothing_to_tell() -> None:
    found = status_of(Snapshot())
    assert (found.phase, found.rows, found.heard, found.problem) == ("off", 0, "", "")


def test_of_a_long_answer_the_last_words_are_told() -> None:
    text = "".join(f"{n:04d} " for n in range(400))
    found = status_of(Snapshot(rows=(row(RowKind.ASSISTANT, text, 1000),)))
    assert (len(found.heard), found.heard[-5:]) == (500, "0199 ")


def test_the_document_names_every_field_and_no_other() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for kind, heading in ((Status, "## Status"), (StatusNumbers, "### Numbers")):
        part = text.partition(f"\n{heading}\n")[2].partition("\n#")[0]
        named = set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))
        assert named == {field.name for field in msgspec.structs.fields(kind)}
