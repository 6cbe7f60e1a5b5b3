"""Kept conversations as the window shows them."""

from __future__ import annotations

from tests.kept_conversations import NOON, conversation, rows, summary
from tests.store.stored import answer, tool, user
from voiceapp.dialogue.snapshot import RowState
from voiceapp.ui.conversations_shelf import opened
from voiceapp.ui.segments import Look, segments


def test_rows_look_as_they_did_when_they_were_heard() -> None:
    stored = (user("Hello"), answer("Good morning to you.", heard="Good morning "), tool("clock()", "noon"))
    shown = opened(conversation(summary(1), *stored)).rows
    assert [row.text for row in shown] == ["Hello", "Good morning to you.", "clock()"]
    assert segments(shown[1]) == [("Good morning ", Look.HEARD), ("to you.", Look.STRUCK)]
    assert (shown[1].state, shown[1].cut_ms, shown[2].details) == (RowState.CUT, 1_000, "noon")


def test_the_times_of_rows_are_times_of_day() -> None:
    shown = opened(conversation(summary(60), *rows(3)), "item_2", ("word",))
    assert [row.at_ns for row in shown.rows] == [
        int(NOON.timestamp()) * 1_000_000_000 + second * 1_000_000_000 for second in (0, 1, 2)
    ]
    assert (shown.row_key, shown.terms) == ("item_2", ("word",))
