"""`voiceapp talk` keeps what is said when the settings say so, and otherwise nothing."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.offline.loopback import GA, PREVIEW, server
from tests.terminal import Ended, ended, environment, objects_until, run, start
from tests.test_talk import terminal
from voiceapp.dialogue.snapshot import RowKind
from voiceapp.store.archive import Archive
from voiceapp.store.kept import ConversationId

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals are different there")


async def talked(
    folder: Path, settings: str, *more: str, line: str = "grüß dich", service: str = GA
) -> Ended:
    """Type one message into `voiceapp talk`, wait for the answer, and end it with a signal."""
    (folder / "settings.toml").write_text(settings)
    env = environment(VOICEAPP_CONFIG_DIR=str(folder), VOICEAPP_DATA_DIR=str(folder))
    with terminal() as (ours, theirs):
        async with server() as running:
            address = f"ws://127.0.0.1:{running.port}{service}"
            process = await start("talk", "--json", "--endpoint", address, *more, stdin=theirs, env=env)
            await objects_until(process, "state", state="listening")
            os.write(ours, f"{line}\n".encode())
            answer = await objects_until(process, "assistant")
            while answer[-1].get("earlier"):
                answer = await objects_until(process, "assistant")
            process.send_signal(signal.SIGTERM)
            return await ended(process)


async def test_with_the_setting_on_the_conversation_is_kept_and_found(tmp_path: Path) -> None:
    done = await talked(tmp_path, "keep_conversations = true\n")
    assert (done.code, done.error) == (0, "")
    with Archive(tmp_path / "conversations.sqlite") as archive:
        kept = archive.open(ConversationId(1))
    assert kept.title == "grüß dich"
    assert [(row.kind, row.text) for row in kept.rows if row.kind is not RowKind.NOTICE] == [
        (RowKind.USER, "grüß dich"),
        (RowKind.ASSISTANT, "You told me grüß dich."),
    ]
    assert kept.rows[-1].heard_ms == 0  # there is no loudspeaker
    found = run("sessions", "search", "grüß", env=environment(VOICEAPP_DATA_DIR=str(tmp_path)))
    assert "grüß dich" in found.out


@pytest.mark.parametrize("settings", ["", "keep_conversations = true\nkeep_nothing = true\n"])
async def test_otherwise_there_is_no_file(tmp_path: Path, settings: str) -> None:
    assert (await talked(tmp_path, settings)).code == 0
    assert not (tmp_path / "conversations.sqlite").exists()


@pytest.mark.parametrize("service", [GA, PREVIEW])
async def test_a_kept_conversation_goes_on_and_the_assistant_knows_what_was_said(
    tmp_path: Path, service: str
) -> None:
    settings = "keep_conversations = true\n"
    await talked(tmp_path, settings, line="my name is mira", service=service)
    done = await talked(tmp_path, settings, "--continue", "1", line="what is my name", service=service)
    assert (done.code, done.error) == (0, "")
    with Archive(tmp_path / "conversations.sqlite") as archive:
        assert len(archive.list()) == 1
        kept = archive.open(ConversationId(1))
    assert [(row.part, row.text) for row in kept.rows if row.kind is not RowKind.NOTICE] == [
        (0, "my name is mira"),
        (0, "Nice to meet you, Mira."),
        (1, "what is my name"),
        (1, "Your name is Mira."),
    ]


def test_a_conversation_that_was_never_kept_is_told_before_anything_begins(tmp_path: Path) -> None:
    env = environment(VOICEAPP_CONFIG_DIR=str(tmp_path), VOICEAPP_DATA_DIR=str(tmp_path))
    done = run("talk", "--offline", "--continue", "3", env=env)
    assert (done.code, done.error) == (1, "voiceapp: No conversation has been kept.\n")
    with Archive(tmp_path / "conversations.sqlite"):
        pass
    done = run("talk", "--offline", "--continue", "3", env=env)
    assert done.error.startswith("voiceapp: There is no kept conversation 3.")
