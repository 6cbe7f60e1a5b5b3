"""Whether there is an echo: levels of blocks of 10 ms."""

from __future__ import annotations

from voiceapp.audio.echo_presence import EchoPresence, Presence

NOISE = 100.0
"""-70 dBFS."""
FAR = 1e7
"""-20 dBFS."""
MIC = 6e5


def after(watch: EchoPresence, blocks: int, mic: float, rest: float, far: float = FAR) -> Presence:
    """Return what is believed after as many blocks of the same levels."""
    for _ in range(blocks):
        watch.observe(mic, rest, far, NOISE)
    return watch.presence


def test_nothing_is_believed_before_anything_was_heard() -> None:
    watch = EchoPresence()
    assert after(watch, 500, NOISE, NOISE, far=0.0) is Presence.UNKNOWN
    assert not watch.is_heard


def test_a_tenth_of_a_second_of_which_3_db_are_explained_is_likely_an_echo_and_7_db_surely() -> None:
    watch = EchoPresence()
    assert after(watch, 9, MIC, MIC * 0.4) is Presence.UNKNOWN
    assert after(watch, 1, MIC, MIC * 0.4) is Presence.LIKELY
    assert watch.is_heard
    assert after(watch, 10, MIC, MIC * 0.19) is Presence.SURE


def test_a_person_of_whom_2_db_are_explained_by_chance_is_no_echo() -> None:
    watch = EchoPresence()
    assert after(watch, 300, MIC, MIC * 0.63) is Presence.UNKNOWN


def test_a_loud_loudspeaker_that_is_not_heard_for_350_ms_has_no_echo() -> None:
    watch = EchoPresence()
    assert after(watch, 34, NOISE, NOISE) is Presence.UNKNOWN
    assert after(watch, 1, NOISE, NOISE) is Presence.NONE
    assert not watch.is_heard


def test_a_quiet_loudspeaker_proves_nothing() -> None:
    assert after(EchoPresence(), 500, NOISE, NOISE, far=9e4) is Presence.UNKNOWN


def test_with_headphones_a_voice_like_the_assistants_is_no_echo_although_6_db_are_explained() -> None:
    watch = EchoPresence()
    after(watch, 35, NOISE, NOISE)
    assert after(watch, 300, MIC, MIC * 0.25) is Presence.NONE
    assert after(watch, 10, MIC, MIC * 0.19) is Presence.SURE  # taken off


def test_a_sure_echo_is_gone_after_3_s_without_it_and_a_likely_one_after_350_ms() -> None:
    watch = EchoPresence()
    after(watch, 10, MIC, MIC * 0.4)
    assert after(watch, 35, NOISE, NOISE) is Presence.NONE
    after(watch, 10, MIC, MIC * 0.1)
    assert after(watch, 299, NOISE, NOISE) is Presence.SURE
    assert after(watch, 1, NOISE, NOISE) is Presence.NONE


def test_the_pauses_of_an_echo_do_not_add_up() -> None:
    watch = EchoPresence()
    for _ in range(50):
        after(watch, 10, MIC, MIC * 0.1)
        assert after(watch, 30, NOISE, NOISE) is Presence.SURE
