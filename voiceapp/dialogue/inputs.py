"""Everything that can happen to a conversation, each with the time the engine learned of it.

Inputs are facts, so their names are in the past tense. `at_ns` is the voice clock (`clock.py`). They are
plain frozen values: the tape writes them, a replay feeds them to a fresh `Dialogue`.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceapp.dialogue.earlier import EarlierRow
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.protocol.server_events import ServerEvent
from voiceapp.protocol.wire import CallId, ItemId


@dataclass(frozen=True, slots=True)
class Input:
    """Base of all inputs."""

    at_ns: int
    """When the engine learned of it (voice clock)."""


# -- the link ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started(Input):
    """The person (or the program's start) wants a conversation."""


@dataclass(frozen=True, slots=True)
class LinkOpened(Input):
    """The socket is open; the server has not spoken yet."""

    dialect: str
    """A name from `protocol.dialect`: `ga`, `preview` or `preview-2024-10`."""
    wall_offset_ns: int | None = None
    """What leads from the voice clock to Unix time at this moment; None: not known."""
    spare: bool = False
    """Of the spare link, as in the next three."""


@dataclass(frozen=True, slots=True)
class LinkFailed(Input):
    """An attempt to connect failed."""

    sentence: str
    details: str = ""
    retry: bool = False
    """Whether trying again without a change can help."""
    retry_after_ms: int | None = None
    """How long the server asked us to wait."""
    jitter: float = 0.0
    """A random number 0-1, drawn by the adapter, that spreads the next attempt."""
    spare: bool = False


@dataclass(frozen=True, slots=True)
class LinkDropped(Input):
    """An open socket is gone, and nobody here asked for it."""

    sentence: str
    code: int
    """WebSocket close code; 1006 without a close frame."""
    details: str = ""
    retry: bool = True
    jitter: float = 0.0
    """A random number 0-1, drawn by the adapter, that spreads the next attempt."""
    spare: bool = False


@dataclass(frozen=True, slots=True)
class FromServer(Input):
    """The server said something."""

    event: ServerEvent
    spare: bool = False


@dataclass(frozen=True, slots=True)
class ComputerWoke(Input):
    """Much more time has passed in the world than here: the computer slept."""

    slept_ms: int


# -- the sound ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MicrophoneOpened(Input):
    """The microphone delivers; blocks follow."""

    device: str


@dataclass(frozen=True, slots=True)
class MicrophoneLost(Input):
    """There is no microphone, or it is gone."""

    sentence: str


@dataclass(frozen=True, slots=True)
class MicBlock(Input):
    """One block of microphone sound at the wire rate."""

    first_frame: int
    """Index of the block's first frame since the microphone opened."""
    captured_at_ns: int
    """When the first frame reached the converter (voice clock)."""
    pcm: bytes
    """24 000 Hz mono int16; normally 240 frames."""
    rms: int = 0
    """Root mean square of the samples, 0-32767; measured by `audio.capture`."""
    overflowed: bool = False
    """The driver says frames were lost before this block."""
    clipped: bool = False
    """The microphone was overdriven: a sample reached full scale."""
    near: bool | None = None
    """Whether what is in it comes from the room and not from our loudspeaker; None: not known."""


@dataclass(frozen=True, slots=True)
class SpeakerOpened(Input):
    """The loudspeaker takes sound; frame counting starts again at 0."""

    device: str


@dataclass(frozen=True, slots=True)
class SpeakerLost(Input):
    """There is no loudspeaker, or it is gone; what it had been handed but not played is lost."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one item inside a block; silence has none."""

    item_id: ItemId
    content_index: int
    item_frame: int
    """Index of the first frame within the content part."""
    frames: int
    device_frame: int
    """Index of the first frame since the loudspeaker opened."""


@dataclass(frozen=True, slots=True)
class SpeakerBlock(Input):
    """The device has taken one block of output."""

    first_frame: int
    """Index of the block's first frame since the loudspeaker opened."""
    frames: int
    dac_at_ns: int
    """When the first frame reaches the converter (voice clock)."""
    spans: tuple[Span, ...] = ()
    order: int = 0
    """The last `CutPlayout`, `PausePlayout` or `ResumePlayout` obeyed *by the end of* this block."""
    underrun_frames: int = 0
    """Silence put in because an unfinished item had nothing to play; never counted as heard."""
    estimated: bool = False
    """The device's own time was implausible and the reported latency was used."""
    rms: int = 0
    """Root mean square of what was handed over, 0-32767."""


@dataclass(frozen=True, slots=True)
class EchoMeasured(Input):
    """What the echo canceller found; at most twice a second, while the loudspeaker sounds."""

    duplex: str
    """The mode it recommends: `full`, `cautious` or `half`."""
    sentence: str
    erle_db: float | None = None
    """What it takes away of the echo."""
    converged: bool = False
    """It has found the room, or there is nothing to find."""


# -- the person --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TalkPressed(Input):
    """The talk key or button went down."""


@dataclass(frozen=True, slots=True)
class TalkReleased(Input):
    """The talk key or button came up."""


@dataclass(frozen=True, slots=True)
class TalkLocked(Input):
    """The talk key, which is down, stays down by itself until it is pressed again."""


@dataclass(frozen=True, slots=True)
class StopPressed(Input):
    """The person wants the answer to stop."""


@dataclass(frozen=True, slots=True)
class TextSubmitted(Input):
    """The person typed a message; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class SpeechRecovered(Input):
    """Speech that a crash kept from being delivered is to be put into this conversation, once."""

    name: str
    """Of the place where it is kept until it is delivered."""
    when: str
    """When it was spoken, as a person reads it."""
    pcm: bytes
    """24 000 Hz mono int16, at most 30 s."""


@dataclass(frozen=True, slots=True)
class TextRecovered(Input):
    """A typed message that a crash kept from being delivered is to be put into this conversation, once."""

    name: str
    """Of the place where it is kept until it is delivered."""
    text: str


@dataclass(frozen=True, slots=True)
class MuteChosen(Input):
    """Nothing may leave while muted."""

    muted: bool


@dataclass(frozen=True, slots=True)
class HandsFreeChosen(Input):
    """True: the server finds the turns (VAD). False: push-to-talk."""

    hands_free: bool


@dataclass(frozen=True, slots=True)
class SettingsChosen(Input):
    """The person changed what the conversation is set up with; all of it, not only what is different."""

    options: DialogueOptions


@dataclass(frozen=True, slots=True)
class DuplexChosen(Input):
    """How much of the microphone may leave while the assistant is heard."""

    mode: str | None = None
    """`full`, `cautious` or `half`; None: automatic."""


@dataclass(frozen=True, slots=True)
class NewConversationRequested(Input):
    """Forget this conversation and start another."""


@dataclass(frozen=True, slots=True)
class ConversationContinued(Input):
    """A kept conversation goes on: forget this one and start another, which knows what was said then."""

    title: str
    rows: tuple[EarlierRow, ...]
    """The last ones, oldest first; what was not heard is not in them."""
    left_out: int = 0
    """How many there are before these."""
    number: int = 0
    """Of the kept conversation; 0: it is not on this computer."""


@dataclass(frozen=True, slots=True)
class AnswerAgainRequested(Input):
    """The person wants another answer to the same words."""


@dataclass(frozen=True, slots=True)
class AnswerKept(Input):
    """The person has chosen one of two answers to the same words."""

    item_id: ItemId
    """A row of the answer that is kept."""


@dataclass(frozen=True, slots=True)
class ReconnectRequested(Input):
    """Try again now, whatever stopped us."""


@dataclass(frozen=True, slots=True)
class Stopped(Input):
    """The conversation is to end; a stop always wins."""


# -- the rest ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToolFinished(Input):
    """A tool we were asked to run has an answer; errors are answers too."""

    call_id: CallId
    output: str


@dataclass(frozen=True, slots=True)
class RecordingStarted(Input):
    """From now on everything is written to a tape."""

    name: str
    """Of the tape's folder, without the way there."""
    private: bool = False
    """Words and sound are not kept, only how much there was."""
    from_start: bool = True
    """The tape begins with the conversation, not here."""


@dataclass(frozen=True, slots=True)
class RecordingLagged(Input):
    """The disk is slower than the conversation: steps are missing from the tape."""

    lost_steps: int


@dataclass(frozen=True, slots=True)
class RecordingStopped(Input):
    """The tape takes no more; what was written is kept."""

    sentence: str = ""
    """Why; empty when the person wanted it."""
    details: str = ""


@dataclass(frozen=True, slots=True)
class JournalStopped(Input):
    """What is spoken and typed is no longer kept until it is delivered."""

    sentence: str
    """Why."""
    details: str = ""


@dataclass(frozen=True, slots=True)
class DeadlinePassed(Input):
    """The moment named by `Dialogue.next_deadline_ns()` has come."""


# Not from `__subclasses__()`: a slotted dataclass is a copy, and its original is listed there as well.
INPUTS: tuple[type[Input], ...] = tuple(
    kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Input) and kind is not Input
)
