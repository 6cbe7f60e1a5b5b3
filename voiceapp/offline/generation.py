"""One response being generated: its items, its pace, its end.

A generation is a list of steps with times. Making the list decides everything (what is said, how it is cut
into deltas, when each leaves); performing a step only grows an item and names the event. A cancel throws
the rest of the list away, performs as many sounds as are to come late, and closes what is open. So every
response ends in one place, `_finish`, exactly once.

    order inside a spoken item (the protocol's order, transcript ahead of the sound):
    output_item.added  item added  content_part.added  [transcript, sound]...
    audio.done  transcript.done  content_part.done  output_item.done  item done
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from voiceapp.offline.changed import changed
from voiceapp.offline.conversation import Conversation, Entry, heard_words
from voiceapp.offline.function_call import FunctionCall
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.sound_format import wire_of
from voiceapp.offline.steps import (
    Argue,
    CloseItem,
    Finish,
    OpenCall,
    OpenMessage,
    Say,
    Sound,
    Step,
    divided,
    words_of,
)
from voiceapp.offline.terms import Terms
from voiceapp.offline.usage import ASSISTANT_MS_PER_TOKEN, sound_tokens, text_tokens, usage_of
from voiceapp.pcm import FRAME_BYTES, NS_PER_MS, frames_of_bytes, frames_of_ms
from voiceapp.protocol import server_events as told
from voiceapp.protocol.objects import ContentPart, Item, Response, ResponseError, StatusDetails
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.protocol.wire import UNSET, CallId, ItemId, ResponseId, known

TEXT_DELTA_NS = 20 * NS_PER_MS
"""Pace of written deltas at speed 1; several times faster with the default speed."""
ARGUMENT_CHARACTERS = 12
"""Length of one delta of a call's arguments."""


