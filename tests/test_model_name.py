"""Names with and without a version."""

from __future__ import annotations

import pytest

from voiceapp.model_name import name_and_version, of_model


@pytest.mark.parametrize(
    ("model", "parts"),
    [
        ("gpt-realtime-2025-08-28", ("gpt-realtime", "2025-08-28")),
        ("gpt-realtime-2.1", ("gpt-realtime-2.1", "")),
        ("gpt-realtime", ("gpt-realtime", "")),
        ("-2025-08-28", ("-2025-08-28", "")),
        ("", ("", "")),
    ],
)
def test_a_date_at_the_end_is_the_version(model: str, parts: tuple[str, str]) -> None:
    assert name_and_version(model) == parts


def test_what_is_known_of_a_model_holds_for_its_versions_unless_one_is_named() -> None:
    known = {"gpt-realtime": 1, "gpt-realtime-2025-08-28": 2}
    assert of_model(known, "gpt-realtime-2026-01-01") == 1
    assert of_model(known, "gpt-realtime-2025-08-28") == 2
    assert of_model(known, "gpt-realtime-2") is None
