"""The answers being generated and played: which deltas count, what is queued, what has been heard.

Sound of a response goes to the loudspeaker only while that response holds the slot. Late deltas of an
interrupted one die here and nowhere else; they are still counted, because the server believes it said them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from voiceapp.dialogue.commands import CutPlayout, FinishPlayout, PausePlayout, PlayPcm
from voiceapp.dialogue.inputs import SpeakerBlock
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.playback import PlaybackLedger, Track
from voiceapp.dialogue.response_slot import ResponseSlot
from voiceapp.dialogue.snapshot import RowKind
from voiceapp.dialogue.states import SPEAKER_TABLE, Automaton, Speaker, SpeakerEvent
from voiceapp.dialogue.transcript import Transcript
from voiceapp.dialogue.unheard_sound import UnheardSound
from voiceapp.pcm import FRAME_BYTES, frames_of_bytes
from voiceapp.protocol.objects import Item, Response
from voiceapp.protocol.server_events import OutputAudioDelta
from voiceapp.protocol.wire import ItemId, ResponseId, known


@dataclass(slots=True)
class AnswerItem:
    """A message the model is writing or has written."""

    item_id: ItemId
    response_id: ResponseId
    finished: bool = False
    """The server will not add to it."""
    tracks: list[Track] = field(default_factory=list)
    shown: bool = False
    """Its sound came while there was no loudspeaker, and will not be played when there is one."""
    ending: str = ""
    """A clause: why the service did not finish it; empty as long as it does."""

    @property
    def heard_completely(self) -> bool:
        """Say whether nothing of it is left to be played, and nothing more will come."""
        return self.finished and all(t.ended and t.heard >= t.received for t in self.tracks)


class Answers:
    """Owns the ledger and the Speaker automaton."""

    def __init__(
        self, options: DialogueOptions, out: Outbox, slot: ResponseSlot, transcript: Transcript
    ) -> None:
        self.options = options
        self._out = out
        self._slot = slot
        self._transcript = transcript
        self._speaker = Automaton(SPEAKER_TABLE, Speaker.SILENT)
        self._items: dict[ItemId, AnswerItem] = {}
        self._odd_bytes: dict[tuple[ItemId, int], bytes] = {}
        self._unheard = UnheardSound()
        self.ledger = PlaybackLedger()
        self.speaker_works = False
        self.dropped_deltas = 0

    # -- what is the case ------------------------------------------------------------------------

    @property
    def speaker(self) -> Speaker:
        """Return what the loudspeaker is doing."""
        return self._speaker.state

    @property
    def overfull(self) -> bool:
        """Say whether more unheard sound waits than anybody will listen to."""
        return self.ledger.waiting_frames > self.options.playout_frames_max

    def item(self, item_id: ItemId) -> AnswerItem | None:
        """Return an answer that is not settled yet."""
        return self._items.get(item_id)

    def unsettled(self) -> list[AnswerItem]:
        """Return all answers that are being written, played or cut, oldest first."""
        return list(self._items.values())

    def was_read(self, answer: AnswerItem) -> bool:
        """Say whether an answer reached the eye: it is in writing, or there is no loudspeaker."""
        entry = self._transcript.find(answer.item_id)
        in_writing = entry is not None and not entry.spoken
        return (in_writing or answer.shown) and all(track.queued == 0 for track in answer.tracks)

    def note_on(self, answer: AnswerItem) -> str:
        """Say in clauses why nobody heard an answer that was read, and why it is not finished."""
        shown = "shown, not played: there is no loudspeaker" if answer.shown else ""
        return "; ".join(clause for clause in (shown, answer.ending) if clause)

    # -- what the server did ---------------------------------------------------------------------

    def begin_item(self, response_id: ResponseId, item: Item, now_ns: int) -> AnswerItem | None:
        """Open the row of a message; None for items that are not messages of the assistant."""
        item_id = known(item.id, ItemId(""))
        if not item_id or item.type != "message" or known(item.role, "assistant") != "assistant":
            return None
        answer = self._items.get(item_id)
        if answer is None:
            answer = self._items[item_id] = AnswerItem(item_id, response_id)
            self._transcript.open_row(item_id, RowKind.ASSISTANT, now_ns).response_id = response_id
        return answer

    def hear_delta(self, event: OutputAudioDelta, now_ns: int) -> Track | None:
        """Take sound; queue it if its response holds the slot. Return its track when it was queued."""
        frames = frames_of_bytes(len(event.delta))
        if self._slot.is_dropped(event.response_id):
            self.ledger.discard(event.item_id, event.content_index, frames)
            self.dropped_deltas += 1
            return None
        if event.response_id != self._slot.active:
            self.dropped_deltas += 1
            self._out.note("sound of a response that is not active was dropped", "warning")
            return None
        pcm = self._whole_frames(event)
        frames = frames_of_bytes(len(pcm))
        answer = self._items.get(event.item_id)
        if answer is None:  # some servers do not announce the item
            item = Item(type="message", id=event.item_id, role="assistant")
            answer = self.begin_item(event.response_id, item, now_ns)
            assert answer is not None
        track = self.ledger.receive(event.item_id, event.content_index, event.response_id, frames)
        if track not in answer.tracks:
            answer.tracks.append(track)
        playable = self.speaker_works or track.queued  # a lost loudspeaker may come back and go on
        if not playable:
            answer.shown = True
        if not frames or not playable or track.queued != track.received - frames:
            return None
        self._out.put(PlayPcm(event.item_id, event.content_index, track.queued, pcm))
        self._unheard.keep(track.key, track.queued, pcm)
        self.ledger.queue(track, frames)
        self._speaker.on(SpeakerEvent.PLAY)
        return track

    def finish_track(self, item_id: ItemId, content_index: int) -> None:
        """Note that no more sound comes for one part."""
        track = self.ledger.track(item_id, content_index)
        if track is not None and not track.ended:
            track.ended = True
            if track.queued and item_id in self._items:
                # also when all of it has been played: the queue would wait for more and call that an underrun
                self._out.put(FinishPlayout(item_id, content_index))

    def finish_item(self, item_id: ItemId, *, complete: bool) -> None:
        """Note that the server has finished an item, by itself (`complete`) or because it was stopped."""
        answer = self._items.get(item_id)
        if answer is not None:
            for track in answer.tracks:
                self.finish_track(track.item_id, track.content_index)
                track.complete = track.complete or complete
            answer.finished = True
            self._settle_heard()

    def end_early(self, response: Response, clause: str) -> None:
        """Note why the service did not finish a response; `clause` stands under its last message."""
        begun = [answer for answer in self._items.values() if answer.response_id == response.id]
        messages = [known(item.id, "") for item in response.output if item.type == "message"]
        if begun:
            begun[-1].ending = clause
        elif messages:  # it is settled already
            self._transcript.remark(messages[-1], clause)

    def finish_response(self, response_id: ResponseId, *, complete: bool) -> None:
        """Note that a response is over: none of its items will grow."""
        for answer in self.unsettled():
            if answer.response_id == response_id:
                self.finish_item(answer.item_id, complete=complete)

    # -- what the loudspeaker did ----------------------------------------------------------------

    def take_block(self, block: SpeakerBlock) -> None:
        """Count what the device has taken."""
        self.ledger.take(block)

    def advance(self, now_ns: int) -> None:
        """Move the heard marks, and notice when the last sample has been heard."""
        self.ledger.advance(now_ns)
        for answer in self._items.values():
            for track in answer.tracks:
                self._unheard.heard(track.key, track.heard)
                self._transcript.answer_heard(
                    track.item_id,
                    track.content_index,
                    heard_frames=track.heard,
                    received_frames=track.received,
                    complete=track.whole,
                )
        if self.ledger.drained and self._speaker.state is Speaker.PLAYING:
            self._speaker.on(SpeakerEvent.DRAINED)
        self._settle_heard()

    def speaker_opened(self) -> None:
        """A loudspeaker takes sound from frame 0 on; an answer goes on with the first frame nobody heard."""
        self.ledger.open_device()
        self.speaker_works = True
        unheard = self.ledger.unheard()
        if not unheard:
            return
        # The queue still has what the old device had not taken; everything is queued anew instead.
        self._out.put(CutPlayout(self._out.new_order()))
        for track in unheard:
            rest = self._unheard.rest(track.key, track.heard)
            self._out.put(PlayPcm(track.item_id, track.content_index, track.heard, rest))
            if track.ended:
                self._out.put(FinishPlayout(track.item_id, track.content_index))
        if self._speaker.state is Speaker.PAUSED:
            self._out.put(PausePlayout(self._out.new_order()))

    def speaker_lost(self, now_ns: int) -> None:
        """The loudspeaker is gone, and with it what it had not played."""
        self.ledger.advance(now_ns)
        self.ledger.lose_device()
        self.speaker_works = False

    # -- pausing and cutting ---------------------------------------------------------------------

    def can(self, event: SpeakerEvent) -> bool:
        """Say whether the loudspeaker can do that now."""
        return self._speaker.allows(event)

    def move(self, event: SpeakerEvent) -> None:
        """Move the Speaker automaton."""
        self._speaker.on(event)

    def forget(self, answers: Iterable[AnswerItem]) -> None:
        """Stop following answers that are settled."""
        for answer in answers:
            self._items.pop(answer.item_id, None)
            for track in answer.tracks:
                self._odd_bytes.pop(track.key, None)
                self._unheard.forget(track.key)

    # -- inside ----------------------------------------------------------------------------------

    def _settle_heard(self) -> None:
        """Settle what was heard or read to its end; what is being cut is settled by the cut."""
        if not self._items or self._speaker.state is Speaker.CUTTING:
            return
        done = []
        for answer in self._items.values():
            if not answer.finished:
                continue
            unplayed = bool(answer.tracks) and self.was_read(answer)
            if answer.heard_completely or unplayed:
                note = self.note_on(answer) if unplayed else answer.ending
                spoken_in_full = all(track.whole for track in answer.tracks)
                self._transcript.answer_done(answer.item_id, note, all_words=unplayed or spoken_in_full)
                done.append(answer)
        self.forget(done)

    def _whole_frames(self, event: OutputAudioDelta) -> bytes:
        """Return whole frames: a delta that ends inside a sample hands its odd byte to the next."""
        key = (event.item_id, event.content_index)
        pcm = self._odd_bytes.pop(key, b"") + event.delta
        if len(pcm) % FRAME_BYTES:
            self._odd_bytes[key] = pcm[-1:]
            pcm = pcm[:-1]
        return pcm
