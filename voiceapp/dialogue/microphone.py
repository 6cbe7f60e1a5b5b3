"""What of the microphone may leave, and when a push-to-talk turn begins and ends.

The gate is open when the session is ready and either the conversation is hands-free and not muted, or the
talk key is held (or was, a moment ago). Holding the key speaks even while muted, as in conference
programs: it is as deliberate as unmuting. While the gate is shut, the last moments are kept locally, so
that a key pressed a little late does not cost the first syllable; the tail after the release saves the last.

While a lost session is being replaced the gate *bridges*: what would leave is kept (`kept_speech`), together
with what has left and the conversation has no words for yet, and is said to the next session once.
"""

from __future__ import annotations

from collections import deque

from voiceapp.dialogue.inputs import MicBlock
from voiceapp.dialogue.kept_speech import KeptSpeech
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.states import TALK_KEY_TABLE, Automaton, TalkKey, TalkKeyEvent
from voiceapp.pcm import (
    COMMIT_FRAMES_MIN,
    FRAME_BYTES,
    NS_PER_MS,
    RATE_HZ,
    frames_of_bytes,
    frames_of_ms,
    silence,
)
from voiceapp.protocol.client_events import InputAudioAppend, InputAudioClear, InputAudioCommit

CLOSING_SILENCE_MARGIN_MS = 300
"""Added to the server's silence window, so that it ends a turn whose microphone has been closed."""


AGAIN_BYTES = RATE_HZ * FRAME_BYTES
"""What is said again goes in pieces of a second."""


