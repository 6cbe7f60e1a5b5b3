"""A conversation as subtitles."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.store.stored import answer, conversation, user
from voiceapp.store.export.subtitles import Cue, cues_of, srt_of, vtt_of
from voiceapp.store.export.texts import Unheard
from voiceapp.store.kept import StoredRow

CUT = conversation(
    user("When does <it> leave & from where?"),
    answer("At ten past three, --> and at four.", heard="At ten past three, -->"),
    user("Which platform?", 9_000, "item_3"),
    answer("Platform four.", 3_600_000, "item_4"),
)


def test_an_answer_lasts_as_long_as_it_was_heard_and_the_person_until_something_is_heard() -> None:
    assert cues_of(CUT, Unheard.LEFT_OUT) == (
        Cue(1_000, 2_200, "You", "When does <it> leave & from where?"),
        Cue(2_200, 3_200, "Assistant", "At ten past three, -->"),
        Cue(9_000, 10_000, "You", "Which platform?"),
        Cue(3_600_200, 3_603_200, "Assistant", "Platform four."),
    )


def test_subrip_has_numbers_commas_and_speakers() -> None:
    assert srt_of(CUT, Unheard.MARKED).startswith(
        "1\n00:00:01,000 --> 00:00:02,200\nYou: When does <it> leave & from where?\n\n"
        "2\n00:00:02,200 --> 00:00:03,200\nAssistant: At ten past three, → [not heard: and at four.]\n\n"
    )


def test_webvtt_has_voices_and_escapes_what_would_be_markup() -> None:
    text = vtt_of(CUT, Unheard.MARKED)
    assert text.startswith(
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:02.200\n<v You>When does &lt;it&gt; leave &amp; from where?</v>\n\n"
        "00:00:02.200 --> 00:00:03.200\n"
        "<v Assistant>At ten past three, --&gt; <c.unheard>and at four.</c></v>\n\n"
    )
    assert text.endswith("01:00:00.200 --> 01:00:03.200\n<v Assistant>Platform four.</v>\n")


def test_what_nobody_heard_has_no_subtitle_unless_it_is_wanted() -> None:
    unheard = conversation(answer("Never heard.", heard=""))
    assert cues_of(unheard, Unheard.LEFT_OUT) == ()
    assert cues_of(unheard, Unheard.MARKED) == (Cue(2_000, 3_000, "Assistant", "", "Never heard."),)


ROWS = st.lists(
    st.builds(
        lambda by_person, text, at_ms: (user if by_person else answer)(text, at_ms, f"item_{at_ms}"),
        st.booleans(),
        st.text(),
        st.integers(0, 400_000_000),
    ),
    max_size=8,
)
TIME = re.compile(r"(\d{2,}):(\d\d):(\d\d)[.,](\d{3}) --> (\d{2,}):(\d\d):(\d\d)[.,](\d{3})")


@given(ROWS)
def test_every_text_makes_well_formed_subtitles(rows: list[StoredRow]) -> None:
    stored = conversation(*rows)
    cues = cues_of(stored, Unheard.LEFT_OUT)
    for text, point in ((srt_of(stored, Unheard.LEFT_OUT), ","), (vtt_of(stored, Unheard.LEFT_OUT), ".")):
        times = [found for line in text.split("\n") if (found := TIME.fullmatch(line))]
        assert len(times) == len(cues) == text.count("-->")
        assert all(point in found[0] for found in times)
    assert all(cue.from_ms < cue.until_ms for cue in cues)
    assert [cue.from_ms for cue in cues] == sorted(cue.from_ms for cue in cues)
