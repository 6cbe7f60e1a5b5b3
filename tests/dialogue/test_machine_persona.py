"""The transcript and the picture say whom the person talks to, from the moment on in which it is so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.dialogue.test_rotation import agreed, quiet, readied, spoken
from tests.playbook import (
    Playbook,
    answer_begins,
    answer_ends,
    connected,
    error,
    from_server,
    session_in_force,
)
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import OpenLink, SwitchLink
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import RowKind
from voiceapp.protocol.server_events import SessionUpdated

TUTOR = DialogueOptions(persona="Tutor", instructions="Teach.")


def talked(dialogue: Dialogue) -> Dialogue:
    """Let there be something in the transcript."""
    dialogue.handle(i.TextSubmitted(0, "Hello"))
    for happened in (*answer_begins(ours=True), answer_ends()):
        dialogue.handle(happened)
    return dialogue


def told(dialogue: Dialogue) -> list[str]:
    return [row.text for row in dialogue.snapshot().rows if row.kind is RowKind.NOTICE]


def taken(options: DialogueOptions) -> i.FromServer:
    return from_server(SessionUpdated(session=session_in_force(options)))


def test_another_persona_is_told_when_the_session_has_agreed() -> None:
    dialogue = talked(connected())
    dialogue.handle(i.SettingsChosen(0, TUTOR))
    assert (told(dialogue), dialogue.snapshot().persona) == ([], "")
    dialogue.handle(taken(TUTOR))
    assert (told(dialogue), dialogue.snapshot().persona) == (["Now talking to: Tutor"], "Tutor")


def test_one_that_was_refused_is_never_told() -> None:
    dialogue = talked(connected())
    dialogue.handle(i.SettingsChosen(0, TUTOR))
    dialogue.handle(error("invalid_value", "No.", param="session.instructions"))
    assert (told(dialogue), dialogue.snapshot().persona) == ([], "")
    banner = dialogue.snapshot().banner
    assert banner is not None
    assert banner.text == "The service refused the change."


def test_one_with_another_voice_is_told_once_with_the_session_that_has_it() -> None:
    sage = replace(TUTOR, voice="sage")
    dialogue = spoken(quiet())
    rows = told(dialogue)
    assert Playbook(dialogue) >> i.SettingsChosen(300, sage) << OpenLink(spare=True)
    assert readied(dialogue, 400, sage)
    assert (told(dialogue), dialogue.snapshot().persona) == (rows, "")
    assert Playbook(dialogue) >> agreed(500, sage) << SwitchLink()
    assert (told(dialogue), dialogue.snapshot().persona) == ([*rows, "Now talking to: Tutor"], "Tutor")


def test_the_way_back_is_told_too() -> None:
    dialogue = talked(connected(options=replace(TUTOR, instructions="")))
    plain = DialogueOptions()
    dialogue.handle(i.SettingsChosen(0, plain))
    assert told(dialogue) == [
        "Now talking to the assistant, as it is set."
    ]  # nothing of the session is another


@pytest.mark.parametrize("session", ["none", "one"])
def test_before_a_word_is_said_the_top_of_the_window_is_enough(session: str) -> None:
    dialogue = Dialogue() if session == "none" else connected()
    dialogue.handle(i.SettingsChosen(0, replace(TUTOR, instructions="")))
    assert (told(dialogue), dialogue.snapshot().persona) == ([], "Tutor")


def test_whoever_is_talked_to_from_the_start_is_not_told() -> None:
    dialogue = talked(connected(options=TUTOR))
    assert (told(dialogue), dialogue.snapshot().persona) == ([], "Tutor")
