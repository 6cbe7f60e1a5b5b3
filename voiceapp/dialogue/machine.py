"""The conversation as one pure object: `Dialogue.handle(input) -> commands`.

It distributes: each input goes to the nouns it concerns (`parts`), each event of the server to
`reception`. What remains here is what concerns several of them at once: starting and ending, the talk key,
typed text, mute, and the picture of it all.

Used from one thread. Holds no clock: `next_deadline_ns()` says when `DeadlinePassed` is due.
"""

from __future__ import annotations

from dataclasses import replace

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import Command
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.parts import Parts
from voiceapp.dialogue.picture import phase_of, picture_of
from voiceapp.dialogue.reception import Reception
from voiceapp.dialogue.response_slot import GivenUp
from voiceapp.dialogue.session_life import SessionLife
from voiceapp.dialogue.snapshot import DuplexMode, Phase, Recording, RowKind, Snapshot
from voiceapp.dialogue.states import Link, Speaker, Turn, TurnEvent
from voiceapp.pcm import NS_PER_MS, frames_of_bytes, ns_of_frames
from voiceapp.protocol.client_events import ItemCreate
from voiceapp.protocol.objects import user_text

SLEPT_NS = 30_000 * NS_PER_MS
"""A microphone that gives nothing for so long has slept, where the voice clock goes on in a sleep."""


