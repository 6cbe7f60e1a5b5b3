"""One tree of errors, as its module's docstring draws it; each is a sentence with facts."""

from __future__ import annotations

import inspect
import re

import pytest

from voiceapp import errors
from voiceapp.errors import (
    CredentialsError,
    EndpointError,
    HandshakeRefused,
    LinkError,
    LinkLost,
    SettingsError,
    SoundError,
    UsageError,
    VoiceappError,
    WavError,
)


def drawn() -> dict[str, str]:
    """Return each name in the docstring's drawing with the name it hangs on."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ([│ ├└─]*)(\w+)\b", line)
        if found is None:
            continue
        depth = len(found[1]) // 4
        path[depth:] = [found[2]]
        parents[found[2]] = path[depth - 1] if depth else "Exception"
    return parents


def test_the_drawing_is_the_tree() -> None:
    classes = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    assert {kind.__name__: kind.__mro__[1].__name__ for kind in classes} == drawn()


@pytest.mark.parametrize("kind", [VoiceappError, UsageError, EndpointError, SettingsError])
def test_an_error_is_its_sentence(kind: type[VoiceappError]) -> None:
    error = kind("The address is wrong.", details="at character 7")
    assert str(error) == error.sentence == "The address is wrong."
    assert error.details == "at character 7"
    assert kind("So.").details == ""


def test_a_link_error_says_whether_to_try_again() -> None:
    assert LinkError("Gone.", retry=True).retry
    assert not LinkError("Gone.").retry
    assert not CredentialsError("No key.").retry


def test_a_refusal_keeps_what_http_said() -> None:
    error = HandshakeRefused("Slow down.", status=429, code="too_many", retry=True, retry_after_ms=1_500)
    assert (error.status, error.code, error.retry, error.retry_after_ms) == (429, "too_many", True, 1_500)
    assert HandshakeRefused("No.", status=401).retry_after_ms is None


def test_a_lost_link_keeps_its_close_code() -> None:
    error = LinkLost("The line is dead.", code=1006, retry=True, details="no close frame")
    assert (error.code, error.reason, error.retry, error.details) == (1006, "", True, "no close frame")


def test_errors_of_sound_and_files_name_the_thing() -> None:
    assert SoundError("Unplugged.", device="Headset").device == "Headset"
    assert WavError("Not a WAV file.", path="a.wav").path == "a.wav"
