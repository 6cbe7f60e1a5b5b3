"""A loudspeaker that goes and comes back: the answer goes on with the first frame nobody heard."""

from __future__ import annotations

import pytest

from tests.scenarios import simulation, speak
from voiceapp.audio.simulated import SPEAKER
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.snapshot import Phase, RowKind, RowState
from voiceapp.protocol.client_events import ItemTruncate
from voiceapp.protocol.dialect import GA
from voiceapp.protocol.server_events import SpeechStarted
from voiceapp.protocol.wire import ItemId
from voiceapp.simulation import Simulation

TEXT = "You said good morning, and this goes on a while."


def speaking() -> Simulation:
    s = simulation(GA)
    s.start()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    return s


@pytest.mark.parametrize("away_ms", [20, 700])
def test_nothing_is_lost_and_nothing_is_heard_twice(away_ms: int) -> None:
    s = speaking()
    s.run(833)
    s.sound.unplug(SPEAKER)
    heard_before = s.sound.heard().strip(b"\0")
    s.run(away_ms)
    s.sound.plug(SPEAKER)
    s.sound.open_speaker(s.playout)
    back_ns = s.clock.now_ns()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    heard_after = s.sound.heard(from_ns=back_ns).strip(b"\0")
    whole = speak(TEXT).strip(b"\0")
    assert whole.startswith(heard_before)
    assert whole.endswith(heard_after)
    # the cut falls between two samples of the device; a zero crossing at the seam may be stripped
    assert abs(len(heard_before) + len(heard_after) - len(whole)) <= 8
    (row,) = [row for row in s.dialogue.snapshot().rows if row.kind is RowKind.ASSISTANT]
    assert (row.state, row.heard_ms) == (RowState.DONE, row.received_ms)


def test_cutting_in_while_there_is_no_loudspeaker_truncates_at_what_was_heard() -> None:
    s = speaking()
    s.run(833)
    s.sound.unplug(SPEAKER)
    heard_frames = len(s.sound.heard().strip(b"\0")) // 2
    s.run(100)
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run(300)
    (truncation,) = [event for event in s.record.sent if isinstance(event, ItemTruncate)]
    assert abs(truncation.audio_end_ms - heard_frames / 24) <= 1


def test_a_paused_answer_stays_paused_on_another_loudspeaker() -> None:
    s = speaking()
    s.run(833)
    s.post(i.FromServer(s.clock.now_ns(), SpeechStarted(audio_start_ms=0, item_id=ItemId("item_noise"))))
    s.run(50)
    s.sound.unplug(SPEAKER)
    s.sound.plug(SPEAKER)
    s.sound.open_speaker(s.playout)
    back_ns = s.clock.now_ns()
    s.run(150)
    assert not any(s.sound.heard(from_ns=back_ns))


def test_a_loudspeaker_lost_right_after_a_cut_leaves_nothing_waiting() -> None:
    s = speaking()
    s.run(833)
    s.post(i.StopPressed(s.clock.now_ns()))
    s.run(15)  # the cut is reported, its last frames are in the device
    s.sound.unplug(SPEAKER)
    s.run(200)
    s.sound.plug(SPEAKER)
    s.sound.open_speaker(s.playout)
    s.post(i.TextSubmitted(s.clock.now_ns(), "good evening"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run_until(lambda p: p.phase is Phase.LISTENING, limit_ms=10_000)
