"""What of the microphone may leave, and when a push-to-talk turn begins and ends.

The gate is open when the session is ready and either the conversation is hands-free and not muted, or the
talk key is held (or was, a moment ago). Holding the key speaks even while muted, as in conference
programs: it is as deliberate as unmuting. While the gate is shut, the last moments are kept locally, so
that a key pressed a little late does not cost the first syllable; the tail after the release saves the last.
"""

from __future__ import annotations

from collections import deque

from voiceapp.dialogue.inputs import MicBlock
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.states import TALK_KEY_TABLE, Automaton, TalkKey, TalkKeyEvent
from voiceapp.pcm import (
    COMMIT_FRAMES_MIN,
    NS_PER_MS,
    frames_of_bytes,
    frames_of_ms,
    silence,
)
from voiceapp.protocol.client_events import InputAudioAppend, InputAudioClear, InputAudioCommit

CLOSING_SILENCE_MARGIN_MS = 300
"""Added to the server's silence window, so that it ends a turn whose microphone has been closed."""


class MicrophoneGate:
    """Owns the talk key, the mute and the pre-roll; sends appends, commits and clears."""

    def __init__(self, options: DialogueOptions, out: Outbox) -> None:
        self._options = options
        self._out = out
        self._key = Automaton(TALK_KEY_TABLE, TalkKey.UP)
        self._pre_roll: deque[bytes] = deque()
        self._pre_roll_frames = 0
        self._uncommitted_frames = 0
        self._tail_over_ns: int | None = None
        self.muted = False
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

    def hear(self, block: MicBlock, *, ready: bool, hands_free: bool) -> None:
        """Send a block, or keep it as pre-roll."""
        if self.is_open(ready=ready, hands_free=hands_free):
            self.forget()  # whatever was kept belongs to before the gate opened
            self._append(block.pcm)
            return
        if self.muted:
            return  # the talk key speaks while muted, but not of what was said before it
        self._pre_roll.append(block.pcm)
        self._pre_roll_frames += frames_of_bytes(len(block.pcm))
        limit_frames = frames_of_ms(self._options.pre_roll_ms)
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
        if fresh and ready:
            if not hands_free:
                self._out.send(InputAudioClear())
                self._uncommitted_frames = 0
            if not was_open:
                self._send_pre_roll()
        return fresh

    def release(self, now_ns: int) -> None:
        """The key came up: a last syllable may still follow."""
        if self._key.allows(TalkKeyEvent.RELEASE):
            self._key.on(TalkKeyEvent.RELEASE)
            self._tail_over_ns = now_ns + self._options.tail_ms * NS_PER_MS

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
        self._out.send(InputAudioCommit())
        self._uncommitted_frames = 0
        return True

    def close_with_silence(self) -> None:
        """Let the server's voice detection find the end of a turn after which nothing more will be sent.

        Without the silence the turn would stay open for ever (client events 3).
        """
        self._append(silence(frames_of_ms(self._options.vad_silence_ms + CLOSING_SILENCE_MARGIN_MS)))

    def clear(self) -> None:
        """Throw away what the server holds uncommitted."""
        self._out.send(InputAudioClear())
        self._uncommitted_frames = 0

    def cancel(self) -> None:
        """Drop a talk-key turn without sending it."""
        self._key.on(TalkKeyEvent.CANCEL)
        self._tail_over_ns = None

    def committed(self) -> None:
        """The server took the buffer."""
        self._uncommitted_frames = 0

    def reset(self) -> None:
        """A new session counts from nothing."""
        self._uncommitted_frames = 0
        self.appended_frames = 0

    def forget(self) -> None:
        """The microphone is gone, or what was said is not to be sent any more."""
        self._pre_roll.clear()
        self._pre_roll_frames = 0

    # -- inside ----------------------------------------------------------------------------------

    def _append(self, pcm: bytes) -> None:
        frames = frames_of_bytes(len(pcm))
        self.appended_frames += frames
        self._uncommitted_frames += frames
        self._out.send(InputAudioAppend(audio=pcm))

    def _send_pre_roll(self) -> None:
        if self._pre_roll:
            self._append(b"".join(self._pre_roll))
        self.forget()
