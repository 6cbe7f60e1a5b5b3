"""What an event costs on its way between bytes and objects, in every dialect."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.measure import Row, cost
from voiceapp.pcm import BLOCK_FRAMES, FRAME_BYTES, frames_of_ms
from voiceapp.protocol.client_events import InputAudioAppend
from voiceapp.protocol.codec import ClientCodec, ServerCodec
from voiceapp.protocol.dialect import GA, PREVIEW
from voiceapp.protocol.server_events import OutputAudioDelta, SpeechStarted
from voiceapp.protocol.wire import ItemId, ResponseId


def rows() -> Iterator[Row]:
    """Measure one microphone block out, one delta of 200 ms in, and one event of a few words in."""
    block = InputAudioAppend(audio=_noise(BLOCK_FRAMES))
    delta = OutputAudioDelta(
        event_id="event_0123456789",
        response_id=ResponseId("resp_0123456789"),
        item_id=ItemId("item_0123456789"),
        output_index=0,
        content_index=0,
        delta=_noise(frames_of_ms(200)),
    )
    small = SpeechStarted(event_id="event_1", item_id=ItemId("item_0123456789"), audio_start_ms=1220)
    for dialect in (GA, PREVIEW):
        client, server = ClientCodec(dialect), ServerCodec(dialect)
        (delta_frame,), (small_frame,) = server.encode(delta), server.encode(small)
        yield cost(
            f"encode a microphone block of 10 ms, {dialect.name}",
            lambda client=client: client.encode(block),  # type: ignore[misc]
            note="100 a second",
        )
        yield cost(
            f"decode an audio delta of 200 ms, {dialect.name}",
            lambda client=client, frame=delta_frame: client.decode(frame),  # type: ignore[misc]
            note=f"{len(delta_frame)} bytes",
        )
        yield cost(
            f"decode a small event, {dialect.name}",
            lambda client=client, frame=small_frame: client.decode(frame),  # type: ignore[misc]
            note=f"{len(small_frame)} bytes",
        )


def _noise(frames: int) -> bytes:
    """Return sound without patterns, the same every time (a linear congruence)."""
    state, sound = 1, bytearray()
    for _ in range(frames * FRAME_BYTES):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        sound.append(state >> 16 & 0xFF)
    return bytes(sound)