class MicrophoneGate:
    """Owns the talk key, the mute and the pre-roll; sends appends, commits and clears."""

    def __init__(self, options: DialogueOptions, out: Outbox) -> None:
        self.options = options
        self._out = out
        self._key = Automaton(TALK_KEY_TABLE, TalkKey.UP)
        self._pre_roll: deque[bytes] = deque()
        self._pre_roll_frames = 0
        self._uncommitted_frames = 0
        self._tail_over_ns: int | None = None
        self.muted = False
        self.bridging = False
        """A session was lost and another will come."""
        self.kept = KeptSpeech(prefix_ms=options.vad_prefix_ms, silence_ms=options.vad_silence_ms)
        self.appended_frames = 0
        """All sound sent in this session; the server counts its positions in it."""

    # -- what is the case ------------------------------------------------------------------------

    @property
    def key(self) -> TalkKey:
        """Return where the talk key is."""
        return self._key.state

    @property
    def held(self) -> bool:
        """Say whether what is spoken now belongs to a talk-key turn, the tail included."""
        return self._key.state is not TalkKey.UP

    @property
    def deadline_ns(self) -> int | None:
        """Return when the tail is over."""
        return self._tail_over_ns

    def is_open(self, *, ready: bool, hands_free: bool) -> bool:
        """Say whether sound leaves."""
        return ready and (self.held or (hands_free and not self.muted))

    # -- what happens ----------------------------------------------------------------------------

    def hear(self, block: MicBlock, *, ready: bool, hands_free: bool, voiced: bool = False) -> None:
        """Send a block, or keep it for the session to come or as pre-roll; `voiced`: somebody speaks."""
        if self.is_open(ready=ready or self.bridging, hands_free=hands_free):
            if self._pre_roll:
                self._forget_pre_roll()  # whatever was kept belongs to before the gate opened
            self.kept.hear(block.pcm, voiced=voiced or self.held)
            if ready:
                self._append(block.pcm)
            return
        if self.muted:
            return  # the talk key speaks while muted, but not of what was said before it
        self._pre_roll.append(block.pcm)
        self._pre_roll_frames += frames_of_bytes(len(block.pcm))
        limit_frames = frames_of_ms(self.options.pre_roll_ms)
        while self._pre_roll and self._pre_roll_frames > limit_frames:
            self._pre_roll_frames -= frames_of_bytes(len(self._pre_roll.popleft()))

    def press(self, *, ready: bool, hands_free: bool) -> bool:
        """Begin a talk-key turn; False when it goes on with the one before (pressed within the tail)."""
        if not self._key.allows(TalkKeyEvent.PRESS):
            return False
        was_open = self.is_open(ready=ready, hands_free=hands_free)
        fresh = self._key.state is TalkKey.UP
        self._key.on(TalkKeyEvent.PRESS)
        self._tail_over_ns = None
        if fresh and (ready or self.bridging):
            if not hands_free:
                self.kept.drop_speaking()
                if ready:
                    self._out.send(InputAudioClear())
                    self._uncommitted_frames = 0
            if not was_open:
                self._open_with_pre_roll(ready=ready)
        return fresh

    def release(self, now_ns: int) -> None:
        """The key came up: a last syllable may still follow."""
        if self._key.allows(TalkKeyEvent.RELEASE):
            self._key.on(TalkKeyEvent.RELEASE)
            self._tail_over_ns = now_ns + self.options.tail_ms * NS_PER_MS

    def at(self, now_ns: int) -> bool:
        """Say whether the tail has just ended."""
        if self._tail_over_ns is None or now_ns < self._tail_over_ns:
            return False
        self._tail_over_ns = None
        self._key.on(TalkKeyEvent.TAIL_OVER)
        return True

    def commit(self) -> bool:
        """End a push-to-talk turn; False (and cleared) when it was too short to be one."""
        if self._uncommitted_frames < COMMIT_FRAMES_MIN:
            self.clear()
            return False
        self.kept.end_turn()
        self._out.send(InputAudioCommit())
        self._uncommitted_frames = 0
        return True

    def close_with_silence(self) -> None:
        """Let the server's voice detection find the end of a turn after which nothing more will be sent.

        Without the silence the turn would stay open for ever (client events 3).
        """
        self._append(silence(frames_of_ms(self.options.vad_silence_ms + CLOSING_SILENCE_MARGIN_MS)))

    def clear(self) -> None:
        """Throw away what the server holds uncommitted."""
        self._out.send(InputAudioClear())
        self._uncommitted_frames = 0
        self.kept.drop_speaking()

    def cancel(self) -> None:
        """Drop a talk-key turn without sending it."""
        self._key.on(TalkKeyEvent.CANCEL)
        self._tail_over_ns = None
        self.kept.drop_speaking()

    def committed(self) -> None:
        """The server took the buffer."""
        self._uncommitted_frames = 0

    def reset(self) -> None:
        """A new session counts from nothing."""
        self._uncommitted_frames = 0
        self.appended_frames = 0

    def forget(self) -> None:
        """The microphone is gone, or what was said is not to be sent any more."""
        self._forget_pre_roll()
        self.kept.drop_speaking()

    def say_again(self) -> bool:
        """A new session is there: say to it what the one before has not taken; True if it has to find a turn.

        Called once, before anything else is heard.
        """
        self.bridging = False
        must_find_turn = False
        for turn in self.kept.turns:
            self._append_in_pieces(turn.pcm)
            if turn.by_key:
                self._out.send(InputAudioCommit())
                self._uncommitted_frames = 0
            must_find_turn = must_find_turn or not turn.by_key
        speaking = self.kept.speaking
        self._append_in_pieces(speaking)
        self.kept.said_again()
        return must_find_turn or bool(speaking)

    # -- inside ----------------------------------------------------------------------------------

    def _forget_pre_roll(self) -> None:
        self._pre_roll.clear()
        self._pre_roll_frames = 0

    def _append_in_pieces(self, pcm: bytes) -> None:
        for start in range(0, len(pcm), AGAIN_BYTES):
            self._append(pcm[start : start + AGAIN_BYTES])

    def _append(self, pcm: bytes) -> None:
        frames = frames_of_bytes(len(pcm))
        self.appended_frames += frames
        self._uncommitted_frames += frames
        self._out.send(InputAudioAppend(audio=pcm))

    def _open_with_pre_roll(self, *, ready: bool) -> None:
        if self._pre_roll:
            pcm = b"".join(self._pre_roll)
            self.kept.hear(pcm, voiced=True)
            if ready:
                self._append(pcm)
        self._forget_pre_roll()