class Dialogue:
    """One conversation; the same inputs always give the same commands."""

    def __init__(self, options: DialogueOptions | None = None) -> None:
        self._parts = Parts(options or DialogueOptions())
        self._persona = self._parts.link.options.persona
        self._reception = Reception(self._parts)
        self._session = SessionLife(self._parts)
        self._now_ns = 0
        self._mic_rms = 0
        self._speaker_rms = 0
        self._microphone_device = ""
        self._microphone_works = False
        self._speaker_device = ""

    def handle(self, happened: i.Input) -> list[Command]:
        """Take one input and return what is to be done about it, in order."""
        gap_ns = happened.at_ns - self._now_ns
        self._now_ns = max(self._now_ns, happened.at_ns)
        now_ns = self._now_ns
        if gap_ns > SLEPT_NS and self._microphone_works and self._parts.link.in_session:
            self._session.woke(gap_ns // NS_PER_MS, now_ns)  # a microphone gives a hundred inputs a second
        match happened:
            case i.MicBlock():
                self._microphone_block(happened, now_ns)
                return self._parts.out.take()  # it ends nothing, and a hundred of them come in a second
            case i.SpeakerBlock():
                before = self._parts.answers.speaker
                self._speaker_block(happened, now_ns)
                if self._parts.answers.speaker is before:
                    return self._parts.out.take()
            case i.FromServer(spare=False):
                self._parts.answers.advance(now_ns)
                self._reception.take(happened.event, now_ns)
            case i.DeadlinePassed():
                self._deadline(now_ns)
            case i.ToolFinished():
                ready = self._parts.link.in_session
                if self._parts.tools.finish(happened.call_id, happened.output, now_ns, ready=ready):
                    if ready:
                        self._parts.slot.ask(for_tools=True)
                        self._parts.try_create(now_ns)
                    else:
                        self._parts.resumption.owe()
            case _:
                if not self._session.take(happened, now_ns) and not self._device_input(happened, now_ns):
                    self._wish(happened, now_ns)
        self._parts.again.advance()
        self._parts.rotate(now_ns)
        self._parts.settle_account()
        self._tell_persona(now_ns)
        self._end_at_cap()
        self._look_for_cues(now_ns)
        return self._parts.out.take()

    def next_deadline_ns(self) -> int | None:
        """Return when `DeadlinePassed` is due at the latest; None when nothing waits."""
        p = self._parts
        earliest_ns: int | None = None
        for at_ns in (
            p.link.deadline_ns,
            p.microphone.deadline_ns,
            p.slot.deadline_ns,
            p.interruption.deadline_ns,
            p.turns.deadline_ns,
            p.cues.deadline_ns,
            p.answers.ledger.next_change_ns(),
            p.rotation.deadline_ns(p.link),
        ):
            if at_ns is not None and (earliest_ns is None or at_ns < earliest_ns):
                earliest_ns = at_ns
        return earliest_ns

    def snapshot(self) -> Snapshot:
        """Return the picture of this moment."""
        return picture_of(
            self._parts,
            at_ns=self._now_ns,
            persona=self._persona,
            mic_rms=self._mic_rms,
            speaker_rms=self._speaker_rms,
            microphone_works=self._microphone_works,
            microphone_device=self._microphone_device,
            speaker_device=self._speaker_device,
        )

    # -- sound -----------------------------------------------------------------------------------

    def _microphone_block(self, block: i.MicBlock, now_ns: int) -> None:
        p = self._parts
        self._mic_rms = block.rms
        p.measured.microphone(overflowed=block.overflowed, clipped=block.clipped)
        duration_ns = ns_of_frames(frames_of_bytes(len(block.pcm)))
        p.voice.hear(block.captured_at_ns, duration_ns, block.rms, echo=block.near is False)
        audible = p.answers.speaker in (Speaker.PLAYING, Speaker.CUTTING)
        if not p.microphone.held:
            leaving = p.duplex.filtered(block.pcm, p.voice, now_ns, audible=audible)
            block = block if leaving is block.pcm else replace(block, pcm=leaving)
        voiced = (block.near is True or not audible) and p.voice.speaking()  # otherwise it may be our own
        p.microphone.hear(block, ready=p.link.ready, hands_free=p.link.hands_free, voiced=voiced)
        may_pause = p.duplex.may_pause(block.near) and p.link.hands_free and p.microphone_open
        p.interruption.voice_heard(now_ns, may_pause=may_pause)

    def _speaker_block(self, block: i.SpeakerBlock, now_ns: int) -> None:
        p = self._parts
        self._speaker_rms = block.rms
        p.answers.take_block(block)
        p.measured.block(block)
        p.interruption.block_taken(block, now_ns)
        p.answers.advance(now_ns)

    def _device_input(self, happened: i.Input, now_ns: int) -> bool:
        p = self._parts
        match happened:
            case i.MicrophoneOpened():
                self._microphone_works, self._microphone_device = True, happened.device
            case i.MicrophoneLost():
                if p.turn.state is Turn.HEARING and p.microphone_open:
                    p.microphone.close_with_silence()
                self._microphone_works, self._microphone_device = False, happened.sentence
                self._mic_rms = 0
                p.voice.reset()
                p.microphone.forget()
            case i.SpeakerOpened():
                self._speaker_device = happened.device
                p.answers.speaker_opened()
            case i.SpeakerLost():
                self._speaker_device, self._speaker_rms = happened.sentence, 0
                p.answers.speaker_lost(now_ns)
                p.interruption.speaker_lost(now_ns)
            case i.EchoMeasured():
                p.duplex.measured(
                    DuplexMode(happened.duplex),
                    happened.sentence,
                    happened.erle_db,
                    converged=happened.converged,
                )
            case _:
                return False
        return True

    def _tell_persona(self, now_ns: int) -> None:
        """Say in the transcript from where on somebody else speaks, as soon as the session has agreed."""
        p = self._parts
        wished = p.link.options.persona
        if wished == self._persona or (p.link.in_session and not p.link.ready):
            return
        self._persona = wished
        if p.transcript.rows():
            told = f"Now talking to: {wished}" if wished else "Now talking to the assistant, as it is set."
            p.transcript.notice(told, now_ns)

    def _end_at_cap(self) -> None:
        """End a conversation that has cost enough, once its last answer was heard or anything new begins."""
        p = self._parts
        if not p.cap.reached or p.link.state in {Link.OFF, Link.FAILED}:
            return
        cost_usd = p.account.cost_usd
        if cost_usd is None:
            return
        audible = p.answers.speaker is Speaker.PLAYING and p.answers.speaker_works
        if audible and not p.slot.busy and not p.user_speaking:
            return
        p.end_session("the cost cap was reached", self._now_ns)
        p.link.stop()
        p.link.banner = p.cap.banner(cost_usd)

    def _look_for_cues(self, now_ns: int) -> None:
        p = self._parts
        p.cues.look_at_link(p.link)
        p.cues.look(
            now_ns,
            held=p.microphone.held,
            heard=p.link.ready or p.microphone.bridging,
            muted=p.microphone.muted,
            thinking=phase_of(p) is Phase.THINKING,
        )

    # -- the person ------------------------------------------------------------------------------

    def _wish(self, happened: i.Input, now_ns: int) -> None:
        p = self._parts
        match happened:
            case i.TalkPressed():
                self._talk_pressed(now_ns)
            case i.TalkReleased():
                p.microphone.release(now_ns)
            case i.TalkLocked():
                p.cues.locked()
            case i.StopPressed():
                if not p.interruption.interrupt(now_ns):
                    p.slot.cancel(now_ns)  # also what waits for a cancelled answer to end
                p.tools.dismiss()
                if p.turn.state is Turn.THINKING:
                    p.turn.on(TurnEvent.DROPPED)
            case i.TextSubmitted():
                self._text(happened.text, now_ns)
            case i.AnswerAgainRequested():
                if p.again_offer().why_not is None:
                    p.again.begin()
                    p.slot.ask()
                    p.try_create(now_ns)
            case i.AnswerKept():
                p.again.keep(happened.item_id)
            case i.SpeechRecovered() | i.TextRecovered():
                p.interruption.interrupt(now_ns)
                p.recovered.add(happened, now_ns)
                if p.link.in_session:
                    p.recovered.send(now_ns)
            case i.MuteChosen():
                self._mute(happened.muted)
            case i.HandsFreeChosen():
                if happened.hands_free != p.link.hands_free:
                    p.end_hearing()
                    p.link.choose(now_ns, hands_free=happened.hands_free)
                    p.rotation.follow(p.link.options)
            case i.SettingsChosen():
                p.choose(happened.options, now_ns)
            case i.RecordingStarted():
                p.recording = Recording(happened.name, happened.private, happened.from_start)
            case i.RecordingLagged():
                self._tape_lagged(happened.lost_steps, now_ns)
            case i.RecordingStopped():
                p.recording = None
                if happened.sentence:
                    p.transcript.notice(happened.sentence, now_ns, details=happened.details, failed=True)
            case i.JournalStopped():
                p.transcript.notice(happened.sentence, now_ns, details=happened.details, failed=True)
            case i.DuplexChosen():
                p.duplex.chosen = DuplexMode(happened.mode) if happened.mode is not None else None
            case _:
                raise TypeError(f"not an input of a conversation: {happened!r}")

    def _tape_lagged(self, lost_steps: int, now_ns: int) -> None:
        """Count what is missing from the tape; said once, not at every gap."""
        p = self._parts
        if p.recording is None:
            return
        if not p.recording.lost_steps:
            p.transcript.notice("The disk is too slow: the recording has a gap.", now_ns, failed=True)
        p.recording = replace(p.recording, lost_steps=p.recording.lost_steps + lost_steps)

    def _talk_pressed(self, now_ns: int) -> None:
        p = self._parts
        p.interruption.interrupt(now_ns)
        fresh = p.microphone.press(ready=p.link.ready, hands_free=p.link.hands_free)
        if fresh and not p.link.ready and not p.resumption.waiting:
            p.transcript.notice("Not connected: nobody can hear you yet.", now_ns)
        elif fresh and not p.link.hands_free:
            p.turns.begin_held(now_ns)

    def _talk_ended(self, now_ns: int) -> None:
        p = self._parts
        if not p.link.ready:
            if p.resumption.waiting and not p.link.hands_free and p.microphone.kept.end_turn():
                p.turns.commit_held()
            else:
                p.turns.drop_held()
            return
        if p.link.hands_free:
            if p.microphone.muted:
                p.microphone.close_with_silence()
        elif p.microphone.commit():
            p.turns.commit_held(now_ns)
            p.measured.speech_ended(p.turns.last_held, now_ns)
            p.turn.on(TurnEvent.SPEECH_END)
        else:
            p.turns.drop_held()
            p.transcript.notice("Too short: hold the key while you speak.", now_ns)
            p.turn.on(TurnEvent.DROPPED)
        p.try_create(now_ns)

    def _text(self, text: str, now_ns: int) -> None:
        p = self._parts
        text = text.strip()
        if not text:
            return
        p.interruption.interrupt(now_ns)
        item_id = p.out.new_item_id()
        if not p.link.in_session and not p.resumption.waiting:
            p.transcript.notice("Not connected: the message was not sent.", now_ns, details=text, failed=True)
            return
        p.transcript.open_row(item_id, RowKind.USER, now_ns)
        p.transcript.user_text(item_id, text)
        if not p.link.in_session:  # the next session is told it with the history
            p.resumption.owe()
            return
        p.out.send(ItemCreate(item=user_text(text, item_id)))
        p.measured.speech_ended(item_id, now_ns)
        p.turn_began(item_id)
        p.slot.ask()
        p.try_create(now_ns)

    def _mute(self, muted: bool) -> None:
        p = self._parts
        if muted == p.microphone.muted:
            return
        p.microphone.muted = muted
        p.microphone.forget()
        if muted and p.link.in_session and p.link.hands_free and not p.microphone.held:
            p.clear_hearing()

    # -- time ------------------------------------------------------------------------------------

    def _deadline(self, now_ns: int) -> None:
        p = self._parts
        self._session.deadline(now_ns)
        if p.microphone.at(now_ns):
            self._talk_ended(now_ns)
        holder = p.slot.active
        given_up = p.slot.at(now_ns)
        if given_up is GivenUp.END and holder is not None:
            p.finish_response(holder, complete=False)
        self._answer_given_up(given_up, now_ns)
        if given_up is GivenUp.REST or p.turns.is_ignored(now_ns):
            self._session.silent(now_ns)
        p.interruption.at(now_ns)
        p.turns.at(now_ns)
        p.answers.advance(now_ns)
        p.try_create(now_ns)

    def _answer_given_up(self, given_up: GivenUp | None, now_ns: int) -> None:
        p = self._parts
        if given_up is GivenUp.END:
            p.turn.on(TurnEvent.DONE)
        elif given_up is not None and given_up is not GivenUp.REST and p.turn.state is Turn.THINKING:
            p.turn.on(TurnEvent.DROPPED)
        if given_up is GivenUp.BEGIN:
            p.transcript.notice("The service did not answer. Ask again.", now_ns, failed=True)
