"""Cutting in where the words say more than the sound: sound thrown away, and sound that nobody could hear."""

from __future__ import annotations

from tests.playbook import Playbook, answer_begins, connected, finish, item_ends, play, row, sound, words
from tests.playbook import speaker_block as block
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.snapshot import RowState
from voiceapp.pcm import NS_PER_MS


def stop(dialogue: Dialogue, at_ms: int) -> list[str]:
    return [type(command).__name__ for command in dialogue.handle(i.StopPressed(at_ms * NS_PER_MS))]


def test_words_whose_sound_was_thrown_away_are_not_claimed() -> None:
    dialogue = connected()
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> words("that is")
        >> sound(ms=100)
        << play(ms=100)
        >> block(item="item_1", frames=2_400, at_ms=10)
    )
    assert stop(dialogue, 200) == ["CutPlayout", "SendEvent"]
    # The server had said the rest, and finished the item by itself, before it learned of the stop.
    assert Playbook(dialogue) >> sound(ms=320, at_ms=201) >> item_ends(at_ms=202) << finish()
    dialogue.handle(i.SpeakerBlock(205 * NS_PER_MS, 2_400, 240, 235 * NS_PER_MS, order=1))
    cut = row(dialogue, "item_1")
    assert (cut.state, cut.cut_ms, cut.text[: cut.heard_chars]) == (RowState.CUT, 100, "")


def test_answer_that_was_shown_for_want_of_a_loudspeaker_says_so_when_it_is_stopped() -> None:
    dialogue = connected(speaker=False)
    assert Playbook(dialogue) >> answer_begins() >> words("one two") >> sound(ms=100)
    assert stop(dialogue, 200) == ["SendEvent"]
    shown = row(dialogue, "item_1")
    assert (shown.state, shown.heard_chars, shown.note) == (
        RowState.DONE,
        7,
        "shown, not played: there is no loudspeaker",
    )
