from __future__ import annotations

import asyncio
import json
import math
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from tests.offline.loopback import FIRST_PREVIEW, GA, OPENAI, PREVIEW, append, dial, kinds, say, server, until
from tests.offline.scripted import EchoAssistant, ScriptedEars, ToneVoice, tone
from voiceapp.errors import OfflineError
from voiceapp.offline.options import Faults, HttpRefusal, ServerOptions
from voiceapp.offline.server import OfflineServer, random_ids
from voiceapp.pcm import silence


async def status_of(attempt: Any) -> tuple[int, dict[str, Any], Any]:
    with pytest.raises(InvalidStatus) as caught:
        async with attempt:
            pass
    response = caught.value.response
    return response.status_code, json.loads(response.body), response.headers


async def test_what_is_slow_begins_to_load_before_anybody_connects() -> None:
    loop = asyncio.get_running_loop()
    loaded: asyncio.Future[None] = loop.create_future()

    def load() -> None:
        loop.call_soon_threadsafe(loaded.set_result, None)

    wit = EchoAssistant
    async with OfflineServer(ServerOptions(), ScriptedEars(), ToneVoice(), new_assistant=wit, warm_up=load):
        await loaded


# -- conversations -----------------------------------------------------------------------------------


async def test_a_spoken_turn_in_ga() -> None:
    async with server() as running, dial(running) as link:
        created = json.loads(await link.recv())
        assert created["session"]["audio"]["output"]["voice"] == "marin"
        assert "temperature" not in created["session"]
        assert created["session"]["model"] == "offline"
        await append(link, silence(24_000) + tone(600) + silence(12_000))
        came = await until(link, "response.done")
        assert kinds(came) == [
            "input_audio_buffer.speech_started",
            "input_audio_buffer.speech_stopped",
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.done",
            "response.created",
            "response.output_item.added",
            "conversation.item.added",
            "response.content_part.added",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio_transcript.delta",
            "response.output_audio.delta",
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "response.output_item.done",
            "conversation.item.done",
            "response.done",
        ]


@pytest.mark.parametrize("target", [PREVIEW, FIRST_PREVIEW])
async def test_a_spoken_turn_in_preview(target: str) -> None:
    async with server() as running, dial(running, target) as link:
        created = json.loads(await link.recv())
        assert created["session"]["voice"] == "alloy"
        assert created["session"]["temperature"] == 0.8
        assert created["session"]["input_audio_format"] == "pcm16"
        await append(link, silence(24_000) + tone(600) + silence(12_000))
        came = await until(link, "response.done")
        assert kinds(came)[:11] == [
            "input_audio_buffer.speech_started",
            "input_audio_buffer.speech_stopped",
            "input_audio_buffer.committed",
            "conversation.item.created",
            "response.created",
            "response.output_item.added",
            "conversation.item.created",
            "response.content_part.added",
            "response.audio_transcript.delta",
            "response.audio.delta",
            "response.audio_transcript.delta",
        ]


async def test_the_openai_address_speaks_preview_only_with_the_header() -> None:
    async with server() as running:
        async with dial(running, OPENAI) as link:
            assert "audio" in json.loads(await link.recv())["session"]
        async with dial(running, OPENAI, additional_headers={"OpenAI-Beta": "realtime=v1"}) as link:
            assert "modalities" in json.loads(await link.recv())["session"]


async def test_every_connection_is_a_session_of_its_own() -> None:
    async with server() as running, dial(running) as one, dial(running) as other:
        first = json.loads(await one.recv())["session"]["id"]
        second = json.loads(await other.recv())["session"]["id"]
        assert first != second
        await say(one, "input_audio_buffer.clear")
        assert json.loads(await one.recv())["type"] == "input_audio_buffer.cleared"
        await say(other, "response.cancel")
        assert json.loads(await other.recv())["error"]["code"] == "response_cancel_not_active"
    assert (running.statistics.opened, running.statistics.closed) == (2, 2)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("no json", "invalid_json"),
        ("[]", "invalid_json"),
        (b"\x00\x01", "invalid_json"),
        ("{}", "invalid_event"),
    ],
)
async def test_what_is_no_event_is_answered_with_an_error_and_survived(frame: str | bytes, code: str) -> None:
    async with server() as running, dial(running) as link:
        await link.recv()
        await link.send(frame)
        assert json.loads(await link.recv())["error"]["code"] == code
        await say(link, "input_audio_buffer.clear")
        assert json.loads(await link.recv())["type"] == "input_audio_buffer.cleared"
    assert running.statistics.mistakes == 1


async def test_the_subprotocol_is_selected_when_offered() -> None:
    async with server() as running:
        async with dial(running, subprotocols=["realtime", "openai-insecure-api-key.x"]) as link:
            assert link.subprotocol == "realtime"
        async with dial(running) as link:
            assert link.subprotocol is None


# -- refusals ----------------------------------------------------------------------------------------


