"""`voiceapp talk --persona` in both dialects: what was chosen is what the service says is in force, and kept."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.offline.loopback import GA, PREVIEW
from tests.test_talk_kept import talked
from voiceapp.store.archive import Archive
from voiceapp.store.kept import ConversationId

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals are different there")

SETTINGS = """\
instructions = "Be kind."
voice = "alloy"
keep_conversations = true
[personas.tutor]
title = "Language tutor"
instructions = "Teach."
voice = "sage"
vad_silence_ms = 1200
"""


def in_force(steps: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the session as the service has confirmed it."""
    told = (step["event"] for step in steps if step.get("in") == "FromServer")
    session: dict[str, Any] = next(
        (event["session"] for event in told if event["type"] == "session.updated"), {}
    )
    return session


@pytest.mark.parametrize("service", [GA, PREVIEW])
async def test_the_session_the_tape_and_what_is_kept_have_what_the_persona_says(
    tmp_path: Path, service: str
) -> None:
    words = ("--persona", "language tutor", "--record", str(tmp_path))
    done = await talked(tmp_path, SETTINGS, *words, service=service)
    assert (done.code, done.error) == (0, "")
    header, *steps = map(json.loads, (tmp_path / "tape" / "tape.jsonl").read_text("utf-8").splitlines())
    assert (header["options"]["persona"], header["options"]["instructions"]) == ("Language tutor", "Teach.")
    session = in_force(steps)
    assert session["instructions"] == "Teach."
    assert session["audio"]["output"]["voice"] == "sage"
    assert session["audio"]["input"]["turn_detection"]["silence_duration_ms"] == 1_200
    with Archive(tmp_path / "conversations.sqlite") as archive:
        assert archive.open(ConversationId(1)).instructions == "Teach."
