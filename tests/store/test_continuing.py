"""An old conversation, told to a new session."""

from __future__ import annotations

from itertools import count

from tests.store.stored import answer, conversation, tool, user
from voiceapp.dialogue.history import history_of
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.protocol.wire import ItemId
from voiceapp.store.continuing import calls_of, entries_of
from voiceapp.store.kept import StoredRow


def test_a_new_session_is_told_the_heard_words_and_whole_calls_only() -> None:
    old = conversation(
        user("When does it leave?"),
        tool('find({"q": "Kyoto"})', "ten past three", key="t1"),
        tool('find({"q": "Osaka"})', "", key="t2", done=False),
        answer("At ten past three, and at four.", heard="At ten past three,"),
        StoredRow("notice-1", RowKind.NOTICE, RowState.DONE, "The connection was lost."),
        answer("Never heard at all.", key="item_3", heard=""),
    )
    numbers = count(1)
    history = history_of(entries_of(old, now_ns=5), calls_of(old).get, lambda: ItemId(f"new_{next(numbers)}"))
    assert [item.type for item in history.items] == [
        "message",
        "function_call",
        "function_call_output",
        "message",
    ]
    assert (history.items[1].name, history.items[1].arguments) == ("find", '{"q": "Kyoto"}')
    assert history.items[2].output == "ten past three"
    said = repr(history.items)
    assert "At ten past three," in said
    assert not any(words in said for words in ("and at four", "Never heard", "Osaka", "was lost"))


def test_what_was_unfinished_when_the_program_ended_is_finished_now() -> None:
    old = conversation(
        StoredRow("a", RowKind.USER, RowState.WAITING),
        StoredRow("b", RowKind.USER, RowState.LIVE, "half a"),
        StoredRow("c", RowKind.ASSISTANT, RowState.LIVE, "Well then", heard_chars=4, heard_ms=300),
    )
    entries = entries_of(old, now_ns=7)
    assert [entry.state for entry in entries] == [RowState.FAILED, RowState.DONE, RowState.CUT]
    assert (entries[2].cut_ms, entries[2].at_ns) == (300, 7)
