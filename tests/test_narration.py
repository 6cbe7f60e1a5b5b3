"""A conversation told line by line."""

from __future__ import annotations

from dataclasses import replace

from voiceapp.dialogue.snapshot import (
    Account,
    Banner,
    Limit,
    Microphone,
    Numbers,
    Phase,
    Recording,
    Row,
    RowKind,
    RowState,
    Snapshot,
)
from voiceapp.narration import Narrator
from voiceapp.tokens import Tokens

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


def test_an_answer_the_service_did_not_finish_says_why() -> None:
    done = replace(ANSWER, state=RowState.DONE, note="cut off at the length limit")
    assistant = next(line for line in Narrator().tell(Snapshot(rows=(done,))) if line.kind == "assistant")
    assert assistant.facts["note"] == "cut off at the length limit"
    assert assistant.text == "assistant: One two three [cut off at the length limit]"


def test_what_was_used_is_told_when_it_changes() -> None:
    narrator = Narrator()
    used = Tokens(text_in=100, audio_in=50, text_cached=64, text_out=20, audio_out=80, unsorted=5)
    account = Account(tokens=used, unheard_ms=1_500, unheard_tokens=30, cost_usd=0.0123, context_tokens=150)
    lines = narrator.tell(Snapshot(numbers=Numbers(account=account)))
    (line,) = [line for line in lines if line.kind == "usage"]
    assert line.as_json() == {
        "type": "usage",
        "at_ms": 0,
        "tokens": 255,
        "cached_tokens": 64,
        "text_in": 100,
        "audio_in": 50,
        "image_in": 0,
        "text_cached": 64,
        "audio_cached": 0,
        "image_cached": 0,
        "text_out": 20,
        "audio_out": 80,
        "transcription_tokens": 0,
        "transcription_ms": 0,
        "unheard_ms": 1_500,
        "unheard_tokens": 30,
        "cost_usd": 0.0123,
        "unheard_usd": None,
        "context_tokens": 150,
        "context_window": None,
    }
    assert kinds(narrator, Snapshot(at_ns=1, numbers=Numbers(account=replace(account)))) == []


def test_limits_are_told_when_the_service_says_so_and_not_every_second() -> None:
    narrator = Narrator()
    numbers = Numbers(limits=(Limit("tokens", 12, 3),))
    (line,) = [line for line in narrator.tell(Snapshot(numbers=numbers)) if line.kind == "limits"]
    assert line.facts["limits"] == [{"name": "tokens", "left_percent": 12, "resets_in_s": 3}]
    later = Numbers(limits=(Limit("tokens", 12, 2),))
    assert kinds(narrator, Snapshot(numbers=later)) == []
    assert kinds(narrator, Snapshot(numbers=Numbers())) == []


def test_a_banner_is_an_error_told_once() -> None:
    narrator = Narrator()
    snapshot = Snapshot(banner=Banner("The key is wrong.", "401"))
    assert "error" in kinds(narrator, snapshot)
    assert kinds(narrator, snapshot) == []


def test_devices_and_mute_are_told() -> None:
    narrator = Narrator()
    snapshot = Snapshot(microphone_device="Mic", speaker_device="Box", muted=True)
    assert kinds(narrator, snapshot) == ["device", "device", "muted", "state"]


def test_a_device_in_the_place_of_the_chosen_one_is_told_as_such() -> None:
    narrator = Narrator(microphone="Headset", speaker="Box (ALSA)")
    there = Snapshot(
        microphone=Microphone.OPEN, microphone_device="Built-in", speaker_device="Box", speaker_works=True
    )
    first, second = (line for line in narrator.tell(there) if line.kind == "device")
    assert first.facts["wanted"] == "Headset"
    assert first.text == "microphone: Built-in (until “Headset” is connected)"
    assert (second.facts["wanted"], second.text) == ("", "speaker: Box")
    (gone,) = narrator.tell(replace(there, microphone=Microphone.OFF, microphone_device="It was unplugged."))
    assert gone.text == "microphone: It was unplugged."


def test_a_new_conversation_is_told_from_its_beginning() -> None:
    narrator = Narrator()
    done = replace(ANSWER, state=RowState.DONE)
    narrator.tell(Snapshot(rows=(done, replace(done, key="item_b"))))
    assert kinds(narrator, Snapshot(rows=(done,))) == ["heard", "assistant"]


def test_a_recording_is_told_when_it_begins_and_when_it_ends() -> None:
    narrator = Narrator()
    narrator.tell(Snapshot())
    (line,) = narrator.tell(Snapshot(recording=Recording("tape")))
    assert (line.kind, line.text) == ("recording", "RECORDING: words and sound (tape)")
    assert narrator.tell(Snapshot(recording=Recording("tape", lost_steps=3))) == []
    (line,) = narrator.tell(Snapshot())
    assert line.text == "not recording any more"
    (line,) = narrator.tell(Snapshot(recording=Recording("tape-2", private=True)))
    assert line.as_json() == {"type": "recording", "at_ms": 0, "name": "tape-2", "private": True}
    assert line.text == "RECORDING: timing only, no words and no sound (tape-2)"


def test_what_was_said_before_a_conversation_went_on_is_told_as_such() -> None:
    row = Row("earlier-1", RowKind.USER, RowState.DONE, "When?", at_ns=-5, earlier=True)
    lines = Narrator().tell(Snapshot(rows=(row,)))
    assert [line.facts["earlier"] for line in lines if line.kind == "user"] == [True]
