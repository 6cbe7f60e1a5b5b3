"""Which of the person's turns have not been delivered yet: the rules, without files or clocks.

* Speech is kept from the moment our own ears or the server's hear a voice, or the talk key is down, and
  `PRE_ROLL_MS` before. It is delivered when the server has made an item of it (`committed`) *and* an answer
  has begun after that. A commit alone is not enough: a session dies with its connection, and a turn nobody
  has answered dies with it.
* A typed message is delivered when its item is acknowledged and an answer has begun after that.
* A recovered turn, which is kept elsewhere, is delivered when its item is acknowledged.

Some turns are not to be delivered, and are erased as well: what was cleared (muted, too short), a noise that
was deleted, a sound the server never took for speech, a turn whose answer the person stopped, everything when
a new conversation begins. So is a turn whose answer has not begun in `ANSWER_PATIENCE_NS` although the
connection is there: the person has been told.

When a connection is lost, what it had not delivered stays, and what is said while the conversation waits for
the next one is kept as well. The next session is told what it does not know (`dialogue/resumption.py`): the
words of a turn as text, speech without words as sound. That delivers it like the first time.
"""

from __future__ import annotations

from collections import deque

from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.voice_activity import VoiceActivity
from voiceapp.pcm import NS_PER_MS, NS_PER_S, RATE_HZ, frames_of_bytes, frames_of_ms, ns_of_frames
from voiceapp.protocol import client_events as out
from voiceapp.protocol import server_events as s
from voiceapp.protocol.objects import Item
from voiceapp.protocol.wire import ItemId, UnsetType, known
from voiceapp.recording.kept_turn import KeptTurn, SafePlace, Stage

PRE_ROLL_MS = 1_000
"""Longer than the way to the server and back, and than what its voice detection wants to hear."""
ONSET_MS = 60
"""So much voice within `ONSET_WINDOW_MS` is taken for the beginning of speech; a click is shorter."""
ONSET_WINDOW_MS = 300
UNCONFIRMED_NS = 3 * NS_PER_S
"""So long after its last voice the server has not heard anything either; longer than any tail of a key."""
SENTENCE_PAUSE_NS = NS_PER_S
"""Ends a sentence that is spoken while there is no connection."""
ANSWER_PATIENCE_NS = 15 * NS_PER_S
"""Longer than the conversation itself waits for an answer to begin."""

PIECE_FRAMES_MAX = 30 * RATE_HZ
"""A longer turn is kept in pieces that fit into one message each (1.9 MB as base64)."""
KEPT_FRAMES_MAX = 300 * RATE_HZ
KEPT_TURNS_MAX = 20


