"""What reaches standard error, and what does not."""

from __future__ import annotations

import ctypes
import os
import sys

import pytest

from voiceapp.audio.stderr_noise import captured_noise, silence_alsa

ON_LINUX = sys.platform.startswith("linux")


def write(text: str) -> None:
    """Write as a C library does."""
    os.write(2, text.encode())


def test_lines_of_the_sound_libraries_are_kept_and_all_others_passed_on(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with captured_noise() as noise:
        write("Expression 'ret' failed in 'pa_linux_alsa.c', line: 1736\nsomebody else's line\n")
        write("ALSA lib pcm.c:2664:(snd_pcm_open_noupdate) Unknown PCM cards.pcm.rear\n")
        assert noise == []
    passed_on = capfd.readouterr().err
    assert "somebody else's line\n" in passed_on
    assert ("Expression" in passed_on) is not ON_LINUX
    assert len(noise) == (2 if ON_LINUX else 0)


def test_standard_error_is_back_after_an_exception(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="inside"), captured_noise():
        raise ValueError("inside")
    write("after\n")
    assert capfd.readouterr().err == "after\n"


def test_no_file_descriptor_is_left_open() -> None:
    with captured_noise():
        pass
    probe = os.dup(2)
    os.close(probe)
    for _ in range(20):
        with captured_noise():
            write("ALSA lib noise\n")
    again = os.dup(2)
    os.close(again)
    assert again == probe


def test_alsa_is_quiet_once_it_was_silenced(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        alsa = ctypes.CDLL("libasound.so.2")
    except OSError:
        assert not silence_alsa()
        return
    handle = ctypes.c_void_p()
    silenced = silence_alsa()
    try:
        code = alsa.snd_pcm_open(ctypes.byref(handle), b"no such device", 0, 0)
    finally:
        alsa.snd_lib_error_set_handler(None)  # the default again, for the other tests
    assert (silenced, code < 0) == (True, True)
    assert capfd.readouterr().err == ""
    alsa.snd_pcm_open(ctypes.byref(handle), b"no such device", 0, 0)
    assert "no such device" in capfd.readouterr().err