class Generation:
    """One response from created to done. Methods return the events they cause, in order.

    `conversation` is None for one that is out-of-band; `context` is what it answers; `ids` gives the part
    of an id behind its prefix. Not thread-safe; belongs to one brain.
    """

    def __init__(
        self,
        terms: Terms,
        options: ServerOptions,
        ids: Iterator[str],
        *,
        conversation: Conversation | None,
        conversation_id: str | None,
        context: tuple[Entry, ...],
    ) -> None:
        self.id = ResponseId(f"resp_{next(ids)}")
        self.terms = terms
        self.context = context
        self.output: list[Entry] = []
        self.is_done = False
        self.sound_frames = 0
        """How much sound has been sent."""
        self.spoken_item_id: ItemId | None = None
        """The item that has sound, once it has."""
        self.input_tokens = 0
        """What was read, known at the end; the next response has it cached."""
        self._options = options
        self._ids = ids
        self._conversation = conversation
        self._conversation_id = conversation_id
        self._steps: deque[tuple[int, Step]] = deque()
        self._open: Entry | None = None
        self._sent_text = ""
        self._read_before = 0

    # -- the beginning ---------------------------------------------------------------------------

    def begin(self, read_before: int) -> list[ServerEvent]:
        """Announce the response; `read_before` is the input of the last one, in tokens."""
        self._read_before = read_before
        return [told.ResponseCreated(response=self._response("in_progress"))]

    def open_message(self) -> list[ServerEvent]:
        """Open the item of an answer in words."""
        entry = Entry(
            Item(
                type="message",
                id=ItemId(f"item_{next(self._ids)}"),
                object="realtime.item",
                status="in_progress",
                role="assistant",
                content=(),
            )
        )
        events = self._opened(entry)
        blank = ContentPart(type="text", text="")
        if self.terms.spoken:
            blank = ContentPart(type="audio", transcript="")
        entry.item = changed(entry.item, content=(blank,))
        events.append(told.ContentPartAdded(**self._where(), content_index=0, part=blank))
        return events

    def write(self, text: str, now_ns: int) -> None:
        """Plan a written answer in the open message."""
        finish = Finish()
        limit = self.terms.tokens_max
        if limit is not None and text_tokens(text) > limit:
            text = text[: limit * 4]
            finish = Finish("incomplete", "max_output_tokens")
        self._plan_words(text, now_ns)
        self._add(self._last_ns(now_ns), CloseItem(), finish)

    def speak(self, text: str, pcm: bytes, now_ns: int) -> None:
        """Plan a spoken answer in the open message; the words run ahead of the sound."""
        assert self._open is not None
        frames = frames_of_bytes(len(pcm))
        finish = Finish()
        limit = self.terms.tokens_max
        cost = text_tokens(text) + sound_tokens(frames, ASSISTANT_MS_PER_TOKEN)
        if limit is not None and cost > limit:
            kept = frames * limit // cost
            text = heard_words(text, kept, frames)
            room_ms = (limit - text_tokens(text)) * ASSISTANT_MS_PER_TOKEN
            frames = min(kept, frames_of_ms(max(room_ms, 0)))
            finish = Finish("incomplete", "max_output_tokens")
        at_ns = now_ns
        pieces = divided(text, pcm[: frames * FRAME_BYTES], self._options.messages)
        for number, (words, sound) in enumerate(pieces):
            if number == 0:
                self._open.planned, self._open.planned_frames = words, frames_of_bytes(len(sound))
            else:
                self._add(at_ns, OpenMessage(words, frames_of_bytes(len(sound))))
            at_ns = self._plan_speech(words, sound, at_ns)
            self._add(at_ns, CloseItem())
        self._add(at_ns, finish)

    def call(self, calls: tuple[FunctionCall, ...], now_ns: int) -> None:
        """Plan function calls, one item each."""
        step_ns = int(TEXT_DELTA_NS / self._options.speed)
        at_ns = now_ns
        for call in calls:
            self._add(at_ns, OpenCall(call))
            for start in range(0, len(call.arguments), ARGUMENT_CHARACTERS):
                self._add(at_ns, Argue(call.arguments[start : start + ARGUMENT_CHARACTERS]))
                at_ns += step_ns
            self._add(at_ns, CloseItem())
        self._add(at_ns, Finish())

    # -- time ------------------------------------------------------------------------------------

    @property
    def next_due_ns(self) -> int | None:
        """When the next step is due; None while nothing is planned."""
        return self._steps[0][0] if self._steps else None

    def due(self, now_ns: int) -> list[ServerEvent]:
        """Perform every step whose time has come."""
        events: list[ServerEvent] = []
        while self._steps and self._steps[0][0] <= now_ns:
            events += self._perform(self._steps.popleft()[1])
        return events

    # -- the end ---------------------------------------------------------------------------------

    def cancel(self, reason: str) -> list[ServerEvent]:
        """End early: `client_cancelled` or `turn_detected`."""
        sounds = [step for _, step in self._steps if isinstance(step, Sound)]
        self._steps.clear()
        events: list[ServerEvent] = []
        for late in sounds[: self._options.late_deltas]:
            events += self._perform(late)
        return events + self._closed("incomplete") + self._finish(Finish("cancelled", reason))

    def fail(self, code: str, message: str) -> list[ServerEvent]:
        """End because something on our side failed."""
        self._steps.clear()
        details = StatusDetails(
            type="failed", error=ResponseError(type="server_error", code=code or None, message=message)
        )
        return self._closed("incomplete") + self._finish(Finish("failed"), details)

    def stop_by_filter(self) -> list[ServerEvent]:
        """End because the content filter objected."""
        self._steps.clear()
        return self._closed("incomplete") + self._finish(Finish("incomplete", "content_filter"))

    # -- steps -----------------------------------------------------------------------------------

    def _perform(self, step: Step) -> list[ServerEvent]:
        match step:
            case OpenCall(call):
                return self._opened(
                    Entry(
                        Item(
                            type="function_call",
                            id=ItemId(f"item_{next(self._ids)}"),
                            object="realtime.item",
                            status="in_progress",
                            name=call.name,
                            call_id=CallId(f"call_{next(self._ids)}"),
                            arguments="",
                        )
                    )
                )
            case OpenMessage(text, frames):
                events = self.open_message()
                assert self._open is not None
                self._open.planned, self._open.planned_frames = text, frames
                return events
            case Say(text):
                return self._said(text)
            case Sound(pcm):
                assert self._open is not None
                self._open.grow(0, pcm)
                self.sound_frames += frames_of_bytes(len(pcm))
                self.spoken_item_id = self._open.id
                delta = wire_of(pcm, self.terms.sound)
                return [told.OutputAudioDelta(**self._where(), content_index=0, delta=delta)]
            case Argue(text):
                assert self._open is not None
                item = self._open.item
                self._open.item = changed(item, arguments=known(item.arguments, "") + text)
                call_id = known(item.call_id, CallId(""))
                return [told.FunctionArgumentsDelta(**self._where(), call_id=call_id, delta=text)]
            case CloseItem():
                return self._closed("completed" if not self._is_cut_short() else "incomplete")
            case Finish():
                return self._finish(step)

    def _said(self, text: str) -> list[ServerEvent]:
        entry = self._open
        assert entry is not None
        self._sent_text += text
        if not self.terms.spoken:
            entry.set_part(0, text=known(entry.content[0].text, "") + text)
            return [told.OutputTextDelta(**self._where(), content_index=0, delta=text)]
        if not entry.is_cut:
            entry.said += text
            entry.set_part(0, transcript=known(entry.content[0].transcript, "") + text)
        return [told.OutputTranscriptDelta(**self._where(), content_index=0, delta=text)]

    def _is_cut_short(self) -> bool:
        return bool(self._steps) and self._steps[0][1] == Finish("incomplete", "max_output_tokens")

    def _opened(self, entry: Entry) -> list[ServerEvent]:
        self._open = entry
        self._sent_text = ""
        self.output.append(entry)
        events: list[ServerEvent] = [
            told.OutputItemAdded(response_id=self.id, output_index=len(self.output) - 1, item=entry.item)
        ]
        if self._conversation is not None:
            self._conversation.add(entry)
            previous = self._conversation.predecessor(entry.id)
            events.append(told.ItemAdded(item=entry.item, previous_item_id=previous))
        return events

    def _closed(self, status: str) -> list[ServerEvent]:
        entry, where = self._open, self._where() if self._open is not None else {}
        if entry is None:
            return []
        entry.item = changed(entry.item, status=status)
        events: list[ServerEvent] = []
        if entry.item.type == "function_call":
            events.append(
                told.FunctionArgumentsDone(
                    **where,
                    call_id=known(entry.item.call_id, CallId("")),
                    name=entry.item.name,
                    arguments=known(entry.item.arguments, ""),
                )
            )
        else:
            text = self._sent_text
            if self.terms.spoken:
                part = ContentPart(type="audio", transcript=text)
                events.append(told.OutputAudioDone(**where, content_index=0))
                events.append(told.OutputTranscriptDone(**where, content_index=0, transcript=text))
            else:
                part = ContentPart(type="text", text=text)
                events.append(told.OutputTextDone(**where, content_index=0, text=text))
            events.append(told.ContentPartDone(**where, content_index=0, part=part))
        index = len(self.output) - 1
        events.append(told.OutputItemDone(response_id=self.id, output_index=index, item=entry.item))
        conversation = self._conversation
        if conversation is not None and conversation.find(entry.id) is entry:
            conversation.forget_excess()
            previous = conversation.predecessor(entry.id)
            events.append(told.ItemDone(item=entry.item, previous_item_id=previous))
        self._open = None
        return events

    def _finish(self, finish: Finish, details: StatusDetails | None = None) -> list[ServerEvent]:
        assert not self.is_done
        assert self._open is None
        self.is_done = True
        self._steps.clear()
        if finish.reason:
            details = StatusDetails(type=finish.status, reason=finish.reason)
        usage = usage_of(
            instructions=self.terms.instructions,
            context=self.context,
            output=self.output,
            read_before=self._read_before,
        )
        self.input_tokens = known(usage.input_tokens, 0)
        response = changed(
            self._response(finish.status),
            status_details=details,
            output=tuple(entry.item for entry in self.output),
            usage=usage,
        )
        return [told.ResponseDone(response=response)]

    # -- small things ----------------------------------------------------------------------------

    def _response(self, status: str) -> Response:
        terms = self.terms
        return Response(
            id=self.id,
            status=status,
            conversation_id=self._conversation_id,
            metadata=terms.metadata,
            output_modalities=("audio",) if terms.spoken else ("text",),
            audio=terms.audio_object(),
            max_output_tokens="inf" if terms.tokens_max is None else terms.tokens_max,
            temperature=UNSET if terms.temperature is None else terms.temperature,
        )

    def _where(self) -> dict[str, Any]:
        assert self._open is not None
        return {
            "response_id": self.id,
            "item_id": self._open.id,
            "output_index": len(self.output) - 1,
        }

    def _plan_speech(self, text: str, pcm: bytes, now_ns: int) -> int:
        """Plan one message's words and sound; return when it is over."""
        delta_bytes = frames_of_ms(self._options.delta_ms) * FRAME_BYTES
        sounds = [pcm[at : at + delta_bytes] for at in range(0, len(pcm), delta_bytes)]
        words = words_of(text)
        ahead = -(-len(words) // max((len(sounds) + 1) // 2, 1))  # All words are out at half of the sound.
        step_ns = int(self._options.delta_ms * NS_PER_MS / self._options.speed)
        at_ns = now_ns
        for index, sound in enumerate(sounds):
            now_said = words[index * ahead : (index + 1) * ahead]
            self._add(at_ns, *map(Say, now_said), Sound(sound))
            at_ns += step_ns
            if self._options.stall_every_deltas and (index + 1) % self._options.stall_every_deltas == 0:
                at_ns += self._options.stall_ms * NS_PER_MS
        self._add(at_ns, *(Say(word) for word in words[len(sounds) * ahead :]))
        return at_ns

    def _plan_words(self, text: str, now_ns: int) -> None:
        step_ns = int(TEXT_DELTA_NS / self._options.speed)
        for index, word in enumerate(words_of(text)):
            self._add(now_ns + index * step_ns, Say(word))

    def _last_ns(self, now_ns: int) -> int:
        return self._steps[-1][0] if self._steps else now_ns

    def _add(self, at_ns: int, *steps: Step) -> None:
        self._steps.extend((at_ns, step) for step in steps)
