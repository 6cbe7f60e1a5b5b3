"""The nouns of one conversation, built together; the machine and the reception share them."""

from __future__ import annotations

from voiceapp.dialogue.allowance import Allowance
from voiceapp.dialogue.amendments import Amendments
from voiceapp.dialogue.answers import Answers
from voiceapp.dialogue.commands import SwitchLink
from voiceapp.dialogue.cost_cap import MAY_GO_ON, CostCap
from voiceapp.dialogue.cues import Cues
from voiceapp.dialogue.duplex import Duplex
from voiceapp.dialogue.interruption import Interruption
from voiceapp.dialogue.link import SessionLink
from voiceapp.dialogue.measurements import Measurements
from voiceapp.dialogue.microphone import MicrophoneGate
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.recovered import RecoveredTurns
from voiceapp.dialogue.response_slot import ResponseSlot
from voiceapp.dialogue.resumption import Resumption
from voiceapp.dialogue.rotation import Rotation
from voiceapp.dialogue.second_answer import SecondAnswer
from voiceapp.dialogue.server_abilities import ServerAbilities
from voiceapp.dialogue.snapshot import Recording
from voiceapp.dialogue.states import TURN_TABLE, Automaton, Link, Speaker, Turn, TurnEvent
from voiceapp.dialogue.token_account import TokenAccount
from voiceapp.dialogue.tool_calls import ToolCalls
from voiceapp.dialogue.transcript import Transcript
from voiceapp.dialogue.turns import UserTurns
from voiceapp.dialogue.two_answers import Again
from voiceapp.dialogue.voice_activity import VoiceActivity
from voiceapp.protocol.objects import Response
from voiceapp.protocol.wire import ItemId, ResponseId


