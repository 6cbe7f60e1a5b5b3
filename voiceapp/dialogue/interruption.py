"""Cutting in: pause at once, decide with evidence, cut exactly, and amend the service's memory.

1. *Pause.* Speech while an answer is audible silences it within a block; nothing is lost yet.
2. *Decide.* Speech that lasts `confirm_ms` is an interruption; a cough is not, the answer goes on where it
   stopped and the noise leaves no trace. Keys and typed text are decisions already.
3. *Cut.* The queue is dropped and the response cancelled if it is still active.
4. *Settle.* When the device has reported the last block of the fade, the last frame that reaches the ear is
   known to the sample; only then are items truncated or deleted (`barge_in`), in the same instant on the
   wire as far as the service is concerned, and well before the person's turn is committed.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceapp.dialogue.amendments import Amendments
from voiceapp.dialogue.answers import AnswerItem, Answers
from voiceapp.dialogue.barge_in import Amendment, Remedy, remedy_for
from voiceapp.dialogue.commands import CutPlayout, PausePlayout, ResumePlayout
from voiceapp.dialogue.inputs import SpeakerBlock
from voiceapp.dialogue.measurements import Measurements
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.response_slot import ResponseSlot, Slot
from voiceapp.dialogue.states import Speaker, SpeakerEvent
from voiceapp.dialogue.transcript import Transcript
from voiceapp.dialogue.voice_activity import VoiceActivity
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.objects import Item
from voiceapp.protocol.wire import ItemId, ResponseId, known

CUT_PATIENCE_NS = 250 * NS_PER_MS
"""A device that has not reported a cut by then will not: its last known block is taken for the truth."""
ONSET_NS = 300 * NS_PER_MS
"""Speech is older than `speech_started` by the server's detection time and the way there and back."""


LOCAL_ONSET_NS = 80 * NS_PER_MS
LOCAL_WINDOW_NS = 160 * NS_PER_MS
"""So much voice in so much time silences an answer before the server has noticed: clicks are shorter."""
LOCAL_PATIENCE_NS = 600 * NS_PER_MS
"""How long the server may take to hear it too: its detection, the way there and the way back."""


@dataclass(slots=True)
class Pause:
    """An interruption nobody has decided yet."""

    began_ns: int
    decide_at_ns: int
    user_item: ItemId
    """Empty while only our own ears have heard something."""


@dataclass(slots=True)
class Cut:
    """An interruption that is decided and waits for the device to report it."""

    began_ns: int
    order: int
    give_up_ns: int
    victims: list[AnswerItem]
    lost_session: str = ""
    """Why the session is gone, if it is: then rows are put right, and nothing is said to a server."""


