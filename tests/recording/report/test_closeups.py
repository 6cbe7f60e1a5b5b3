"""Interruptions from close up."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from tests.report_samples import EMPTY, SAMPLE
from voiceapp.recording.report.closeups import closeups


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("text")]


def marked(svg: str) -> dict[str, str]:
    """Return where each moment is drawn."""
    lines = ElementTree.fromstring(svg).iter("line")
    return {
        e.get("class", ""): e.get("x1", "") for e in lines if e.get("class") in {"reason", "cut", "decided"}
    }


def test_the_reason_the_silence_and_the_decision_are_marked() -> None:
    (drawn,) = closeups(SAMPLE, "a")
    # 400 ms before to 600 ms after on 328 pixels from 76
    assert marked(drawn) == {"reason": "207.2", "cut": "217", "decided": "256.4"}
    assert {"speech: reason to stop", "✕ silent, 30 ms", "decided, 150 ms"} <= set(texts(drawn))


def test_where_nothing_sounded_no_silence_is_marked() -> None:
    one = replace(SAMPLE.interruptions[0], stop_ms=None)
    (drawn,) = closeups(replace(SAMPLE, interruptions=(one,)), "a")
    assert "cut" not in marked(drawn)
    assert "Nothing sounded; it was decided after 150 ms" in drawn


def test_a_late_decision_widens_the_picture_up_to_three_seconds() -> None:
    one = replace(SAMPLE.interruptions[0], decided_ms=3_200)
    (drawn,) = closeups(replace(SAMPLE, interruptions=(one,)), "a")
    assert "1,000" in texts(drawn)
    assert float(marked(drawn)["decided"]) < 404
    (drawn,) = closeups(replace(SAMPLE, interruptions=(replace(one, decided_ms=10**9),)), "a")
    assert marked(drawn)["decided"] == "404"


def test_the_first_twelve_are_drawn() -> None:
    assert closeups(EMPTY, "a") == ()
    assert len(closeups(replace(SAMPLE, interruptions=SAMPLE.interruptions * 20), "a")) == 12
