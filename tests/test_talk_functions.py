"""`voiceapp talk` and the functions the assistant may use, in both dialects: asked for, run, answered, kept."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.offline.loopback import GA, PREVIEW
from tests.test_talk_kept import talked
from voiceapp.dialogue.snapshot import RowKind
from voiceapp.recording.replay import replay
from voiceapp.recording.tape import TapeReader
from voiceapp.store.archive import Archive
from voiceapp.store.kept import ConversationId, StoredConversation

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals are different there")


def kept(folder: Path) -> StoredConversation:
    with Archive(folder / "conversations.sqlite") as archive:
        return archive.open(ConversationId(1))


def said(conversation: StoredConversation) -> list[tuple[RowKind, str]]:
    return [(row.kind, row.text) for row in conversation.rows if row.kind is not RowKind.NOTICE]


@pytest.mark.parametrize("service", [GA, PREVIEW])
async def test_notes_are_searched_when_the_model_asks_and_the_tape_replays(
    tmp_path: Path, service: str
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "timetable.md").write_text("The train to Kyoto leaves from platform four.", "utf-8")
    settings = f"keep_conversations = true\nnotes = {json.dumps(str(notes))}\n"
    words = ("--record", str(tmp_path / "recorded"))
    done = await talked(tmp_path, settings, *words, line="search notes platform Kyoto", service=service)
    assert (done.code, done.error) == (0, "")
    conversation = kept(tmp_path)
    assert said(conversation) == [
        (RowKind.USER, "search notes platform Kyoto"),
        (RowKind.TOOL, 'search_notes({"query": "platform Kyoto"})'),
        (RowKind.ASSISTANT, "timetable.md, line 1: The train to Kyoto leaves from platform four."),
    ]
    assert [tool["name"] for tool in conversation.tools] == ["current_time", "search_notes"]
    assert replay(TapeReader(tmp_path / "recorded" / "tape")).difference is None


async def test_the_day_and_the_time_are_told(tmp_path: Path) -> None:
    done = await talked(tmp_path, "keep_conversations = true\n", line="current time please")
    assert (done.code, done.error) == (0, "")
    *_, (kind, text) = said(kept(tmp_path))
    assert kind is RowKind.ASSISTANT
    assert re.fullmatch(r"\w+day, \d{4}-\d\d-\d\d, \d\d:\d\d, UTC[+-]\d\d:\d\d", text)


async def test_a_persona_may_have_notes_of_its_own_and_no_clock(tmp_path: Path) -> None:
    settings = """keep_conversations = true
    [personas.cook]
    clock = false
    notes = "recipes that are not there"
    """
    words = ("--persona", "cook")
    await talked(tmp_path, settings, *words, line="search notes soup")
    conversation = kept(tmp_path)
    assert [tool["name"] for tool in conversation.tools] == ["search_notes"]
    assert said(conversation)[-1] == (RowKind.ASSISTANT, "The folder of notes is not there.")
