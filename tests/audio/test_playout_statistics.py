"""What a loudspeaker's door has counted."""

from __future__ import annotations

from tests.sounds import counting
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input
from voiceapp.protocol.wire import ItemId


def test_the_counters_add_up() -> None:
    heard: list[Input] = []
    queue = PlayoutQueue(ManualClock(), heard.append)
    queue.play(ItemId("item_1"), 0, 0, counting(0, 1_200))
    queue.finish(ItemId("item_1"), 0)
    buffer = bytearray(480)
    queue.fill(memoryview(buffer).cast("h"), 240, 0)
    found = queue.statistics()
    assert (found.queued_frames, found.played_frames, found.fills) == (960, 240, 1)
    assert (found.cut_frames, found.underruns, found.faults) == (0, 0, 0)
    queue.cut(1)
    for _ in range(2):
        queue.fill(memoryview(buffer).cast("h"), 240, 0)
    found = queue.statistics()
    assert found.queued_frames == 0
    assert found.played_frames + found.cut_frames == 1_200
