"""What may be set, and what a program that lets somebody choose is told of it."""

from __future__ import annotations

import msgspec

from voiceapp.settings import Allowed, Settings, allowed, names, problem_in_persona, problem_with


def test_defaults_are_valid_themselves() -> None:
    assert msgspec.convert(msgspec.to_builtins(Settings()), Settings) == Settings()


def test_what_a_setting_may_be_is_told_by_its_type() -> None:
    assert allowed("hands_free") == Allowed("flag")
    assert allowed("vad_silence_ms") == Allowed("whole number", low=100, high=10_000)
    assert allowed("speed") == Allowed("number", low=0.25, high=1.5)
    assert set(allowed("appearance").values) == {"system", "light", "dark"}
    assert allowed("language").kind == allowed("endpoint").kind == "text"
    assert [allowed(name).kind for name in names()].count("text") >= 10


def test_a_number_is_told_its_limits_and_a_stranger_its_nearest_name() -> None:
    assert problem_with("speed", 9) == "`speed` must be a number from 0.25 to 1.5."
    assert problem_with("hotkee", "F9") == "there is no setting `hotkee`. Did you mean `hotkey`?"
    assert problem_with("hotkey", "F9") == ""


def test_a_line_of_a_persona_is_looked_at_as_the_setting_itself() -> None:
    for name, value in (("speed", 9), ("eagerness", "soon"), ("hands_free", 1), ("frobnicate", 1)):
        assert problem_in_persona(name, value) == problem_with(name, value) != ""
    assert problem_in_persona("speed", 1.5) == problem_in_persona("title", "Tutor") == ""


def test_what_belongs_to_the_program_is_no_line_of_a_persona() -> None:
    assert problem_in_persona("record", "on") == (
        "`record` is the same for every persona: set it above the tables."
    )
