"""What goes wrong on purpose: a stage between the brain and the wire, as pure as the brain.

It takes the brain's effects and returns what really happens: events twice, late, with strangers between
them, with fields left out, a refusal, a silence, or a connection that ends in the middle. With the default
`Faults` everything passes unchanged.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from voiceapp.offline.changed import changed
from voiceapp.offline.effects import ABRUPT, Close, Effect, Emit
from voiceapp.offline.options import Faults, Mishap
from voiceapp.offline.refusal import Refused
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import ClientEvent, name_of
from voiceapp.protocol.objects import Item, Response, Usage
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.protocol.session_config import (
    AudioInput,
    AudioOutput,
    Session,
    TurnDetection,
)
from voiceapp.protocol.wire import UNSET, ItemId, ResponseId, Wire

_MAY_BE_MISSING: Mapping[type[Wire], tuple[str, ...]] = {
    Session: ("expires_at", "truncation", "tracing", "include", "prompt", "tool_choice"),
    AudioInput: ("transcription", "noise_reduction"),
    AudioOutput: ("speed",),
    TurnDetection: ("create_response", "interrupt_response", "idle_timeout_ms"),
    told.InputAudioCommitted: ("previous_item_id",),
    told.ItemAdded: ("previous_item_id",),
    told.ItemDone: ("previous_item_id",),
    told.TranscriptionDelta: ("content_index", "logprobs"),
    told.TranscriptionCompleted: ("usage", "logprobs"),
    told.OutputTranscriptDone: ("transcript",),
    told.FunctionArgumentsDone: ("name",),
    Response: ("usage", "metadata", "output_modalities", "audio", "max_output_tokens"),
    Item: ("object",),
    Usage: ("input_token_details", "output_token_details"),
}
"""Fields that were absent or null in some payload of some service; what each sender's `told` leaves out."""

_ALWAYS_TOLD = ((Response, "usage"), (Response, "metadata"))
"""Fields of a response that are null where others are absent."""


