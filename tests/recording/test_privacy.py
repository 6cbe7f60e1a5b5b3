"""What a private tape keeps."""

from __future__ import annotations

import pytest

from voiceapp.dialogue import commands as c
from voiceapp.errors import TapeError
from voiceapp.protocol.client_events import InputAudioAppend, ItemCreate
from voiceapp.protocol.objects import user_text
from voiceapp.protocol.server_events import Unrecognised
from voiceapp.protocol.wire import CallId, ItemId
from voiceapp.recording.privacy import CHARS_MAX, unveiled, veiled


def test_words_become_their_number_and_identifiers_stay() -> None:
    assert veiled(ItemCreate(item=user_text("good morning", ItemId("item_a")))) == {
        "type": "conversation.item.create",
        "item": {
            "type": "message",
            "id": "item_a",
            "role": "user",
            "content": [{"type": "input_text", "text": {"chars": 12}}],
        },
    }


def test_arguments_of_a_function_become_their_number_and_its_name_too() -> None:
    told = veiled(c.RunTool(CallId("call_1"), "order_pizza", '{"to": "Baker Street"}'))
    assert told == {"call_id": "call_1", "name": {"chars": 11}, "arguments": {"chars": 22}}


def test_sound_becomes_its_length_without_a_checksum() -> None:
    assert veiled(InputAudioAppend(audio=b"\1\2\3\4"))["audio"] == {"bytes": 4}


def test_an_event_nobody_knows_becomes_its_size() -> None:
    raw = {"type": "brand.new", "words": "secret"}
    told = veiled(Unrecognised(type="brand.new", raw=raw, reason="unknown type", extra={"more": "secret"}))
    assert told == {"type": "brand.new", "raw": {"json": {"chars": 37}}, "reason": {"chars": 12}}


def test_of_the_notes_on_a_response_only_our_own_are_kept() -> None:
    notes = {"voiceapp_request": "answer", "mood": "cheerful"}
    assert veiled(notes, "metadata") == {"voiceapp_request": "answer"}


def test_a_text_in_the_field_of_an_identifier_has_to_look_like_one() -> None:
    assert veiled("completed", "status") == "completed"
    assert veiled("she said yes", "status") == {"chars": 12}
    assert veiled("x" * 81, "id") == {"chars": 81}


def test_a_list_of_bare_numbers_could_be_sound_and_is_not_kept() -> None:
    assert veiled([1, -2, 3], "anything") == []


def test_what_was_not_kept_is_read_as_stand_ins_of_the_same_length() -> None:
    assert unveiled({"text": {"chars": 3}, "spans": [{"frames": 2}]}) == {
        "text": "···",
        "spans": [{"frames": 2}],
    }


def test_what_is_private_already_keeps_its_sizes_when_it_is_made_private_again() -> None:
    once = veiled({"words": "secret"}, "raw")
    assert veiled(unveiled(once), "raw") == once == {"json": {"chars": 18}}
    assert veiled({"json": "my words"}, "raw") == {"json": {"chars": 19}}


@pytest.mark.parametrize("chars", [-1, CHARS_MAX + 1, 10**30])
def test_a_text_of_an_impossible_length_is_told_and_not_made(chars: int) -> None:
    with pytest.raises(TapeError, match="The tape speaks of a text"):
        unveiled({"text": {"chars": chars}})
