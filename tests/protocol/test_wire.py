"""The base of every object on the wire."""

from __future__ import annotations

import msgspec
import pytest

from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.wire import UNSET, Wire, known


def test_known_reads_a_value_without_caring_how_it_is_absent() -> None:
    assert known(UNSET, 5) == 5
    assert known(None, 5) == 5
    assert known(0, 5) == 0
    assert known("", "x") == ""


def test_objects_of_the_wire_do_not_change() -> None:
    with pytest.raises(AttributeError):
        ErrorInfo().message = "x"  # type: ignore[misc]


def test_no_two_objects_share_what_they_do_not_know() -> None:
    first, second = Wire(), Wire()
    first.extra["a"] = 1

    assert second.extra == {}


def test_what_is_not_known_counts_when_objects_are_compared() -> None:
    assert ErrorInfo() == ErrorInfo()
    assert ErrorInfo() != msgspec.structs.replace(ErrorInfo(), extra={"a": 1})
