"""What an interruption does to the conversation, as pure functions of the joint state.

Cancelling and truncating are independent: one stops generation, the other corrects memory, and most
interruptions need only the second, because generation ended seconds before the sound (flows 19).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from voiceapp.dialogue.playback import Track
from voiceapp.pcm import frames_of_ms, ms_of_frames
from voiceapp.protocol.wire import ItemId

NEARLY_ALL_FRAMES = frames_of_ms(100)
"""A complete item with less than this unheard is left alone. Servers have been seen to store 85 ms less
than they sent (pipecat-ai/pipecat #2106), so a truncation in that stretch may be refused as too long."""


class Remedy(Enum):
    """What has to be said to the service about one item."""

    NOTHING = "nothing"
    TRUNCATE = "truncate"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Amendment:
    """One item's remedy."""

    item_id: ItemId
    remedy: Remedy
    content_index: int = 0
    audio_end_ms: int = 0
    """TRUNCATE: everything up to here reaches the ear; rounded down, never more than was received."""


def remedy_for(track: Track) -> Amendment:
    """Decide about one sound track after the last frame that will be heard is known.

    `track.handed` counts exactly the frames that reach the ear: everything the device took, fade included.
    """
    unheard = track.generated - track.handed
    if track.complete and unheard < NEARLY_ALL_FRAMES:
        return Amendment(track.item_id, Remedy.NOTHING)
    audio_end_ms = ms_of_frames(min(track.handed, track.received))
    if audio_end_ms <= 0:
        return Amendment(track.item_id, Remedy.DELETE)
    return Amendment(track.item_id, Remedy.TRUNCATE, track.content_index, audio_end_ms)
