from __future__ import annotations

from dataclasses import replace

from voiceapp.dialogue.snapshot import Account, Limit, Numbers, TurnAccount
from voiceapp.tokens import Tokens
from voiceapp.ui.usage_view import EMPTY, UsageView

ACCOUNT = Account(
    tokens=Tokens(text_in=100, audio_in=2_400, text_cached=64, text_out=20, audio_out=80),
    responses=3,
    transcription=Tokens(audio_in=30, text_out=10),
    transcription_ms=2_500,
    unheard_ms=5_651,
    unheard_tokens=113,
    unheard_usd=0.00723,
    cost_usd=0.3318,
    cost_cap_usd=2.0,
    context_tokens=3_890,
    context_window=28_224,
    turns=(
        TurnAccount("u1", Tokens(text_in=1_200), 1, 5_651, 0.25),
        TurnAccount("u2", Tokens(text_in=1_400), 2, 0, None),
    ),
)


def view(account: Account, *limits: Limit) -> UsageView:
    found = UsageView()
    found.show_numbers(Numbers(account=account, limits=limits))
    return found


def test_before_the_first_answer_there_is_nothing_but_a_sentence() -> None:
    found = UsageView()
    assert found.remark.text() == EMPTY
    tables = (found.sums, found.limits, found.kinds, found.turns)
    assert [table.isHidden() for table in tables] == [True] * 4


def test_the_sums_are_said_in_words() -> None:
    assert view(ACCOUNT).sums.texts() == [
        ("Cost", "$0.3318 of $2.00"),
        ("Never heard", "5.6 s · 113 tokens · $0.0072"),
        ("Context", "3.9k of 28.2k tokens (13 %)"),
        ("Transcription", "40 tokens"),
        ("Transcribed", "2.5 s"),
    ]


def test_without_a_price_or_a_known_window_nothing_is_made_up() -> None:
    account = Account(tokens=Tokens(text_in=5), context_tokens=5, turns=(TurnAccount("u1"),))
    assert view(account).sums.texts() == [("Cost", "no price known"), ("Context", "5 tokens")]


def test_a_cost_that_is_not_whole_says_so() -> None:
    account = Account(cost_usd=0.5, cost_is_whole=False)
    assert view(account).sums.texts() == [("Cost", "at least $0.5000")]


def test_tokens_stand_by_kind_with_the_cached_ones_as_a_part() -> None:
    assert view(ACCOUNT).kinds.texts() == [("Text", "100", "64", "20"), ("Sound", "2.4k", "0", "80")]
    told_less = Account(tokens=Tokens(image_in=7, image_cached=3, unsorted=50, unsorted_cached=20))
    assert view(told_less).kinds.texts() == [
        ("Images", "7", "3", "0"),
        ("Of no told kind", "", "20", "50 in all"),
    ]


def test_turns_come_newest_first() -> None:
    assert view(ACCOUNT).turns.texts() == [("2", "1.4k", "–", "–"), ("1", "1.2k", "5.6 s", "$0.2500")]


def test_what_is_left_of_the_limits_is_said_as_far_as_it_is_told() -> None:
    limits = (Limit("requests", 95, 41), Limit("tokens", 12, None), Limit("new", None, None))
    assert view(ACCOUNT, *limits).limits.texts() == [
        ("Requests", "95 % left, resets in 41 s"),
        ("Tokens", "12 % left"),
        ("new", "–"),
    ]


def test_rows_that_are_gone_leave_nothing_behind() -> None:
    found = view(ACCOUNT, Limit("tokens", 12, 3))
    found.show_numbers(Numbers(account=replace(ACCOUNT, turns=ACCOUNT.turns[:1])))
    assert found.turns.texts() == [("1", "1.2k", "5.6 s", "$0.2500")]
    assert found.limits.texts() == []
    assert found.limits.isHidden()


def test_a_screen_reader_hears_a_row_as_a_whole() -> None:
    found = view(ACCOUNT)
    assert found.sums._labels[0][0].accessibleName() == "Cost, $0.3318 of $2.00"


def test_it_fits_where_it_is_narrow() -> None:
    assert view(ACCOUNT, Limit("tokens", 12, 3)).minimumSizeHint().width() <= 320
