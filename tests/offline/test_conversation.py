from __future__ import annotations

import pytest

from voiceapp.offline.conversation import Conversation, Entry, heard_words, user_sound
from voiceapp.offline.refusal import Refused
from voiceapp.pcm import silence
from voiceapp.protocol.objects import ContentPart, Item, user_text
from voiceapp.protocol.session_config import PCM_24K, AudioFormat
from voiceapp.protocol.wire import UNSET, ItemId, known


def ids(conversation: Conversation) -> list[str]:
    return [entry.id for entry in conversation.entries()]


def with_items(*item_ids: str) -> Conversation:
    conversation = Conversation()
    for item_id in item_ids:
        conversation.add(Entry(user_text(item_id, ItemId(item_id))))
    return conversation


def answer(text: str, ms: int, item_id: str = "a") -> Entry:
    """Return a spoken answer, all of it generated."""
    item = Item(
        type="message",
        id=ItemId(item_id),
        role="assistant",
        content=(ContentPart(type="audio", transcript=text),),
    )
    entry = Entry(item, said=text, planned=text, planned_frames=24 * ms)
    entry.grow(0, silence(24 * ms))
    return entry


# -- words heard -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        (0, ""),
        (1, ""),
        (29, ""),
        (30, "The"),
        (79, "The"),
        (99, "The"),
        (100, "The next.."),
        (120, "The next.."),
    ],
)
def test_only_whole_words_were_heard(heard: int, words: str) -> None:
    assert heard_words("The next..", heard, 100) == words


def test_a_single_long_word_is_heard_whole_or_not() -> None:
    assert heard_words("Kyoto", 99, 100) == ""
    assert heard_words("Kyoto", 100, 100) == "Kyoto"
    assert heard_words("", 5, 10) == ""


# -- order -------------------------------------------------------------------------------------------


def test_items_know_what_is_before_them() -> None:
    conversation = with_items("a", "b", "c")
    assert [conversation.predecessor(item_id) for item_id in ("a", "b", "c", "x")] == [None, "a", "b", None]
    assert conversation.last_id == "c"
    conversation.delete("b")
    assert conversation.predecessor("c") == "a"
    assert Conversation().last_id is None


def test_a_refused_item_changes_nothing() -> None:
    conversation = with_items("a")
    for entry, after in ((user_text("x", ItemId("a")), None), (user_text("x", ItemId("b")), "nothing")):
        with pytest.raises(Refused):
            conversation.add(Entry(entry), after)
    assert ids(conversation) == ["a"]


def test_a_full_conversation_forgets_its_oldest_item() -> None:
    conversation = Conversation(items_max=2)
    for item_id in ("a", "b", "c"):
        conversation.add(Entry(user_text("x", ItemId(item_id))))
    assert ids(conversation) == ["b", "c"]
    conversation.add(Entry(user_text("x", ItemId("d"))), "root")
    assert ids(conversation) == ["d", "c"]
    assert conversation.forgotten_items == 2


# -- sound -------------------------------------------------------------------------------------------


def test_beyond_the_limit_the_oldest_sound_is_forgotten_and_its_length_is_not() -> None:
    conversation = Conversation(sound_bytes_max=9_600)
    for item_id in ("a", "b", "c"):
        conversation.add(user_sound(ItemId(item_id), silence(2_400)))
    assert [bool(entry.sounds) for entry in conversation.entries()] == [False, True, True]
    assert conversation.entries()[0].frames == {0: 2_400}
    assert conversation.forgotten_sounds == 1
    retrieved = [conversation.retrieved(item_id, heard=PCM_24K, spoken=PCM_24K) for item_id in ("a", "b")]
    sounds = [known(item.content, ())[0].audio for item in retrieved]
    assert sounds == [UNSET, silence(2_400)]


def test_sound_is_retrieved_in_the_formats_of_the_session() -> None:
    conversation = Conversation()
    conversation.add(user_sound(ItemId("u"), silence(2_400)))
    conversation.add(answer("one", 100))
    telephone = AudioFormat(type="audio/pcmu")
    sizes = {}
    for item_id in ("u", "a"):
        item = conversation.retrieved(item_id, heard=PCM_24K, spoken=telephone)
        sizes[item_id] = len(known(known(item.content, ())[0].audio, b""))
    assert sizes == {"u": 4_800, "a": 800}


def test_forgotten_sound_can_still_be_truncated() -> None:
    conversation = Conversation(sound_bytes_max=0)
    conversation.add(answer("one two", 1_000))
    conversation.truncate("a", 0, 500, short_ms=0, reject_zero=True)
    assert conversation.entries()[0].frames == {0: 12_000}


def test_a_cut_twice_counts_from_the_beginning_both_times() -> None:
    conversation = Conversation()
    conversation.add(answer("one two three four", 1_800))
    conversation.truncate("a", 0, 1_400, short_ms=0, reject_zero=True)
    assert conversation.entries()[0].text() == "one two three"
    conversation.truncate("a", 0, 800, short_ms=0, reject_zero=True)
    assert conversation.entries()[0].text() == "one two"
    with pytest.raises(Refused, match="already shorter"):
        conversation.truncate("a", 0, 801, short_ms=0, reject_zero=True)


def test_nothing_is_stored_behind_a_cut() -> None:
    conversation = Conversation()
    entry = answer("one two", 1_000)
    conversation.add(entry)
    conversation.truncate("a", 0, 500, short_ms=0, reject_zero=True)
    entry.grow(0, silence(24_000))
    assert entry.frames == {0: 12_000}


def test_a_negative_time_is_refused() -> None:
    conversation = Conversation()
    conversation.add(answer("one", 1_000))
    with pytest.raises(Refused) as caught:
        conversation.truncate("a", 0, -1, short_ms=0, reject_zero=True)
    assert caught.value.param == "audio_end_ms"


# -- memory ------------------------------------------------------------------------------------------


def test_what_is_remembered_is_typed_recognised_or_spoken() -> None:
    spoken = user_sound(ItemId("u"), silence(2_400))
    assert spoken.text() == ""
    spoken.words = "hello"
    assert spoken.text() == "hello"
    assert answer("hi there", 100).text() == "hi there"
    mixed = Entry(
        Item(
            type="message",
            id=ItemId("m"),
            role="user",
            content=(ContentPart(type="input_text", text="look:"), ContentPart(type="input_audio")),
        ),
        words="a cat",
    )
    assert mixed.text() == "look: a cat"
