"""The only copy of what was said, as long as the conversation has no words for it."""

from __future__ import annotations

from voiceapp.dialogue.kept_speech import KeptSpeech, SpokenTurn
from voiceapp.protocol.wire import ItemId

U1, U2 = ItemId("user_1"), ItemId("user_2")


class Desk:
    """Sound in blocks of 100 ms, each known by its sample."""

    def __init__(self) -> None:
        self.kept = KeptSpeech(prefix_ms=300, silence_ms=500)

    def hear(self, samples: str, *, voiced: bool = True) -> None:
        for sample in samples:
            self.kept.hear(block(sample), voiced=voiced)

    @property
    def speaking(self) -> str:
        return letters(self.kept.speaking)

    @property
    def turns(self) -> list[tuple[str, ItemId | None]]:
        return [(letters(turn.pcm), turn.item_id) for turn in self.kept.turns]


def block(sample: str) -> bytes:
    return sample.encode() * 4_800


def letters(pcm: bytes) -> str:
    return "".join(chr(pcm[at]) for at in range(0, len(pcm), 4_800))


def test_silence_is_kept_for_a_moment_before_speech_and_a_little_longer_behind_it() -> None:
    desk = Desk()
    desk.hear("abcde", voiced=False)
    assert desk.speaking == ""
    desk.hear("FG")
    assert desk.speaking == "cdeFG"
    desk.hear("hijklmnopqrstuvwxyz", voiced=False)  # 1 s of it: the server's window and half a second
    assert desk.speaking == "cdeFGhijklmnopq"
    desk.hear("A")
    assert desk.speaking == "cdeFGhijklmnopqxyzA"


def test_a_turn_with_the_talk_key_is_kept_until_its_words_are_there() -> None:
    desk = Desk()
    desk.hear("abc")
    assert desk.kept.end_turn()
    desk.hear("de")
    assert desk.kept.end_turn()
    assert desk.turns == [("abc", None), ("de", None)]
    desk.kept.named(U1)
    assert desk.turns == [("abc", U1), ("de", None)]
    desk.kept.refused()
    assert desk.turns == [("abc", U1)]
    desk.kept.settled(U1)
    assert desk.turns == []


def test_a_turn_that_is_too_short_is_none() -> None:
    kept = KeptSpeech(prefix_ms=300, silence_ms=500)
    kept.hear(bytes(4_798), voiced=True)
    assert not kept.end_turn()
    assert (kept.turns, kept.speaking) == ((), b"")


def test_a_turn_the_server_found_is_what_was_being_said() -> None:
    desk = Desk()
    desk.kept.named(U1)  # not a sound of it was a voice to us
    assert desk.turns == []
    desk.hear("abc")
    desk.kept.named(U2)
    assert (desk.turns, desk.speaking) == ([("abc", U2)], "")
    assert not desk.kept.turns[0].by_key


def test_of_a_lost_session_only_what_was_not_answered_is_said_again() -> None:
    desk = Desk()
    for samples, item_id in (("ab", U1), ("cd", U2)):
        desk.hear(samples)
        desk.kept.named(item_id)
    desk.hear("ef")
    assert desk.kept.lose_session(lambda item_id: item_id == U1) == [U2]
    assert desk.turns == [("cd", None)]
    desk.kept.said_again()
    assert (desk.turns, desk.speaking) == ([], "cdef")
    desk.kept.named(ItemId("user_3"))
    assert desk.turns == [("cdef", "user_3")]


def test_turns_with_the_key_that_were_said_again_wait_for_their_names() -> None:
    desk = Desk()
    desk.hear("ab")
    desk.kept.end_turn()
    assert desk.kept.lose_session(lambda item_id: False) == []
    desk.kept.said_again()
    assert desk.kept.turns == (SpokenTurn(block("a") + block("b"), by_key=True),)


def test_more_than_45_s_are_not_kept_and_what_is_missing_is_counted() -> None:
    desk = Desk()
    desk.hear("a" * 20)
    desk.kept.end_turn()
    desk.hear("b" * 431)
    assert (len(desk.turns), len(desk.speaking)) == (0, 431)
    assert desk.kept.missing_frames == 48_000
    desk.hear("c" * 21)
    assert (desk.speaking[:2], len(desk.speaking)) == ("bb", 450)
    assert desk.kept.missing_frames == 48_000 + 4_800
    desk.kept.said_again()
    assert desk.kept.missing_frames == 0


def test_what_is_forgotten_is_gone() -> None:
    desk = Desk()
    desk.hear("ab")
    desk.kept.end_turn()
    desk.hear("cd")
    desk.kept.drop_speaking()
    assert (len(desk.turns), desk.speaking) == (1, "")
    desk.kept.forget()
    assert desk.turns == []
