"""Echo, a person, or nothing: judged from the levels of one block."""

from __future__ import annotations

from voiceapp.audio.near_end import NearEnd, NearEndState

NOISE = 100.0
"""-70 dBFS."""
FAR = 1e7
"""-20 dBFS."""
ECHO = 6e5
"""12 dB below the loudspeaker."""


def converged() -> NearEnd:
    """Return a judge that has heard 5 s of echo, of which 26 dB are explained, after a second of noise."""
    judge = NearEnd()
    for _ in range(100):
        judge.judge(NOISE, NOISE, 0.0, 0.0, NOISE)
    for _ in range(500):
        judge.judge(ECHO, ECHO / 400, ECHO, FAR, NOISE)
    return judge


def states(judge: NearEnd, blocks: int, *levels: float) -> list[NearEndState]:
    return [judge.judge(*levels) for _ in range(blocks)]


def test_echo_alone_is_closed_from_its_first_block() -> None:
    judge = NearEnd()
    states(judge, 100, NOISE, NOISE, 0.0, 0.0, NOISE)
    assert set(states(judge, 5, ECHO, ECHO, 0.0, FAR, NOISE)) == {NearEndState.CLOSED}
    assert set(states(converged(), 500, ECHO, ECHO / 400, ECHO, FAR, NOISE)) == {NearEndState.CLOSED}


def test_silence_of_the_loudspeaker_is_open_whatever_is_said() -> None:
    judge = NearEnd()
    assert set(states(judge, 50, NOISE, NOISE, 0.0, 0.0, NOISE)) == {NearEndState.OPEN}
    assert set(states(judge, 50, 1e6, 1e6, 0.0, 0.0, 1e6)) == {NearEndState.OPEN}


def test_a_person_over_the_echo_is_noticed_within_50_ms() -> None:
    judge = converged()
    assert states(judge, 5, ECHO + 3e5, 3e5, ECHO, FAR, 3e4)[-1] is NearEndState.PERSON


def test_a_person_6_db_below_the_echo_is_noticed_although_webrtc_hears_none() -> None:
    judge = converged()
    assert states(judge, 5, ECHO + 1.5e5, 1.5e5, ECHO, FAR, NOISE)[-1] is NearEndState.CLOSED
    assert states(judge, 5, ECHO + 1.5e5, 1.5e5, ECHO, FAR, 2_000.0)[-1] is NearEndState.PERSON


def test_a_moderate_rest_without_the_second_witness_is_no_person() -> None:
    judge = converged()
    usual = judge.floor * 2 + ECHO * 10 ** (judge.leak_db / 10)
    assert set(states(judge, 20, ECHO, usual * 20, ECHO, FAR, NOISE)) == {NearEndState.CLOSED}


def test_without_webrtc_the_rest_alone_is_believed() -> None:
    judge = converged()
    assert states(judge, 5, ECHO + 3e5, 3e5, ECHO, FAR)[-1] is NearEndState.PERSON


def test_a_click_is_no_person_and_a_person_is_held_over_a_gap() -> None:
    judge = converged()
    assert states(judge, 3, ECHO + 3e5, 3e5, ECHO, FAR, 3e4)[-1] is NearEndState.CLOSED
    assert set(states(judge, 20, ECHO, ECHO / 400, ECHO, FAR, NOISE)) == {NearEndState.CLOSED}
    states(judge, 6, ECHO + 3e5, 3e5, ECHO, FAR, 3e4)
    assert set(states(judge, 20, ECHO, ECHO / 400, ECHO, FAR, NOISE)) == {NearEndState.PERSON}
    assert states(judge, 20, ECHO, ECHO / 400, ECHO, FAR, NOISE)[-1] is NearEndState.CLOSED


def test_headphones_are_recognised_after_350_ms_of_the_first_answer() -> None:
    judge = NearEnd()
    states(judge, 100, NOISE, NOISE, 0.0, 0.0, NOISE)
    assert states(judge, 34, NOISE, NOISE, 0.0, FAR, 1.0)[-1] is NearEndState.CLOSED
    assert states(judge, 1, NOISE, NOISE, 0.0, FAR, 1.0) == [NearEndState.OPEN]
    assert set(states(judge, 100, 1e6, 1.1e6, 2e5, FAR, 1.0)) == {NearEndState.OPEN}