class Undelivered:
    """Fed with every step of a conversation, in order; keeps, and erases what has been delivered."""

    def __init__(self, place: SafePlace) -> None:
        self._place = place
        self._turns: list[KeptTurn] = []
        self._speaking: KeptTurn | None = None
        """What the next sound belongs to."""
        self._bridging = False
        """The connection is lost and will be back: what is said now will be said again."""
        self._in_session = False
        self._microphone_open = False
        """Sound leaves, or left when the connection was lost, without a key."""
        self._commits: deque[list[KeptTurn]] = deque()
        """What each commit on its way covers, oldest first."""
        self._last_item: ItemId | None = None
        """The newest the server has made of speech; it may be told twice."""
        self._before: deque[bytes] = deque()
        self._before_frames = 0
        self._voice = VoiceActivity()
        self._turn_ended_ns = 0
        self._held = False
        self._released_ns = 0
        self.dropped = 0
        """Turns and pieces given up to stay within the limits."""

    def take(self, happened: i.Input, commands: list[c.Command]) -> None:
        """Take one step of the conversation. Raises OSError when it cannot be kept."""
        now_ns = happened.at_ns
        match happened:
            case i.MicBlock():
                self._hear(happened, goes_out=any(_is_append(command) for command in commands))
            case i.FromServer(event=event, spare=False):
                self._from_server(event, now_ns)
            case i.TalkPressed():
                self._held = True
            case i.TalkReleased():
                self._held, self._released_ns = False, now_ns
            case i.MuteChosen():
                self._microphone_open = False
                if self._bridging and self._speaking is not None:
                    self._erase([self._speaking])
            case i.TextSubmitted(text=text) if text.strip():
                self._keep_text(text.strip(), now_ns)
            case i.SpeechRecovered(name=name):
                self._recover(name, "", now_ns)
            case i.TextRecovered(name=name, text=text):
                self._recover(name, text, now_ns)
            case i.StopPressed():
                self._erase([turn for turn in self._turns if turn.stage is Stage.ACKNOWLEDGED])
            case i.NewConversationRequested() | i.ConversationContinued():
                self._erase([turn for turn in self._turns if not turn.recovered])
            case i.LinkDropped(spare=False, retry=retry) | i.LinkFailed(spare=False, retry=retry):
                self._lose(bridging=retry)
            case i.ComputerWoke():
                self._lose(bridging=True)
        is_spoken_now = isinstance(happened, i.MicBlock | i.TalkPressed)
        for command in commands:
            match command:
                case c.SendEvent(event=out.InputAudioAppend(audio=pcm), spare=False):
                    self._append(pcm, now_ns, is_spoken_now=is_spoken_now)
                case c.SendEvent(event=sent, spare=False):
                    self._sent(sent, now_ns)
                case c.CloseLink(spare=False) if not isinstance(happened, i.ComputerWoke):
                    self._lose(bridging=False)
                case c.SwitchLink():
                    self._lose(bridging=False)
                    is_spoken_now = False
        self._expire(now_ns)

    # -- what leaves -----------------------------------------------------------------------------

    def _sent(self, event: out.ClientEvent, now_ns: int) -> None:
        match event:
            case out.InputAudioClear():
                self._erase([turn for turn in self._turns if turn.stage is Stage.SPOKEN])
                self._forget_before()
            case out.InputAudioCommit():
                covered = [turn for turn in self._speech(Stage.SPOKEN, Stage.SENT) if turn.item_id is None]
                for turns in self._commits:
                    covered = [turn for turn in covered if turn not in turns]
                self._end(covered, now_ns)
                self._commits.append(covered)
            case out.ItemCreate(item=item):
                self._created(item)
            case out.ItemDelete(item_id=item_id):
                self._erase([turn for turn in self._turns if turn.item_id == item_id])

    def _append(self, pcm: bytes, now_ns: int, *, is_spoken_now: bool) -> None:
        if is_spoken_now:
            self._hear_speech(pcm, now_ns)
        elif any(pcm):  # not the silence that lets the server find the end of a turn
            self._say_again()

    def _say_again(self) -> None:
        """Sound that nobody is speaking now: the conversation says again what the last session lost."""
        for turn in self._speech(Stage.LOST):
            turn.stage = Stage.SPOKEN if turn is self._speaking else Stage.SENT

    def _created(self, item: Item) -> None:
        """Find the turns an item is made of: a recovered one, or those with these words."""
        parts = known(item.content, ())
        if known(item.role, "") != "user" or not parts or isinstance(item.id, UnsetType):
            return
        waiting = [
            turn for turn in self._turns if turn.item_id is None and turn.stage in {Stage.SENT, Stage.LOST}
        ]
        if parts[0].type == "input_audio":
            found = [turn for turn in waiting if turn.recovered and not turn.text][:1]
        else:
            found = [turn for turn in waiting if turn.text and turn.text == parts[0].text]
        for turn in found:
            turn.item_id, turn.stage = item.id, Stage.SENT

    # -- what is heard ---------------------------------------------------------------------------

    def _hear(self, block: i.MicBlock, *, goes_out: bool) -> None:
        duration_ns = ns_of_frames(frames_of_bytes(len(block.pcm)))
        self._voice.hear(block.captured_at_ns, duration_ns, block.rms, echo=block.near is False)
        if goes_out:
            self._bridging = False
            self._microphone_open = not self._held
            if self._speaking is not None and self._speaking.stage is Stage.LOST:
                self._speaking = None  # the session it began in is gone, and nobody has said it again
        elif self._bridging and (self._held or self._microphone_open):
            self._hear_speech(block.pcm, block.at_ns)
            quiet_ns = block.captured_at_ns - (self._voice.last_voiced_end_ns or 0)
            if not self._held and quiet_ns > SENTENCE_PAUSE_NS:
                self._speaking = None

    def _hear_speech(self, pcm: bytes, now_ns: int) -> None:
        """Add sound to what is being said, or keep it in mind for what may begin."""
        if self._speaking is None and (self._held or self._voice_began(now_ns)):
            self._begin(now_ns)
        if self._speaking is not None:
            self._speaking = self._keep(self._speaking, pcm, now_ns)
            return
        self._before.append(pcm)
        self._before_frames += frames_of_bytes(len(pcm))
        while self._before_frames > frames_of_ms(PRE_ROLL_MS):
            self._before_frames -= frames_of_bytes(len(self._before.popleft()))

    def _voice_began(self, now_ns: int) -> bool:
        since_ns = max(now_ns - ONSET_WINDOW_MS * NS_PER_MS, self._turn_ended_ns)
        return self._voice.voiced_since_ns(since_ns) >= ONSET_MS * NS_PER_MS

    # -- what the server says --------------------------------------------------------------------

    def _from_server(self, event: s.ServerEvent, now_ns: int) -> None:
        match event:
            case s.SpeechStarted(item_id=item_id) | s.InputAudioCommitted(item_id=item_id) if (
                item_id == self._last_item
            ):
                return
            case s.SessionUpdated():
                self._in_session = True
            case s.SpeechStarted(item_id=item_id):
                if self._speaking is not None and self._speaking.item_id not in (None, item_id):
                    self._end(self._speech(Stage.SPOKEN), now_ns)  # its end was not told
                again = [turn for turn in self._speech(Stage.SENT) if turn.item_id is None]
                if self._speaking is None and not again:
                    self._begin(now_ns)
                for turn in again + self._speech(Stage.SPOKEN):
                    turn.item_id = item_id
            case s.SpeechStopped():
                self._end(self._speech(Stage.SPOKEN), now_ns)
            case s.InputAudioCleared():  # also what the server had heard before it obeyed
                self._erase([turn for turn in self._speech(Stage.SPOKEN) if turn.item_id is not None])
            case s.InputAudioCommitted(item_id=item_id):
                self._committed(item_id, now_ns)
            case s.TranscriptionCompleted(item_id=item_id, transcript=words):
                for turn in [turn for turn in self._turns if turn.item_id == item_id]:
                    turn.text = words.strip()
            case s.ErrorEvent(error=error) if error.code == "input_audio_buffer_commit_empty":
                self._erase(self._commits.popleft() if self._commits else [])
            case s.ItemCreated(item=item) | s.ItemAdded(item=item) | s.ItemDone(item=item):
                self._placed(known(item.id, ItemId("")), now_ns)
            case s.ResponseCreated():
                self._erase([turn for turn in self._turns if turn.stage is Stage.ACKNOWLEDGED])

    def _committed(self, item_id: ItemId, now_ns: int) -> None:
        self._last_item = item_id
        if self._commits:
            covered = self._commits.popleft()
        else:
            uncommitted = self._speech(Stage.SPOKEN, Stage.SENT)
            covered = [turn for turn in uncommitted if turn.item_id == item_id]
            covered += [turn for turn in uncommitted if turn.item_id is None and turn.stage is Stage.SENT]
            covered = covered or self._speech(Stage.SPOKEN)
        self._end(covered, now_ns)
        for turn in covered:
            turn.stage, turn.item_id, turn.since_ns = Stage.ACKNOWLEDGED, item_id, now_ns

    def _placed(self, item_id: ItemId, now_ns: int) -> None:
        for turn in [turn for turn in self._turns if turn.item_id == item_id and turn.stage is Stage.SENT]:
            if turn.recovered:
                self._erase([turn])
            else:
                turn.stage, turn.since_ns = Stage.ACKNOWLEDGED, now_ns

    # -- turns come and go -----------------------------------------------------------------------

    def _speech(self, *stages: Stage) -> list[KeptTurn]:
        return [
            turn for turn in self._turns if turn.is_speech and not turn.recovered and turn.stage in stages
        ]

    def _begin(self, now_ns: int) -> None:
        began_ns = now_ns - ns_of_frames(self._before_frames)
        stage = Stage.LOST if self._bridging else Stage.SPOKEN
        self._speaking = KeptTurn(self._place.speech(began_ns), stage, now_ns)
        self._turns.append(self._speaking)
        before = b"".join(self._before)
        self._forget_before()
        self._speaking = self._keep(self._speaking, before, now_ns)

    def _keep(self, turn: KeptTurn, pcm: bytes, now_ns: int) -> KeptTurn:
        """Add sound to a turn, or to a new piece of it; return what goes on."""
        if turn.frames >= PIECE_FRAMES_MAX:
            turn = KeptTurn(self._place.speech(now_ns), turn.stage, turn.since_ns, item_id=turn.item_id)
            self._turns.append(turn)
        turn.kept.append(pcm)
        turn.frames += frames_of_bytes(len(pcm))
        self._bound()
        return turn

    def _keep_text(self, text: str, now_ns: int) -> None:
        # Typed once more: the one before was not sent, and the person has seen to it.
        self._erase([turn for turn in self._turns if turn.text == text and turn.item_id is None])
        kept = self._place.text(now_ns, text)
        self._turns.append(KeptTurn(kept, Stage.LOST, now_ns, is_speech=False, text=text))
        self._bound()

    def _recover(self, name: str, text: str, now_ns: int) -> None:
        kept = self._place.recovered(name)
        turn = KeptTurn(kept, Stage.SENT, now_ns, is_speech=not text, text=text, recovered=True)
        self._turns.append(turn)

    def _end(self, turns: list[KeptTurn], now_ns: int) -> None:
        for turn in turns:
            turn.stage = Stage.SENT
        if self._speaking in turns:
            self._speaking = None
            self._turn_ended_ns = now_ns

    def _lose(self, *, bridging: bool) -> None:
        """The session is gone, with everything it had not answered."""
        for turn in self._turns:
            turn.item_id = None
            if not turn.recovered:
                turn.stage = Stage.LOST
        self._bridging = bridging and (self._in_session or self._bridging)
        self._in_session = False
        self._commits.clear()
        self._forget_before()

    def _expire(self, now_ns: int) -> None:
        if not self._turns:
            return
        if self._speaking is not None:
            heard_ns = max(self._voice.last_voiced_end_ns or 0, self._released_ns, self._speaking.since_ns)
            unconfirmed = self._speaking.stage is Stage.SPOKEN and self._speaking.item_id is None
            if unconfirmed and not self._held and now_ns - heard_ns > UNCONFIRMED_NS:
                self._erase(self._speech(Stage.SPOKEN))
        for turn in [turn for turn in self._turns if turn.stage is Stage.ACKNOWLEDGED]:
            if self._speaking is not None:
                turn.since_ns = now_ns  # no answer begins while somebody speaks
            elif now_ns - turn.since_ns > ANSWER_PATIENCE_NS:
                self._erase([turn])

    def _erase(self, turns: list[KeptTurn]) -> None:
        for turn in turns:
            if turn in self._turns:  # a commit may still speak of one that was given up
                self._turns.remove(turn)
                turn.kept.erase()
        if self._speaking in turns:
            self._speaking = None

    def _bound(self) -> None:
        """Give up the oldest."""
        own = [turn for turn in self._turns if not turn.recovered]
        while len(own) > KEPT_TURNS_MAX or sum(turn.frames for turn in own) > KEPT_FRAMES_MAX:
            self._erase([own.pop(0)])
            self.dropped += 1

    def _forget_before(self) -> None:
        self._before.clear()
        self._before_frames = 0


def _is_append(command: c.Command) -> bool:
    return isinstance(command, c.SendEvent) and isinstance(command.event, out.InputAudioAppend)
