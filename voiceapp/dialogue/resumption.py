"""From a session that is gone to the next one: nothing is lost between them, and nothing is said twice.

When a session is lost, what it leaves open is weighed: does it owe an answer of which nothing was heard, and
which of the person's speech has it taken without giving words or an answer for it? When the next session is
configured, it is told the history first, then that speech, and only then does the microphone's gate open
(flows 13). The transcript has one quiet row for all of it, however many attempts it took.
"""

from __future__ import annotations

from voiceapp.dialogue.answers import Answers
from voiceapp.dialogue.history import history_of
from voiceapp.dialogue.microphone import MicrophoneGate
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.response_slot import ResponseSlot
from voiceapp.dialogue.snapshot import RowKind
from voiceapp.dialogue.tool_calls import ToolCalls
from voiceapp.dialogue.transcript import Transcript
from voiceapp.dialogue.turns import UserTurns
from voiceapp.pcm import NS_PER_S, RATE_HZ
from voiceapp.protocol.client_events import ItemCreate
from voiceapp.protocol.dialect import Dialect
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.wire import UNSET, ItemId, UnsetType

FORGOTTEN = "The assistant does not remember the beginning of the conversation."


class Resumption:
    """Remembers across the gap; `lose` when a session is lost, `resume` when the next is configured."""

    def __init__(
        self,
        out: Outbox,
        transcript: Transcript,
        microphone: MicrophoneGate,
        turns: UserTurns,
        slot: ResponseSlot,
        answers: Answers,
        tools: ToolCalls,
    ) -> None:
        self._out = out
        self._transcript = transcript
        self._microphone = microphone
        self._turns = turns
        self._slot = slot
        self._answers = answers
        self._tools = tools
        self._owed = False
        self._row = ""
        self._earlier_row = ""
        """Says that an earlier conversation goes on, of which no session has been told yet."""
        self._earlier_is_whole = True
        self._lost_at_ns = 0
        self._history: set[str] = set()
        """Events that told this session its history."""
        self._is_refused = False

    @property
    def waiting(self) -> bool:
        """Say whether a session was lost and the next one is to go on where it ended."""
        return self._microphone.bridging

    def owe(self) -> None:
        """Note that the next session has to answer something that was typed, or a function that ended."""
        self._owed = True

    def begin_with(self, row: str, *, whole: bool) -> None:
        """Note that an earlier conversation goes on, as `row` says; not `whole`: without its beginning."""
        self._earlier_row, self._earlier_is_whole = row, whole

    def lose(self, why: str, now_ns: int, *, quietly: bool) -> None:
        """Weigh what the session leaves open, before it is forgotten; `quietly`: no row about it."""
        last = self._transcript.last(RowKind.USER)
        if last is not None and not self._transcript.answered(last.key):
            self._owed = self._owed or self._slot.owes_answer or bool(self._answers.unsettled())
        microphone = self._microphone
        again = microphone.kept.lose_session(self._transcript.answered)
        by_key = any(turn.by_key for turn in microphone.kept.turns)
        self._turns.lose_session(why, again, by_key=by_key)
        microphone.bridging = True
        self._history.clear()
        if not quietly and not self._row:
            self._lost_at_ns = now_ns
            self._row = self._transcript.notice("The connection was lost. What you say is kept.", now_ns)

    def resume(self, dialect: Dialect, now_ns: int, *, hands_free: bool) -> None:
        """Bring the new session to where the old one was; in this order and without waiting for answers.

        `hands_free`: it finds turns by itself.
        """
        history = history_of(
            self._transcript.entries(),
            self._tools.pair_of,
            self._out.new_item_id,
            in_one_message=dialect.drifts_to_text,
        )
        self._is_refused = False
        previous: ItemId | UnsetType = UNSET
        for item in history.items:
            self._history.add(self._out.send(ItemCreate(item=item, previous_item_id=previous)))
            assert isinstance(item.id, str)
            previous = item.id
        if history.items:
            self._out.note(f"history restored: {len(history.items)} items, {history.dropped} left out")
        self._say_what_is_known(forgotten=history.dropped > 0)
        if not self.waiting:
            return
        missing_s = -(-self._microphone.kept.missing_frames // RATE_HZ)
        self._turns.keep_committing(sum(turn.by_key for turn in self._microphone.kept.turns))
        speaks = self._microphone.say_again()
        if speaks and hands_free and not self._microphone.is_open(ready=True, hands_free=True):
            self._microphone.close_with_silence()  # nothing follows: it was muted after the last word
        if self._owed and not speaks:
            self._slot.ask()
        self._owed = False
        self._close_row(now_ns, missing_s=missing_s, dropped=history.dropped)

    def end(self) -> None:
        """There will be no next session, or it begins from nothing."""
        self._owed = self._microphone.bridging = False
        self._microphone.kept.forget()
        self._turns.keep_committing(0)
        if self._row:
            self._transcript.reword(self._row, "The connection was lost.")
            self._row = ""

    def refused(self, error: ErrorInfo, now_ns: int) -> bool:
        """Say whether an error is about the history; the person is told once."""
        if error.event_id not in self._history:
            return False
        if not self._is_refused:
            self._is_refused = True
            self._transcript.notice(
                "The assistant may not remember everything: the service did not take all of the history.",
                now_ns,
                details=error.message,
                failed=True,
            )
        return True

    # -- inside ----------------------------------------------------------------------------------

    def _say_what_is_known(self, *, forgotten: bool) -> None:
        """Add to the row of an earlier conversation, once, how much of it the service was told."""
        row, self._earlier_row = self._transcript.find(self._earlier_row), ""
        if row is not None and (forgotten or not self._earlier_is_whole):
            self._transcript.reword(row.key, f"{row.text} {FORGOTTEN}")

    def _close_row(self, now_ns: int, *, missing_s: int, dropped: int) -> None:
        if not self._row:
            return
        seconds = max(1, round((now_ns - self._lost_at_ns) / NS_PER_S))
        sentences = [f"The connection was lost for {seconds} s."]
        if missing_s:
            sentences.append(f"The first {missing_s} s of what you said meanwhile are missing.")
        if dropped:
            sentences.append(FORGOTTEN)
        self._transcript.reword(self._row, " ".join(sentences))
        self._row = ""