async def test_a_key_is_required_where_there_is_one() -> None:
    options = ServerOptions(api_key="right")
    async with server(options) as running:
        status, body, headers = await status_of(dial(running))
        assert (status, body["error"]["code"]) == (401, "invalid_api_key")
        assert headers["Content-Type"] == "application/json"
        assert "right" not in json.dumps(body)
        async with dial(running, additional_headers={"api-key": "right"}) as link:
            assert json.loads(await link.recv())["type"] == "session.created"


async def test_an_unknown_deployment_is_not_found() -> None:
    async with server(ServerOptions(deployments=frozenset({"other"}))) as running:
        status, body, _ = await status_of(dial(running, PREVIEW))
    assert (status, body["error"]["code"]) == (404, "DeploymentNotFound")


async def test_a_refusal_says_when_to_come_back() -> None:
    async with server(ServerOptions(refuse=HttpRefusal(429, retry_after_s=7))) as running:
        status, _, headers = await status_of(dial(running))
    assert (status, headers["retry-after"]) == (429, "7")


async def test_a_web_page_is_refused() -> None:
    async with server() as running:
        status, _, _ = await status_of(dial(running, additional_headers={"Origin": "https://example.org"}))
        assert status == 403
        async with dial(running, additional_headers={"Origin": "http://localhost:8000"}) as link:
            assert json.loads(await link.recv())["type"] == "session.created"


async def test_there_is_a_limit_of_connections_and_a_place_becomes_free() -> None:
    async with server(ServerOptions(connections_max=1)) as running:
        async with dial(running) as link:
            await link.recv()
            status, _, _ = await status_of(dial(running))
            assert status == 429
        async with dial(running) as link:
            assert json.loads(await link.recv())["type"] == "session.created"


async def test_a_browser_that_just_looks_is_told_and_takes_no_place() -> None:
    async with server(ServerOptions(connections_max=1)) as running:
        for _ in range(2):
            reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
            writer.write(f"GET {GA} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            assert (await reader.readline()).split()[1] == b"426"
            await reader.read()
            writer.close()
            await writer.wait_closed()
        async with dial(running) as link:
            assert json.loads(await link.recv())["type"] == "session.created"


async def test_a_slow_handshake_is_slow() -> None:
    async with server(ServerOptions(handshake_delay_ms=30)) as running:
        loop = asyncio.get_running_loop()
        started = loop.time()
        async with dial(running) as link:
            await link.recv()
        assert loop.time() - started >= 0.03


# -- ends --------------------------------------------------------------------------------------------


async def test_an_expired_session_is_closed_with_1001() -> None:
    async with server(ServerOptions(session_length_s=0.05)) as running, dial(running) as link:
        came = await until(link, "error")
        assert came[-1]["error"]["code"] == "session_expired"
        await link.wait_closed()
    assert (link.close_code, "maximum duration" in str(link.close_reason)) == (1001, True)


async def test_a_dropped_connection_ends_without_a_close_frame() -> None:
    options = ServerOptions(faults=Faults(drop_after_events=2), speed=math.inf)
    async with server(options) as running, dial(running) as link:
        await link.recv()
        await say(link, "input_audio_buffer.clear")
        await say(link, "input_audio_buffer.clear")
        assert json.loads(await link.recv())["type"] == "input_audio_buffer.cleared"
        with pytest.raises(ConnectionClosedError):
            await link.recv()
    assert link.close_code == 1006


async def test_the_server_stops_with_clients_connected() -> None:
    async with server() as running:
        link = await dial(running)
        await link.recv()
    await link.wait_closed()
    assert link.close_code == 1001


async def test_a_taken_port_is_told_in_a_sentence() -> None:
    async with server() as running:
        with pytest.raises(OfflineError, match=f"cannot listen on port {running.port}"):
            async with server(port=running.port):
                pass


async def test_an_impossible_port_is_told_in_a_sentence() -> None:
    with pytest.raises(OfflineError, match="cannot listen on port 70000"):
        async with server(port=70_000):
            pass


async def test_a_server_that_is_not_running_has_no_port() -> None:
    with pytest.raises(OfflineError, match="not running"):
        _ = server().port


class BrokenVoice(ToneVoice):
    def speak(self, text: str) -> bytes:
        raise RuntimeError("no voice today")


@pytest.mark.expects_log("a speech job failed: RuntimeError")
async def test_a_broken_voice_fails_the_response_and_nothing_else() -> None:
    async with server(voice=BrokenVoice()) as running, dial(running) as link:
        await say(link, "response.create")
        came = await until(link, "response.done")
        assert came[-1]["response"]["status"] == "failed"
        await say(link, "input_audio_buffer.clear")
        await until(link, "input_audio_buffer.cleared")
        assert running.job_statistics.failed == 1


def test_ids_are_long_and_different() -> None:
    ids = random_ids()
    one, other = next(ids), next(ids)
    assert len(one) == len(other) == 21
    assert one != other
    assert one.isalnum()
