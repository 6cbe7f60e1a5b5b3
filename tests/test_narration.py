"""A conversation told line by line."""

from __future__ import annotations

from dataclasses import replace

from voiceapp.dialogue.snapshot import Banner, Phase, Row, RowKind, RowState, Snapshot
from voiceapp.narration import Narrator

ANSWER = Row("item_a", RowKind.ASSISTANT, RowState.LIVE, "One two three", received_ms=3000)


def kinds(narrator: Narrator, snapshot: Snapshot) -> list[str]:
    return [line.kind for line in narrator.tell(snapshot)]


def test_a_state_is_told_when_it_changes_and_only_then() -> None:
    narrator = Narrator()
    listening = Snapshot(at_ns=5_000_000, phase=Phase.LISTENING)
    (line,) = narrator.tell(listening)
    assert line.as_json() == {"type": "state", "at_ms": 5, "state": "listening"}
    assert narrator.tell(listening) == []


def test_a_user_row_is_told_once_with_its_final_words() -> None:
    narrator = Narrator()
    row = Row("item_u", RowKind.USER, RowState.WAITING)
    assert kinds(narrator, Snapshot(rows=(row,))) == ["state"]
    assert kinds(narrator, Snapshot(rows=(replace(row, state=RowState.LIVE, text="what"),))) == []
    done = replace(row, state=RowState.DONE, text="what time is it")
    (line,) = narrator.tell(Snapshot(rows=(done,)))
    assert line.text == "you: what time is it"
    assert line.as_json()["item_id"] == "item_u"


def test_a_user_row_without_words_says_why() -> None:
    (_, line) = sorted(
        Narrator().tell(Snapshot(rows=(Row("u", RowKind.USER, RowState.FAILED, note="no words came"),))),
        key=lambda line: line.kind,
    )
    assert line.text == "you: (no words came)"


def test_heard_offsets_are_told_in_steps_and_the_last_one_always() -> None:
    narrator = Narrator()
    narrator.tell(Snapshot(rows=(ANSWER,)))
    told = []
    for heard_ms in range(10, 1010, 10):
        lines = narrator.tell(Snapshot(rows=(replace(ANSWER, heard_ms=heard_ms),)))
        told += [line.facts["heard_ms"] for line in lines if line.kind == "heard"]
    assert told == [250, 500, 750, 1000]
    done = replace(ANSWER, heard_ms=1010, state=RowState.DONE, heard_chars=13)
    assert [line.kind for line in narrator.tell(Snapshot(rows=(done,)))] == ["heard", "assistant"]


def test_an_interruption_tells_what_was_heard() -> None:
    narrator = Narrator()
    narrator.tell(Snapshot(rows=(ANSWER,)))
    cut = replace(ANSWER, state=RowState.CUT, cut_ms=1230, heard_chars=7, heard_ms=1200)
    heard, interrupted, assistant = narrator.tell(Snapshot(rows=(cut,)))
    assert heard.facts["heard_ms"] == 1230
    assert interrupted.as_json() == {
        "type": "interrupted",
        "at_ms": 0,
        "item_id": "item_a",
        "heard_ms": 1230,
        "heard_text": "One two",
    }
    assert assistant.facts["interrupted"] is True
    assert assistant.text == "assistant: One two [you cut in at 1.2 s]"


def test_a_banner_is_an_error_told_once() -> None:
    narrator = Narrator()
    snapshot = Snapshot(banner=Banner("The key is wrong.", "401"))
    assert "error" in kinds(narrator, snapshot)
    assert kinds(narrator, snapshot) == []


def test_devices_and_mute_are_told() -> None:
    narrator = Narrator()
    snapshot = Snapshot(microphone_device="Mic", speaker_device="Box", muted=True)
    assert kinds(narrator, snapshot) == ["device", "device", "muted", "state"]


def test_a_new_conversation_is_told_from_its_beginning() -> None:
    narrator = Narrator()
    done = replace(ANSWER, state=RowState.DONE)
    narrator.tell(Snapshot(rows=(done, replace(done, key="item_b"))))
    assert kinds(narrator, Snapshot(rows=(done,))) == ["heard", "assistant"]
