"""What is remembered of a server, for how long, and what a broken memory costs."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.offline.loopback import GA, PREVIEW, server
from tests.test_choices import choices
from voiceapp import profiles
from voiceapp.abilities import Ability, Fact, KnownBy
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.choices import Choices, abilities_known, options_of, remember_abilities, target_of
from voiceapp.clock import SystemClock
from voiceapp.conversation import Conversation
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.snapshot import Phase, RowState, Snapshot, WireNote
from voiceapp.known_servers import FILE, KnownServers, Remembering, Server, server_of
from voiceapp.offline.options import ServerOptions
from voiceapp.settings import Settings

TODAY = date(2026, 11, 21)
HERE = Server("local", "ga", "127.0.0.1", 12_345)
FOUND = (
    Fact(Ability.TRUNCATE, works=False, known_by=KnownBy.SESSION),
    Fact(Ability.CAPTIONS, works=True, known_by=KnownBy.SESSION),
)


def works(facts: tuple[Fact, ...]) -> dict[str, tuple[bool, str]]:
    return {fact.ability.value: (fact.works, fact.known_by.value) for fact in facts}


def test_what_a_server_showed_is_known_the_next_time_and_of_no_other_server(tmp_path: Path) -> None:
    servers = KnownServers(tmp_path, tmp_path / "data")
    assert servers.facts(HERE, TODAY) == ()
    servers.remember(HERE, FOUND, TODAY)
    assert servers.facts(HERE, TODAY) == (
        Fact(Ability.TRUNCATE, works=False, known_by=KnownBy.MEMORY, note="found on 2026-11-21"),
        Fact(Ability.CAPTIONS, works=True, known_by=KnownBy.MEMORY, note="found on 2026-11-21"),
    )
    assert servers.facts(HERE._replace(port=12_346), TODAY) == ()
    assert servers.facts(HERE._replace(dialect="preview"), TODAY) == ()


def test_a_server_is_asked_again_after_30_days(tmp_path: Path) -> None:
    servers = KnownServers(tmp_path, tmp_path)
    servers.remember(HERE, FOUND, date(2026, 10, 22))
    assert servers.facts(HERE, date(2026, 11, 20)) != ()
    assert servers.facts(HERE, TODAY) == ()


def test_what_was_found_counts_more_than_what_is_said_of_its_kind(tmp_path: Path) -> None:
    servers = KnownServers(tmp_path, tmp_path)
    openai = Server("openai", "ga", "api.openai.com", None)
    assert works(servers.facts(openai, TODAY))["truncate"] == (True, "data")
    servers.remember(openai, FOUND, TODAY)
    assert works(servers.facts(openai, TODAY))["truncate"] == (False, "memory")


def test_only_what_a_session_found_is_remembered_and_nothing_of_the_embedded_assistant(
    tmp_path: Path,
) -> None:
    servers = KnownServers(tmp_path, tmp_path)
    servers.remember(HERE, servers.facts(Server("openai", "ga", "", None), TODAY), TODAY)
    embedded = server_of(choices().connection)
    assert embedded is not None
    servers.remember(embedded, FOUND, TODAY)
    assert list(tmp_path.iterdir()) == []
    assert works(servers.facts(embedded, TODAY))["captions"] == (True, "data")


@pytest.mark.parametrize("text", ["", "[]", '{"127.0.0.1:12345 ga": {"telepathy": {}}}', "\udcff"])
def test_a_broken_memory_is_none_and_is_written_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_bytes(text.encode(errors="surrogateescape"))
    servers = KnownServers(tmp_path, tmp_path)
    assert servers.facts(HERE, TODAY) == ()
    servers.remember(HERE, FOUND, TODAY)
    assert works(servers.facts(HERE, TODAY))["truncate"] == (False, "memory")


def test_a_disk_that_refuses_costs_the_memory_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    KnownServers(tmp_path, tmp_path / "data").remember(HERE, FOUND, TODAY)


def test_at_most_64_servers_are_remembered_the_last_ones(tmp_path: Path) -> None:
    servers = KnownServers(tmp_path, tmp_path)
    for port in range(1_000, 1_065):
        servers.remember(HERE._replace(port=port), FOUND, TODAY)
    assert servers.facts(HERE._replace(port=1_000), TODAY) == ()
    assert servers.facts(HERE._replace(port=1_001), TODAY) != ()


@pytest.mark.expects_log("profiles.toml cannot be used")
def test_a_broken_file_of_the_persons_is_said_once_asked(tmp_path: Path) -> None:
    (tmp_path / profiles.FILE).write_text("read = ")
    assert KnownServers(tmp_path, tmp_path).facts(HERE, TODAY) == ()


def test_a_server_is_named_by_where_it_is_and_how_it_speaks() -> None:
    at = server_of(choices(endpoint="ws://127.0.0.1:8080/v1/realtime?model=m").connection)
    assert at == Server("local", "ga", "127.0.0.1", 8080)
    assert at.name == "127.0.0.1:8080 ga"
    assert server_of(choices(endpoint="https://r.openai.azure.com").connection) is None


def test_pictures_that_say_nothing_new_are_not_remembered_again() -> None:
    remembered: list[tuple[Fact, ...]] = []
    remembering = Remembering(remembered.append)
    for facts in (FOUND, FOUND, FOUND[:1]):
        remembering.look(facts)
    assert remembered == [FOUND, FOUND[:1]]


async def held(found: Choices) -> tuple[list[WireNote], Snapshot]:
    """Hold a real conversation over a socket, cut its answer off, and return what was said and the end."""
    sent: list[WireNote] = []
    pictures: asyncio.Queue[Snapshot] = asyncio.Queue()
    clock = SystemClock()
    sound = SimulatedSound(clock)
    conversation = Conversation(
        target_of(found, clock),
        sound,
        clock,
        options=options_of(found),
        publish=pictures.put_nowait,
        observe=lambda note: sent.append(note) if note.sent else None,
        echo="off",
    )
    pace = asyncio.create_task(sound.pace())

    async def until(is_so: Callable[[Snapshot], bool]) -> None:
        async with asyncio.timeout(20):
            while not is_so(await pictures.get()):
                pass

    await conversation.open()
    await until(lambda p: p.phase is Phase.LISTENING)
    conversation.sink(i.TextSubmitted(clock.now_ns(), "tell me a story"))
    await until(lambda p: any(row.heard_ms > 200 for row in p.rows))
    conversation.sink(i.StopPressed(clock.now_ns()))
    await until(lambda p: any(row.state is RowState.CUT for row in p.rows))
    conversation.sink(i.TextSubmitted(clock.now_ns(), "go on"))  # answered after what was sent before it
    await until(lambda p: p.rows[-1].heard_ms > 0 and p.rows[-1].state is not RowState.CUT)
    await conversation.close()
    pace.cancel()
    return sent, conversation.engine.snapshot()


def asked(sent: list[WireNote]) -> tuple[bool, bool]:
    """Return whether a truncation, and whether `interrupt_response`, was sent."""
    return (
        any(note.name == "conversation.item.truncate" for note in sent),
        any("interrupt_response" in note.text for note in sent),
    )


@pytest.mark.expects_log("does not know truncation|server error: invalid_request_error")
@pytest.mark.parametrize("path", [GA, PREVIEW], ids=["ga", "preview"])
async def test_what_a_real_server_refused_once_is_not_even_sent_in_the_next_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("VOICEAPP_DATA_DIR", str(tmp_path))
    options = ServerOptions(speed=math.inf, knows_truncate=False, knows_interrupt=False)
    async with server(options) as running:
        found = choices(endpoint=f"ws://127.0.0.1:{running.port}{path}")
        sent, last = await held(found)
        assert asked(sent) == (True, True)
        assert works(last.abilities)["truncate"] == (False, "session")
        assert works(last.abilities)["interrupt_response"] == (False, "session")
        remember_abilities(found, last.abilities)
        sent, last = await held(found)
        assert asked(sent) == (False, False)
        assert works(last.abilities)["truncate"] == (False, "memory")
        assert works(last.abilities)["interrupt_response"] == (False, "memory")


async def test_a_real_server_that_can_is_known_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEAPP_DATA_DIR", str(tmp_path))
    async with server(ServerOptions(speed=math.inf)) as running:
        found = choices(endpoint=f"ws://127.0.0.1:{running.port}{GA}")
        _, last = await held(found)
    assert works(last.abilities)["truncate"] == (True, "session")
    assert works(last.abilities)["interrupt_response"] == (True, "session")


def test_nothing_is_remembered_by_who_wants_nothing_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEAPP_DATA_DIR", str(tmp_path))
    at = "ws://127.0.0.1:12345/v1/realtime"
    remember_abilities(choices(Settings(keep_nothing=True), endpoint=at), FOUND)
    assert list(tmp_path.iterdir()) == []
    remember_abilities(choices(endpoint=at), FOUND)
    assert works(abilities_known(choices(endpoint=at)))["truncate"] == (False, "memory")
