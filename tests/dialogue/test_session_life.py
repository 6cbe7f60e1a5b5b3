"""Settings in a running session, sleep, and what watches over the connection."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tests.playbook import (
    CREATE,
    Playbook,
    answer_begins,
    committed,
    connected,
    deadline,
    error,
    from_server,
    mic,
    row,
    send,
    session_in_force,
    sound,
)
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import CloseLink, OpenLink, SendEvent
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import DuplexMode, Phase
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import InputAudioClear, SessionUpdate
from voiceapp.protocol.server_events import ServerEvent, SessionCreated, SessionUpdated
from voiceapp.protocol.session_config import (
    AudioInput,
    AudioOutput,
    NoiseReduction,
    Session,
    SessionAudio,
    TurnDetection,
)

OPTIONS = DialogueOptions()


def update(**fields: object) -> SendEvent:
    return send(SessionUpdate(session=Session(type="realtime", **fields)))  # type: ignore[arg-type]


def banner(dialogue: Dialogue) -> tuple[str, str]:
    shown = dialogue.snapshot().banner
    return (shown.text, shown.details) if shown else ("", "")


# -- settings -----------------------------------------------------------------------------------------


def test_a_change_is_in_force_when_the_server_says_so() -> None:
    dialogue = connected()
    wished = DialogueOptions(instructions="Be brief.", noise_reduction="near_field")
    audio = SessionAudio(input=AudioInput(noise_reduction=NoiseReduction(type="near_field")))
    assert Playbook(dialogue) >> i.SettingsChosen(0, wished) << update(instructions="Be brief.", audio=audio)
    shown = dialogue.snapshot().session
    assert shown
    assert (shown.instructions, shown.noise_reduction) == ("", "")
    dialogue.handle(from_server(SessionUpdated(session=session_in_force(wished))))
    shown = dialogue.snapshot().session
    assert shown
    assert (shown.instructions, shown.noise_reduction) == ("Be brief.", "for a headset")


@pytest.mark.parametrize("event_id", ["evt_2", None])
def test_a_refused_change_is_rolled_back_and_the_reason_is_said(event_id: str | None) -> None:
    dialogue = connected()
    dialogue.handle(i.SettingsChosen(0, DialogueOptions(speed=1.5, confirm_ms=0)))
    refusal = error("invalid_value", "Not now.", param="session.audio.output.speed", event_id=event_id)
    assert Playbook(dialogue) >> refusal
    assert banner(dialogue) == ("The service refused the change.", "Not now.")
    assert dialogue.snapshot().phase is Phase.LISTENING
    # What is in force is what is wished for: only the other change is sent.
    changed = update(audio=SessionAudio(output=AudioOutput(voice="sage")))
    assert Playbook(dialogue) >> i.SettingsChosen(0, DialogueOptions(voice="sage")) << changed
    assert banner(dialogue) == ("", "")


def test_what_the_session_does_not_know_is_changed_without_asking() -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> i.SettingsChosen(0, DialogueOptions(tail_ms=0, duplex=DuplexMode.HALF))
    assert dialogue.snapshot().duplex_chosen is DuplexMode.HALF


def test_the_way_turns_are_found_may_change_and_what_was_being_heard_is_dropped() -> None:
    dialogue = connected()
    audio = SessionAudio(input=AudioInput(turn_detection=None))
    assert (
        Playbook(dialogue)
        >> i.SettingsChosen(0, DialogueOptions(hands_free=False))
        << send(InputAudioClear())
        << update(audio=audio)
    )
    assert not dialogue.snapshot().hands_free


def test_turns_may_be_found_by_meaning() -> None:
    detection = TurnDetection(
        type="semantic_vad", eagerness="high", create_response=True, interrupt_response=False
    )
    wished = DialogueOptions(turn_detection="semantic_vad", eagerness="high")
    changed = update(audio=SessionAudio(input=AudioInput(turn_detection=detection)))
    assert Playbook(connected()) >> i.SettingsChosen(0, wished) << changed
    assert Playbook(connected("preview-2024-10")) >> i.SettingsChosen(0, wished)


def test_without_a_session_a_change_waits_for_the_next() -> None:
    dialogue = Dialogue(OPTIONS)
    assert Playbook(dialogue) >> i.SettingsChosen(0, DialogueOptions(voice="sage"))
    for happened in (i.Started(0), i.LinkOpened(0, "ga")):
        dialogue.handle(happened)


def test_what_was_chosen_in_the_menu_outlives_settings_that_say_nothing_about_it() -> None:
    dialogue = connected()
    dialogue.handle(i.DuplexChosen(0, mode="half"))
    dialogue.handle(i.SettingsChosen(0, DialogueOptions(speed=1.5)))
    dialogue.handle(error("invalid_value", "Not now.", param="session.audio.output.speed"))
    assert dialogue.snapshot().duplex_chosen is DuplexMode.HALF
    dialogue.handle(i.SettingsChosen(0, DialogueOptions(duplex=DuplexMode.FULL)))
    assert dialogue.snapshot().duplex_chosen is DuplexMode.FULL


# -- sleep --------------------------------------------------------------------------------------------


def test_after_a_sleep_the_connection_is_taken_for_dead() -> None:
    dialogue = connected()
    assert Playbook(dialogue) >> i.ComputerWoke(5 * NS_PER_MS, 600_000) << CloseLink() << OpenLink()
    assert dialogue.snapshot().phase is Phase.RECONNECTING
    assert row(dialogue, "notice-1").text == "The connection was lost. What you say is kept."


def test_a_sleep_without_a_connection_changes_nothing() -> None:
    dialogue = Dialogue(OPTIONS)
    assert Playbook(dialogue) >> i.ComputerWoke(0, 600_000)
    dialogue.handle(i.Started(0))
    dialogue.handle(i.LinkFailed(0, "No way there.", retry=True))
    assert Playbook(dialogue) >> i.ComputerWoke(0, 600_000) >> deadline(at_ms=1_000) << OpenLink()


def test_a_microphone_that_was_silent_for_half_a_minute_has_slept_and_so_has_the_connection() -> None:
    dialogue = connected()
    dialogue.handle(mic(at_ms=10))
    dialogue.handle(mic(at_ms=30_000))
    assert dialogue.snapshot().phase is Phase.LISTENING
    assert Playbook(dialogue) >> mic(at_ms=60_020) << CloseLink() << OpenLink()


def test_without_a_microphone_silence_is_no_sleep() -> None:
    dialogue = connected()
    dialogue.handle(i.MicrophoneLost(0, "It was unplugged."))
    dialogue.handle(i.MuteChosen(60_000 * NS_PER_MS, muted=False))
    assert dialogue.snapshot().phase is Phase.LISTENING


# -- watchdogs ----------------------------------------------------------------------------------------


def test_a_turn_the_server_does_not_answer_in_10_s_is_asked_for_and_then_said() -> None:
    dialogue = connected()
    dialogue.handle(i.MicrophoneLost(0, "It was unplugged."))
    dialogue.handle(committed(at_ms=0))
    assert Playbook(dialogue) >> deadline(at_ms=9_999) >> deadline(at_ms=10_000) << CREATE
    dialogue.handle(deadline(at_ms=20_000))
    assert dialogue.snapshot().rows[-1].text == "The service did not answer. Ask again."
    assert dialogue.snapshot().phase is Phase.LISTENING


def test_an_answer_that_comes_late_is_listened_to() -> None:
    dialogue = connected()
    dialogue.handle(i.MicrophoneLost(0, "It was unplugged."))
    dialogue.handle(committed(at_ms=0))
    dialogue.handle(deadline(at_ms=10_000))
    for happened in (*answer_begins(ours=True, at_ms=10_100), sound(ms=100, at_ms=10_200)):
        dialogue.handle(happened)
    assert dialogue.snapshot().phase is Phase.SPEAKING


def test_a_line_that_is_too_slow_is_replaced() -> None:
    dialogue = connected()
    slow = i.LinkDropped(0, "The connection is too slow for a conversation.", 1006, "lag 10 s", retry=True)
    assert Playbook(dialogue) >> slow >> deadline(at_ms=1_000) << OpenLink()
    assert banner(dialogue)[0].startswith("The connection is too slow for a conversation. Trying again in")


def test_expiry_told_by_an_error_loses_nothing_that_was_typed() -> None:
    dialogue = connected()
    dialogue.handle(i.TextSubmitted(0, "When?"))
    expired = error("session_expired", "Your session hit the maximum duration of 60 minutes.")
    assert Playbook(dialogue) >> expired << CloseLink() << OpenLink()
    in_force = msgspec.structs.replace(session_in_force(OPTIONS), model="gpt-realtime")
    for happened in (i.LinkOpened(0, "ga"), from_server(greeting(in_force))):
        dialogue.handle(happened)
    asked = dialogue.handle(from_server(SessionUpdated(session=in_force)))
    assert [type(one.event).__name__ for one in asked if hasattr(one, "event")] == [
        "ItemCreate",
        "ResponseCreate",
    ]


def greeting(session: Session) -> ServerEvent:
    return SessionCreated(session=session)


def test_options_are_compared_by_value() -> None:
    assert Playbook(connected()) >> i.SettingsChosen(0, replace(OPTIONS))
