"""Interruptions and pauses, found by comparing pictures made by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.snapshot import Numbers, Row, RowKind, RowState, Snapshot, Spread
from voiceapp.recording.report.findings import Interruption, Pause
from voiceapp.recording.report.interruption_log import InterruptionLog

VOICE = i.MicBlock(0, 0, 0, b"")


@dataclass
class Story:
    """Steps told one after the other; each names only what it changes."""

    log: InterruptionLog = field(default_factory=InterruptionLog)
    picture: Snapshot = field(default_factory=Snapshot)

    def step(
        self,
        at_ms: int,
        *asked: str,
        happened: i.Input = VOICE,
        interruptions: int | None = None,
        stop_ms: int | None = None,
        cut: tuple[str, ...] = (),
    ) -> None:
        before, numbers = self.picture, self.picture.numbers
        stops = numbers.stops if stop_ms is None else Spread(stop_ms, stop_ms, 1)
        self.picture = Snapshot(
            rows=before.rows + tuple(Row(key, RowKind.ASSISTANT, RowState.CUT) for key in cut),
            numbers=Numbers(
                interruptions=numbers.interruptions if interruptions is None else interruptions,
                stop_ms=numbers.stop_ms if stop_ms is None else stop_ms,
                stops=stops,
            ),
        )
        self.log.take(happened, asked, before, self.picture, at_ms)


def test_an_interruption_lasts_until_the_loudspeaker_is_silent() -> None:
    story = Story()
    story.step(100, "PausePlayout")
    story.step(350, "CutPlayout", "SendEvent", interruptions=1)
    story.step(360)
    story.step(370, stop_ms=30, cut=("item_1", "item_2"))
    story.step(900, cut=("item_3",))
    assert story.log.interruptions == [Interruption(100, 350, "speech", 30, ("item_1", "item_2"))]
    assert story.log.pauses == [Pause(100, 350, resumed=False)]


def test_a_noise_is_a_pause_and_no_interruption() -> None:
    story = Story()
    story.step(100, "PausePlayout")
    story.step(350, "ResumePlayout")
    assert (story.log.interruptions, story.log.pauses) == ([], [Pause(100, 350, resumed=True)])


def test_a_pause_is_over_before_the_next_reason_to_stop() -> None:
    story = Story()
    story.step(100, "PausePlayout")
    story.step(350, "ResumePlayout")
    story.step(600, "CutPlayout", happened=i.StopPressed(0), interruptions=1)
    assert story.log.interruptions == [Interruption(600, 600, "stop button")]


def test_a_pause_that_is_ordered_again_is_one_pause() -> None:
    story = Story()
    story.step(100, "PausePlayout")
    story.step(200, "PausePlayout")
    story.step(300, "ResumePlayout")
    assert story.log.pauses == [Pause(100, 300, resumed=True)]


def test_what_does_not_sound_is_over_at_once() -> None:
    story = Story()
    story.step(50, interruptions=1, happened=i.TalkPressed(0), cut=("item_1",))
    story.step(900, stop_ms=40, cut=("item_2",))
    assert story.log.interruptions == [Interruption(50, 50, "talk key", None, ("item_1",))]


def test_the_same_stop_time_twice_is_measured_twice() -> None:
    story = Story()
    for number, at_ms in ((1, 100), (2, 500)):
        story.step(at_ms, "CutPlayout", interruptions=number, happened=i.TextSubmitted(0, "no"))
        story.step(at_ms + 10, stop_ms=30)
    assert [one.stop_ms for one in story.log.interruptions] == [30, 30]
