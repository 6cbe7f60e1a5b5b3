from __future__ import annotations

from voiceapp.ui.pill import Pill


def test_it_is_as_wide_as_its_word_needs() -> None:
    pill = Pill()
    pill.say("mic", "Off", "quiet")
    narrow = pill.sizeHint().width()
    pill.say("mic", "You are speaking", "quiet")
    assert pill.sizeHint().width() > narrow


def test_room_can_be_reserved_so_that_neighbours_stand_still() -> None:
    pill = Pill()
    pill.reserve("You are speaking")
    pill.say("mic", "Off", "quiet")
    reserved = pill.sizeHint()
    pill.say("mic", "You are speaking", "quiet")
    assert pill.sizeHint() == reserved


def test_tone_ground_and_drawing_can_be_seen() -> None:
    pictures = []
    for icon_name, tone, filled in (
        ("mic", "quiet", True),
        ("mic-off", "quiet", True),
        ("mic", "danger", True),
        ("mic", "quiet", False),
    ):
        pill = Pill()
        pill.say(icon_name, "Word", tone, filled=filled)
        pill.resize(pill.sizeHint())
        pictures.append(pill.grab().toImage())
    assert all(one != other for n, one in enumerate(pictures) for other in pictures[n + 1 :])
