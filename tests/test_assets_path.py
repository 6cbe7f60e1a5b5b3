"""Where the files that are not code are found."""

from __future__ import annotations

from pathlib import Path

from voiceapp.assets_path import asset


def test_a_shipped_file_is_found() -> None:
    assert asset("speech/question_time.wav").is_file()
    assert asset("icons/voiceapp.svg").is_file()


def test_the_installed_tree_wins_and_the_other_helps_out(tmp_path: Path) -> None:
    installed, checkout = tmp_path / "installed", tmp_path / "checkout"
    for place in (installed, checkout):
        place.mkdir()
        (place / "both.txt").write_text(place.name)
    (checkout / "only.txt").write_text("here")
    places = (installed, checkout)
    assert asset("both.txt", places) == installed / "both.txt"
    assert asset("only.txt", places) == checkout / "only.txt"


def test_a_file_that_is_nowhere_is_named_where_a_wheel_would_have_it(tmp_path: Path) -> None:
    assert asset("none.txt", (tmp_path / "a", tmp_path / "b")) == tmp_path / "a" / "none.txt"
