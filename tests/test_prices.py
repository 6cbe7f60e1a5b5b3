"""Prices: shipped, edited, broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceapp.errors import SettingsError
from voiceapp.model_name import of_model
from voiceapp.prices import FILE, load
from voiceapp.tokens import Price

OWN = """\
read = 2026-11-21
source = "our contract"
[[model]]
names = ["gpt-realtime"]
text_in = 1
text_cached = 0
text_out = 2
audio_in = 3
audio_cached = 0.5
audio_out = 4
"""


def test_the_shipped_prices_are_dated_and_know_a_model_with_its_version(tmp_path: Path) -> None:
    shipped = load(tmp_path)
    assert (shipped.read.isoformat(), shipped.source) == (
        "2026-11-20",
        "OpenAI's price list as quoted in 2026",
    )
    price = Price(
        text_in=4.0, text_cached=0.4, text_out=16.0, audio_in=32.0, audio_cached=0.4, audio_out=64.0
    )
    assert of_model(shipped.by_name(), "gpt-realtime-1.5") == price
    assert of_model(shipped.by_name(), "gpt-realtime-1.5-2026-02-23") == price


def test_a_model_nobody_priced_has_no_price(tmp_path: Path) -> None:
    assert of_model(load(tmp_path).by_name(), "voiceapp-offline") is None


def test_the_persons_own_file_comes_first(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OWN)
    assert load(tmp_path).by_name() == {"gpt-realtime": Price(1, 0, 2, 3, 0.5, 4)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("read = ", "Invalid value"),
        (OWN.replace("text_in = 1", "text_in = -1"), "a price is negative"),
        (OWN.replace("text_in = 1", "text_inn = 1"), "text_inn"),
        (OWN.replace("text_in = 1", 'text_in = "1"'), "Expected `float`"),
    ],
)
def test_a_broken_file_is_told_and_not_replaced_by_the_shipped_one(
    tmp_path: Path, text: str, reason: str
) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(SettingsError, match=f"prices.toml cannot be used: .*{reason}"):
        load(tmp_path)
