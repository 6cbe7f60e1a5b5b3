from __future__ import annotations

import sys

import pytest

from voiceapp.own_program import own_program


def test_it_is_started_by_its_interpreter_and_a_bundle_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_program() == [sys.executable, "-m", "voiceapp"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_program() == [sys.executable]
