"""`voiceapp talk` as a process of its own, without a sound card, against a server in this one."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.link_servers import http_server, raw_server
from tests.offline.loopback import FIRST_PREVIEW, GA, OPENAI, PREVIEW, server
from tests.terminal import PROGRAM, ended, environment, object_of, objects_until, start
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import Input, TalkPressed, TalkReleased, TextSubmitted
from voiceapp.dialogue.snapshot import (
    Account,
    Banner,
    Limit,
    Numbers,
    Phase,
    Row,
    RowKind,
    RowState,
    Snapshot,
)
from voiceapp.narration import Line, Narrator
from voiceapp.offline.options import HttpRefusal, ServerOptions
from voiceapp.talk import SENTENCES_MAX, Mailbox, Printer, Typist, Wishes
from voiceapp.tokens import Tokens

STOP_LIMIT_S = 5.0
"""The promise is a second; the rest is for a busy machine."""
DOCUMENT = Path(__file__).parents[1] / "docs" / "talk.md"


def documented() -> dict[str, set[str]]:
    """Return the fields of every type in the document's table."""
    table: dict[str, set[str]] = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 3 and cells[0].startswith("`") and cells[0] != "`type`":
            # What stands in brackets explains; values may be in code there too.
            fields = re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)|: `off`.*", "", cells[2]))
            for kind in re.findall(r"`(\w+)`", cells[0]):
                table[kind] = set(fields)
    return table


def expect_documented(objects: list[dict[str, Any]]) -> None:
    """Fail for an object with other fields than the document's."""
    table = documented()
    for found in objects:
        always = {"type"} if found["type"] == "hello" else {"type", "at_ms"}
        assert set(found) == table[found["type"]] | always, found


# -- a whole conversation ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "number"),
    [
        (GA, signal.SIGINT),
        (PREVIEW, signal.SIGTERM),
        (FIRST_PREVIEW, signal.SIGINT),
        (OPENAI, signal.SIGTERM),
    ],
    ids=["GA", "preview", "first preview", "OpenAI"],
)
async def test_it_greets_tells_devices_listens_and_ends_with_a_signal(
    path: str, number: signal.Signals
) -> None:
    async with server() as running:
        process = await start("talk", "--json", "--endpoint", f"ws://127.0.0.1:{running.port}{path}")
        objects = await objects_until(process, "state", state="listening")
        while sum(found["type"] == "device" for found in objects) < 2:
            objects.append(await object_of(process))
        process.send_signal(number)
        rest = await ended(process, STOP_LIMIT_S)
    assert (rest.code, rest.error) == (0, "")
    objects += [json.loads(line) for line in rest.out.splitlines()]
    expect_documented(objects)
    assert objects[0] == {"type": "hello", "with": "This computer · offline", "persona": ""}
    devices = {found["role"]: found["name"] for found in objects if found["type"] == "device"}
    assert devices["microphone"].startswith("There is no microphone.")
    assert devices["speaker"].startswith("There is no loudspeaker.")
    states = [found["state"] for found in objects if found["type"] == "state"]
    assert states[-2:] == ["listening", "off"]
    assert states[:-2] in ([], ["connecting"])  # which may be over before anybody looks


async def test_people_get_sentences_without_states() -> None:
    async with server() as running:
        process = await start("talk", "--endpoint", f"ws://127.0.0.1:{running.port}{GA}", "-v")
        assert process.stderr is not None
        async with asyncio.timeout(20):
            while "session.updated" not in (line := (await process.stderr.readline()).decode()):
                assert line
        process.send_signal(signal.SIGINT)
        rest = await ended(process, STOP_LIMIT_S)
    assert rest.code == 0
    lines = rest.out.splitlines()
    assert lines[0].startswith("Talking to: This computer · offline. Just speak;")
    assert {line.split(":")[0] for line in lines[1:]} <= {"microphone", "speaker"}


@contextlib.contextmanager
def terminal() -> Any:
    """Yield both ends of a terminal: ours to type at, and the program's."""
    ours, theirs = os.openpty()
    try:
        yield ours, theirs
    finally:
        os.close(ours)
        with contextlib.suppress(OSError):
            os.close(theirs)


@pytest.mark.skipif(sys.platform == "win32", reason="terminals are different there")
async def test_a_typed_line_is_a_message_and_ctrl_d_only_ends_the_typing() -> None:
    with terminal() as (ours, theirs):
        async with server() as running:
            address = f"ws://127.0.0.1:{running.port}{GA}"
            process = await start("talk", "--json", "--endpoint", address, stdin=theirs)
            await objects_until(process, "state", state="listening")
            os.write(ours, "grüß dich\n".encode())
            asked = (await objects_until(process, "user"))[-1]
            answered = (await objects_until(process, "assistant"))[-1]
            os.write(ours, b"\x04")
            process.send_signal(signal.SIGTERM)
            rest = await ended(process, STOP_LIMIT_S)
    assert (asked["text"], asked["note"]) == ("grüß dich", "")
    assert answered["text"] == "You told me grüß dich."
    assert answered["heard_ms"] == 0  # there is no loudspeaker
    expect_documented([asked, answered])
    assert (rest.code, rest.error) == (0, "")


