"""An event that comes a second time."""

from __future__ import annotations

from voiceapp.dialogue.repetitions import REMEMBERED_MAX, Repetitions
from voiceapp.protocol.server_events import OutputTranscriptDelta
from voiceapp.protocol.wire import UNSET, ItemId, ResponseId


def said(text: str, event_id: str | None = "event_1") -> OutputTranscriptDelta:
    return OutputTranscriptDelta(
        response_id=ResponseId("resp_1"),
        item_id=ItemId("item_1"),
        delta=text,
        event_id=UNSET if event_id is None else event_id,
    )


def test_the_very_same_event_is_known_again() -> None:
    repetitions = Repetitions()
    assert [repetitions.has_come(event) for event in (said("one"), said("one"), said("one"))] == [
        False,
        True,
        True,
    ]


def test_an_id_that_every_event_has_means_nothing() -> None:
    repetitions = Repetitions()
    assert [repetitions.has_come(event) for event in (said("one"), said("two"), said("one"))] == [False] * 3


def test_events_without_an_id_are_all_new() -> None:
    repetitions = Repetitions()
    assert not repetitions.has_come(said("one", None))
    assert not repetitions.has_come(said("one", None))


def test_only_the_last_events_are_remembered() -> None:
    repetitions = Repetitions()
    for number in range(REMEMBERED_MAX + 1):
        repetitions.has_come(said("word", f"event_{number}"))
    assert repetitions.has_come(said("word", "event_1"))
    assert not repetitions.has_come(said("word", "event_0"))


def test_a_new_session_begins_with_nothing() -> None:
    repetitions = Repetitions()
    repetitions.has_come(said("one"))
    repetitions.forget()
    assert not repetitions.has_come(said("one"))
