"""What was used, by hand."""

from __future__ import annotations

import pytest

from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.playback import PlaybackLedger
from voiceapp.dialogue.snapshot import Account
from voiceapp.dialogue.token_account import TokenAccount, tokens_of
from voiceapp.pcm import frames_of_ms
from voiceapp.protocol.objects import CachedTokens, InputTokens, OutputTokens, TranscriptionUsage, Usage
from voiceapp.protocol.wire import ItemId, ResponseId
from voiceapp.tokens import Price, Tokens

PRICE = Price(text_in=4, text_cached=0.4, text_out=16, audio_in=32, audio_cached=0.4, audio_out=64)
OPTIONS = DialogueOptions(prices={"gpt-realtime": PRICE}, context_windows={"gpt-realtime": 28_224})
R1, R2, U1, U2, A1 = ResponseId("r1"), ResponseId("r2"), ItemId("u1"), ItemId("u2"), ItemId("a1")


def usage(*, text: int = 0, audio: int = 0, text_out: int = 0, audio_out: int = 0, cached: int = 0) -> Usage:
    return Usage(
        total_tokens=text + audio + text_out + audio_out,
        input_tokens=text + audio,
        output_tokens=text_out + audio_out,
        input_token_details=InputTokens(text_tokens=text, audio_tokens=audio, cached_tokens=cached),
        output_token_details=OutputTokens(text_tokens=text_out, audio_tokens=audio_out),
    )


# -- by kind -----------------------------------------------------------------------------------------


def test_every_kind_has_its_place_and_the_whole_is_the_services_total() -> None:
    told = Usage(
        total_tokens=253,
        input_tokens=132,
        output_tokens=121,
        input_token_details=InputTokens(
            text_tokens=119,
            audio_tokens=10,
            image_tokens=3,
            cached_tokens=64,
            cached_tokens_details=CachedTokens(text_tokens=60, audio_tokens=3, image_tokens=1),
        ),
        output_token_details=OutputTokens(text_tokens=30, audio_tokens=91),
    )
    found = tokens_of(told)
    assert found == Tokens(
        text_in=119,
        audio_in=10,
        image_in=3,
        text_cached=60,
        audio_cached=3,
        image_cached=1,
        text_out=30,
        audio_out=91,
    )
    assert (found.total, found.cached) == (253, 64)


def test_cached_tokens_of_no_told_kind_are_text_first_then_sound() -> None:
    found = tokens_of(usage(text=40, audio=100, cached=64))
    assert (found.text_cached, found.audio_cached, found.cached) == (40, 24, 64)


def test_a_split_that_is_smaller_than_the_total_leaves_a_rest_without_a_kind() -> None:
    told = Usage(total_tokens=100, input_token_details=InputTokens(text_tokens=30, cached_tokens=50))
    assert tokens_of(told) == Tokens(text_in=30, text_cached=30, unsorted=70, unsorted_cached=20)


def test_a_split_that_is_larger_than_the_total_is_believed() -> None:
    """One of the vendor's own examples has more cached sound than sound; nothing becomes negative."""
    told = Usage(
        total_tokens=100,
        input_tokens=80,
        output_tokens=20,
        input_token_details=InputTokens(
            text_tokens=60,
            audio_tokens=30,
            cached_tokens=64,
            cached_tokens_details=CachedTokens(text_tokens=10, audio_tokens=54),
        ),
        output_token_details=OutputTokens(audio_tokens=20),
    )
    found = tokens_of(told)
    assert (found.total, found.cached, found.unsorted) == (110, 64, 0)
    account = TokenAccount(OPTIONS)
    account.response_over(R1, told, "gpt-realtime")
    # 50 x 4 + 10 x 0.4 + 0 x 32 + 54 x 0.4 + 20 x 64 = 1 505.6 millionths
    assert account.cost_usd == pytest.approx(0.0015056)


