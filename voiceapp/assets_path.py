"""Where the files that are not code lie: in a checkout and in an installed wheel.

A checkout keeps them in `assets/` beside the package; the wheel carries the same tree as `voiceapp/_assets`
(see `force-include` in pyproject.toml). The installed tree wins, so that a wheel never reads a stray folder
that happens to be called `assets` beside it.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
PLACES = (_PACKAGE / "_assets", _PACKAGE.parent / "assets")


def asset(name: str, places: tuple[Path, ...] = PLACES) -> Path:
    """Return the path of the asset called `name`, such as `speech/question_time.wav`; any thread.

    `name` is relative, with forward slashes. A file that is nowhere gives the path where a wheel would have
    it, so that whoever opens it reports a name a person can look for; nothing is raised here.
    """
    for place in places:
        path = place / name
        if path.exists():
            return path
    return places[0] / name
