"""Cues beside the answers: heard, known to the echo canceller, and in nobody's account."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sounds import counting, samples
from voiceapp.audio.cue_eraser import CueEraser
from voiceapp.audio.cue_tones import sound_of
from voiceapp.audio.cues import CueMixer, load_cues
from voiceapp.audio.echo import PassThrough, Samples
from voiceapp.audio.echo_stage import EchoStage
from voiceapp.audio.far_end import FarEnd
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.clock import ManualClock
from voiceapp.dialogue.commands import Cue
from voiceapp.dialogue.inputs import Input
from voiceapp.protocol.wire import ItemId

ONE = ItemId("item_1")
RAMP = samples(counting(0, 600))


class FarSide(FarEnd):
    """Keeps what the loudspeaker was handed."""

    def __init__(self) -> None:
        super().__init__()
        self.sound = np.zeros(0, dtype=np.int16)

    def put(self, samples: Samples, dac_at_ns: int) -> None:
        super().put(samples, dac_at_ns)
        self.sound = np.concatenate((self.sound, samples))


class Speaker:
    """A loudspeaker with cues in it; takes blocks of 10 ms."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.inputs: list[Input] = []
        self.far = FarSide()
        self.eraser = CueEraser()
        self.cues = CueMixer(self.clock, {Cue.TALK: RAMP, Cue.TALKED: RAMP[:240]}, self.eraser)
        stage = EchoStage(PassThrough(), self.far)
        self.queue = PlayoutQueue(self.clock, self.inputs.append, echo=stage, cues=self.cues)
        self.heard = np.zeros(0, dtype=np.int16)

    def take(self, blocks: int = 1) -> Input:
        for _ in range(blocks):
            out = bytearray(480)
            self.clock.advance(ms=10)
            self.queue.fill(out, 240, self.clock.now_ns() + 25_000_000)
            self.heard = np.concatenate((self.heard, samples(bytes(out))))
        return self.inputs[-1]


@pytest.fixture
def speaker() -> Speaker:
    return Speaker()


def test_a_cue_sounds_with_the_next_block_whole_and_once(speaker: Speaker) -> None:
    speaker.take()
    speaker.cues.play(Cue.TALK)
    speaker.take(5)
    assert speaker.heard[240:840].tobytes() == RAMP.tobytes()
    assert not speaker.heard[840:].any()
    assert speaker.cues.statistics().played == 1


def test_what_is_reported_of_an_answer_is_the_same_with_and_without_a_cue() -> None:
    plain, with_cue = Speaker(), Speaker()
    for one in (plain, with_cue):
        one.queue.play(ONE, 0, 0, counting(0, 1_200))
        one.queue.finish(ONE, 0)
        one.take()
    with_cue.cues.play(Cue.TALK)
    for one in (plain, with_cue):
        one.take(6)
    assert plain.inputs == with_cue.inputs
    assert not np.array_equal(plain.heard, with_cue.heard)


def test_a_cue_is_added_to_the_answer_and_moves_no_frame_of_it(speaker: Speaker) -> None:
    speaker.queue.play(ONE, 0, 0, counting(0, 480))
    speaker.queue.finish(ONE, 0)
    speaker.cues.play(Cue.TALK)
    speaker.take(3)
    assert speaker.heard[:480].tobytes() == (samples(counting(0, 480)) + RAMP[:480]).tobytes()
    assert speaker.heard[480:600].tobytes() == RAMP[480:].tobytes()


def test_a_cue_alone_is_silence_in_the_account(speaker: Speaker) -> None:
    silent = speaker.take()
    speaker.cues.play(Cue.TALK)
    block = speaker.take()
    assert (block.spans, block.rms, block.underrun_frames) == ((), 0, 0)  # type: ignore[attr-defined]
    assert type(block) is type(silent)


def test_the_echo_canceller_knows_it_as_sound_of_the_loudspeaker(speaker: Speaker) -> None:
    speaker.cues.play(Cue.TALK)
    speaker.take(4)
    assert speaker.far.sound[:960].tobytes() == speaker.heard.tobytes()
    assert speaker.far.sound.any()


def test_what_is_too_loud_is_clipped_and_not_wrapped(speaker: Speaker) -> None:
    speaker.queue.play(ONE, 0, 0, b"\xff\x7f" * 240)
    speaker.queue.finish(ONE, 0)
    speaker.cues.play(Cue.TALK)
    speaker.take()
    assert set(speaker.heard.tolist()) == {32_767}


def test_a_cue_that_sounds_is_heard_to_its_end_and_the_last_of_those_that_wait_follows(
    speaker: Speaker,
) -> None:
    speaker.cues.play(Cue.TALK)
    speaker.take()
    speaker.cues.play(Cue.TALK)
    speaker.cues.play(Cue.TALKED)
    speaker.take(4)
    assert speaker.heard[:840].tobytes() == RAMP.tobytes() + RAMP[:240].tobytes()
    assert not speaker.heard[840:].any()
    assert (speaker.cues.statistics().played, speaker.cues.statistics().missed) == (2, 1)


def test_a_cue_nothing_could_play_is_not_heard_later(speaker: Speaker) -> None:
    speaker.cues.play(Cue.TALK)
    speaker.clock.advance(ms=300)
    speaker.take(2)
    assert not speaker.heard.any()
    speaker.cues.play(Cue.TALK)
    speaker.take()
    assert speaker.heard.any()


def test_the_eraser_is_told_of_every_block_with_a_cue_in_it_and_of_no_other(speaker: Speaker) -> None:
    loud = (np.ones(240, dtype=np.int16) * 900).tobytes()
    speaker.take()
    assert speaker.eraser.erase(loud, speaker.clock.now_ns()) == loud
    speaker.cues.play(Cue.TALK)
    speaker.take()
    assert speaker.eraser.erase(loud, speaker.clock.now_ns() + 25_000_000) != loud


def test_every_cue_has_a_file_made_of_its_tones_and_short_and_quiet() -> None:
    found = load_cues()
    assert set(found) == set(Cue)
    for cue, sound in found.items():
        assert sound.tobytes() == sound_of(cue).tobytes(), cue
        assert len(sound) <= 24_000 * 0.42
        assert np.max(np.abs(sound)) == 1_304  # -28 dBFS
        assert (abs(int(sound[0])), abs(int(sound[-1]))) < (20, 20)


def test_a_cue_without_a_sound_is_silent(speaker: Speaker) -> None:
    speaker.cues.play(Cue.MUTED)
    speaker.take(2)
    assert not speaker.heard.any()