@pytest.mark.parametrize(
    "told",
    [
        Usage(),
        Usage(total_tokens=None, input_token_details=None),
        Usage(total_tokens=-5, input_token_details=InputTokens(text_tokens=-3, cached_tokens=-1)),
    ],
)
def test_what_is_absent_null_or_negative_is_nothing(told: Usage) -> None:
    assert tokens_of(told) == Tokens()


# -- per turn and in all -----------------------------------------------------------------------------


def test_a_response_is_booked_to_the_turn_in_which_it_began() -> None:
    account = TokenAccount(OPTIONS)
    account.turn_began(U1)
    account.response_began(R1)
    account.turn_began(U2)
    account.response_over(R1, usage(text=100, audio_out=10), "gpt-realtime")
    account.response_began(R2)
    account.response_over(R2, usage(text=200), "gpt-realtime")
    found = account.picture()
    assert [(turn.item_id, turn.tokens.total) for turn in found.turns] == [("u1", 110), ("u2", 200)]
    assert found.tokens == Tokens(text_in=300, audio_out=10)
    # 100 x 4 + 10 x 64 = 1 040, and 200 x 4 = 800 millionths
    assert [turn.cost_usd for turn in found.turns] == [pytest.approx(0.00104), pytest.approx(0.0008)]
    assert found.cost_usd == pytest.approx(0.00184)


def test_the_word_on_a_tools_result_belongs_to_the_turn_that_called_it() -> None:
    account = TokenAccount(OPTIONS)
    account.turn_began(U1)
    for response in (R1, R2):
        account.response_began(response)
        account.response_over(response, usage(text=50), "gpt-realtime")
    (turn,) = account.picture().turns
    assert (turn.responses, turn.tokens.text_in) == (2, 100)


def test_a_response_without_usage_is_a_turn_without_tokens() -> None:
    account = TokenAccount(OPTIONS)
    account.turn_began(U1)
    account.response_over(R1, None, "gpt-realtime")
    found = account.picture()
    assert (found.turns[0].item_id, found.tokens, found.cost_usd) == ("u1", Tokens(), None)


def test_a_model_without_a_price_has_no_cost() -> None:
    account = TokenAccount(OPTIONS)
    account.response_over(R1, usage(text=100), "voiceapp-offline")
    assert (account.cost_usd, account.picture().context_window) == (None, None)


def test_a_cost_with_something_unpriced_in_it_says_so() -> None:
    account = TokenAccount(OPTIONS)
    account.response_over(R1, usage(text=100), "gpt-realtime-2025-08-28")
    assert account.picture().cost_is_whole
    account.response_over(R2, Usage(total_tokens=7), "gpt-realtime")
    assert not account.picture().cost_is_whole
    assert account.cost_usd == pytest.approx(0.0004)


def test_the_context_is_what_the_last_response_read() -> None:
    account = TokenAccount(OPTIONS)
    account.response_over(R1, usage(text=1_000), "gpt-realtime")
    account.response_over(R2, usage(text=1_200, audio=300), "gpt-realtime")
    assert (account.picture().context_tokens, account.picture().context_window) == (1_500, 28_224)


def test_fifty_turns_are_kept_and_all_are_summed_up() -> None:
    account = TokenAccount(OPTIONS)
    for number in range(60):
        account.turn_began(ItemId(f"u{number}"))
        account.response_over(ResponseId(f"r{number}"), usage(text=1), "gpt-realtime")
    assert (len(account.picture().turns), account.picture().tokens.total) == (50, 60)


def test_transcriptions_are_counted_apart() -> None:
    account = TokenAccount(OPTIONS)
    account.transcribed(None)
    account.transcribed(
        TranscriptionUsage(
            type="tokens",
            total_tokens=40,
            input_tokens=30,
            output_tokens=10,
            input_token_details=InputTokens(text_tokens=5, audio_tokens=25),
        )
    )
    account.transcribed(TranscriptionUsage(type="duration", seconds=2.5))
    found = account.picture()
    assert found.transcription == Tokens(text_in=5, audio_in=25, text_out=10)
    assert (found.transcription_ms, found.tokens, found.cost_usd) == (2_500, Tokens(), None)