class Interruption:
    """Owns the way from the first sign of speech to the amended memory."""

    def __init__(
        self,
        options: DialogueOptions,
        out: Outbox,
        answers: Answers,
        slot: ResponseSlot,
        amendments: Amendments,
        transcript: Transcript,
        voice: VoiceActivity,
        measured: Measurements,
    ) -> None:
        self.confirm_ms = options.confirm_ms
        self._out = out
        self._answers = answers
        self._slot = slot
        self._amendments = amendments
        self._transcript = transcript
        self._voice = voice
        self._measured = measured
        self._pause: Pause | None = None
        self._cut: Cut | None = None
        self._false_alarms: dict[ItemId, int | None] = {}
        """Speech the server heard and we took for noise, by user item, with the time of that decision; None
        once the server has heard it end, when it can no longer turn out to be speech."""
        self._local_alarm = False
        """Our own ears took for a voice what the server does not; until it is quiet they are not believed."""
        self.count = 0

    @property
    def _confirm_ns(self) -> int:
        return self.confirm_ms * NS_PER_MS

    @property
    def deadline_ns(self) -> int | None:
        """Return when a pause must be decided or a cut given up."""
        if self._pause is None:
            return self._cut.give_up_ns if self._cut is not None else None
        decide_at_ns = self._pause.decide_at_ns
        return min(decide_at_ns, self._cut.give_up_ns) if self._cut is not None else decide_at_ns

    @property
    def something_to_stop(self) -> bool:
        """Say whether an answer is audible, paused, or under way."""
        if self._answers.speaker in {Speaker.PLAYING, Speaker.PAUSED} or self._begun_since_cut():
            return True
        return self._slot.slot in {Slot.ACTIVE, Slot.REQUESTED, Slot.EXPECTED}

    # -- signs of an interruption ----------------------------------------------------------------

    def speech_began(self, user_item: ItemId, now_ns: int, *, server_interrupts: bool) -> None:
        """The server hears speech: fall silent, and decide now or soon."""
        if not self.something_to_stop:
            return
        if server_interrupts or self._confirm_ns == 0:
            self.interrupt(now_ns, server_cancels=server_interrupts)
            return
        if self._pause is None:
            self._pause = Pause(now_ns, now_ns + self._confirm_ns, user_item)
            self._order_pause()
        elif not self._pause.user_item:  # our own ears were quicker
            self._pause.user_item = user_item
            self._pause.decide_at_ns = now_ns + self._confirm_ns

    def speech_ended(self, user_item: ItemId, now_ns: int) -> None:
        """The server hears silence: what lasted so short may have been noise."""
        pause = self._pause
        if pause is not None and pause.user_item == user_item:
            self._decide(now_ns)
        if user_item in self._false_alarms:
            self._false_alarms[user_item] = None

    def voice_heard(self, now_ns: int, *, may_pause: bool = False) -> None:
        """Another block of microphone: evidence for a decision, or for taking one back.

        `may_pause`: the microphone has no echo that could be taken for a person, so that a voice in it
        silences the answer before the server has noticed. Whether it is a turn remains the server's decision.
        """
        pause = self._pause
        if pause is None and may_pause and self._begins(now_ns):
            self._pause = Pause(now_ns, now_ns + LOCAL_PATIENCE_NS, ItemId(""))
            self._order_pause()
            return
        if pause is not None:
            if not pause.user_item:
                return
            if self._voice.voiced_since_ns(pause.began_ns - ONSET_NS) >= self._confirm_ns:
                self.interrupt(now_ns)
            return
        for user_item, since_ns in self._false_alarms.items():
            if since_ns is None or not self.something_to_stop:
                continue
            if self._voice.voiced_since_ns(since_ns) >= self._confirm_ns:
                del self._false_alarms[user_item]
                self.interrupt(now_ns)
                return

    def _begins(self, now_ns: int) -> bool:
        """Say whether a voice begins over an audible answer."""
        if self._confirm_ns == 0 or self._answers.speaker is not Speaker.PLAYING or self._false_alarms:
            return False
        if self._voice.voiced_since_ns(now_ns - LOCAL_WINDOW_NS) < LOCAL_ONSET_NS:
            if not self._voice.speaking():
                self._local_alarm = False
            return False
        return not self._local_alarm

    def at(self, now_ns: int) -> None:
        """A deadline has come."""
        if self._pause is not None and now_ns >= self._pause.decide_at_ns:
            self._decide(now_ns)
        if self._cut is not None and now_ns >= self._cut.give_up_ns:
            self._out.note("the loudspeaker did not report the cut; its last block is taken", "warning")
            self._settle(now_ns)

    def is_false_alarm(self, user_item: ItemId) -> bool:
        """Say whether this user item is a noise that must leave no trace; asked when it is committed."""
        known_as_noise = user_item in self._false_alarms
        self._false_alarms.pop(user_item, None)
        return known_as_noise

    def forget_false_alarms(self) -> None:
        """Note that what the server was hearing has been cleared: it will not be committed."""
        self._false_alarms.clear()

    # -- the cut ---------------------------------------------------------------------------------

    def interrupt(self, now_ns: int, *, server_cancels: bool = False) -> bool:
        """Interrupt for good; say whether there was anything to interrupt."""
        began_ns = self._pause.began_ns if self._pause is not None else now_ns
        if not self.something_to_stop:
            self._pause = None
            return False
        self._pause = None
        victims = self._answers.unsettled()
        silenced = self._silence(began_ns, now_ns, victims)
        if server_cancels:
            self._slot.cancelled_by_server(now_ns)
        else:
            self._slot.cancel(now_ns)
        for answer in victims:
            self._slot.drop(answer.response_id)
        self.count += 1 if victims or silenced else 0
        self._settle_or_wait(now_ns, victims)
        return True

    def block_taken(self, block: SpeakerBlock, now_ns: int) -> None:
        """The device took a block: the cut may be exact now."""
        if self._cut is not None and block.order >= self._cut.order:
            self._settle(now_ns)

    def late_item(self, item: Item, response_id: ResponseId) -> None:
        """An item of a response that was interrupted appeared afterwards: nothing of it was heard."""
        item_id = known(item.id, ItemId(""))
        if item_id and item.type == "message":
            self._amendments.delete_when_finished(item_id, response_id)

    def speaker_lost(self, now_ns: int) -> None:
        """The loudspeaker is gone: what it has not played is not heard."""
        if self._cut is not None:
            self._settle(now_ns)

    def reset(self, why: str, now_ns: int) -> None:
        """The session is gone: nothing can be amended, but the sound must stop and rows must be true."""
        self._pause = None
        self._false_alarms.clear()
        victims = self._answers.unsettled()
        self._silence(now_ns, now_ns, victims)
        if self._cut is not None:
            self._cut.lost_session = why
        self._settle_or_wait(now_ns, victims, lost_session=why)

    # -- inside ----------------------------------------------------------------------------------

    def _begun_since_cut(self) -> bool:
        """Say whether sound was queued after the cut that is under way."""
        cut = self._cut
        if cut is None:
            return False
        dropped = {answer.item_id for answer in cut.victims}
        return any(track.item_id not in dropped for track in self._answers.ledger.unheard())

    def _silence(self, began_ns: int, now_ns: int, victims: list[AnswerItem]) -> bool:
        """Cut the loudspeaker if anything sounds, or is queued behind a cut; say whether it was cut."""
        if not self._answers.can(SpeakerEvent.CUT):
            return False
        cut = self._cut
        if cut is not None:
            begun = self._begun_since_cut()
            ids = {answer.item_id for answer in victims}
            cut.victims = [answer for answer in cut.victims if answer.item_id not in ids] + victims
            if not begun:
                return False
            began_ns, victims = cut.began_ns, cut.victims
        order = self._out.new_order()
        self._answers.move(SpeakerEvent.CUT)
        self._out.put(CutPlayout(order))
        self._cut = Cut(began_ns, order, now_ns + CUT_PATIENCE_NS, victims)
        return True

    def _settle_or_wait(self, now_ns: int, victims: list[AnswerItem], *, lost_session: str = "") -> None:
        """Amend now where no device has to report a cut first."""
        if self._cut is None:
            self._amend(victims, lost_session)
        elif not self._answers.speaker_works:
            self._settle(now_ns)

    def _order_pause(self) -> None:
        if self._answers.can(SpeakerEvent.PAUSE):
            self._answers.move(SpeakerEvent.PAUSE)
            self._out.put(PausePlayout(self._out.new_order()))

    def _decide(self, now_ns: int) -> None:
        """Interrupt, unless our own ears say that it was a short noise."""
        pause = self._pause
        assert pause is not None
        if pause.user_item and (not self._voice.listening or self._voice.speaking()):
            self.interrupt(now_ns)
            return
        self._pause = None
        if pause.user_item:
            self._false_alarms[pause.user_item] = now_ns
            self._transcript.remove(pause.user_item)
        else:
            self._local_alarm = True  # the server hears no turn in it; not again before it is quiet
        if self._answers.can(SpeakerEvent.RESUME):
            self._answers.move(SpeakerEvent.RESUME)
            self._out.put(ResumePlayout(self._out.new_order()))
        self._out.note("a short noise: the answer goes on")

    def _settle(self, now_ns: int) -> None:
        cut = self._cut
        assert cut is not None
        self._cut = None
        tracks = [track for answer in cut.victims for track in answer.tracks]
        self._answers.ledger.drop_queue(tracks)
        last_ns = self._answers.ledger.sound_ends_at_ns()
        if last_ns is not None:
            self._measured.stops.add(max(0, last_ns - cut.began_ns) // NS_PER_MS)
        self._answers.move(SpeakerEvent.CUT_DONE)
        if any(track.queued > track.handed for track in self._answers.ledger.unheard()):
            self._answers.move(SpeakerEvent.PLAY)  # an answer that began after the cut is queued already
        if self._pause is not None:
            self._order_pause()
        self._amend(cut.victims, cut.lost_session)

    def _amend(self, victims: list[AnswerItem], lost_session: str = "") -> None:
        """Make the rows of interrupted answers true and, where there is a session, its memory of them."""
        for answer in victims:
            remedies = [remedy_for(track) for track in answer.tracks]
            nothing_lost = bool(remedies) and all(a.remedy is Remedy.NOTHING for a in remedies)
            was_read = self._answers.was_read(answer)
            if was_read or nothing_lost:
                note = self._answers.note_on(answer) if was_read else ""
                self._transcript.answer_done(answer.item_id, note)
                continue
            for track in answer.tracks:
                self._transcript.answer_heard(
                    track.item_id,
                    track.content_index,
                    heard_frames=track.handed,
                    received_frames=track.received,
                    complete=track.whole,
                )
            self._transcript.answer_cut(answer.item_id, lost_session)
            if not lost_session:
                self._tell_service(answer, remedies)
        self._answers.forget(victims)

    def _tell_service(self, answer: AnswerItem, remedies: list[Amendment]) -> None:
        """Truncate what was heard in part; delete an item of which nothing was."""
        if all(track.handed == 0 for track in answer.tracks):
            self._delete(answer)
            return
        for amendment in remedies:
            if amendment.remedy is Remedy.TRUNCATE:
                self._amendments.truncate(amendment.item_id, amendment.content_index, amendment.audio_end_ms)

    def _delete(self, answer: AnswerItem) -> None:
        if answer.finished:
            self._amendments.delete(answer.item_id)
        else:
            self._amendments.delete_when_finished(answer.item_id, answer.response_id)