class FaultStage:
    """Applies `Faults` to effects. `ids` gives the part of an event id behind its prefix."""

    def __init__(self, faults: Faults, ids: Iterator[str]) -> None:
        self._faults = faults
        self._ids = ids
        self._late: deque[tuple[int, Effect]] = deque()
        self._passed = 0
        self._sent = 0
        self._dropped = False
        self._last_sound: told.OutputAudioDelta | None = None
        self._moments = 0
        """How many of the mishap's events there were."""
        self._struck: Mishap | None = None
        """It happened to what the client said just now; how it ends comes after what that leads to."""
        self._is_mute = False

    def meet(self, event: ClientEvent) -> None:
        """Look at what the client says before it is obeyed; raises Refused if that is what goes wrong."""
        mishap = self._due_at(event)
        if mishap is None:
            return
        self._struck = mishap
        if (error := mishap.error) is not None:
            raise Refused(error.code, error.message, param=error.param, kind=error.type)

    def pass_on(self, effects: list[Effect], now_ns: int) -> list[Effect]:
        """Return what becomes of the effects, and what is late from before; ids are given here."""
        out: list[Effect] = []
        for effect in self._spoilt(effects):
            for became in self._changed(effect):
                if self._faults.delay_ms and isinstance(became, (Emit, Close)):
                    self._late.append((now_ns + self._faults.delay_ms * NS_PER_MS, became))
                else:
                    out.append(became)
        while self._late and self._late[0][0] <= now_ns:
            out.append(self._late.popleft()[1])
        return self._cut_off(out)

    @property
    def next_due_ns(self) -> int | None:
        """When the next late effect is due; `pass_on` with nothing returns it."""
        return self._late[0][0] if self._late else None

    def _spoilt(self, effects: list[Effect]) -> list[Effect]:
        """Let the mishap happen at its moment, and keep quiet after its end."""
        out: list[Effect] = []
        for effect in effects:
            if self._is_mute and isinstance(effect, (Emit, Close)):
                continue
            mishap = self._due_at(effect.event) if isinstance(effect, Emit) else None
            if mishap is None:
                out.append(effect)
                continue
            if not mishap.silence:
                out.append(effect)
            if mishap.error is not None:
                out.append(Emit(told.ErrorEvent(error=mishap.error)))
            out += self._ended(mishap)
        if self._struck is not None:
            out += self._ended(self._struck)
            self._struck = None
        return out

    def _due_at(self, event: ClientEvent | ServerEvent) -> Mishap | None:
        """Return the mishap if this is its moment, which comes once."""
        mishap = self._faults.mishap
        if mishap is None or name_of(event) != mishap.at:
            return None
        self._moments += 1
        return mishap if self._moments == mishap.nth else None

    def _ended(self, mishap: Mishap) -> list[Effect]:
        self._is_mute = mishap.silence or mishap.close is not None
        return [] if mishap.close is None else [Close(mishap.close, mishap.reason)]

    def _changed(self, effect: Effect) -> list[Effect]:
        if not isinstance(effect, Emit):
            return [effect]
        out: list[Effect] = []
        for event in self._with_strangers(effect.event):
            named = changed(event, event_id=f"event_{next(self._ids)}")
            out.append(Emit(thinned(named, self._faults.optionals)))
        return out

    def _with_strangers(self, event: ServerEvent) -> list[ServerEvent]:
        faults = self._faults
        events = [event]
        if isinstance(event, told.OutputAudioDelta):
            self._last_sound = event
        elif isinstance(event, told.ItemAdded) and faults.duplicate_items:
            events.append(told.ItemCreated(item=event.item, previous_item_id=event.previous_item_id))
        elif isinstance(event, told.SpeechStarted) and faults.done_without_created:
            stray = Response(id=ResponseId(f"resp_{next(self._ids)}"), status="cancelled")
            events.append(told.ResponseDone(response=stray))
        elif isinstance(event, told.ResponseDone) and event.response.status == "cancelled":
            events += self._after_cancelled(event.response)
        if faults.unknown_every:
            for _ in range(len(events)):
                self._passed += 1
                if self._passed % faults.unknown_every == 0:
                    raw = {"type": "conversation.item.weather", "outlook": {"sunny": True}}
                    events.append(
                        told.Unrecognised(type="conversation.item.weather", raw=raw, reason="a fault")
                    )
        return events

    def _after_cancelled(self, response: Response) -> list[ServerEvent]:
        events: list[ServerEvent] = []
        last = self._last_sound
        if last is not None and last.response_id == response.id:
            events += [last] * self._faults.deltas_after_done
        spoken = next((item for item in response.output if item.type == "message"), None)
        if self._faults.unsolicited_truncated and spoken is not None and spoken.id:
            events.append(told.ItemTruncated(item_id=ItemId(str(spoken.id)), content_index=0, audio_end_ms=0))
        return events

    def _cut_off(self, effects: list[Effect]) -> list[Effect]:
        limit = self._faults.drop_after_events
        if limit is None:
            return effects
        out: list[Effect] = []
        for effect in effects:
            if self._dropped:
                return out
            if isinstance(effect, Emit):
                if self._sent >= limit:
                    self._dropped = True
                    self._late.clear()
                    return [*out, Close(ABRUPT)]
                self._sent += 1
            out.append(effect)
        return out


def thinned(event: ServerEvent, optionals: str) -> ServerEvent:
    """Return the event with the fields that may be missing `told`, `null` or `absent`."""
    if optionals == "told":
        return event
    changed = _thinned(event, optionals)
    assert isinstance(changed, ServerEvent)
    return changed


def _thinned(value: Wire, optionals: str) -> Wire:
    changes: dict[str, object] = {}
    missing = _MAY_BE_MISSING.get(type(value), ())
    for name in value.__struct_fields__:
        current = getattr(value, name)
        if name in missing:
            changes[name] = None if optionals == "null" or (type(value), name) in _ALWAYS_TOLD else UNSET
        elif isinstance(current, Wire):
            changes[name] = _thinned(current, optionals)
        elif isinstance(current, tuple):
            changes[name] = tuple(
                _thinned(one, optionals) if isinstance(one, Wire) else one for one in current
            )
    return changed(value, **changes) if changes else value
