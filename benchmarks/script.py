"""A service that follows a script: what it says, and when, to the millisecond.

The embedded assistant sends as the real service does; here the sound of an answer comes in whatever way is to
be measured: in one piece of three seconds, in pieces that stop coming, slower than it is spoken. Pure: it is
used in virtual time and behind a WebSocket alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from random import Random

from voiceapp.pcm import FRAME_BYTES, frames_of_ms
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import ClientEvent
from voiceapp.protocol.objects import ContentPart, Item, Response
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import ItemId, ResponseId

Say = Callable[[], list[ServerEvent]]

USER_SPEAKS_MS = 400
"""From `speech_started` to `speech_stopped`."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How the sound of an answer comes."""

    name: str
    pieces: tuple[tuple[int, int], ...]
    """When each delta is sent, in ms after the answer begins, and how many ms of sound it holds."""

    @property
    def sound_ms(self) -> int:
        """Return the length of the answer."""
        return sum(ms for _, ms in self.pieces)

    @property
    def ends_ms(self) -> int:
        """Return when the last delta is sent."""
        return self.pieces[-1][0]


def flowing(sound_ms: int, delta_ms: int, speed: float) -> Pace:
    """Return an answer that comes evenly, `speed` times as fast as it is spoken."""
    counts = range(sound_ms // delta_ms)
    return Pace("flowing", tuple((round(number * delta_ms / speed), delta_ms) for number in counts))


def at_once(sound_ms: int) -> Pace:
    """Return an answer that is one delta."""
    return Pace("one delta", ((0, sound_ms),))


def stalling(sound_ms: int, draw: Random) -> Pace:
    """Return an answer at the pace of speech, in pieces of 40-250 ms, that stops for 0.1-0.6 s at times."""
    at_ms, pieces, left_ms = 0, list[tuple[int, int]](), sound_ms
    while left_ms > 0:
        delta_ms = min(left_ms, draw.choice((40, 100, 200, 250)))
        pieces.append((at_ms, delta_ms))
        left_ms -= delta_ms
        at_ms += delta_ms + (draw.randrange(100, 600) if draw.random() < 0.3 else -delta_ms // 8)
    return Pace("stalling", tuple(pieces))


def crawling(sound_ms: int, draw: Random) -> Pace:
    """Return an answer that comes in deltas of 100 ms, more slowly than it is spoken."""
    step_ms = draw.choice((110, 130, 180))
    return Pace("too slow", tuple((number * step_ms, 100) for number in range(sound_ms // 100)))


class Script:
    """One session: answers requests, and makes the events of answers and of the person's speech."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._active: ResponseId | None = None

    def greeting(self) -> list[ServerEvent]:
        """Return what a server says first."""
        return [told.SessionCreated(session=Session(type="realtime", id="sess_1", model="script"))]

    def take(self, event: ClientEvent) -> list[ServerEvent]:
        """Return what a client is answered."""
        match event:
            case said.SessionUpdate(session=session):
                return [told.SessionUpdated(session=session)]
            case said.ResponseCancel() if self._active is not None:
                response, self._active = Response(id=self._active, status="cancelled"), None
                return [told.ResponseDone(response=response)]
            case said.ItemTruncate(item_id=item_id, content_index=index, audio_end_ms=end_ms):
                return [told.ItemTruncated(item_id=item_id, content_index=index, audio_end_ms=end_ms)]
            case said.ItemDelete(item_id=item_id):
                return [told.ItemDeleted(item_id=item_id)]
            case _:
                return []

    def answer(self, pcm: bytes, pace: Pace) -> tuple[ItemId, Iterator[tuple[int, Say]]]:
        """Return the id of a new answer, and when (ms after its beginning) to say what.

        What is said is made when its time has come: nothing, once the answer has been cancelled.
        """
        number = next(self._numbers)
        response_id, item_id = ResponseId(f"resp_{number}"), ItemId(f"item_{number}")
        return item_id, self._steps(response_id, item_id, pcm, pace)

    def _steps(
        self, response_id: ResponseId, item_id: ItemId, pcm: bytes, pace: Pace
    ) -> Iterator[tuple[int, Say]]:
        yield 0, partial(self._begin, response_id, item_id)
        at_byte = 0
        for at_ms, sound_ms in pace.pieces:
            end_byte = at_byte + frames_of_ms(sound_ms) * FRAME_BYTES
            yield at_ms, partial(self._more, response_id, item_id, pcm[at_byte:end_byte])
            at_byte = end_byte
        yield pace.ends_ms, partial(self._end, response_id, item_id)

    def _begin(self, response_id: ResponseId, item_id: ItemId) -> list[ServerEvent]:
        item = Item(type="message", id=item_id, role="assistant", status="in_progress", content=())
        self._active = response_id
        return [
            told.ResponseCreated(response=Response(id=response_id)),
            told.OutputItemAdded(response_id=response_id, item=item),
            told.ItemAdded(item=item),
            told.ContentPartAdded(
                response_id=response_id, item_id=item_id, part=ContentPart(type="output_audio")
            ),
        ]

    def _more(self, response_id: ResponseId, item_id: ItemId, delta: bytes) -> list[ServerEvent]:
        if self._active != response_id:
            return []
        return [told.OutputAudioDelta(response_id=response_id, item_id=item_id, delta=delta)]

    def _end(self, response_id: ResponseId, item_id: ItemId) -> list[ServerEvent]:
        if self._active != response_id:
            return []
        self._active = None
        done = Item(type="message", id=item_id, role="assistant", status="completed", content=())
        return [
            told.OutputAudioDone(response_id=response_id, item_id=item_id),
            told.OutputItemDone(response_id=response_id, item=done),
            told.ItemDone(item=done),
            told.ResponseDone(response=Response(id=response_id, status="completed", output=(done,))),
        ]

    def speech(self) -> tuple[ServerEvent, list[ServerEvent]]:
        """Return what is said when the person begins to speak, and what when they end."""
        item_id = ItemId(f"user_{next(self._numbers)}")
        item = Item(type="message", id=item_id, role="user", status="completed", content=())
        return (
            told.SpeechStarted(audio_start_ms=0, item_id=item_id),
            [
                told.SpeechStopped(audio_end_ms=USER_SPEAKS_MS, item_id=item_id),
                told.InputAudioCommitted(item_id=item_id),
                told.ItemAdded(item=item),
                told.ItemDone(item=item),
            ],
        )
