"""`voiceapp sign-in` where there is nothing to sign in to, and `sign-out` where nobody had signed in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import environment, run


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "The embedded assistant needs no sign-in."),
        (("--openai",), "api.openai.com takes no sign-in, only a key: `voiceapp key set`."),
    ],
)
def test_who_takes_no_sign_in_is_told_before_a_browser_opens(words: tuple[str, ...], sentence: str) -> None:
    found = run("sign-in", *words)
    assert (found.code, found.out) == (2, "")
    assert sentence in found.error


def test_signing_out_twice_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "sign-in.json").write_text("{}")
    env = environment(VOICEAPP_CONFIG_DIR=str(tmp_path))
    assert run("sign-out", env=env).out == "The sign-in is forgotten.\n"
    assert run("sign-out", env=env).out == "Nobody had signed in in the browser.\n"
    assert list(tmp_path.iterdir()) == []
