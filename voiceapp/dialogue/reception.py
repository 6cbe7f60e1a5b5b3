"""What each event of the server does to the conversation.

One short method per kind of event, found by its class; everything unknown or unexpected is noted and
survived. The order of arrival is taken as it comes: nothing here relies on a number of events between two
landmarks, on echoed ids, or on optional fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from voiceapp.abilities import Ability
from voiceapp.dialogue.outcomes import outcome_of, sentence_of
from voiceapp.dialogue.parts import Parts
from voiceapp.dialogue.repetitions import Repetitions
from voiceapp.dialogue.states import Link, Turn, TurnEvent
from voiceapp.pcm import frames_of_bytes
from voiceapp.protocol import server_events as s
from voiceapp.protocol.client_events import name_of
from voiceapp.protocol.objects import ErrorInfo, Item
from voiceapp.protocol.session_config import AudioInput, SessionAudio, Transcription
from voiceapp.protocol.wire import ItemId, ResponseId, known

_RESPONSE_ID = re.compile(r"\bresp_\w+")

BENIGN_CODES = {
    "response_cancel_not_active",
    "item_truncate_invalid_item_id",
    "item_delete_invalid_item_id",
    "item_retrieve_invalid_item_id",
    "item_not_found",
    "item_already_truncated",
    "unsupported_content_type",
}
"""Errors that are the visible half of an unavoidable race (errors 2, 3)."""

PROBLEM = "The service reports a problem; the conversation goes on."
SESSION_EVENTS = (s.SessionCreated, s.SessionUpdated, s.ErrorEvent, s.Unrecognised)
"""What may come before the session is configured."""


class Reception:
    """Takes server events, one at a time, in order."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._repetitions = Repetitions()
        self._methods: dict[type[s.ServerEvent], Callable[[Any, int], None]] = {
            s.SessionCreated: self._session_created,
            s.SessionUpdated: self._session_updated,
            s.SpeechStarted: self._speech_started,
            s.SpeechStopped: self._speech_stopped,
            s.InputAudioCommitted: self._committed,
            s.InputAudioCleared: self._cleared,
            s.InputAudioTimeoutTriggered: self._timeout_triggered,
            s.ItemCreated: self._item_placed,
            s.ItemAdded: self._item_placed,
            s.ItemDone: self._item_placed,
            s.ItemTruncated: self._item_truncated,
            s.ItemDeleted: self._item_deleted,
            s.TranscriptionDelta: self._caption_delta,
            s.TranscriptionCompleted: self._caption_completed,
            s.TranscriptionFailed: self._caption_failed,
            s.ResponseCreated: self._response_created,
            s.ResponseDone: self._response_done,
            s.OutputItemAdded: self._output_item_added,
            s.OutputItemDone: self._output_item_done,
            s.OutputTextDelta: self._text_delta,
            s.OutputTextDone: self._text_done,
            s.OutputTranscriptDelta: self._transcript_delta,
            s.OutputTranscriptDone: self._transcript_done,
            s.OutputAudioDelta: self._audio_delta,
            s.OutputAudioDone: self._audio_done,
            s.RateLimitsUpdated: self._rate_limits_updated,
            s.ErrorEvent: self._error,
            s.Unrecognised: self._unrecognised,
        }

    def take(self, event: s.ServerEvent, now_ns: int) -> None:
        """Let one event have its effect; kinds without a method have none.

        Before the session is configured there is no conversation yet, and a connection we have given up may
        still be heard for a moment.
        """
        link = self._parts.link
        if not link.in_session and not (link.listens and isinstance(event, SESSION_EVENTS)):
            self._parts.out.note(f"event outside a session: {name_of(event)}", "debug")
            return
        if isinstance(event, s.SessionCreated):
            self._repetitions.forget()
        if self._repetitions.has_come(event):
            self._parts.out.note(f"told a second time: {name_of(event)}", "debug")
            return
        response_id: ResponseId | None = getattr(event, "response_id", None)
        if response_id is not None:
            self._parts.slot.grew(response_id, now_ns)
        method = self._methods.get(type(event))
        if method is not None:
            method(event, now_ns)

    # -- session ---------------------------------------------------------------------------------

    def _session_created(self, event: s.SessionCreated, now_ns: int) -> None:
        self._parts.link.greeted(event.session, now_ns)

    def _session_updated(self, event: s.SessionUpdated, now_ns: int) -> None:
        if self._parts.link.updated(event.session):
            self._parts.resume(now_ns)
        self._parts.try_create(now_ns)

    # -- the person's turn -----------------------------------------------------------------------

    def _speech_started(self, event: s.SpeechStarted, now_ns: int) -> None:
        parts = self._parts
        parts.turns.begin_heard(event.item_id, now_ns)
        parts.interruption.speech_began(event.item_id, now_ns, server_interrupts=parts.link.server_interrupts)
        parts.turn.on(TurnEvent.SPEECH)

    def _speech_stopped(self, event: s.SpeechStopped, now_ns: int) -> None:
        parts = self._parts
        parts.interruption.speech_ended(event.item_id, now_ns)
        if parts.turn.state is Turn.HEARING:
            parts.turn.on(TurnEvent.SPEECH_END)
        parts.measured.speech_ended(event.item_id, self._speech_end_ns(now_ns))

    def _speech_end_ns(self, now_ns: int) -> int:
        """Return when the person stopped: our own ears know it before the server's silence window ends."""
        heard_ns = self._parts.voice.last_voiced_end_ns
        window_ns = (self._parts.options.vad_silence_ms + 1_000) * 1_000_000
        return heard_ns if heard_ns is not None and now_ns - heard_ns < window_ns else now_ns

    def _committed(self, event: s.InputAudioCommitted, now_ns: int) -> None:
        parts = self._parts
        parts.microphone.committed()
        parts.microphone.kept.named(event.item_id)
        parts.interruption.speech_ended(event.item_id, now_ns)  # speech_stopped is not guaranteed
        if parts.interruption.is_false_alarm(event.item_id):
            parts.transcript.remove(event.item_id)
            parts.amendments.delete(event.item_id)
            parts.microphone.kept.settled(event.item_id)
            parts.measured.dropped()
            if parts.link.server_answers:
                parts.slot.expect_unwanted(now_ns)
            self._turn_dropped()
            return
        parts.turns.committed(
            event.item_id, known(event.previous_item_id, None), now_ns, captions=self._captions_on()
        )
        parts.measured.committed(event.item_id, now_ns)
        parts.turn_began(event.item_id)
        if parts.link.session_hands_free:
            if parts.turn.state is Turn.HEARING:
                parts.turn.on(TurnEvent.SPEECH_END)
            if parts.link.server_answers:
                parts.slot.expect(now_ns)
        if not parts.link.session_hands_free or not parts.link.server_answers:
            parts.slot.ask()
        parts.try_create(now_ns)

    def _cleared(self, event: s.InputAudioCleared, now_ns: int) -> None:
        """Forget speech the server heard before it obeyed our clear: it will never become an item."""
        parts = self._parts
        if parts.turn.state is Turn.HEARING:
            parts.turns.drop_heard()
            parts.interruption.forget_false_alarms()
            self._turn_dropped()
            parts.try_create(now_ns)

    def _timeout_triggered(self, event: s.InputAudioTimeoutTriggered, now_ns: int) -> None:
        self._parts.out.note("nobody spoke; the server prompts the model")

    def _caption_delta(self, event: s.TranscriptionDelta, now_ns: int) -> None:
        self._parts.turns.words(event.item_id, known(event.delta, ""))

    def _caption_completed(self, event: s.TranscriptionCompleted, now_ns: int) -> None:
        self._parts.turns.settled(event.item_id, event.transcript)
        if event.transcript.strip():
            self._parts.microphone.kept.settled(event.item_id)
            self._parts.abilities.found(Ability.CAPTIONS, works=True)
        self._parts.account.transcribed(event.usage or None)

    def _caption_failed(self, event: s.TranscriptionFailed, now_ns: int) -> None:
        self._parts.turns.failed(event.item_id, event.error.message)

    def _captions_on(self) -> bool:
        audio = self._parts.link.session.audio
        if isinstance(audio, SessionAudio) and isinstance(audio.input, AudioInput):
            return isinstance(audio.input.transcription, Transcription)
        return False

    # -- items -----------------------------------------------------------------------------------

    def _item_placed(self, event: s.ItemCreated | s.ItemAdded | s.ItemDone, now_ns: int) -> None:
        item_id = known(event.item.id, ItemId(""))
        previous = known(event.previous_item_id, None)
        entry = self._parts.transcript.find(item_id)
        if entry is not None and previous is not None:
            self._parts.transcript.open_row(item_id, entry.kind, now_ns, previous=previous)
        self._parts.recovered.acknowledged(item_id, now_ns)
        self._parts.answer_recovered(now_ns)

    def _item_truncated(self, event: s.ItemTruncated, now_ns: int) -> None:
        if not self._parts.amendments.truncated(event.item_id, event.audio_end_ms):
            self._parts.out.note("a truncation nobody asked for", "debug")

    def _item_deleted(self, event: s.ItemDeleted, now_ns: int) -> None:
        self._parts.amendments.deleted(event.item_id)
        self._parts.turns.removed(event.item_id)
        self._parts.microphone.kept.settled(event.item_id)

    # -- responses -------------------------------------------------------------------------------

    def _response_created(self, event: s.ResponseCreated, now_ns: int) -> None:
        parts = self._parts
        earlier = parts.slot.active
        if earlier is not None and earlier != event.response.id:
            parts.finish_response(earlier, complete=False)  # there is one at a time: its end was not told
        parts.account.response_began(event.response.id)
        parts.again.began(event.response)
        if not parts.slot.created(event.response, now_ns):
            return
        parts.turn.on(TurnEvent.CREATED)

    def _output_item_added(self, event: s.OutputItemAdded, now_ns: int) -> None:
        parts = self._parts
        if parts.slot.is_dropped(event.response_id):
            parts.interruption.late_item(event.item, event.response_id)
        elif event.response_id == parts.slot.active:
            parts.answers.begin_item(event.response_id, event.item, now_ns)

    def _output_item_done(self, event: s.OutputItemDone, now_ns: int) -> None:
        parts = self._parts
        item_id = known(event.item.id, ItemId(""))
        complete = known(event.item.status, "completed") == "completed"
        parts.answers.finish_item(item_id, complete=complete)
        parts.amendments.finished(item_id)
        self._call(event.item, event.response_id, now_ns)

    def _response_done(self, event: s.ResponseDone, now_ns: int) -> None:
        parts = self._parts
        response = event.response
        parts.book(response, now_ns)
        dropped = parts.slot.is_dropped(response.id)
        outcome = outcome_of(response, dropped=dropped, wait_s=parts.allowance.wait_s(now_ns))
        if outcome.clause:
            parts.answers.end_early(response, outcome.clause)
        parts.finish_response(response.id, complete=response.status == "completed")
        for item in response.output:
            parts.amendments.finished(known(item.id, ItemId("")))
            if response.status == "completed":
                self._call(item, response.id, now_ns)
        never_began = parts.slot.active is None and parts.turn.state is Turn.THINKING
        if parts.slot.done(response.id):
            parts.turn.on(TurnEvent.DROPPED if never_began else TurnEvent.DONE)
            if outcome.sentence:
                parts.transcript.notice(
                    outcome.sentence, now_ns, details=outcome.details, failed=outcome.failed
                )
        parts.try_create(now_ns)

    def _call(self, item: Item, response_id: ResponseId, now_ns: int) -> None:
        """Run a finished call, once; one that was interrupted is answered, but never run."""
        parts = self._parts
        if parts.slot.is_dropped(response_id):
            parts.tools.decline(item)
        elif parts.tools.begin(item, now_ns):
            parts.slot.wait_for_tools()

    # -- words and sound of answers --------------------------------------------------------------

    def _text_delta(self, event: s.OutputTextDelta, now_ns: int) -> None:
        if self._is_heard(event, now_ns):
            self._parts.transcript.answer_written(event.item_id, event.content_index, event.delta)

    def _text_done(self, event: s.OutputTextDone, now_ns: int) -> None:
        if self._is_heard(event, now_ns):
            self._parts.transcript.answer_written(event.item_id, event.content_index, "", final=event.text)

    def _transcript_delta(self, event: s.OutputTranscriptDelta, now_ns: int) -> None:
        if not self._is_heard(event, now_ns):
            return
        track = self._parts.answers.ledger.track(event.item_id, event.content_index)
        self._parts.transcript.answer_words(
            event.item_id, event.content_index, event.delta, track.received if track else 0
        )

    def _transcript_done(self, event: s.OutputTranscriptDone, now_ns: int) -> None:
        text = known(event.transcript, "")
        if self._is_heard(event, now_ns):
            self._parts.transcript.answer_settled(event.item_id, event.content_index, text)

    def _is_heard(self, event: s.InResponse, now_ns: int) -> bool:
        """Say whether words belong to the answer we listen to; some servers do not announce its items."""
        parts = self._parts
        if event.response_id != parts.slot.active or parts.slot.is_dropped(event.response_id):
            return False
        if parts.transcript.find(event.item_id) is None:
            item = Item(type="message", id=event.item_id, role="assistant")
            parts.answers.begin_item(event.response_id, item, now_ns)
        return True

    def _audio_delta(self, event: s.OutputAudioDelta, now_ns: int) -> None:
        parts = self._parts
        if parts.answers.hear_delta(event, now_ns) is not None:
            parts.link.has_spoken = True
            frames = frames_of_bytes(len(event.delta))
            parts.measured.delta(event.item_id, event.response_id, frames, now_ns)
            if parts.answers.overfull:
                parts.transcript.notice(
                    "The answer is longer than a quarter of an hour; it was stopped here.", now_ns
                )
                parts.slot.cancel(now_ns)

    def _audio_done(self, event: s.OutputAudioDone, now_ns: int) -> None:
        self._parts.answers.finish_track(event.item_id, event.content_index)

    def _rate_limits_updated(self, event: s.RateLimitsUpdated, now_ns: int) -> None:
        self._parts.allowance.updated(event.rate_limits, now_ns)

    # -- errors ----------------------------------------------------------------------------------

    def _error(self, event: s.ErrorEvent, now_ns: int) -> None:
        parts, error = self._parts, event.error
        parts.measured.errors += 1
        parts.out.note(f"server error: {error.type} {error.code} {error.param or ''}".rstrip(), "warning")
        wished = parts.link.options
        had_session = parts.link.in_session
        if parts.link.failed(error, now_ns):
            parts.set_up(parts.link.options)
            if parts.link.state is Link.FAILED:
                parts.end_session("the service ended the session", now_ns)
            elif had_session and not parts.link.in_session:
                parts.lose_session("the service ended the session", now_ns)
            elif error.code == "cannot_update_voice" and wished != parts.link.options:
                parts.link.banner = None
                parts.rotation.begin(wished)
            return
        if parts.resumption.refused(error, now_ns):
            return
        if parts.slot.is_cancel(error.event_id):
            return
        if parts.amendments.failed(error) or error.code in BENIGN_CODES:
            return
        if parts.recovered.refused(error, now_ns):
            parts.answer_recovered(now_ns)
            return
        if error.code == "input_audio_buffer_commit_empty":
            parts.microphone.kept.refused()
            if parts.turns.refused():  # otherwise voice detection was faster than our commit (flows 11, R9)
                parts.transcript.notice("Too short: hold the key while you speak.", now_ns)
                self._turn_dropped()
            return
        if self._is_about_create(error):
            active = _RESPONSE_ID.search(error.message)
            busy = _is_busy(error) or active is not None
            holder = ResponseId(active.group()) if active else parts.slot.active
            if parts.slot.refused(error.event_id, now_ns, busy=busy, active=holder):
                parts.again.refused()
                if not busy:
                    self._turn_dropped()
                    self._say(error, now_ns)
                return
            if busy:  # the server's own request, for a noise it took for a turn while the answer went on
                return
        self._say(error, now_ns)

    def _is_about_create(self, error: ErrorInfo) -> bool:
        if error.code == "bad_response_create" or _is_busy(error):
            return True
        return self._parts.slot.is_request(error.event_id)

    def _say(self, error: ErrorInfo, now_ns: int) -> None:
        wait_s = self._parts.allowance.wait_s(now_ns)
        sentence = sentence_of(error.code or "", error.message, wait_s=wait_s) or PROBLEM
        self._parts.transcript.notice(sentence, now_ns, details=_details(error), failed=True)

    def _unrecognised(self, event: s.Unrecognised, now_ns: int) -> None:
        self._parts.measured.unrecognised += 1
        self._parts.out.note(f"event not understood: {event.type} ({event.reason})", "info")

    # -- inside ----------------------------------------------------------------------------------

    def _turn_dropped(self) -> None:
        self._parts.turn.on(TurnEvent.DROPPED)


def _is_busy(error: ErrorInfo) -> bool:
    """Say whether an error means that another response has the slot; early versions gave it no code."""
    if error.code == "conversation_already_has_active_response":
        return True
    return "already has an active response" in error.message.lower()


def _details(error: ErrorInfo) -> str:
    place = f" ({error.param})" if error.param else ""
    return f"{error.code or error.type}{place}: {error.message}"
