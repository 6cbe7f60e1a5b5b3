"""A link that fails or ends in virtual time is told as a real one would be."""

from __future__ import annotations

from voiceapp.dialogue.inputs import LinkDropped, LinkFailed
from voiceapp.ended_links import hung_up, turned_away
from voiceapp.offline.options import HttpRefusal
from voiceapp.protocol.dialect import GA, PREVIEW


def test_refusal_carries_the_sentence_and_the_wish_to_wait() -> None:
    failed = turned_away(HttpRefusal(429, retry_after_s=7), GA, 5, spare=True)

    assert failed == LinkFailed(
        5,
        "voice.openai.azure.com has had too many requests for now.",
        "HTTP 429 · rate_limit_exceeded · Refused because the options say so.",
        retry=True,
        retry_after_ms=7_000,
        spare=True,
    )


def test_refusal_of_the_preview_address_has_its_own_cure() -> None:
    assert "leave the api-version out" in turned_away(HttpRefusal(404, "404"), PREVIEW, 0).sentence
    assert "leave the api-version out" not in turned_away(HttpRefusal(404, "404"), GA, 0).sentence


def test_end_without_a_word_can_be_healed_and_one_by_policy_cannot() -> None:
    broke = "The connection to voice.openai.azure.com broke."
    assert hung_up(1006, "", GA, 5) == LinkDropped(5, broke, 1006, "close code 1006", retry=True)
    assert hung_up(1008, "no", GA, 5).retry is False
