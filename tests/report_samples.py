"""Reports and tapes made by hand, for the tests of the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from voiceapp.dialogue.inputs import Input
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Account, Numbers, RowState, Spread, Waterfall
from voiceapp.recording.report.findings import (
    Amendment,
    Answer,
    Course,
    Interruption,
    Pause,
    Report,
    Stretch,
    Tokens,
    Trouble,
    Turn,
    Voices,
)
from voiceapp.recording.tape import TapeHeader, TapeReader, TapeWriter
from voiceapp.tokens import Tokens as UsedTokens

EMPTY = Report(
    name="",
    about="",
    program="1.2.3",
    dialect="",
    started_at="",
    private=False,
    steps=0,
    duration_ms=0,
    damage=(),
    numbers=Numbers(),
    first_deltas=None,
    turns=(),
    answers=(),
    interruptions=(),
    pauses=(),
    amendments=(),
    troubles=(),
    tokens=Tokens(),
    generated_ms=0,
    voices=Voices(),
)
"""The report of a tape with nothing on it."""

SAMPLE = Report(
    name="sample",
    about="One answer is cut.",
    program="1.2.3",
    dialect="ga",
    started_at="",
    private=False,
    steps=1_200,
    duration_ms=4_000,
    damage=(),
    numbers=Numbers(
        answer_ms=620,
        stop_ms=30,
        answers=Spread(620, 620, 1),
        stops=Spread(30, 30, 1),
        interruptions=1,
        account=Account(tokens=UsedTokens(text_in=33, text_cached=10, audio_out=56)),
        errors=2,
    ),
    first_deltas=Spread(595, 595, 1),
    turns=(Turn("user_1", 100, "tell me more", 12, "", Waterfall("user_1", 535, 595, 600, 620, "resp_1")),),
    answers=(
        Answer("item_1", 1_000, "You said hello there.", 21, 8, RowState.CUT, "", True, 1_005, 2_200),
        Answer("item_2", 3_000, "Yes.", 4, 4, RowState.DONE, "", True, 500, 500),
    ),
    interruptions=(Interruption(2_200, 2_350, "speech", 30, ("item_1",)),),
    pauses=(Pause(2_200, 2_350, resumed=False),),
    amendments=(Amendment(2_350, "item_1", 1_005, confirmed=True),),
    troubles=(),
    tokens=Tokens(33, 56),
    generated_ms=2_700,
    voices=Voices(
        microphone=(3_277,) * 50 + (0,) * 170 + (3_277,) * 60,
        loudspeaker=(0,) * 122 + (3_277,) * 100,
        speech=((100, 600),),
        courses=(
            Course("item_1", ((1_200.0, 1_000.0), (1_800.0, 2_200.0)), (Stretch(1_225.0, 0.0, 1_005.0),)),
        ),
    ),
)
"""A question, an answer that is cut after a second, and a short one that is not."""

HOSTILE = '</title><script>alert("x")</script>\x1b[31m&amp;\u202e<img src="http://evil" onerror=\'x\'>'


def hostile() -> Report:
    """Return the sample with markup wherever the words of a tape go."""
    return replace(
        SAMPLE,
        name=HOSTILE,
        about=HOSTILE,
        program=HOSTILE,
        dialect=HOSTILE,
        damage=(HOSTILE,),
        turns=(replace(SAMPLE.turns[0], words=HOSTILE), Turn(HOSTILE, 0, "", 0, HOSTILE, None)),
        answers=tuple(replace(one, words=HOSTILE, note=HOSTILE) for one in SAMPLE.answers),
        interruptions=(replace(SAMPLE.interruptions[0], cut_items=(HOSTILE,)),),
        amendments=(Amendment(0, HOSTILE, None),),
        troubles=(Trouble(0, "service error", HOSTILE),),
    )


def tape_of(folder: Path, inputs: Iterable[Input], **header: Any) -> TapeReader:
    """Record what a dialogue makes of `inputs`, and open the tape."""
    options = DialogueOptions()
    dialogue = Dialogue(options)
    with TapeWriter(folder, TapeHeader(options=options, **header)) as tape:
        for happened in inputs:
            tape.write(happened, dialogue.handle(happened))
    return TapeReader(folder)
