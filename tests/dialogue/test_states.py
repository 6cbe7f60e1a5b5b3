"""The four tables."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import pytest

from voiceapp.dialogue.states import (
    LINK_TABLE,
    SPEAKER_TABLE,
    TALK_KEY_TABLE,
    TURN_TABLE,
    Automaton,
    Link,
    LinkEvent,
    Speaker,
    SpeakerEvent,
    TalkKey,
    TalkKeyEvent,
    Turn,
    TurnEvent,
)
from voiceapp.errors import LocalProtocolError

TABLES: list[tuple[Mapping[Any, Mapping[Any, Any]], type[Enum], type[Enum], Enum]] = [
    (LINK_TABLE, Link, LinkEvent, Link.OFF),
    (TURN_TABLE, Turn, TurnEvent, Turn.LISTENING),
    (SPEAKER_TABLE, Speaker, SpeakerEvent, Speaker.SILENT),
    (TALK_KEY_TABLE, TalkKey, TalkKeyEvent, TalkKey.UP),
]


@pytest.mark.parametrize(("table", "states", "events", "start"), TABLES)
def test_every_state_is_in_its_table_and_can_be_reached(
    table: Mapping[Any, Mapping[Any, Any]], states: type[Enum], events: type[Enum], start: Enum
) -> None:
    assert set(table) == set(states)
    reached, waiting = {start}, [start]
    while waiting:
        for event, target in table[waiting.pop()].items():
            assert event in events
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    assert reached == set(states)


@pytest.mark.parametrize(("table", "states", "events", "start"), TABLES)
def test_every_event_moves_something(
    table: Mapping[Any, Mapping[Any, Any]], states: type[Enum], events: type[Enum], start: Enum
) -> None:
    assert {event for row in table.values() for event in row} == set(events)


def test_a_stop_always_wins() -> None:
    assert {state: LINK_TABLE[state][LinkEvent.STOP] for state in Link} == dict.fromkeys(Link, Link.OFF)


def test_a_lost_turn_is_listening_again() -> None:
    assert {TURN_TABLE[state][TurnEvent.DROPPED] for state in Turn} == {Turn.LISTENING}


def test_event_without_an_entry_raises_and_moves_nothing() -> None:
    automaton = Automaton(SPEAKER_TABLE, Speaker.SILENT)
    assert not automaton.allows(SpeakerEvent.CUT)
    with pytest.raises(LocalProtocolError, match="CUT"):
        automaton.on(SpeakerEvent.CUT)
    assert automaton.state is Speaker.SILENT


def test_event_with_an_entry_moves() -> None:
    automaton = Automaton(TALK_KEY_TABLE, TalkKey.UP)
    assert automaton.on(TalkKeyEvent.PRESS) is TalkKey.DOWN
    assert automaton.on(TalkKeyEvent.RELEASE) is TalkKey.TAIL
    assert automaton.on(TalkKeyEvent.PRESS) is TalkKey.DOWN
