"""Conversations in which anything well-formed happens in any order, and what must hold in all of them.

The loudspeaker is the only part that keeps to its rules: it takes what was queued, in order, and obeys cuts,
pauses and resumes a block later or never. The server says whatever it likes about a few responses and items.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests import playbook as p
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.earlier import EarlierRow
from voiceapp.dialogue.history import CallPair
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.response_slot import Slot
from voiceapp.dialogue.snapshot import RowState
from voiceapp.dialogue.states import Link, Speaker, Turn
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol import client_events as out
from voiceapp.protocol import server_events as s
from voiceapp.protocol.objects import Item
from voiceapp.protocol.wire import CallId, ItemId, ResponseId

ITEMS = ("item_1", "item_2", "item_3")
USERS = ("user_1", "user_2")
RESPONSES = ("resp_1", "resp_2", "resp_3")
CALLS = ("call_1", "call_2")
RENEWAL_NS = 10 * 60 * 1_000 * NS_PER_MS
"""What is due only so much later is the renewal of the session."""
DIALECTS = ("ga", "preview", "preview-2024-10")
EARLIER = (
    EarlierRow("user", "When?", -9),
    EarlierRow("tool", "f({})", -8, call=CallPair(CallId("call_7"), "f", "{}", "ten")),
    EarlierRow("assistant", "At ten", -7, cut_ms=700),
)
TRUNCATE_REFUSALS = (
    ("invalid_value", "Audio content of 120ms is already shorter than 300ms", "audio_end_ms"),
    ("unsupported_content_type", "Only model output audio messages can be truncated", None),
    ("invalid_value", "Unknown event", "type"),
)


@dataclass
class Queued:
    """Sound in the queue of the loudspeaker."""

    item_id: ItemId
    content_index: int
    next_frame: int
    end_frame: int


class Loudspeaker:
    """A queue and a device that obeys with a delay."""

    def __init__(self) -> None:
        self.queue: deque[Queued] = deque()
        self.next_frame = 0
        self.order = 0
        self.paused = False
        self.orders: deque[c.Command] = deque()

    def command(self, command: c.Command) -> None:
        match command:
            case c.PlayPcm(item_id, content_index, first_frame, pcm):
                sound = Queued(item_id, content_index, first_frame, first_frame + len(pcm) // 2)
                (self.orders if self.orders else self.queue).append(sound)  # type: ignore[arg-type]
            case c.CutPlayout() | c.PausePlayout() | c.ResumePlayout():
                self.orders.append(command)
            case _:
                pass

    def obey(self) -> None:
        while self.orders:
            order = self.orders.popleft()
            match order:
                case Queued():
                    self.queue.append(order)
                case c.CutPlayout():
                    self.queue.clear()
                    self.paused = False
                case c.PausePlayout():
                    self.paused = True
                case c.ResumePlayout():
                    self.paused = False
            self.order = getattr(order, "order", self.order)

    def block(self, at_ns: int, frames: int, latency_ns: int, *, obeying: bool) -> i.SpeakerBlock:
        first, spans, free = self.next_frame, [], frames
        while free and self.queue and not self.paused:
            sound = self.queue[0]
            taken = min(free, sound.end_frame - sound.next_frame)
            spans.append(
                i.Span(sound.item_id, sound.content_index, sound.next_frame, taken, first + frames - free)
            )
            sound.next_frame += taken
            free -= taken
            if sound.next_frame == sound.end_frame:
                self.queue.popleft()
        self.next_frame += frames
        if obeying:
            self.obey()
        return i.SpeakerBlock(at_ns, first, frames, at_ns + latency_ns, tuple(spans), self.order)


class AnyConversation:
    """Draws what happens next, lets it happen, and checks what was asked for."""

    def __init__(self, data: st.DataObject, kind: int) -> None:
        self._data = data
        self._now_ns = 0
        options = DialogueOptions(confirm_ms=0 if kind == 0 else 250, hands_free=kind != 1)
        interrupts = {"interrupt_response": True} if kind == 3 else {}
        self._dialect = DIALECTS[kind % 3]
        self._session = p.session_in_force(options, self._dialect, **interrupts)
        self.dialogue: Dialogue = p.connected(self._dialect, options, **interrupts)
        assert not self.dialogue.handle(i.SpeakerOpened(0, "Rig loudspeaker"))
        self._device = Loudspeaker()
        self._received: dict[tuple[str, int], int] = {}
        self._queued: dict[tuple[str, int], int] = {}
        self._active: set[str] = set()
        self._cancelled: set[str] = set()
        self._truncating: set[str] = set()
        self._order = 0
        self._heard: dict[str, int] = {}
        self._events: list[str] = []

    # -- what happens ----------------------------------------------------------------------------

    def step(self) -> None:
        """Let one thing happen and check everything."""
        self._now_ns += self._data.draw(st.sampled_from((0, 1, 10, 50, 300, 2_100))) * NS_PER_MS
        kinds: tuple[Callable[[], i.Input], ...] = (
            self._from_server,
            self._from_server,
            self._from_server,
            self._sound,
            self._sound,
            self._block,
            self._block,
            self._person,
            self._person,
            self._deadline,
            self._deadline,
        )
        chance = self._data.draw(st.integers(0, 39))
        happened = self._rare() if chance == 0 else self._data.draw(st.sampled_from(kinds))()
        if self.dialogue._parts.link.state is not Link.READY and chance > 10:
            happened = self._towards_a_session()
        self._happen(happened)

    def _happen(self, happened: i.Input) -> None:
        before = self.dialogue._parts.link.state
        asked = self.dialogue.handle(happened)
        after = self.dialogue._parts.link.state
        if isinstance(happened, i.FromServer):
            self._note_event(happened.event)
        for command in asked:
            self._check(command, happened, {before, after})
            self._device.command(command)
        if Link.READY not in {before, after} or before is not after:
            self._active.clear()
            self._cancelled.clear()
            self._truncating.clear()
        if isinstance(happened, i.NewConversationRequested):
            self._heard.clear()
        self._check_state()
        if isinstance(happened, i.DeadlinePassed):
            due_ns = self.dialogue.next_deadline_ns()
            assert due_ns is None or due_ns > self._now_ns, "the same deadline again"

    def fall_silent(self) -> None:
        """Let nothing happen any more but time and the loudspeaker: nobody may wait for ever."""
        self._happen(i.TalkReleased(self._now_ns))
        for _ in range(1_000):
            self._now_ns += 100 * NS_PER_MS
            block = self._device.block(self._now_ns, 2_400, 30 * NS_PER_MS, obeying=True)
            self._happen(block)
            due_ns = self.dialogue.next_deadline_ns()
            if due_ns is not None and due_ns <= self._now_ns:
                self._happen(i.DeadlinePassed(self._now_ns))
            at_rest = due_ns is None or due_ns - self._now_ns > RENEWAL_NS
            if at_rest and not any(span for span in block.spans):
                break
        else:
            raise AssertionError("there is always another deadline")
        parts = self.dialogue._parts
        if parts.slot.slot is not Slot.ACTIVE and not parts.tools.open:
            assert parts.turn.state is not Turn.ANSWERING
            assert parts.answers.speaker in {Speaker.SILENT, Speaker.PLAYING}
            assert parts.answers.speaker is Speaker.SILENT or not parts.answers.speaker_works
            live = [row.key for row in self.dialogue.snapshot().rows if row.state is RowState.LIVE]
            assert not parts.answers.speaker_works or not [key for key in live if key in ITEMS], live

    def _draw(self, values: tuple[str, ...]) -> str:
        return self._data.draw(st.sampled_from(values))

    def _response(self) -> str:
        """Draw a response, mostly the one that is active."""
        active = self.dialogue._parts.slot.active
        return self._draw((*RESPONSES, active, active, active, active) if active else RESPONSES)

    def _from_server(self) -> i.Input:
        data, response, item = self._data, self._response(), self._draw(ITEMS)
        user, at_ms = self._draw(USERS), self._now_ns // NS_PER_MS
        status = self._draw(("completed", "incomplete", "in_progress"))
        part = data.draw(st.integers(0, 1))
        where: dict[str, Any] = {
            "response_id": ResponseId(response),
            "item_id": ItemId(item),
            "content_index": part,
        }
        previous = ItemId(self._draw((*ITEMS, *USERS)))
        output: tuple[Item, ...] = (p.message(item, status=status), p.call(self._draw(CALLS), status=status))
        ids = (*self._events[-4:], "evt_0")
        refusal = data.draw(st.sampled_from(TRUNCATE_REFUSALS))
        events: tuple[s.ServerEvent | i.FromServer, ...] = (
            p.speech_starts(user),
            p.speech_stops(user),
            s.InputAudioCommitted(item_id=ItemId(user), previous_item_id=previous),
            s.TranscriptionDelta(item_id=ItemId(user), delta="so "),
            s.TranscriptionCompleted(item_id=ItemId(user), transcript=self._draw(("", "so it is"))),
            p.answer_begins(self._draw(RESPONSES), item, ours=data.draw(st.booleans()))[0],
            p.answer_begins(self._draw(RESPONSES), item, ours=data.draw(st.booleans()))[0],
            s.OutputItemAdded(response_id=ResponseId(response), item=p.message(item)),
            s.OutputItemDone(response_id=ResponseId(response), item=p.message(item, status=status)),
            s.OutputItemDone(response_id=ResponseId(response), item=output[1]),
            s.OutputTranscriptDelta(**where, delta="one two three "),
            s.OutputTranscriptDone(**where, transcript="one two three four"),
            s.OutputTextDelta(**where, delta="written "),
            s.OutputTextDone(**where, text="written words"),
            s.OutputAudioDone(**where),
            p.answer_ends(response, status=self._draw(("completed", "cancelled", "failed")), output=output),
            s.ItemAdded(item=p.message(item), previous_item_id=previous),
            s.ItemCreated(item=p.message(user), previous_item_id=previous),
            s.ItemDeleted(item_id=ItemId(item)),
            s.ItemTruncated(item_id=ItemId(item), content_index=0, audio_end_ms=10),
            p.error(refusal[0], refusal[1], param=refusal[2], event_id=self._draw(("", *ids)) or None),
            p.error("conversation_already_has_active_response", f"in progress: {response}"),
            p.error("conversation_already_has_active_response", event_id=self._draw(ids)),
            p.error(self._draw(("response_cancel_not_active", "input_audio_buffer_commit_empty", "odd"))),
            p.error(None, "the server had an error", event_id=self._draw(ids)),
            s.Unrecognised(type="response.thought", raw={}, reason="unknown type"),
            s.SessionUpdated(session=self._session),
        )
        event = data.draw(st.sampled_from(events))
        return p.from_server(event.event if isinstance(event, i.FromServer) else event, at_ms=at_ms)

    def _sound(self) -> i.Input:
        part = self._data.draw(st.sampled_from((0, 0, 0, 1)))
        event = s.OutputAudioDelta(
            response_id=ResponseId(self._response()),
            item_id=ItemId(self._draw(ITEMS)),
            content_index=part,
            delta=self._data.draw(st.sampled_from((p.pcm(200), p.pcm(1), b"\x01", b"\x01\x02\x03", b""))),
        )
        return i.FromServer(self._now_ns, event)

    def _block(self) -> i.Input:
        frames = self._data.draw(st.sampled_from((240, 2_400)))
        latency_ns = self._data.draw(st.sampled_from((-5, 0, 30, 200))) * NS_PER_MS
        return self._device.block(self._now_ns, frames, latency_ns, obeying=self._data.draw(st.booleans()))

    def _person(self) -> i.Input:
        at_ms = self._now_ns // NS_PER_MS
        wishes: tuple[i.Input, ...] = (
            i.TalkPressed(self._now_ns),
            i.TalkReleased(self._now_ns),
            i.StopPressed(self._now_ns),
            i.TextSubmitted(self._now_ns, "hello"),
            i.SpeechRecovered(self._now_ns, "a/1-1.pcm", "12:03", p.pcm(ms=200)),
            i.MuteChosen(self._now_ns, self._data.draw(st.booleans())),
            i.HandsFreeChosen(self._now_ns, self._data.draw(st.booleans())),
            p.mic(ms=200, rms=9_000, at_ms=at_ms),
            p.mic(ms=200, rms=10, at_ms=at_ms),
            i.ToolFinished(self._now_ns, CallId(self._draw(CALLS)), "found"),
            i.AnswerAgainRequested(self._now_ns),
            i.AnswerKept(self._now_ns, ItemId(self._draw(ITEMS))),
        )
        return self._data.draw(st.sampled_from(wishes))

    def _deadline(self) -> i.Input:
        due_ns = self.dialogue.next_deadline_ns()
        if due_ns is not None and self._data.draw(st.booleans()):
            self._now_ns = max(self._now_ns, due_ns)
        return i.DeadlinePassed(self._now_ns)

    def _towards_a_session(self) -> i.Input:
        match self.dialogue._parts.link.state:
            case Link.CONNECTING:
                return i.LinkOpened(self._now_ns, self._dialect)
            case Link.GREETING:
                return i.FromServer(self._now_ns, s.SessionCreated(session=self._session))
            case Link.CONFIGURING:
                return i.FromServer(self._now_ns, s.SessionUpdated(session=self._session))
            case _:
                return i.ReconnectRequested(self._now_ns)

    def _rare(self) -> i.Input:
        happenings: tuple[i.Input, ...] = (
            i.SpeakerLost(self._now_ns, "The loudspeaker is gone."),
            i.SpeakerOpened(self._now_ns, "Another"),
            i.MicrophoneLost(self._now_ns, "The microphone is gone."),
            i.MicrophoneOpened(self._now_ns, "Another"),
            i.LinkDropped(self._now_ns, "The connection was lost.", 1006),
            i.LinkFailed(self._now_ns, "No way there.", retry=self._data.draw(st.booleans())),
            i.Started(self._now_ns),
            i.ReconnectRequested(self._now_ns),
            i.Stopped(self._now_ns),
            i.NewConversationRequested(self._now_ns),
            i.ConversationContinued(self._now_ns, "Trains", EARLIER),
            i.LinkOpened(self._now_ns, self._draw(DIALECTS)),
            i.FromServer(self._now_ns, s.SessionCreated(session=self._session)),
            i.FromServer(self._now_ns, s.SessionUpdated(session=self._session)),
            i.FromServer(self._now_ns, p.error("insufficient_quota").event),
        )
        happened = self._data.draw(st.sampled_from(happenings))
        if isinstance(happened, i.SpeakerOpened):
            self._device.next_frame = 0
        return happened

    # -- what must hold --------------------------------------------------------------------------

    def _note_event(self, event: s.ServerEvent) -> None:
        match event:
            case s.ResponseCreated():
                self._active.add(event.response.id)
            case s.ResponseDone():
                self._active.discard(event.response.id)
            case s.ItemTruncated():
                self._truncating.discard(event.item_id)
            case s.ErrorEvent():
                self._truncating.clear()
                self._active.update(RESPONSES if "in progress" in event.error.message else ())
            case s.OutputAudioDelta():
                key = (event.item_id, event.content_index)
                self._received[key] = self._received.get(key, 0) + len(event.delta)
            case _:
                pass

    def _check(self, command: c.Command, happened: i.Input, links: set[Link]) -> None:
        match command:
            case c.PlayPcm(item_id, content_index, first_frame, pcm):
                assert isinstance(happened, i.FromServer)
                assert isinstance(happened.event, s.OutputAudioDelta)
                assert happened.event.response_id not in self._cancelled, "sound of a cancelled response"
                assert pcm
                assert len(pcm) % 2 == 0
                assert first_frame == self._queued.get((item_id, content_index), 0), "a gap"
                self._queued[item_id, content_index] = first_frame + len(pcm) // 2
            case c.CutPlayout(order) | c.PausePlayout(order) | c.ResumePlayout(order):
                assert order > self._order
                self._order = order
            case c.SendEvent(event):
                assert links & {Link.GREETING, Link.CONFIGURING, Link.READY}, "nobody is listening"
                if Link.READY not in links:
                    assert isinstance(event, out.SessionUpdate)
                self._check_event(event)
            case c.Note(level, text):
                assert level in {"debug", "info", "warning"}
                assert text
            case _:
                pass

    def _check_event(self, event: out.ClientEvent) -> None:
        if isinstance(event.event_id, str):
            self._events.append(event.event_id)
        match event:
            case out.ResponseCancel(response_id=response_id):
                assert response_id in self._active, "a cancel of what is not active"
                self._cancelled.add(str(response_id))
                self._active.discard(str(response_id))
            case out.ItemTruncate(item_id=item_id, content_index=part, audio_end_ms=audio_end_ms):
                assert 0 < audio_end_ms <= self._received[item_id, part] // 48
                assert item_id not in self._truncating, "a second truncation at once"
                self._truncating.add(item_id)
            case _:
                pass

    def _check_state(self) -> None:
        for track in self.dialogue._parts.answers.ledger._tracks.values():
            assert 0 <= track.heard <= track.handed <= track.queued <= track.received <= track.generated
        snapshot = self.dialogue.snapshot()
        rows = {row.key: row for row in snapshot.rows}
        assert len(rows) == len(snapshot.rows)
        for key, row in rows.items():
            assert 0 <= row.heard_chars <= len(row.text)
            assert self._heard.get(key, 0) <= row.heard_ms <= row.received_ms
            self._heard[key] = row.heard_ms
