"""Warned of in time, and then kept."""

from __future__ import annotations

import pytest

from tests.playbook import (
    Playbook,
    answer_begins,
    answer_ends,
    committed,
    connected,
    deadline,
    finish,
    item_ends,
    play,
    sound,
    speaker_block,
)
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import CloseLink, OpenLink
from voiceapp.dialogue.cost_cap import CostCap
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowKind
from voiceapp.protocol.objects import OutputTokens, Usage
from voiceapp.tokens import Price

PRICE = Price(text_in=0, text_cached=0, text_out=0, audio_in=0, audio_cached=0, audio_out=100)


def costing(dollars: float) -> Usage:
    return Usage(output_token_details=OutputTokens(audio_tokens=round(dollars * 10_000)))


def thrifty(cap_usd: float = 1.0) -> Dialogue:
    return connected(options=DialogueOptions(prices={"gpt-realtime": PRICE}, cost_cap_usd=cap_usd))


def test_it_warns_once_at_four_fifths_and_is_reached_at_the_whole() -> None:
    cap = CostCap(1.0)
    assert cap.spent(0.79) == ""
    assert cap.spent(0.8) == (
        "This conversation has cost $0.8000 of your cap of $1.00. It will be ended at the cap."
    )
    assert cap.spent(0.9) == ""
    assert not cap.reached
    assert cap.spent(1.0) == ""
    assert cap.reached


@pytest.mark.parametrize(("cap_usd", "cost_usd"), [(0.0, 1_000.0), (1.0, None)])
def test_without_a_cap_or_a_price_nothing_is_reached(cap_usd: float, cost_usd: float | None) -> None:
    cap = CostCap(cap_usd)
    assert cap.spent(cost_usd) == ""
    assert not cap.reached


def test_a_higher_cap_lets_the_conversation_go_on_and_a_lower_one_ends_it() -> None:
    cap = CostCap(1.0)
    cap.spent(1.2)
    seen = [(cap.choose(cap_usd, 1.7), cap.reached) for cap_usd in (1.0, 2.0, 1.5, 0.0)]
    assert seen == [(False, True), (True, False), (False, True), (True, False)]


def test_a_new_cap_warns_anew() -> None:
    cap = CostCap(1.0)
    assert cap.spent(0.9)
    cap.choose(2.0, 0.9)
    assert (
        cap.spent(1.7)
        == "This conversation has cost $1.70 of your cap of $2.00. It will be ended at the cap."
    )


def test_whoever_raises_the_cap_goes_on_in_the_same_conversation() -> None:
    dialogue = thrifty()
    for happened in (*answer_begins(), answer_ends(usage=costing(1.0))):
        dialogue.handle(happened)
    more = DialogueOptions(prices={"gpt-realtime": PRICE}, cost_cap_usd=5.0)
    dialogue.handle(i.SettingsChosen(0, more))
    banner = dialogue.snapshot().banner
    assert banner is not None
    assert (banner.text, banner.can_retry) == (
        "Your cost cap leaves room again: the conversation can go on.",
        True,
    )
    assert Playbook(dialogue) >> i.ReconnectRequested(0) << OpenLink()
    assert dialogue.snapshot().numbers.account.cost_usd == 1.0


def test_a_conversation_is_warned_with_a_notice() -> None:
    dialogue = thrifty()
    assert Playbook(dialogue) >> answer_begins() >> answer_ends(usage=costing(0.85))
    (notice,) = [row for row in dialogue.snapshot().rows if row.kind is RowKind.NOTICE]
    assert notice.text.startswith("This conversation has cost $0.8500 of your cap of $1.00.")
    assert dialogue.snapshot().phase is Phase.LISTENING


def test_the_answer_that_exceeds_the_cap_is_heard_to_its_end_and_the_conversation_ended_then() -> None:
    dialogue = thrifty()
    assert (
        Playbook(dialogue)
        >> answer_begins()
        >> sound(ms=20)
        << play(ms=20)
        >> item_ends()
        << finish()
        >> answer_ends(usage=costing(1.2))
        >> speaker_block(item="item_1", frames=480, at_ms=10, dac_at_ms=40)
        >> deadline(at_ms=50)
        >> deadline(at_ms=61)
        << CloseLink()
    )
    snapshot = dialogue.snapshot()
    assert snapshot.phase is Phase.OFF
    assert snapshot.banner is not None
    assert snapshot.banner.text == (
        "The conversation has reached your cost cap of $1.00 and was ended. "
        "Begin a new conversation, or raise cost_cap in the settings."
    )
    assert snapshot.banner.details == ("It has cost $1.20 by the price file. What you are billed may differ.")
    assert (snapshot.rows[0].key, snapshot.rows[0].heard_ms, snapshot.rows[0].cut_ms) == ("item_1", 20, None)


def test_whoever_speaks_into_that_answer_ends_the_conversation_at_once() -> None:
    dialogue = thrifty()
    for happened in (*answer_begins(), sound(ms=500), item_ends(), answer_ends(usage=costing(1.2))):
        dialogue.handle(happened)
    assert dialogue.snapshot().phase is Phase.SPEAKING
    commands = dialogue.handle(committed("user_2", at_ms=10))
    assert CloseLink() in commands
    assert dialogue.snapshot().phase is Phase.OFF


def test_a_conversation_that_cost_enough_begins_again_only_as_a_new_one() -> None:
    dialogue = thrifty()
    for happened in (*answer_begins(), answer_ends(usage=costing(1.0))):
        dialogue.handle(happened)
    assert dialogue.snapshot().banner is not None
    assert Playbook(dialogue) >> i.ReconnectRequested(0)
    assert dialogue.snapshot().banner is not None
    assert Playbook(dialogue) >> i.NewConversationRequested(0) << OpenLink()
    snapshot = dialogue.snapshot()
    assert (snapshot.banner, snapshot.numbers.account.cost_usd) == (None, None)
