"""The first line of a tape."""

from __future__ import annotations

import msgspec
import pytest

from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.recording.header import TapeHeader, private

HEADER = TapeHeader(
    dialect="ga",
    endpoint="Azure · gpt-realtime",
    model="gpt-realtime",
    about="A talk about pizza.",
    started_at="2026-11-20T14:02:00.000+00:00",
    started_at_ns=5,
    devices={"microphone": "Anna's headset"},
    settings={"echo": "auto", "noise_suppression": False},
    options=DialogueOptions(
        instructions="Sell pizza.", tools=({"name": "order_pizza"},), duplex=DuplexMode.HALF, confirm_ms=0
    ),
)


def test_a_header_is_read_as_it_was_written() -> None:
    assert msgspec.json.decode(msgspec.json.encode(HEADER), type=TapeHeader) == HEADER


def test_a_private_header_has_no_words_and_no_names_of_devices_but_says_how_much_there_was() -> None:
    header = private(HEADER)
    text = msgspec.json.encode(header).decode()
    assert "pizza" not in text
    assert "Anna" not in text
    assert header.private
    assert header.withheld == {"instructions": 11, "tools": 1}
    assert (header.options.duplex, header.options.confirm_ms) == (DuplexMode.HALF, 0)
    assert (header.started_at, header.dialect, header.settings) == (
        "2026-11-20T14:02:00.000+00:00",
        "ga",
        {"noise_suppression": False},
    )


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Azure · contoso-voice", "Azure"),
        ("OpenAI · gpt-realtime", "OpenAI"),
        ("Embedded assistant", "Embedded assistant"),
        ("voice.contoso.example · gpt-realtime", "another service"),
        ("", ""),
    ],
)
def test_a_private_header_names_the_provider_and_neither_host_nor_deployment(told: str, kept: str) -> None:
    assert private(TapeHeader(endpoint=told)).endpoint == kept


def test_a_private_header_does_not_say_whom_somebody_talked_to() -> None:
    header = TapeHeader(options=DialogueOptions(persona="Dr. Freud"))
    assert private(header).options.persona == ""


def test_a_header_that_is_private_already_stays_as_it_is() -> None:
    assert private(private(HEADER)) == private(HEADER)