class Parts:
    """Everything a conversation consists of, and what concerns several of them at once."""

    def __init__(self, options: DialogueOptions) -> None:
        self.options = options
        self.out = Outbox()
        self.turn: Automaton[Turn, TurnEvent] = Automaton(TURN_TABLE, Turn.LISTENING)
        self.abilities = ServerAbilities(options.abilities)
        self.link = SessionLink(options, self.out, self.abilities)
        self.microphone = MicrophoneGate(options, self.out)
        self.voice = VoiceActivity()
        self.duplex = Duplex()
        self.duplex.chosen = options.duplex
        self.transcript = Transcript()
        self.turns = UserTurns(self.transcript)
        self.recovered = RecoveredTurns(self.out, self.transcript)
        self.slot = ResponseSlot(self.out)
        self.answers = Answers(options, self.out, self.slot, self.transcript)
        self.amendments = Amendments(self.out, self.abilities)
        self.measured = Measurements()
        self.account = TokenAccount(options)
        self.cap = CostCap(options.cost_cap_usd)
        self.allowance = Allowance()
        self.cues = Cues(self.out, options.cue_sounds)
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
        self.again = SecondAnswer(
            self.out, self.transcript, self.slot, self.answers, self.amendments, self.abilities
        )
        self.tools = ToolCalls(self.out, self.transcript)
        self.resumption = Resumption(
            self.out, self.transcript, self.microphone, self.turns, self.slot, self.answers, self.tools
        )
        self.rotation = Rotation(self.out, self.abilities)
        self.recording: Recording | None = None

    @property
    def user_speaking(self) -> bool:
        """Say whether an answer would talk over the person."""
        return self.turn.state is Turn.HEARING or self.microphone.held

    @property
    def microphone_open(self) -> bool:
        """Say whether what the microphone hears is sent."""
        return self.microphone.is_open(ready=self.link.ready, hands_free=self.link.hands_free)

    @property
    def quiet(self) -> bool:
        """Say whether nobody speaks, nothing sounds and nothing is awaited."""
        return (
            self.link.ready
            and not self.user_speaking
            and not self.voice.speaking()
            and self.turn.state is Turn.LISTENING
            and self.answers.speaker is Speaker.SILENT
            and not self.slot.owes_answer
            and not self.slot.busy
            and not self.tools.open
            and self.turns.deadline_ns is None
        )

    def turn_began(self, item_id: ItemId) -> None:
        """Note that the server has words of the person under this name."""
        self.account.turn_began(item_id)
        self.again.turn_began(item_id)

    def again_offer(self) -> Again:
        """Say whether the last answer can be given again."""
        return self.again.offer(
            ready=self.link.ready, speaking=self.user_speaking, calling=bool(self.tools.open)
        )

    def try_create(self, now_ns: int) -> None:
        """Ask for an answer if one is wanted and may be asked for now."""
        if self.link.ready and self.slot.try_create(now_ns, user_speaking=self.user_speaking):
            self.turn.on(TurnEvent.ASKED)

    def answer_recovered(self, now_ns: int) -> None:
        """Ask for an answer to what was recovered, once all of it has arrived."""
        if self.recovered.take_arrived():
            self.slot.ask()
            self.try_create(now_ns)

    def finish_response(self, response_id: ResponseId, *, complete: bool) -> None:
        """Note that the server will add to none of a response's items, and delete those nobody heard."""
        self.answers.finish_response(response_id, complete=complete)
        self.amendments.finished_response(response_id)

    def book(self, response: Response, now_ns: int) -> None:
        """Book what a response used, and warn when that comes near to the cost cap."""
        self.account.response_over(response.id, response.usage, self.link.model)
        warning = self.cap.spent(self.account.cost_usd)
        if warning:
            self.transcript.notice(warning, now_ns)

    def settle_account(self) -> None:
        """Count what nobody heard of answers that are over and settled."""
        if self.account.follows:
            unsettled = {answer.response_id for answer in self.answers.unsettled()}
            self.account.settle(unsettled, self.answers.ledger)

    def clear_hearing(self) -> None:
        """Throw away what the server has heard of a turn that is not committed."""
        self.microphone.clear()
        self.interruption.forget_false_alarms()
        self.turns.drop_heard()
        if self.turn.state is Turn.HEARING:
            self.turn.on(TurnEvent.DROPPED)

    def choose(self, options: DialogueOptions, now_ns: int) -> None:
        """Set the conversation up with `options`; the session as soon as it agrees."""
        if options.hands_free != self.link.hands_free:
            self.end_hearing()
        if self.link.change(options, now_ns):
            self.rotation.follow(options)
        else:
            self.rotation.begin(options)
        self.set_up(options)

    def set_up(self, options: DialogueOptions) -> None:
        """Let everything that is decided here follow `options`; what was chosen in a menu outlives them."""
        if options.duplex != self.options.duplex:
            self.duplex.chosen = options.duplex
        self.options = self.microphone.options = self.answers.options = self.account.options = options
        may_go_on = self.cap.choose(options.cost_cap_usd, self.account.cost_usd)
        if may_go_on and self.link.state is Link.OFF:
            self.link.banner = MAY_GO_ON
        self.interruption.confirm_ms = options.confirm_ms
        self.cues.chosen = options.cue_sounds

    def end_hearing(self) -> None:
        """Turns are about to be found in another way: what is being said belongs to neither."""
        self.microphone.cancel()
        self.turns.drop_held()
        if self.link.in_session:
            self.clear_hearing()

    def forget_conversation(self) -> None:
        """Another one begins, which knows nothing of this one."""
        self.transcript.clear()
        self.abilities.begin_anew(self.options.abilities)
        self.tools.forget()
        self.again.forget()
        self.account.reset()
        self.cap.reset()

    def lose_session(self, why: str, now_ns: int, *, quietly: bool = False) -> None:
        """Settle what the session, which is gone, has left open, and keep what the next one has to be told.

        `why` is a clause for rows; `quietly`: nothing went wrong.
        """
        self.resumption.lose(why, now_ns, quietly=quietly)
        self.tools.lose_session()
        self._forget_server(why, now_ns)

    def end_session(self, why: str, now_ns: int) -> None:
        """Settle everything the session has left open; nothing of it goes on in another."""
        self.rotation.drop()
        self.tools.reset()
        self.microphone.cancel()
        self.turns.reset(why)
        self.resumption.end()
        self._forget_server(why, now_ns)

    def resume(self, now_ns: int) -> None:
        """A session is configured: bring it to where the conversation is."""
        self.microphone.reset()
        self.rotation.new_session()
        self.resumption.resume(self.link.dialect, now_ns, hands_free=self.link.session_hands_free)
        self.recovered.send(now_ns)

    def rotate(self, now_ns: int) -> None:
        """Let the next session take the place of this one, if it is time and the moment is right."""
        if not self.link.in_session or not self.rotation.is_time(self.link, now_ns):
            return
        spare = self.rotation.begin_or_hand_over(self.link, now_ns, quiet=self.quiet)
        if spare is not None:
            self.switch_to(spare, now_ns)

    def switch_to(self, spare: SessionLink, now_ns: int) -> None:
        """Go on in a session that is ready, without a gap and without a word about it."""
        self.lose_session("the session was renewed", now_ns, quietly=True)
        self.out.put(SwitchLink())
        spare.adopt()
        self.link = spare
        self.set_up(spare.options)
        self.resume(now_ns)
        self.try_create(now_ns)

    def _forget_server(self, why: str, now_ns: int) -> None:
        self.interruption.reset(why, now_ns)
        self.recovered.lose_session()
        self.again.lose_session()
        self.slot.reset()
        self.amendments.reset()
        self.microphone.reset()
        self.measured.dropped()
        self.account.session_lost()
        self.turn.on(TurnEvent.DROPPED)
