from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from voiceapp.tools.current_time import current_time


@pytest.mark.parametrize(
    ("offset", "told"),
    [
        (timedelta(hours=9), "Saturday, 2026-11-21, 18:05, UTC+09:00"),
        (timedelta(hours=-3, minutes=-30), "Saturday, 2026-11-21, 18:05, UTC-03:30"),
        (timedelta(), "Saturday, 2026-11-21, 18:05, UTC+00:00"),
    ],
)
async def test_day_date_time_and_zone_are_told(offset: timedelta, told: str) -> None:
    at = datetime(2026, 11, 21, 18, 5, tzinfo=timezone(offset))
    assert await current_time(lambda: at).run({}) == told
