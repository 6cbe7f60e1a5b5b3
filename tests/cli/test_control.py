"""Commands to a running program: real processes, at both ends of a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.offline.loopback import GA, server
from tests.terminal import Ended, ended, environment, object_of, objects_until, start
from voiceapp.cli.control import lines_of
from voiceapp.control.status import status_of
from voiceapp.dialogue.snapshot import Banner, Microphone, Phase, Row, RowKind, RowState, Snapshot

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the socket is Unix's")


class Home:
    """A person's own folders, so that nobody else's program answers."""

    def __init__(self, folder: Path) -> None:
        (folder / "run").mkdir(mode=0o700)
        self.folder = folder
        self.env = environment(XDG_RUNTIME_DIR=str(folder / "run"), VOICEAPP_CONFIG_DIR=str(folder))

    async def say(self, *words: str) -> Ended:
        return await ended(await start(*words, env=self.env))

    async def status(self) -> dict[str, object]:
        found = await self.say("status", "--json")
        assert (found.code, found.error, found.out.count("\n")) == (0, "", 1)
        status = json.loads(found.out)
        assert isinstance(status, dict)
        return status


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@contextlib.asynccontextmanager
async def talking(home: Home, *words: str) -> AsyncIterator[Process]:
    """Hold a conversation in a terminal, which listens."""
    async with server() as running:
        address = f"ws://127.0.0.1:{running.port}{GA}"
        process = await start("talk", "--json", "--endpoint", address, *words, env=home.env)
        await objects_until(process, "state", state="listening")
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                await ended(process)


async def test_a_conversation_in_a_terminal_is_controlled_and_ended(home: Home) -> None:
    async with talking(home, "--push-to-talk") as process:
        assert (await home.say("ptt", "down")).out == "The talk key is down.\n"
        await objects_until(process, "state", state="you are speaking")
        assert (await home.status())["talk_held"] is True
        assert (await home.say("ptt", "toggle")).out == "The talk key is up.\n"
        await objects_until(process, "state", state="listening")
        assert (await home.say("mute")).out == "Muted: nothing leaves.\n"
        assert (await home.status())["muted"] is True
        assert (await home.say("mute", "off")).out == "Not muted.\n"
        assert (await home.say("stop")).out == "There was no answer to stop.\n"
        shown = await home.say("show")
        assert (shown.code, shown.out) == (1, "")
        assert shown.error == "voiceapp: This voiceapp runs in a terminal and has no window.\n"
        people = await home.say("status")
        assert people.out.startswith("listening\nmicrophone off: There is no microphone.")
        assert (await home.say("quit")).out == "voiceapp ends.\n"
        rest = await ended(process)
    assert (rest.code, rest.error) == (0, "")
    assert json.loads(rest.out.splitlines()[-1])["state"] == "off"


async def test_a_second_conversation_in_push_to_talk_is_told_who_is_reached(home: Home) -> None:
    async with talking(home), talking(home, "--push-to-talk") as second:
        second.send_signal(signal.SIGINT)
        rest = await ended(second)
        assert rest.error == (
            "voiceapp: Another voiceapp is running already: `voiceapp ptt` and the like reach that one.\n"
        )
        assert (await home.status())["phase"] == "listening"


@pytest.mark.parametrize("words", [("ptt", "down"), ("mute",), ("stop",), ("status",), ("show",), ("quit",)])
async def test_without_a_program_every_command_says_so(words: tuple[str, ...], home: Home) -> None:
    found = await home.say(*words)
    assert (found.code, found.out) == (1, "")
    assert found.error == (
        "voiceapp: voiceapp is not running. Start it with `voiceapp` or `voiceapp talk`.\n"
    )


async def test_the_words_must_be_right(home: Home) -> None:
    for words in (("ptt",), ("ptt", "sideways"), ("mute", "perhaps")):
        assert (await home.say(*words)).code == 2


async def test_there_is_one_window_a_second_start_shows_it_and_a_dead_one_is_replaced(home: Home) -> None:
    async with server() as running:
        words = ("-v", "--endpoint", f"ws://127.0.0.1:{running.port}{GA}")

        async def window() -> Process:
            process = await start(*words, env=home.env)
            assert process.stderr is not None
            async with asyncio.timeout(20):
                while "session.updated" not in (line := (await process.stderr.readline()).decode()):
                    assert line, "the program has ended"
            return process

        dead = await window()
        dead.kill()
        await dead.wait()
        first = await window()
        second = await home.say(*words)
        assert (second.code, second.out) == (0, "")
        assert second.error == (
            "voiceapp: voiceapp is running already; its window is shown. "
            "`voiceapp --new-instance` opens another.\n"
        )
        hidden = await home.say("--start-hidden", *words)
        assert (hidden.code, hidden.out) == (0, "")
        assert hidden.error == "voiceapp: voiceapp is running already. `voiceapp show` brings its window.\n"
        mini = await home.say("show", "--mini")
        assert (mini.code, mini.out) == (0, "The mini window is shown.\n")
        another = await start("--new-instance", *words, env=home.env)
        assert another.stderr is not None
        async with asyncio.timeout(20):
            while "session.updated" not in (line := (await another.stderr.readline()).decode()):
                assert line, "the program has ended"
        another.send_signal(signal.SIGTERM)
        assert (await ended(another)).code == 0
        assert (await home.say("quit")).code == 0
        assert (await ended(first)).code == 0
    assert not (home.folder / "run" / "voiceapp" / "control.socket").exists()


async def test_a_window_does_not_start_beside_a_conversation_in_a_terminal(home: Home) -> None:
    async with talking(home):
        found = await home.say("--offline")
    assert found.code == 1
    assert found.error.endswith("has no window. `voiceapp --new-instance` opens a window beside it.\n")


async def test_a_place_that_cannot_be_used_costs_the_control_only(home: Home) -> None:
    (home.folder / "run" / "voiceapp").write_text("in the way")
    async with server() as running:
        address = f"ws://127.0.0.1:{running.port}{GA}"
        process = await start("talk", "--json", "--endpoint", address, env=home.env)
        assert (await object_of(process))["type"] == "hello"
        await objects_until(process, "state", state="listening")
        process.send_signal(signal.SIGTERM)
        rest = await ended(process)
    assert rest.code == 0
    assert "cannot be controlled from a command line" in rest.error


def test_people_are_told_the_state_in_lines() -> None:
    row = Row("a", RowKind.ASSISTANT, RowState.DONE, "Ten past three.", 15)
    picture = Snapshot(
        phase=Phase.SPEAKING,
        rows=(row,),
        muted=True,
        microphone=Microphone.OPEN,
        microphone_device="Rig",
        banner=Banner("The line is bad."),
    )
    assert lines_of(status_of(picture)) == [
        "speaking, muted",
        "microphone open: Rig",
        "1 rows",
        "last heard: Ten past three.",
        "The line is bad.",
    ]