def test_a_transcription_of_all_eternity_is_one_of_a_day() -> None:
    account = TokenAccount(OPTIONS)
    account.transcribed(TranscriptionUsage(type="duration", seconds=1e308))
    assert account.picture().transcription_ms == 86_400_000


def test_a_new_conversation_has_used_nothing() -> None:
    account = TokenAccount(OPTIONS)
    account.response_over(R1, usage(text=1), "gpt-realtime")
    account.reset()
    assert account.picture() == Account()


def test_the_picture_is_the_same_object_until_something_is_booked() -> None:
    account = TokenAccount(OPTIONS)
    before = account.picture()
    account.response_began(R1)
    assert account.picture() is before
    account.response_over(R1, None, "")
    assert account.picture() is not before


# -- what nobody heard -------------------------------------------------------------------------------


def heard(*, received_ms: int, handed_ms: int, late_ms: int = 0) -> PlaybackLedger:
    """Return a ledger in which a device has taken `handed_ms` of an answer of `r1`."""
    ledger = PlaybackLedger()
    track = ledger.receive(A1, 0, R1, frames_of_ms(received_ms))
    ledger.discard(A1, 0, frames_of_ms(late_ms))
    track.queued = track.handed = frames_of_ms(handed_ms)
    return ledger


def test_unheard_tokens_are_the_unheard_share_of_the_sound_rounded_down() -> None:
    account = TokenAccount(OPTIONS)
    account.turn_began(U1)
    account.response_over(R1, usage(audio_out=101), "gpt-realtime")
    account.settle((), heard(received_ms=8_000, handed_ms=3_000, late_ms=2_000))
    found = account.picture()
    # 7 of 10 s: 70.7 of 101 tokens; 70 x 64 = 4 480 millionths
    assert (found.unheard_ms, found.unheard_tokens) == (7_000, 70)
    assert found.unheard_usd == pytest.approx(0.00448)
    assert found.turns[0].unheard_ms == 7_000


def test_an_answer_heard_to_its_end_wasted_nothing() -> None:
    account = TokenAccount(OPTIONS)
    account.response_over(R1, usage(audio_out=100), "gpt-realtime")
    account.settle((), heard(received_ms=5_000, handed_ms=5_000))
    assert (account.picture().unheard_ms, account.picture().unheard_tokens) == (0, 0)


def test_nothing_is_unheard_while_an_answer_may_still_be() -> None:
    account = TokenAccount(OPTIONS)
    ledger = heard(received_ms=5_000, handed_ms=1_000)
    account.response_began(R1)
    account.settle((), ledger)
    account.response_over(R1, usage(audio_out=100), "gpt-realtime")
    account.settle({R1}, ledger)
    assert account.picture().unheard_ms == 0
    account.settle((), ledger)
    account.settle((), ledger)  # counted once
    assert (account.picture().unheard_ms, account.picture().unheard_tokens) == (4_000, 80)


def test_a_response_of_which_no_sound_came_was_not_heard_at_all() -> None:
    account = TokenAccount(OPTIONS)
    account.response_over(R1, usage(audio_out=30), "gpt-realtime")
    account.settle((), PlaybackLedger())
    assert (account.picture().unheard_ms, account.picture().unheard_tokens) == (0, 30)


def test_sound_of_a_lost_session_is_counted_though_its_tokens_are_never_told() -> None:
    account = TokenAccount(OPTIONS)
    account.response_began(R1)
    account.session_lost()
    account.settle((), heard(received_ms=2_000, handed_ms=500))
    assert (account.picture().unheard_ms, account.picture().unheard_tokens) == (1_500, 0)


def test_responses_that_never_end_are_not_kept_for_ever() -> None:
    account = TokenAccount(OPTIONS)
    for number in range(300):
        account.response_began(ResponseId(f"r{number}"))
    assert len(account._open) == 256
