"""Tables, and the conversation in words."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from tests.report_samples import EMPTY, SAMPLE
from voiceapp.recording.report.findings import Trouble, Turn
from voiceapp.recording.report.tables import (
    amendment_table,
    answer_table,
    conversation,
    interruption_table,
    table,
    trouble_table,
    turn_table,
)


def rows(markup: str) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in ElementTree.fromstring(markup).iter("tr")]


def test_a_table_has_heads_for_its_columns_and_rows() -> None:
    markup = table("Fruit", ("Kind", "Many"), [("<b>pear</b>", "2")], said=(1,))
    assert rows(markup) == [["Kind", "Many"], ["pear", "2"]]
    heads = [(e.get("scope"), e.get("class")) for e in ElementTree.fromstring(markup).iter("th")]
    assert heads == [("col", None), ("col", "said"), ("row", None)]
    assert '<td class="said">2</td>' in markup
    assert "<caption>Fruit</caption>" in markup


def test_turns_and_answers_in_numbers() -> None:
    waits = ["535 ms", "595 ms", "600 ms", "620 ms"]
    unanswered = replace(SAMPLE, turns=(*SAMPLE.turns, Turn("b", 2_500, "", 0, "", None)))
    assert rows(turn_table(unanswered))[1:] == [["1", "0:00.1", *waits], ["2", "0:02.5", *"––––"]]
    assert rows(answer_table(SAMPLE))[1:] == [
        ["1", "0:01.0", "2,200 ms", "1,005 ms", "1,195 ms", "cut"],
        ["2", "0:03.0", "500 ms", "500 ms", "0 ms", "done"],
    ]


def test_interruptions_name_the_answers_they_cut() -> None:
    missed = replace(SAMPLE.interruptions[0], stop_ms=None, cut_items=())
    found = replace(SAMPLE, interruptions=(*SAMPLE.interruptions, missed))
    assert rows(interruption_table(found))[1:] == [
        ["1", "0:02.2", "speech", "30 ms", "150 ms", "1"],
        ["2", "0:02.2", "speech", "–", "150 ms", "–"],
    ]


def test_what_the_service_was_told_and_what_went_wrong() -> None:
    assert rows(amendment_table(SAMPLE))[1:] == [["0:02.3", "truncated at 1,005 ms, confirmed", "item_1"]]
    assert amendment_table(EMPTY) == ""
    found = replace(SAMPLE, troubles=(Trouble(700, "connection", "<gone>"),))
    assert rows(trouble_table(found))[1:] == [["0:00.7", "connection", "<gone>"]]


def test_the_conversation_strikes_out_what_was_not_heard() -> None:
    said = ElementTree.fromstring(conversation(SAMPLE))
    assert ["".join(entry.itertext()) for entry in said] == [
        "0:00.1You tell me more",
        "0:01.0Assistant You said hello there.cut: 1.0 s of 2.2 s heard",
        "0:03.0Assistant Yes.0.5 s of 0.5 s heard",
    ]
    assert ["".join(entry.itertext()) for entry in said.iter("del")] == [" hello there."]
