"""What a conversation is set up with: the wishes of the person, which may change while it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from voiceapp.abilities import Fact
from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.pcm import RATE_HZ
from voiceapp.tokens import Price

CueSounds = Literal["off", "talk key", "all"]
"""Which moments have a sound (`dialogue.cues`)."""
SPEED = 1.0
TEMPERATURE = 0.8
"""What services take where nothing is said (objects 1.1)."""


@dataclass(frozen=True, slots=True)
class DialogueOptions:
    """The wishes of the person; what the dialect does not know is left out when it is sent."""

    persona: str = ""
    """What the person calls whom they talk to; empty: nobody in particular."""
    instructions: str = ""
    """Empty keeps the server's own persona."""
    voice: str = ""
    """Empty keeps the server's default."""
    speed: float = SPEED
    """How fast the voice speaks, 0.25-1.5."""
    transcription_model: str = "whisper-1"
    """Empty switches captions off."""
    language: str = ""
    """ISO-639-1; empty lets the service find out."""
    hands_free: bool = True
    """True: the server finds the turns. False: push-to-talk."""
    turn_detection: Literal["server_vad", "semantic_vad"] = "server_vad"
    """How it finds them: by silence, or by what was said."""
    vad_threshold: float = 0.5
    vad_prefix_ms: int = 300
    vad_silence_ms: int = 500
    """Server VAD only, as the two before it."""
    eagerness: Literal["low", "medium", "high", "auto"] = "auto"
    """Semantic VAD only: how soon a turn counts as over."""
    noise_reduction: Literal["off", "near_field", "far_field"] = "off"
    """Of the service, for a headset or for a room."""
    modality: Literal["audio", "text"] = "audio"
    """Whether answers are spoken or written."""
    temperature: float = TEMPERATURE
    """0.6-1.2; GA has none."""
    max_output_tokens: int = 0
    """Of one answer, up to 4 096; 0: no limit."""
    tool_choice: Literal["auto", "none"] = "auto"
    """`required` is left out: for a whole session it never lets a call's result be spoken (objects 7)."""
    truncation: Literal["auto", "disabled", "ratio"] = "auto"
    """What happens when the context is full: the oldest goes, the answer fails, or a part is kept."""
    retention_ratio: float = 0.8
    """The part that is kept, 0-1, with `ratio`."""
    confirm_ms: int = 250
    """How long speech must last to be an interruption; 0 interrupts at once and for good."""
    pre_roll_ms: int = 300
    """Sound from before the talk key that is sent with it."""
    tail_ms: int = 300
    """Sound after the release that still belongs to the turn."""
    duplex: DuplexMode | None = None
    """How much of the microphone may leave while the assistant is heard; None: what is measured decides."""
    cue_sounds: CueSounds = "off"
    """Which moments have a sound of the program's own."""
    tools: tuple[dict[str, Any], ...] = ()
    prices: Mapping[str, Price] = field(default_factory=dict)
    """By the name of the model; without one there is no cost."""
    cost_cap_usd: float = 0.0
    """What the answers of a conversation may cost before it is ended; 0: whatever they do."""
    context_windows: Mapping[str, int] = field(default_factory=dict)
    """How many input tokens a model holds, by its name."""
    abilities: tuple[Fact, ...] = ()
    """What is known of this server before it has said a word."""
    playout_frames_max: int = 15 * 60 * RATE_HZ
    """An answer with more unheard sound than this is cancelled: 15 min, 43 MB."""
