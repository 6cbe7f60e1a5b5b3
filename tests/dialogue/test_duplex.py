"""How much of the microphone may leave while the assistant is heard."""

from __future__ import annotations

import pytest

from voiceapp.dialogue.duplex import Duplex
from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.dialogue.voice_activity import VoiceActivity
from voiceapp.pcm import NS_PER_MS

BLOCK = b"\1\1" * 240


def voice(*, voiced_ms: int) -> VoiceActivity:
    """Return ears that heard 500 ms of quiet and then so much voice, up to 1 000 ms."""
    heard = VoiceActivity()
    for at_ms in range(0, 1_000, 10):
        loud = at_ms >= 1_000 - voiced_ms
        heard.hear(at_ms * NS_PER_MS, 10 * NS_PER_MS, 6_000 if loud else 20)
    return heard


@pytest.mark.parametrize(
    ("mode", "voiced_ms", "leaves"),
    [
        (DuplexMode.FULL, 0, True),
        (DuplexMode.CAUTIOUS, 0, False),
        (DuplexMode.CAUTIOUS, 60, False),
        (DuplexMode.CAUTIOUS, 200, True),
        (DuplexMode.HALF, 500, False),
    ],
)
def test_what_leaves_while_the_assistant_is_heard(mode: DuplexMode, voiced_ms: int, leaves: bool) -> None:
    duplex = Duplex()
    duplex.chosen = mode
    found = duplex.filtered(BLOCK, voice(voiced_ms=voiced_ms), 1_000 * NS_PER_MS, audible=True)
    assert found == (BLOCK if leaves else bytes(480))


def test_everything_leaves_when_the_room_is_quiet_again() -> None:
    duplex = Duplex()
    duplex.chosen = DuplexMode.HALF
    quiet = voice(voiced_ms=0)
    assert duplex.filtered(BLOCK, quiet, 1_000 * NS_PER_MS, audible=True) == bytes(480)
    assert duplex.filtered(BLOCK, quiet, 1_249 * NS_PER_MS, audible=False) == bytes(480)
    assert duplex.filtered(BLOCK, quiet, 1_250 * NS_PER_MS, audible=False) == BLOCK


def test_the_person_has_the_last_word_over_the_measurement() -> None:
    duplex = Duplex()
    duplex.measured(DuplexMode.HALF, "Very loud.", 3.0, converged=True)
    assert (duplex.mode, duplex.may_pause(None)) == (DuplexMode.HALF, False)
    modes = []
    for chosen in (DuplexMode.FULL, None):
        duplex.chosen = chosen
        modes.append(duplex.mode)
    assert modes == [DuplexMode.FULL, DuplexMode.HALF]


def test_without_a_word_about_the_block_ears_are_believed_where_the_canceller_has_found_the_room() -> None:
    duplex = Duplex()
    assert not duplex.may_pause(None)
    duplex.measured(DuplexMode.FULL, "…", 20.0, converged=False)
    assert not duplex.may_pause(None)
    duplex.measured(DuplexMode.FULL, "…", 38.0, converged=True)
    assert duplex.may_pause(None)


@pytest.mark.parametrize("mode", [DuplexMode.FULL, DuplexMode.CAUTIOUS])
def test_a_person_may_pause_from_the_first_block_on_and_an_echo_never(mode: DuplexMode) -> None:
    duplex = Duplex()
    duplex.measured(mode, "…", None, converged=False)
    assert duplex.may_pause(near=True)
    assert not duplex.may_pause(near=False)


def test_in_half_duplex_nobody_pauses_by_voice() -> None:
    duplex = Duplex()
    duplex.chosen = DuplexMode.HALF
    assert not duplex.may_pause(near=True)
