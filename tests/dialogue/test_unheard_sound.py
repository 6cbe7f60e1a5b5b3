"""Sound kept in case the loudspeaker disappears with it."""

from __future__ import annotations

from voiceapp.dialogue.playback import TrackKey
from voiceapp.dialogue.unheard_sound import UnheardSound
from voiceapp.protocol.wire import ItemId

KEY: TrackKey = (ItemId("item_1"), 0)


def test_the_rest_begins_at_any_frame_of_any_piece() -> None:
    sound = UnheardSound()
    sound.keep(KEY, 0, b"\1\1\2\2")
    sound.keep(KEY, 2, b"\3\3\4\4")
    assert sound.rest(KEY, 0) == b"\1\1\2\2\3\3\4\4"
    assert sound.rest(KEY, 1) == b"\2\2\3\3\4\4"
    assert sound.rest(KEY, 3) == b"\4\4"
    assert sound.rest(KEY, 4) == b""


def test_what_was_heard_is_let_go_and_what_was_not_is_kept() -> None:
    sound = UnheardSound()
    sound.keep(KEY, 0, b"\1\1\2\2")
    sound.keep(KEY, 2, b"\3\3\4\4")
    sound.heard(KEY, 3)
    assert sound.rest(KEY, 0) == b"\3\3\4\4"
    sound.forget(KEY)
    assert sound.rest(KEY, 0) == b""
