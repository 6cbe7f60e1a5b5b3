"""Blocks of a device on the line all devices share."""

from __future__ import annotations

from itertools import pairwise

from voiceapp.audio.time_line import TimeLine

BLOCK_NS = 10_000_000


def placed(line: TimeLine, stamps_ns: list[int]) -> list[int]:
    return [line.place(at_ns, 240) for at_ns in stamps_ns]


def test_the_first_block_lies_where_its_stamp_says_and_the_others_follow() -> None:
    assert placed(TimeLine(), [1_000_000_000, 1_010_000_000, 1_020_000_000]) == [24_000, 24_240, 24_480]


def test_jitter_of_the_stamps_does_not_move_the_line() -> None:
    stamps = [block * BLOCK_NS + (300_000 if block % 2 else -300_000) for block in range(1, 2_001)]
    line = TimeLine()
    positions = placed(line, stamps)
    assert {after - before for before, after in pairwise(positions[200:])} == {240}
    assert line.jumps == 0


def test_a_first_stamp_that_was_wrong_is_put_right_once_after_a_second() -> None:
    line = TimeLine()
    positions = placed(line, [5_000_000] + [block * BLOCK_NS for block in range(1, 300)])
    assert positions[98] == 120 + 98 * 240
    assert positions[299] == 299 * 240
    assert line.slips == 0


def test_drift_of_50_ppm_is_followed_in_single_frames() -> None:
    line = TimeLine()
    blocks = 12_000
    positions = placed(line, [block * 10_000_500 for block in range(blocks)])
    steps = {after - before for before, after in pairwise(positions[200:])}
    assert steps == {240, 241}
    # 2 minutes at 50 ppm are 144 frames; the average is 10 s late, so it lags behind by at most 1.5 ms.
    assert abs(positions[-1] - round((blocks - 1) * 240 * 1.00005)) <= 36
    assert line.slips >= 100


def test_an_impossible_drift_is_not_followed_faster_than_208_ppm() -> None:
    line = TimeLine()
    positions = placed(line, [block * 10_003_000 for block in range(3_000)])
    assert positions[-1] - positions[200] <= 2_799 * 240 + 2_799 // 20 + 1


def test_lost_frames_move_the_line_when_three_stamps_agree() -> None:
    line = TimeLine()
    placed(line, [block * BLOCK_NS for block in range(10)])
    after = placed(line, [(block + 5) * BLOCK_NS for block in range(10, 14)])
    assert after == [2_400, 2_640, 4_080, 4_320]
    assert line.jumps == 1


def test_a_single_wrong_stamp_is_ignored() -> None:
    line = TimeLine()
    placed(line, [block * BLOCK_NS for block in range(10)])
    assert placed(line, [900_000_000, 110_000_000, 120_000_000]) == [2_400, 2_640, 2_880]
    assert line.jumps == 0


def test_another_device_begins_where_its_own_stamp_says() -> None:
    line = TimeLine()
    placed(line, [0, BLOCK_NS])
    line.restart()
    assert line.place(5_000_000_000, 480) == 120_000


def test_a_machine_that_has_run_for_years_loses_no_precision() -> None:
    year_ns = 365 * 86_400 * 1_000_000_000
    assert placed(TimeLine(), [3 * year_ns, 3 * year_ns + BLOCK_NS])[1] == 3 * 365 * 86_400 * 24_000 + 240
