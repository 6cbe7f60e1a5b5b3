"""Our own ears are quicker than the server's, and silence an answer before it has noticed."""

from __future__ import annotations

from dataclasses import replace

from tests.dialogue.test_interruption import speaking
from tests.playbook import connected, mic, speech_starts
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import Command, CutPlayout, PausePlayout, ResumePlayout
from voiceapp.dialogue.machine import Dialogue
from voiceapp.pcm import NS_PER_MS


def trusted(dialogue: Dialogue) -> Dialogue:
    """Let the canceller say that the microphone can be believed."""
    dialogue.handle(i.EchoMeasured(0, "full", "Echo is cancelled well.", 38.0, converged=True))
    return dialogue


def voiced(
    dialogue: Dialogue, from_ms: int, ms: int, *, rms: int = 6_000, near: bool | None = None
) -> list[Command]:
    found: list[Command] = []
    for at_ms in range(from_ms, from_ms + ms, 10):
        found += dialogue.handle(replace(mic(ms=10, rms=rms, at_ms=at_ms), near=near))
    return found


def test_a_voice_silences_the_answer_before_the_server_has_noticed() -> None:
    dialogue = trusted(speaking(connected()))
    assert PausePlayout in {type(command) for command in voiced(dialogue, 1_000, 90)}


def test_a_person_over_the_first_answer_silences_it_before_anything_was_measured() -> None:
    dialogue = speaking(connected())
    assert PausePlayout in {type(command) for command in voiced(dialogue, 1_000, 90, near=True)}


def test_an_echo_silences_nothing_however_loud_it_is() -> None:
    dialogue = trusted(speaking(connected()))
    assert PausePlayout not in {type(command) for command in voiced(dialogue, 1_000, 500, near=False)}


def test_what_the_service_takes_for_speech_and_our_ears_know_for_echo_is_no_interruption() -> None:
    dialogue = speaking(connected())
    voiced(dialogue, 1_000, 200, near=False)
    assert PausePlayout in {
        type(command) for command in dialogue.handle(speech_starts("item_2", at_ms=1_200))
    }
    voiced(dialogue, 1_200, 240, near=False)
    resumed = dialogue.handle(i.DeadlinePassed(1_450 * NS_PER_MS))
    assert ResumePlayout in {type(command) for command in resumed}


def test_a_click_does_not_and_an_untrusted_microphone_does_not() -> None:
    dialogue = trusted(speaking(connected()))
    voiced(dialogue, 800, 200, rms=10)
    assert PausePlayout not in {type(command) for command in voiced(dialogue, 1_000, 60)}
    echoing = speaking(connected())
    assert PausePlayout not in {type(command) for command in voiced(echoing, 1_000, 500)}


def test_a_voice_the_server_does_not_hear_lets_the_answer_go_on_and_is_not_believed_again() -> None:
    dialogue = trusted(speaking(connected()))
    assert PausePlayout in {type(command) for command in voiced(dialogue, 1_000, 200)}
    resumed = dialogue.handle(i.DeadlinePassed(1_700 * NS_PER_MS))
    assert ResumePlayout in {type(command) for command in resumed}
    assert PausePlayout not in {type(command) for command in voiced(dialogue, 1_700, 300)}


def test_the_server_confirms_what_our_ears_began() -> None:
    dialogue = trusted(speaking(connected()))
    voiced(dialogue, 1_000, 200)
    assert dialogue.handle(speech_starts("item_2", at_ms=1_200)) == []
    cut = voiced(dialogue, 1_200, 100)
    assert CutPlayout in {type(command) for command in cut}
