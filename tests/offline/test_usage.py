from __future__ import annotations

from voiceapp.offline.conversation import Entry, user_sound
from voiceapp.offline.usage import sound_tokens, text_tokens, usage_of
from voiceapp.pcm import silence
from voiceapp.protocol.objects import ContentPart, Item, user_text
from voiceapp.protocol.wire import ItemId, known


def test_tokens_are_counted_by_the_rules_of_thumb() -> None:
    assert [text_tokens(text) for text in ("", "a", "four", "fiver")] == [0, 1, 1, 2]
    assert sound_tokens(24_000, 100) == 10
    assert sound_tokens(24_001, 50) == 20
    assert sound_tokens(24_024, 50) == 21


def test_input_splits_into_text_and_sound_and_output_too() -> None:
    spoken = user_sound(ItemId("s"), silence(48_000))
    answer = Entry(
        Item(
            type="message",
            id=ItemId("a"),
            role="assistant",
            content=(ContentPart(type="audio", transcript=""),),
        ),
        frames={0: 24_000},
        said="twelve chars",
    )
    usage = usage_of(
        instructions="four",
        context=[spoken, Entry(user_text("eight ch", ItemId("u")))],
        output=[answer],
        read_before=0,
    )
    assert (usage.input_tokens, usage.output_tokens, usage.total_tokens) == (23, 23, 46)
    details = known(usage.input_token_details, None)
    assert details is not None
    assert (details.text_tokens, details.audio_tokens, details.cached_tokens) == (3, 20, 0)
    out = known(usage.output_token_details, None)
    assert out is not None
    assert (out.text_tokens, out.audio_tokens) == (3, 20)


def test_the_cache_holds_what_was_read_before_in_whole_steps() -> None:
    spoken = user_sound(ItemId("s"), silence(24_000 * 20))
    usage = usage_of(instructions="x" * 100, context=[spoken], output=[], read_before=150)
    details = known(usage.input_token_details, None)
    assert details is not None
    cached = known(details.cached_tokens_details, None)
    assert cached is not None
    assert (details.cached_tokens, cached.text_tokens, cached.audio_tokens) == (128, 25, 103)


def test_the_cache_is_never_larger_than_the_input() -> None:
    usage = usage_of(instructions="x" * 400, context=[], output=[], read_before=10_000)
    details = known(usage.input_token_details, None)
    assert details is not None
    assert (usage.input_tokens, details.cached_tokens) == (100, 64)
