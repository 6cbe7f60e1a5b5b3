"""A conversation for programs."""

from __future__ import annotations

import json

from tests.store.stored import answer, conversation, tool, user
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.store.export.document import json_of
from voiceapp.store.export.texts import Unheard
from voiceapp.store.kept import StoredRow

TOOLS = ({"type": "function", "name": "find", "parameters": {}},)
CUT = conversation(
    user("京都?"),
    tool('find({"q": 1})', "12:10"),
    answer("At ten past three, and at four.", heard="At ten past three,"),
    tool("find({", "", key="t2", done=False),
    StoredRow("notice-1", RowKind.NOTICE, RowState.DONE, "The connection was lost."),
    tools=TOOLS,
    tags=("a", "b"),
)


def test_the_document_says_what_it_is_and_of_what() -> None:
    document = json.loads(json_of(CUT, Unheard.LEFT_OUT))
    turns = document.pop("turns")
    assert document == {
        "format": "voiceapp-conversation",
        "version": 1,
        "title": "Trains to Kyoto",
        "started_at": "2026-11-21T14:02:00.000+00:00",
        "duration_ms": 60_000,
        "endpoint": "Azure · gpt-realtime",
        "dialect": "ga",
        "model": "gpt-realtime",
        "tags": ["a", "b"],
        "instructions": "Be brief.",
        "tools": list(TOOLS),
        "parts": [{"started_at": "2026-11-21T14:02:00.000+00:00", "from_ms": 0, "duration_ms": 60_000}],
    }
    assert [turn["kind"] for turn in turns] == ["user", "tool", "assistant", "tool", "notice"]


def test_every_kind_of_turn_has_its_fields() -> None:
    user_turn, call, answered, half_a_call, notice = json.loads(json_of(CUT, Unheard.MARKED))["turns"]
    assert user_turn == {
        "id": "item_1", "kind": "user", "state": "done", "at_ms": 1_000, "text": "京都?", "note": "",
    }  # fmt: skip
    assert call["call"] == {"name": "find", "arguments": '{"q": 1}', "output": "12:10"}
    assert answered == {
        "id": "item_2",
        "kind": "assistant",
        "state": "cut",
        "at_ms": 2_000,
        "text": "At ten past three,",
        "unheard": "and at four.",
        "interrupted": True,
        "spoken": True,
        "set_aside": False,
        "heard_ms": 1_000,
        "received_ms": 3_000,
        "cut_ms": 1_000,
        "heard_from_ms": 2_200,
        "heard_until_ms": 3_200,
    }
    assert (half_a_call["call"], half_a_call["text"]) == (None, "find({")
    assert notice["text"] == "The connection was lost."


def test_unheard_words_are_nowhere_when_they_are_left_out() -> None:
    text = json_of(CUT, Unheard.LEFT_OUT)
    assert "unheard" not in text
    assert "and at four" not in text
    assert "京都?" in text
