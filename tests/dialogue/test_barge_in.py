"""The remedy for one sound track."""

from __future__ import annotations

import pytest

from voiceapp.dialogue.barge_in import Remedy, remedy_for
from voiceapp.dialogue.playback import Track
from voiceapp.protocol.wire import ItemId, ResponseId


def track(*, received: int, handed: int, complete: bool = True, generated: int | None = None) -> Track:
    return Track(
        ItemId("item_1"),
        0,
        ResponseId("resp_1"),
        received=received,
        queued=handed,
        handed=handed,
        heard=handed,
        generated=received if generated is None else generated,
        complete=complete,
    )


@pytest.mark.parametrize(
    ("received", "handed", "complete", "remedy", "audio_end_ms"),
    [
        (24_000, 24_000, True, Remedy.NOTHING, 0),
        (24_000, 21_960, True, Remedy.NOTHING, 0),  # 85 ms unheard: as much as servers have been seen to lose
        (24_000, 21_601, True, Remedy.NOTHING, 0),  # 2 399 frames, one less than 100 ms
        (24_000, 21_600, True, Remedy.TRUNCATE, 900),
        (24_000, 24_000, False, Remedy.TRUNCATE, 1_000),  # more may have been generated
        (24_000, 119, True, Remedy.TRUNCATE, 4),  # 4.96 ms, rounded down
        (24_000, 23, True, Remedy.DELETE, 0),  # less than a millisecond
        (24_000, 0, True, Remedy.DELETE, 0),
        (0, 0, False, Remedy.DELETE, 0),
    ],
)
def test_remedy(received: int, handed: int, complete: bool, remedy: Remedy, audio_end_ms: int) -> None:
    amendment = remedy_for(track(received=received, handed=handed, complete=complete))
    assert (amendment.remedy, amendment.audio_end_ms) == (remedy, audio_end_ms)


def test_sound_thrown_away_makes_the_unheard_rest_longer() -> None:
    amendment = remedy_for(track(received=24_000, handed=24_000, generated=30_000))
    assert (amendment.remedy, amendment.audio_end_ms) == (Remedy.TRUNCATE, 1_000)
