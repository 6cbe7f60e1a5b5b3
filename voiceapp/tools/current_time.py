"""What time it is here: a model knows neither the day nor the hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from voiceapp.tools.function import Function

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""In English, whatever the system speaks: it is for the model."""


def current_time(now: Callable[[], datetime]) -> Function:
    """Return the function; `now` tells the local time with its offset from UTC."""

    async def run(_arguments: Mapping[str, object]) -> str:
        at = now()
        offset = f"{at:%z}"
        return f"{DAYS[at.weekday()]}, {at:%Y-%m-%d}, {at:%H:%M}, UTC{offset[:3]}:{offset[3:5]}"

    return Function(
        "current_time",
        "Tell today's date, the day of the week and the time where the user is.",
        {},
        run,
    )