def test_a_person_who_speaks_before_anything_is_known_is_heard_after_180_ms() -> None:
    judge = NearEnd()
    states(judge, 100, NOISE, NOISE, 0.0, 0.0, NOISE)
    heard = states(judge, 50, 1e6, 1.1e6, 1e5, FAR, 1.0)
    assert heard[16] is NearEndState.CLOSED
    assert heard[17] is NearEndState.PERSON
    assert judge.onset_blocks == 52  # all of it, and a little before


def test_an_echo_that_is_half_explained_is_no_person_although_nothing_was_known() -> None:
    judge = NearEnd()
    states(judge, 100, NOISE, NOISE, 0.0, 0.0, NOISE)
    assert NearEndState.PERSON not in states(judge, 15, ECHO, ECHO * 0.9, ECHO / 10, FAR, NOISE)
    assert NearEndState.PERSON not in states(judge, 50, ECHO, ECHO / 2, ECHO, FAR, NOISE)


def test_the_onset_of_a_person_reaches_over_the_stops_of_a_word_and_not_over_a_pause() -> None:
    judge = converged()
    assert judge.onset_blocks == 0
    states(judge, 5, ECHO + 3e5, 3e5, ECHO, FAR, 3e4)
    states(judge, 4, ECHO, ECHO / 400, ECHO, FAR, NOISE)
    states(judge, 5, ECHO + 3e5, 3e5, ECHO, FAR, 3e4)
    assert judge.onset_blocks == 14 + 2
    states(judge, 20, ECHO, ECHO / 400, ECHO, FAR, NOISE)
    assert judge.onset_blocks == 0


def test_what_was_denied_is_no_onset_of_the_next_person() -> None:
    judge = converged()
    states(judge, 20, ECHO + 3e5, 3e5, ECHO, FAR, 3e4)
    assert judge.onset_blocks == 22
    assert judge.deny() is NearEndState.CLOSED
    assert judge.onset_blocks == 0
    assert states(judge, 3, ECHO + 3e5, 3e5, ECHO, FAR, 3e4)[-1] is NearEndState.CLOSED
    assert judge.onset_blocks == 3 + 2


def test_whatever_is_loud_may_be_an_onset_until_an_echo_is_known() -> None:
    judge = NearEnd()
    states(judge, 100, NOISE, NOISE, 0.0, 0.0, NOISE)
    states(judge, 20, NOISE, NOISE, 0.0, FAR, 1.0)
    states(judge, 40, 1e6, 6e5, 5e5, FAR, 1.0)  # explained, but not by half: 60 blocks of far sound by now
    assert not judge.hears_echo
    assert judge.onset_blocks == 40 + 2


def test_a_word_before_anything_is_known_is_not_forgotten_in_the_pause_after_it() -> None:
    judge = NearEnd()
    states(judge, 100, NOISE, NOISE, 0.0, 0.0, NOISE)
    states(judge, 10, 1e6, 1e6, 1e3, FAR, 1.0)
    assert states(judge, 10, NOISE, NOISE, 1e3, FAR, 1.0)[-1] is NearEndState.CLOSED
    assert judge.onset_blocks == 20 + 2


def test_headphones_taken_off_close_the_microphone_once_the_model_explains_a_tenth_of_a_second() -> None:
    judge = NearEnd()
    states(judge, 100, NOISE, NOISE, 0.0, 0.0, NOISE)
    states(judge, 100, NOISE, NOISE, 0.0, FAR, 1.0)
    taken_off = states(judge, 10, ECHO, ECHO / 10, ECHO, FAR, NOISE)
    assert taken_off[8:] == [NearEndState.OPEN, NearEndState.CLOSED]


def test_one_pause_of_a_rooms_echo_does_not_pass_for_headphones() -> None:
    judge = converged()
    assert NearEndState.OPEN not in states(judge, 100, NOISE, NOISE, ECHO, FAR, NOISE)


def test_a_persistent_change_of_the_room_ends_being_a_person() -> None:
    judge = converged()
    moved = states(judge, 2_000, ECHO, ECHO / 10, ECHO, FAR, 3e4)
    assert moved[10] is NearEndState.PERSON
    assert moved[-1] is NearEndState.CLOSED


def test_reset_forgets_the_room() -> None:
    judge = converged()
    judge.reset()
    assert judge.learned_blocks == 0
    assert judge.state is NearEndState.OPEN
