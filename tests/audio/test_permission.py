"""When the system says no, the sentence says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceapp.audio.device_list import Direction
from voiceapp.audio.permission import are_files_closed, denial, is_denial


@pytest.mark.parametrize(
    "arguments",
    [
        ("Error opening RawInputStream: Unanticipated host error", -9999, (0, -13, "Permission denied")),
        ("Error opening RawInputStream: Unanticipated host error", -9999, (2, -2147024891, "")),
        ("Error opening RawInputStream: Unanticipated host error", -9999, (2, 0, "Access is denied.")),
    ],
)
def test_refusal_of_the_system_is_told_from_other_errors(arguments: tuple[object, ...]) -> None:
    assert is_denial(Exception(*arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("Device unavailable", -9985),
        ("Invalid sample rate", -9997),
        ("Unanticipated host error", -9999, (0, -16, "Device or resource busy")),
    ],
)
def test_other_errors_are_not_taken_for_one(arguments: tuple[object, ...]) -> None:
    assert not is_denial(Exception(*arguments))


def test_files_that_nobody_may_open_are_noticed_by_direction(tmp_path: Path) -> None:
    (tmp_path / "pcmC0D0c").touch()
    (tmp_path / "pcmC0D0p").touch()
    assert are_files_closed(Direction.MICROPHONE, tmp_path, lambda file, _: file.name.endswith("p"))
    assert not are_files_closed(Direction.SPEAKER, tmp_path, lambda file, _: file.name.endswith("p"))


def test_machine_without_sound_files_denies_nothing(tmp_path: Path) -> None:
    assert not are_files_closed(Direction.MICROPHONE, tmp_path, lambda *_: False)
    assert not are_files_closed(Direction.MICROPHONE, tmp_path / "none", lambda *_: False)


@pytest.mark.parametrize(
    ("platform", "cure"),
    [
        ("linux", "add yourself to the group “audio”"),
        ("darwin", "System Settings, Privacy & Security"),
        ("win32", "Settings, Privacy & security"),
    ],
)
def test_each_system_has_its_own_cure(platform: str, cure: str) -> None:
    sentence = denial(Direction.MICROPHONE, platform)
    assert sentence.startswith("The system does not allow voiceapp to use the microphone. ")
    assert cure in sentence