async def test_it_talks_without_any_standard_input() -> None:
    async with server() as running:
        address = f"ws://127.0.0.1:{running.port}{GA}"
        closed = ("sh", "-c", 'exec "$@" <&-', "sh", *PROGRAM)
        process = await start("talk", "--json", "--endpoint", address, program=closed)
        await objects_until(process, "state", state="listening")
        process.send_signal(signal.SIGTERM)
        rest = await ended(process, STOP_LIMIT_S)
    assert (rest.code, rest.error) == (0, "")


@pytest.mark.parametrize("lines", [0, 1], ids=["before the first line", "after the first line"])
async def test_a_reader_that_goes_away_ends_it_quietly(lines: int) -> None:
    async with server() as running:
        ours, theirs = os.pipe()
        reader = os.fdopen(ours, "rb", buffering=0)
        address = f"ws://127.0.0.1:{running.port}{GA}"
        process = await start("talk", "--json", "--endpoint", address, stdout=theirs)
        os.close(theirs)
        if lines:
            assert b'"hello"' in await asyncio.to_thread(reader.read, 65_536)
        reader.close()
        rest = await ended(process)
    assert (rest.code, rest.error) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_server_that_does_not_answer_holds_nobody_up(number: signal.Signals) -> None:
    async with raw_server(b"", after=b"never") as address:
        process = await start("talk", "--json", "--endpoint", address)
        await objects_until(process, "state", state="connecting")
        process.send_signal(number)
        rest = await ended(process, STOP_LIMIT_S)
    assert (rest.code, rest.error) == (0, "")


async def test_an_old_console_loses_characters_and_not_the_conversation() -> None:
    env = environment(PYTHONUTF8="0", PYTHONIOENCODING="ascii", PYTHONCOERCECLOCALE="0", LC_ALL="C")
    async with server() as running:
        address = f"ws://127.0.0.1:{running.port}{GA}"
        process = await start("talk", "--endpoint", address, env=env)
        assert process.stdout is not None
        async with asyncio.timeout(20):
            hello = await process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        rest = await ended(process, STOP_LIMIT_S)
    assert hello.startswith(b"Talking to: This computer ? offline.")
    assert (rest.code, rest.error) == (0, "")


# -- a connection that does not come about -----------------------------------------------------------------


@contextlib.asynccontextmanager
async def refusing(status: int) -> AsyncIterator[str]:
    async with server(ServerOptions(refuse=HttpRefusal(status, retry_after_s=1))) as running:
        yield f"ws://127.0.0.1:{running.port}{OPENAI}"


@contextlib.asynccontextmanager
async def nothing() -> AsyncIterator[str]:
    async with server() as running:
        port = running.port
    yield f"ws://127.0.0.1:{port}{OPENAI}"


@contextlib.asynccontextmanager
async def a_web_page() -> AsyncIterator[str]:
    async with http_server(200, b"<html>welcome</html>") as (address, _):
        yield address


@pytest.mark.parametrize(
    ("somewhere", "words"),
    [
        (lambda: refusing(401), "key"),
        (lambda: refusing(404), "no model called offline"),
        (lambda: refusing(429), "too many requests"),
        (lambda: raw_server(b"220 mail.example ready\r\n\r\n"), "does not speak WebSocket"),
        (lambda: raw_server(b"", after=b"\r\n\r\n"), "hung up"),
        (a_web_page, "not a realtime service"),
        (nothing, "Nothing listens"),
    ],
    ids=["401", "404", "429", "garbage", "hangs up", "HTTP 200", "nothing"],
)
async def test_a_connection_that_does_not_come_about_is_one_sentence(somewhere: Any, words: str) -> None:
    async with somewhere() as address:
        people, programs = await asyncio.gather(
            ended(await start("talk", "--endpoint", address)),
            ended(await start("talk", "--json", "--endpoint", address)),
        )
    for found in (people, programs):
        assert found.code == 1
        assert re.fullmatch(r"voiceapp: [^\n]+\.\n", found.error), found.error
        assert words in found.error
        assert "Trying again" not in found.error
    assert words not in people.out
    objects = [json.loads(line) for line in programs.out.splitlines()]
    expect_documented(objects)
    told = [found["text"] for found in objects if found["type"] == "error"]
    assert [f"voiceapp: {text}\n" for text in told] == [programs.error]


async def test_debug_tells_the_details_too() -> None:
    async with refusing(401) as address:
        found = await ended(await start("talk", "--debug", "--endpoint", address))
    assert found.code == 1
    assert "HTTP 401" in found.error.partition("\n")[2]
    assert "Traceback" not in found.error


# -- the document ------------------------------------------------------------------------------------------

