"""The embedded server's mind: one connection's session, pure.

Given what the client says, what was heard in its sound, what was spoken, and the time, a brain returns
effects (`effects.py`) in the order in which they have to happen. It has no clock, no randomness and no
input or output: ids come from an iterator, times from the caller. It speaks the internal vocabulary, GA's;
the dialect is the codec's affair.

The rules are those of the real service as far as they are known: what is refused, what is answered, and in
which order. The organs are beside it: `session_in_force` (updates), `listening` (sound and speech),
`captions` (words), `conversation` (items and memory), `responses` (answers), `faults` (what goes wrong on
purpose).

The caller's duty: after every call, perform the effects in order, and call `due` at `next_due_ns()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import assert_never

from voiceapp.offline.answer import Answering
from voiceapp.offline.captions import Captions
from voiceapp.offline.client_item import context_of, entry_of
from voiceapp.offline.conversation import Conversation, Entry, user_sound
from voiceapp.offline.effects import Close, Effect, Emit
from voiceapp.offline.faults import FaultStage
from voiceapp.offline.listening import Listening, SpeechBegan, SpeechEnded
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.refusal import Refused, invalid
from voiceapp.offline.responses import Responses
from voiceapp.offline.session_in_force import (
    captions_of,
    default_session,
    idle_timeout_ms_of,
    patched,
    sound_of,
    spoken_sound_of,
)
from voiceapp.offline.terms import terms_of
from voiceapp.offline.timers import Timers
from voiceapp.pcm import COMMIT_FRAMES_MIN, NS_PER_MS, NS_PER_S, ns_of_frames
from voiceapp.protocol import client_events as said
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import ClientEvent, ResponseParams
from voiceapp.protocol.codec import ClientMistake
from voiceapp.protocol.objects import Conversation as ConversationObject
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.session_config import Session, turn_detection_of
from voiceapp.protocol.wire import ItemId, known


class Brain:
    """One session. Not thread-safe; every method is given the time and returns what is to be done.

    `ids` gives the part of every id behind its prefix; `model` is what the client's address asked for,
    `voice` what the session begins with.
    """

    def __init__(
        self,
        options: ServerOptions,
        assistant: Answering,
        ids: Iterator[str],
        *,
        model: str = "",
        voice: str = "marin",
    ) -> None:
        self._options = options
        self._ids = ids
        self._model = model or options.model
        self._voice = voice
        self._conversation_id = f"conv_{next(ids)}"
        self.conversation = Conversation()
        """What was said, as the assistant remembers it."""
        self._responses = Responses(options, assistant, ids, self.conversation, self._conversation_id)
        self._captions = Captions(options, ids)
        self._faults = FaultStage(options.faults, ids)
        self._session = Session()
        self._listening = Listening(None)
        self._speech_item_id: ItemId | None = None
        self._opened_at_ns = 0
        self._opened_wall = datetime.min.replace(tzinfo=UTC)
        self._expires_at_ns: int | None = None
        self._idle_at_ns: int | None = None
        self._timers = Timers()
        self._closed = False

    # -- the life of a session -------------------------------------------------------------------

    def open(self, now_ns: int, wall: datetime) -> list[Effect]:
        """Begin: the session is announced. `wall` is the local time at `now_ns`."""
        self._opened_at_ns, self._opened_wall = now_ns, wall
        self._expires_at_ns = now_ns + int(self._options.session_length_s * NS_PER_S)
        self._session = default_session(
            self._options,
            session_id=f"sess_{next(self._ids)}",
            model=self._model,
            voice=self._voice,
            expires_at=int(wall.timestamp() + self._options.session_length_s),
        )
        self._listening = Listening(turn_detection_of(self._session))
        effects: list[Effect] = [Emit(told.SessionCreated(session=self._session))]
        if self._options.announce_conversation:
            conversation = ConversationObject(id=self._conversation_id)
            effects.append(Emit(told.ConversationCreated(conversation=conversation)))
        return self._settled(effects, now_ns)

    def receive(self, event: ClientEvent | ClientMistake, now_ns: int) -> list[Effect]:
        """Take what the client said, in the order in which it was said."""
        effects = self._overdue(now_ns)
        if self._closed:
            return self._settled(effects, now_ns)
        if isinstance(event, ClientMistake):
            mistake = Refused(event.code, event.message, param=event.param, kind=event.type)
            effects.append(self._error(mistake, event.event_id))
            return self._settled(effects, now_ns)
        try:
            self._faults.meet(event)
            effects += self._obey(event, now_ns)
        except Refused as refused:
            effects.append(self._error(refused, known(event.event_id, None)))
        return self._settled(effects, now_ns)

    def heard(self, job_id: str, text: str | None, now_ns: int) -> list[Effect]:
        """Take what a `Recognise` found; None: nothing that could be understood."""
        return self._settled(self._overdue(now_ns) + self._words(job_id, text, now_ns, failed=False), now_ns)

    def spoken(self, job_id: str, pcm: bytes, now_ns: int) -> list[Effect]:
        """Take the sound of a `Synthesise`, 24 000 Hz mono int16."""
        effects = self._overdue(now_ns)
        if not self._closed:
            effects += self._responses.spoken(job_id, pcm, now_ns)
        return self._settled(effects, now_ns)

    def failed(self, job_id: str, now_ns: int) -> list[Effect]:
        """Learn that a `Recognise` or `Synthesise` cannot be done."""
        effects = self._overdue(now_ns)
        if self._captions.is_job(job_id):
            effects += self._words(job_id, None, now_ns, failed=True)
        elif not self._closed:
            effects += self._responses.voice_failed(job_id)
        return self._settled(effects, now_ns)

    def due(self, now_ns: int) -> list[Effect]:
        """Do whatever its time has come for; harmless when nothing is due."""
        return self._settled(self._overdue(now_ns), now_ns)

    def next_due_ns(self) -> int | None:
        """Return when `due` has something to do; None: only after something else has happened."""
        times = [self._faults.next_due_ns]
        if not self._closed:
            times += [self._expires_at_ns, self._idle_at_ns]
            times += [self._responses.next_due_ns, self._captions.next_due_ns]
            if self._is_quiet:
                times.append(self._timers.next_due_ns)
        return min((time for time in times if time is not None), default=None)

    # -- what the client says --------------------------------------------------------------------

    def _obey(self, event: ClientEvent, now_ns: int) -> list[Effect]:
        match event:
            case said.InputAudioAppend():
                return self._append(event.audio, now_ns)
            case said.SessionUpdate():
                return self._update(event.session)
            case said.InputAudioCommit():
                pcm = self._listening.commit()
                item_id, self._speech_item_id = self._speech_item_id, None
                return self._commit(pcm, item_id or self._new_item_id())
            case said.InputAudioClear():
                self._listening.clear()
                self._speech_item_id = None
                return [Emit(told.InputAudioCleared())]
            case said.ItemCreate():
                return self._create_item(event)
            case said.ItemRetrieve():
                item = self.conversation.retrieved(
                    event.item_id, heard=sound_of(self._session), spoken=spoken_sound_of(self._session)
                )
                return [Emit(told.ItemRetrieved(item=item))]
            case said.ItemTruncate() if self._options.knows_truncate:
                return self._truncate(event)
            case said.ItemDelete():
                self.conversation.delete(event.item_id)
                return [Emit(told.ItemDeleted(item_id=event.item_id))]
            case said.ResponseCreate():
                return self._create_response(known(event.response, ResponseParams()), now_ns)
            case said.ResponseCancel():
                return self._responses.cancel(known(event.response_id, None), "client_cancelled")
        raise invalid("type", f"Invalid value: '{said.name_of(event)}'. This server does not know it.")

    def _update(self, patch: Session) -> list[Effect]:
        self._session = patched(
            self._session, patch, options=self._options, voice_locked=self._responses.voice_locked
        )
        self._listening.configure(turn_detection_of(self._session))
        if not self._listening.is_speech:
            self._speech_item_id = None
        if idle_timeout_ms_of(self._session) is None:
            self._idle_at_ns = None
        return [Emit(told.SessionUpdated(session=self._session))]

    def _append(self, sound: bytes, now_ns: int) -> list[Effect]:
        effects: list[Effect] = []
        for signal in self._listening.append(sound, sound_of(self._session)):
            match signal:
                case SpeechBegan(start_ms):
                    effects += self._speech_began(start_ms)
                case SpeechEnded(end_ms, pcm):
                    effects += self._speech_ended(end_ms, pcm, now_ns)
                case _ as never:
                    assert_never(never)
        return effects

    def _create_item(self, event: said.ItemCreate) -> list[Effect]:
        entry = entry_of(
            event.item,
            self._new_item_id(),
            sound_of(self._session),
            knows_call=lambda call_id: self.conversation.call_named(call_id) is not None,
        )
        self.conversation.add(entry, known(event.previous_item_id, None))
        effects = self._announced(entry)
        if entry.sounds:
            effects.append(self._captions.listen(entry, None))
        return effects

    def _truncate(self, event: said.ItemTruncate) -> list[Effect]:
        self.conversation.truncate(
            event.item_id,
            event.content_index,
            event.audio_end_ms,
            short_ms=self._options.stored_short_ms,
            reject_zero=self._options.reject_zero_truncate,
        )
        truncated = told.ItemTruncated(
            item_id=event.item_id, content_index=event.content_index, audio_end_ms=event.audio_end_ms
        )
        return [Emit(truncated)]

    def _create_response(self, params: ResponseParams, now_ns: int) -> list[Effect]:
        terms = terms_of(self._session, params, voice_locked=self._responses.voice_locked)
        context = None
        effects: list[Effect] = []
        if isinstance(params.input, tuple):
            new_ids = iter(self._new_item_id, ItemId(""))
            context = context_of(params.input, new_ids, self.conversation, sound_of(self._session))
            effects += [
                self._captions.listen(entry, None)
                for entry in context
                if entry.sounds and entry.words is None and self.conversation.find(entry.id) is not entry
            ]
        unheard = self._captions.unheard
        started = self._responses.start(
            terms, now_ns, self._wall(now_ns), context=context, listening_to=unheard
        )
        if not terms.is_aside:
            self._idle_at_ns = None
        return started + effects

    # -- the user's turn -------------------------------------------------------------------------

    def _speech_began(self, start_ms: int) -> list[Effect]:
        self._speech_item_id = self._new_item_id()
        self._idle_at_ns = None
        effects: list[Effect] = [
            Emit(told.SpeechStarted(audio_start_ms=start_ms, item_id=self._speech_item_id))
        ]
        detection = turn_detection_of(self._session)
        interrupts = detection is None or known(detection.interrupt_response, True)
        if interrupts and self._responses.active is not None:
            effects += self._responses.cancel(None, "turn_detected")
        return effects

    def _speech_ended(self, end_ms: int, pcm: bytes, now_ns: int) -> list[Effect]:
        item_id = self._speech_item_id or self._new_item_id()
        self._speech_item_id = None
        effects: list[Effect] = [Emit(told.SpeechStopped(audio_end_ms=end_ms, item_id=item_id))]
        effects += self._commit(pcm, item_id)
        detection = turn_detection_of(self._session)
        if detection is not None and known(detection.create_response, True):
            effects += self._answer_by_itself(now_ns)
        return effects

    def _commit(self, pcm: bytes, item_id: ItemId, *, is_silence: bool = False) -> list[Effect]:
        entry = user_sound(item_id, pcm, is_silence=is_silence)
        previous = self.conversation.last_id
        self.conversation.add(entry)
        self._idle_at_ns = None
        effects: list[Effect] = [
            Emit(told.InputAudioCommitted(item_id=item_id, previous_item_id=previous)),
            *self._announced(entry),
        ]
        if not is_silence:
            effects.append(self._captions.listen(entry, captions_of(self._session)))
        return effects

    def _answer_by_itself(self, now_ns: int, prepared: str | None = None) -> list[Effect]:
        """Start the response nobody asked for; refused, with an error of its own, while one is active."""
        terms = terms_of(self._session, ResponseParams(), voice_locked=self._responses.voice_locked)
        self._idle_at_ns = None
        try:
            unheard = self._captions.unheard
            return self._responses.start(
                terms, now_ns, self._wall(now_ns), listening_to=unheard, prepared=prepared
            )
        except Refused as refused:
            return [self._error(refused, None)]

    def _words(self, job_id: str, text: str | None, now_ns: int, *, failed: bool) -> list[Effect]:
        if self._closed:
            return []
        hold = self._responses.active is not None
        item_id = self._captions.arrived(job_id, text, now_ns, failed=failed, hold=hold)
        if item_id is None:
            return []
        captions: list[Effect] = [Emit(event) for event in self._captions.due(now_ns)]
        return captions + self._responses.words_arrived(item_id, now_ns, self._wall(now_ns))

    # -- time ------------------------------------------------------------------------------------

    def _overdue(self, now_ns: int) -> list[Effect]:
        if self._closed:
            return []
        if self._expires_at_ns is not None and now_ns >= self._expires_at_ns:
            return self._expired()
        effects: list[Effect] = [Emit(event) for event in self._captions.due(now_ns)]
        effects += self._responses.due(now_ns)
        self._draw_breath(now_ns)
        if self._idle_at_ns is not None and now_ns >= self._idle_at_ns:
            effects += self._idled(now_ns)
        if self._is_quiet and (promised := self._timers.take_due(now_ns)) is not None:
            effects += self._answer_by_itself(now_ns, prepared=promised)
        return effects

    def _expired(self) -> list[Effect]:
        self._closed = True
        minutes = self._options.session_length_s / 60
        sentence = f"Your session hit the maximum duration of {minutes:g} minutes."
        return [self._error(Refused("session_expired", sentence), None), Close(1001, sentence)]

    def _idled(self, now_ns: int) -> list[Effect]:
        self._idle_at_ns = None
        listening, timeout_ms = self._listening, idle_timeout_ms_of(self._session)
        if timeout_ms is None or not self._is_quiet or listening.buffer.frames < COMMIT_FRAMES_MIN:
            return []
        end_ms = listening.position_ms
        item_id = self._new_item_id()
        triggered = told.InputAudioTimeoutTriggered(
            audio_start_ms=max(end_ms - timeout_ms, 0), audio_end_ms=end_ms, item_id=item_id
        )
        effects: list[Effect] = [Emit(triggered)]
        effects += self._commit(listening.commit(), item_id, is_silence=True)
        entry = self.conversation.find(item_id)
        assert entry is not None
        self._captions.silent(entry, captions_of(self._session), now_ns)
        return effects + self._answer_by_itself(now_ns)

    def _draw_breath(self, now_ns: int) -> None:
        """After an answer: captions that waited for it may come, and the idle timeout begins."""
        for finished in self._responses.finished:
            self._captions.response_ended(now_ns)
            timeout_ms = idle_timeout_ms_of(self._session)
            if timeout_ms is not None:
                self._idle_at_ns = now_ns + ns_of_frames(finished.sound_frames) + timeout_ms * NS_PER_MS
        self._responses.finished.clear()

    def _settled(self, effects: list[Effect], now_ns: int) -> list[Effect]:
        """Draw the consequences of what has ended, then let the faults have their way."""
        self._draw_breath(now_ns)
        for timer in self._responses.timers:
            self._timers.add(now_ns + timer.in_s * NS_PER_S, timer.text)
        self._responses.timers.clear()
        return self._faults.pass_on(effects, now_ns)

    # -- small things ----------------------------------------------------------------------------

    @property
    def _is_quiet(self) -> bool:
        return self._responses.active is None and not self._listening.is_speech

    def _wall(self, now_ns: int) -> datetime:
        return self._opened_wall + timedelta(microseconds=(now_ns - self._opened_at_ns) // 1000)

    def _new_item_id(self) -> ItemId:
        return ItemId(f"item_{next(self._ids)}")

    def _announced(self, entry: Entry) -> list[Effect]:
        previous = self.conversation.predecessor(entry.id)
        return [
            Emit(told.ItemAdded(item=entry.item, previous_item_id=previous)),
            Emit(told.ItemDone(item=entry.item, previous_item_id=previous)),
        ]

    def _error(self, refused: Refused, event_id: str | None) -> Emit:
        info: ErrorInfo = refused.info(None if self._options.omit_error_event_id else event_id)
        return Emit(told.ErrorEvent(error=info))
