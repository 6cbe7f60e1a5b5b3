"""The report as text."""

from __future__ import annotations

from dataclasses import replace

from tests.report_samples import EMPTY, SAMPLE, hostile
from voiceapp.recording.report.findings import Trouble
from voiceapp.recording.report.text import as_text


def test_the_course_of_a_conversation_is_told_in_order() -> None:
    lines = as_text(replace(SAMPLE, troubles=(Trouble(2_000, "connection", "It broke."),))).splitlines()
    assert lines[0] == "sample: recorded by voiceapp 1.2.3, dialect ga, 1,200 steps, 4.0 s"
    assert lines[1] == "  One answer is cut."
    assert lines[-7:] == [
        "",
        "  0:00.1  You        tell me more",
        "  0:01.0  Assistant  You said [not heard: hello there.]  (cut: 1.0 s of 2.2 s heard)",
        "  0:02.0  Trouble    connection: It broke.",
        "  0:02.2  Cut in     speech: silent after 30 ms, decided after 150 ms",
        "  0:02.3  Told       truncated at 1,005 ms, confirmed",
        "  0:03.0  Assistant  Yes.  (0.5 s of 0.5 s heard)",
    ]


def test_numbers_stand_in_one_column() -> None:
    lines = as_text(SAMPLE).splitlines()
    assert "Time to silence, median                              30 ms" in lines
    assert "Sound heard                                          1.5 s" in lines


def test_two_tapes_are_compared_number_by_number() -> None:
    lines = as_text(SAMPLE, replace(EMPTY, name="other")).splitlines()
    assert lines[0].startswith("First: sample: ")
    assert lines[2].startswith("Second: other: ")
    assert lines[4].split() == ["first", "second", "change"]
    assert "Sound heard                                          1.5 s       0.0 s      −1.5 s" in lines
    assert "Time to silence, median                              30 ms           –           –" in lines
    assert not any("tell me more" in line for line in lines)


def test_damage_and_doubt_are_named_first() -> None:
    numbers = replace(SAMPLE.numbers, heard_is_estimated=True)
    lines = as_text(replace(SAMPLE, damage=("Line 7 is damaged.",), numbers=numbers)).splitlines()
    assert lines[2] == "  Damaged: Line 7 is damaged."
    assert lines[3].startswith("  The loudspeaker's clock was implausible")


def test_a_tape_with_nothing_on_it_has_a_report() -> None:
    assert as_text(EMPTY).startswith("Tape: recorded by voiceapp 1.2.3, 0 steps, 0.0 s\n\nLength")


def test_words_from_a_tape_cannot_steer_the_terminal() -> None:
    text = as_text(hostile())
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert max(map(len, text.splitlines()[3:])) <= 100