ANSWER = Row("item_a", RowKind.ASSISTANT, RowState.CUT, "It is late.", 5, 240, 900, cut_ms=240)


def test_everything_that_is_ever_told_is_in_the_document_with_its_fields() -> None:
    rows = (
        Row("item_u", RowKind.USER, RowState.DONE, "What time is it?"),
        ANSWER,
        replace(ANSWER, key="item_b", state=RowState.DONE),
        Row("call_a", RowKind.TOOL, RowState.DONE, "clock()", note="12 ms"),
        Row("notice-1", RowKind.NOTICE, RowState.DONE, "The session was renewed."),
        Row("notice-2", RowKind.NOTICE, RowState.FAILED, "That did not work."),
    )
    everything = Snapshot(
        phase=Phase.LISTENING,
        rows=rows,
        muted=True,
        microphone_device="Mic",
        speaker_device="Box",
        banner=Banner("The line is bad."),
        numbers=Numbers(account=Account(Tokens(text_in=1), 1), limits=(Limit("tokens", 12, 3),)),
    )
    told = [line.as_json() for line in Narrator().tell(everything)]
    told.insert(0, Line("hello", {"with": "Somebody", "persona": ""}).as_json())
    expect_documented(told)
    assert {found["type"] for found in told} == set(documented())


def test_the_document_names_every_state() -> None:
    states = re.search(r"`state`: (.+) \|", DOCUMENT.read_text(encoding="utf-8"))
    assert states is not None
    assert re.findall(r"`([^`]+)`", states[1]) == [
        phase.value
        for phase in (
            Phase.OFF,
            Phase.CONNECTING,
            Phase.LISTENING,
            Phase.USER_SPEAKING,
            Phase.THINKING,
            Phase.SPEAKING,
            Phase.RECONNECTING,
        )
    ]
    assert len(Phase) == 7


# -- the parts ---------------------------------------------------------------------------------------------


def test_the_mailbox_keeps_the_latest_picture_only() -> None:
    mailbox = Mailbox()
    assert mailbox.take(0) is None
    mailbox.put(Snapshot(at_ns=1))
    mailbox.put(Snapshot(at_ns=2))
    assert mailbox.take(10) == Snapshot(at_ns=2)
    assert mailbox.take(0) is None
    mailbox.put(Snapshot(at_ns=3))
    assert mailbox.take(10) == Snapshot(at_ns=3)


def test_the_mailbox_can_be_woken_without_a_picture() -> None:
    mailbox = Mailbox()
    mailbox.wake()
    assert mailbox.take(60) is None


def typed(*lines: str, push_to_talk: bool) -> list[Input]:
    posted: list[Input] = []
    typist = Typist(posted.append, ManualClock(5), push_to_talk=push_to_talk)
    for line in lines:
        typist.type(line)
    return posted


def test_an_empty_line_is_the_talk_key_in_push_to_talk() -> None:
    assert typed("", "hello", "", "", push_to_talk=True) == [
        TalkPressed(5),
        TextSubmitted(5, "hello"),
        TalkReleased(5),
        TalkPressed(5),
    ]


def test_an_empty_line_is_nothing_hands_free() -> None:
    assert typed("", "hello", "", push_to_talk=False) == [TextSubmitted(5, "hello")]


def test_wishes_wake_the_thread_that_prints_and_the_oldest_of_too_many_sentences_are_lost() -> None:
    woken: list[None] = []
    wishes = Wishes(lambda: woken.append(None))
    for number in range(SENTENCES_MAX + 2):
        wishes.tell(f"Sentence {number}.")
    told = wishes.take_told()
    assert (len(told), told[0], wishes.take_told()) == (SENTENCES_MAX, "Sentence 2.", [])
    before = wishes.over
    wishes.quit()
    assert (before, wishes.over, len(woken)) == (False, True, SENTENCES_MAX + 3)


@pytest.mark.parametrize(("push_to_talk", "words"), [(True, "Enter begins to talk"), (False, "Just speak")])
def test_a_person_at_the_keyboard_is_told_how(push_to_talk: bool, words: str) -> None:
    assert Typist(print, ManualClock(), push_to_talk=push_to_talk).hint.startswith(words)


LINES = [Line("user", {"text": "grüß\ndich"}, "you: grüß dich"), Line("state", {"state": "off"})]


def test_people_do_not_see_what_has_no_words() -> None:
    out = io.StringIO()
    Printer(out, as_json=False).print(LINES)
    assert out.getvalue() == "you: grüß dich\n"


@pytest.mark.parametrize(
    ("encoding", "first"),
    [
        ("utf-8", '{"type": "user", "text": "grüß\\ndich"}'),
        ("cp1252", '{"type": "user", "text": "gr\\u00fc\\u00df\\ndich"}'),
    ],
)
def test_an_object_is_one_line_in_any_encoding(encoding: str, first: str) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    Printer(out, as_json=True).print(LINES)
    assert raw.getvalue().decode("utf-8").splitlines() == [first, '{"type": "state", "state": "off"}']
