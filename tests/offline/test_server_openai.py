"""The vendor's own client library holds a conversation with the embedded server, in both dialects.

Every frame the server sent meanwhile is judged by the types of the same library.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from openai import AsyncAzureOpenAI, AsyncOpenAI

from tests.offline.loopback import server
from tests.offline.scripted import tone
from tests.openai_types import judged
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.server import OfflineServer
from voiceapp.pcm import silence
from voiceapp.protocol.dialect import GA, PREVIEW, Dialect

SEARCH = {
    "type": "function",
    "name": "search_notes",
    "parameters": {"type": "object", "properties": {"query": {"type": "string"}}},
}

KEYS_THE_TYPES_LACK: dict[str, set[str]] = {
    "ga": {"session.id", "session.object", "session.expires_at"},
    "preview": {
        "session.object",
        "session.expires_at",
        "session.include",
        "session.prompt",
        "response.usage.input_token_details.cached_tokens_details",
        "name",  # of finished call arguments; the sources disagree
    },
}
"""Seen from the real services, and not in the library's models."""


class Talk:
    """One conversation through the library, whichever of its clients it is."""

    def __init__(self, connection: Any, dialect: Dialect) -> None:
        self.connection = connection
        self.dialect = dialect
        self.seen: set[str] = set()

    async def until(self, kind: str) -> Any:
        """Take frames as they came, judge each, and return the parsed one of that kind."""
        while True:
            raw = await self.connection.recv_bytes()
            text = raw.decode() if isinstance(raw, bytes) else raw
            model, unknown = judged(text, self.dialect, from_client=False)
            name = json.loads(text)["type"]
            assert model is not None, name
            assert set(unknown) <= KEYS_THE_TYPES_LACK[self.dialect.name], name
            self.seen.add(name)
            if name == kind:
                return self.connection.parse_event(raw)

    async def speak(self, pcm: bytes) -> None:
        """Append sound in blocks of 100 ms."""
        for start in range(0, len(pcm), 4_800):
            audio = b64encode(pcm[start : start + 4_800]).decode()
            await self.connection.input_audio_buffer.append(audio=audio)


@asynccontextmanager
async def ga_talk(running: OfflineServer) -> AsyncIterator[Talk]:
    root = f"ws://127.0.0.1:{running.port}/v1"
    async with (
        AsyncOpenAI(api_key="key", websocket_base_url=root) as client,
        client.realtime.connect(model="gpt-realtime") as connection,
    ):
        yield Talk(connection, GA)


@asynccontextmanager
async def beta_talk(running: OfflineServer) -> AsyncIterator[Talk]:
    root = f"ws://127.0.0.1:{running.port}/v1"
    async with (
        AsyncOpenAI(api_key="key", websocket_base_url=root) as client,
        client.beta.realtime.connect(model="gpt-realtime") as connection,
    ):
        yield Talk(connection, PREVIEW)


@asynccontextmanager
async def azure_talk(running: OfflineServer) -> AsyncIterator[Talk]:
    root = f"ws://127.0.0.1:{running.port}/openai"
    async with (
        AsyncAzureOpenAI(
            api_key="key",
            api_version="2025-04-01-preview",
            azure_endpoint=f"http://127.0.0.1:{running.port}",
            websocket_base_url=root,
        ) as client,
        client.beta.realtime.connect(model="gpt-realtime") as connection,
    ):
        yield Talk(connection, PREVIEW)


GA_SESSION: dict[str, Any] = {
    "type": "realtime",
    "tools": [SEARCH],
    "audio": {
        "input": {
            "transcription": {"model": "gpt-4o-mini-transcribe"},
            "turn_detection": {"type": "server_vad", "silence_duration_ms": 200, "idle_timeout_ms": 30_000},
        }
    },
}
PREVIEW_SESSION: dict[str, Any] = {
    "tools": [SEARCH],
    "input_audio_transcription": {"model": "whisper-1"},
    "turn_detection": {"type": "server_vad", "silence_duration_ms": 200},
}


@pytest.mark.parametrize(
    ("open_talk", "session"),
    [(ga_talk, GA_SESSION), (beta_talk, PREVIEW_SESSION), (azure_talk, PREVIEW_SESSION)],
)
async def test_the_vendors_client_talks_types_interrupts_and_calls(open_talk: Any, session: Any) -> None:
    options = ServerOptions(api_key="key", speed=20.0, announce_conversation=True)
    async with server(options) as running, open_talk(running) as talk:
        connection = talk.connection
        await talk.until("session.created")
        await connection.session.update(session=session)
        await talk.until("session.updated")

        await talk.speak(silence(24_000) + tone(600) + silence(12_000))
        done = await talk.until("response.done")
        assert done.response.status == "completed"
        assert done.response.output[0].content[0].transcript == "You told me hello."

        text = "a very long story about trains " * 10
        item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
        await connection.conversation.item.create(item=item)
        await connection.response.create()
        added = await talk.until("response.output_item.added")
        await talk.until("response.audio.delta" if talk.dialect is PREVIEW else "response.output_audio.delta")
        await talk.speak(tone(200))
        done = await talk.until("response.done")
        assert (done.response.status, done.response.status_details.reason) == ("cancelled", "turn_detected")
        await connection.conversation.item.truncate(item_id=added.item.id, content_index=0, audio_end_ms=100)
        assert (await talk.until("conversation.item.truncated")).audio_end_ms == 100
        await connection.input_audio_buffer.clear()
        await talk.until("input_audio_buffer.cleared")

        words = "search notes platform kyoto"
        item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": words}]}
        await connection.conversation.item.create(item=item)
        await connection.response.create()
        called = await talk.until("response.output_item.done")
        assert called.item.name == "search_notes"
        await talk.until("response.done")
        output = {"type": "function_call_output", "call_id": called.item.call_id, "output": "Platform four."}
        await connection.conversation.item.create(item=output)
        await connection.response.create(response={"tool_choice": "none"})
        done = await talk.until("response.done")
        assert done.response.output[0].content[0].transcript == "Platform four."

        await connection.conversation.item.retrieve(item_id=added.item.id)
        await talk.until("conversation.item.retrieved")
        await connection.conversation.item.delete(item_id=added.item.id)
        await talk.until("conversation.item.deleted")
        await connection.response.cancel()
        assert (await talk.until("error")).error.code == "response_cancel_not_active"
        assert "rate_limits.updated" in talk.seen
        assert "conversation.item.input_audio_transcription.completed" in talk.seen
