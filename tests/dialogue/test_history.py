"""What a new session is told."""

from __future__ import annotations

from itertools import count

from tests.openai_types import judged
from voiceapp.dialogue.history import INTRODUCTION, CallPair, History, history_of
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.dialogue.transcript import Entry
from voiceapp.protocol.client_events import ItemCreate
from voiceapp.protocol.codec import ClientCodec
from voiceapp.protocol.dialect import DIALECTS
from voiceapp.protocol.objects import Item, assistant_text, function_output, user_text
from voiceapp.protocol.wire import CallId, ItemId

PAIR = CallPair(CallId("call_1"), "search", '{"q": 1}', "found")


def user(text: str, state: RowState = RowState.DONE) -> Entry:
    return Entry(f"user_{text}", RowKind.USER, 0, state, text)


def assistant(text: str, heard: int | None = None, state: RowState = RowState.DONE) -> Entry:
    heard_chars = len(text) if heard is None else heard
    return Entry(f"item_{text}", RowKind.ASSISTANT, 0, state, text, heard_chars=heard_chars)


def tool(key: str) -> Entry:
    return Entry(key, RowKind.TOOL, 0, RowState.DONE, "search({})")


def told(*entries: Entry, in_one_message: bool = False) -> History:
    numbers = count(1)
    pairs = {"answered": PAIR}
    return history_of(entries, pairs.get, lambda: ItemId(f"i{next(numbers)}"), in_one_message=in_one_message)


def test_words_of_both_are_told_in_order_and_only_what_was_heard() -> None:
    cut = assistant("The train leaves at ten.", heard=9, state=RowState.CUT)
    assert told(user("When?"), cut, user("Louder!"), assistant("TEN.")).items == (
        user_text("When?", ItemId("i1")),
        assistant_text("The train", ItemId("i2")),
        user_text("Louder!", ItemId("i3")),
        assistant_text("TEN.", ItemId("i4")),
    )


def test_rows_without_words_of_the_conversation_are_not_told() -> None:
    notice = Entry("notice-1", RowKind.NOTICE, 0, RowState.DONE, "The connection was lost.")
    silent = (user("", RowState.FAILED), user("half a", RowState.LIVE), user("", RowState.WAITING))
    assert told(notice, *silent, assistant("Nobody heard this.", heard=0)) == History()


def test_a_call_is_told_with_its_result_or_not_at_all() -> None:
    assert told(tool("answered"), tool("under way")).items == (
        Item(
            type="function_call",
            id=ItemId("i1"),
            call_id=CallId("call_1"),
            name="search",
            arguments='{"q": 1}',
        ),
        function_output(CallId("call_1"), "found", ItemId("i2")),
    )


def test_of_a_long_conversation_the_beginning_is_left_out() -> None:
    many = [user(f"{number}") for number in range(503)]
    history = told(*many)
    assert (len(history.items), history.dropped) == (500, 3)
    assert history.items[0] == user_text("3", ItemId("i1"))
    wordy = [user("x" * 25_000) for _ in range(3)]
    assert (len(told(*wordy).items), told(*wordy).dropped) == (2, 1)
    pairs = [tool("answered")] * 251
    assert told(*pairs).dropped == 1


def test_for_models_that_drift_to_writing_it_is_one_message_and_the_open_question() -> None:
    history = told(user("When?"), tool("answered"), assistant("At ten."), user("Where?"), in_one_message=True)
    text = "\n".join(
        [
            INTRODUCTION,
            "User: When?",
            'Function search({"q": 1}) returned: found',
            "Assistant: At ten.",
        ]
    )
    assert history.items == (user_text(text, ItemId("i1")), user_text("Where?", ItemId("i2")))
    assert told(user("When?"), in_one_message=True).items == (user_text("When?", ItemId("i1")),)
    assert told(in_one_message=True).items == ()


def test_every_dialect_has_a_spelling_for_it() -> None:
    for dialect in DIALECTS:
        for item in told(user("When?"), assistant("At ten."), tool("answered")).items:
            frame = ClientCodec(dialect).encode(ItemCreate(item=item, previous_item_id=ItemId("root")))
            model, unknown = judged(frame, dialect, from_client=True)
            assert model is not None
            assert unknown == []


def test_an_answer_that_was_set_aside_is_not_told() -> None:
    aside = assistant("At ten.")
    aside.set_aside = True
    texts = [item.content[0].text for item in told(user("When?"), aside, assistant("At four.")).items]  # type: ignore[index]
    assert texts == ["When?", "At four."]
