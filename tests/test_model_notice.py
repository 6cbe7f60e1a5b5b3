"""What is said about a model that is to be retired."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from voiceapp.model_notice import Announcement, Announcements, load, notice_for

ANNOUNCED = Announcements(
    read=date(2026, 11, 20),
    model=(
        Announcement(
            provider="azure",
            name="gpt-realtime",
            version="2025-08-28",
            retires=(date(2027, 3, 2),),
            replacement="gpt-realtime-2.1",
            source="a table",
        ),
        Announcement(
            provider="azure",
            name="gpt-realtime-mini",
            version="2025-10-06",
            retires=(date(2026, 9, 21), date(2027, 4, 6)),
        ),
        Announcement(
            provider="azure", name="gpt-realtime-mini", version="2025-12-15", retires=(date(2026, 12, 15),)
        ),
    ),
)


def test_a_model_with_its_version_is_told_of_with_date_successor_source_and_how_to_hear_earlier() -> None:
    found = notice_for("gpt-realtime-2025-08-28", "azure", ANNOUNCED)
    assert found is not None
    assert found.sentence == (
        "gpt-realtime (2025-08-28) is announced to be retired on 2027-03-02. "
        "Its successor there is gpt-realtime-2.1."
    )
    assert found.details == (
        "Source: a table, read 2026-11-20. "
        "A service health alert for the subscription (portal, Service Health) tells you of changes."
    )


def test_without_a_version_the_one_that_goes_first_is_told_of_with_all_its_dates() -> None:
    found = notice_for("gpt-realtime-mini", "azure", ANNOUNCED)
    assert found is not None
    assert found.sentence == (
        "gpt-realtime-mini (2025-10-06) is announced to be retired on 2026-09-21 or 2027-04-06."
    )


def test_a_version_of_its_own_is_not_mistaken_for_another() -> None:
    found = notice_for("gpt-realtime-mini-2025-12-15", "azure", ANNOUNCED)
    assert found is not None
    assert "2026-12-15" in found.sentence


@pytest.mark.parametrize(
    ("model", "provider"),
    [("", "azure"), ("voiceapp-offline", "local"), ("gpt-realtime", "openai"), ("my-gpt-realtime", "azure")],
)
def test_nothing_is_said_about_what_nobody_announced(model: str, provider: str) -> None:
    assert notice_for(model, provider, ANNOUNCED) is None


def test_the_shipped_file_is_read_and_names_a_date_and_a_source_for_every_model() -> None:
    shipped = load()
    assert shipped is not None
    assert len(shipped.model) >= 10
    assert [one.name for one in shipped.model if not (one.retires and one.source)] == []
    assert [one.name for one in shipped.model if list(one.retires) != sorted(one.retires)] == []
    assert notice_for("gpt-4o-realtime-preview", "azure", shipped) is not None


@pytest.mark.parametrize("text", ["", "read = [", "read = 2026-11-20\nmodel = 3", "\udcff"])
def test_a_damaged_file_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "models.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert load(tmp_path / "models.toml") is None
    assert load(tmp_path / "absent.toml") is None
    assert notice_for("gpt-realtime", "azure", None) is None
