"""The nouns of one conversation, built together; the machine and the reception share them."""

from __future__ import annotations

from voiceapp.dialogue.amendments import Amendments
from voiceapp.dialogue.answers import Answers
from voiceapp.dialogue.duplex import Duplex
from voiceapp.dialogue.interruption import Interruption
from voiceapp.dialogue.link import SessionLink
from voiceapp.dialogue.measurements import Measurements
from voiceapp.dialogue.microphone import MicrophoneGate
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.response_slot import ResponseSlot
from voiceapp.dialogue.states import TURN_TABLE, Automaton, Turn, TurnEvent
from voiceapp.dialogue.tool_calls import ToolCalls
from voiceapp.dialogue.transcript import Transcript
from voiceapp.dialogue.turns import UserTurns
from voiceapp.dialogue.voice_activity import VoiceActivity
from voiceapp.protocol.wire import ResponseId


class Parts:
    """Everything a conversation consists of, and what concerns several of them at once."""

    def __init__(self, options: DialogueOptions) -> None:
        self.options = options
        self.out = Outbox()
        self.turn: Automaton[Turn, TurnEvent] = Automaton(TURN_TABLE, Turn.LISTENING)
        self.link = SessionLink(options, self.out)
        self.microphone = MicrophoneGate(options, self.out)
        self.voice = VoiceActivity()
        self.duplex = Duplex()
        self.transcript = Transcript()
        self.turns = UserTurns(self.transcript)
        self.slot = ResponseSlot(self.out)
        self.answers = Answers(options, self.out, self.slot, self.transcript)
        self.amendments = Amendments(self.out)
        self.measured = Measurements()
        self.interruption = Interruption(
            options,
            self.out,
            self.answers,
            self.slot,
            self.amendments,
            self.transcript,
            self.voice,
            self.measured,
        )
        self.tools = ToolCalls(self.out, self.transcript)

    @property
    def user_speaking(self) -> bool:
        """Say whether an answer would talk over the person."""
        return self.turn.state is Turn.HEARING or self.microphone.held

    @property
    def microphone_open(self) -> bool:
        """Say whether what the microphone hears is sent."""
        return self.microphone.is_open(ready=self.link.ready, hands_free=self.link.hands_free)

    def try_create(self, now_ns: int) -> None:
        """Ask for an answer if one is wanted and may be asked for now."""
        if self.link.ready and self.slot.try_create(now_ns, user_speaking=self.user_speaking):
            self.turn.on(TurnEvent.ASKED)

    def finish_response(self, response_id: ResponseId, *, complete: bool) -> None:
        """Note that the server will add to none of a response's items, and delete those nobody heard."""
        self.answers.finish_response(response_id, complete=complete)
        self.amendments.finished_response(response_id)

    def clear_hearing(self) -> None:
        """Throw away what the server has heard of a turn that is not committed."""
        self.microphone.clear()
        self.interruption.forget_false_alarms()
        self.turns.drop_heard()
        if self.turn.state is Turn.HEARING:
            self.turn.on(TurnEvent.DROPPED)

    def forget_session(self, why: str, now_ns: int) -> None:
        """Settle everything the session, which is gone, has left open; `why` is a clause for rows."""
        self.interruption.reset(why, now_ns)
        self.slot.reset()
        self.amendments.reset()
        self.tools.reset()
        self.microphone.cancel()
        self.microphone.reset()
        self.turns.reset(why)
        self.measured.dropped()
        self.turn.on(TurnEvent.DROPPED)
