"""The page about the assistant, its answers, and how turns are taken."""

from __future__ import annotations

from voiceapp.ui.language import NAMES
from voiceapp.ui.settings_entry import Entry, Look, Page, Section

VOICE = Page(
    "voice",
    "Voice",
    "state-speaking",
    (
        Section(
            "The assistant",
            (
                Entry(
                    "instructions",
                    "Instructions",
                    "How the assistant shall behave and speak; empty keeps the service's own manner.",
                    empty="You are a friendly guide. Answer in one or two sentences.",
                    look=Look.PARAGRAPH,
                ),
                Entry(
                    "voice",
                    "Voice",
                    "Its name, such as marin or alloy. After the first answer, another voice means a new "
                    "session.",
                    empty="the service's own",
                ),
                Entry(
                    "speed",
                    "Speed",
                    "How fast the voice speaks; 1 is as usual.",
                    ends=("Slow", "Fast"),
                    look=Look.SLIDER,
                ),
                Entry(
                    "answer_language",
                    "Answers in",
                    "The assistant is asked for it after its instructions.",
                    {"": "As it finds fit", **{language.value: name for language, name in NAMES.items()}},
                ),
                Entry(
                    "modality",
                    "Answers are",
                    "Whether the assistant speaks, or only writes.",
                    {"audio": "Spoken", "text": "Written"},
                ),
            ),
        ),
        Section(
            "Taking turns",
            (
                Entry(
                    "hands_free",
                    "Hands free",
                    "The service notices when you have finished. Otherwise you hold a key while you speak.",
                ),
                Entry(
                    "turn_detection",
                    "Your turn ends",
                    "By a silence, or when what you said sounds complete.",
                    {"server_vad": "After a silence", "semantic_vad": "When it sounds complete"},
                    needs=("hands_free", (True,)),
                ),
                Entry(
                    "vad_silence_ms",
                    "Pause before it answers",
                    "How long you are silent before your turn is over.",
                    unit="ms",
                    ends=("Answers soon", "Lets you think"),
                    look=Look.SLIDER,
                    needs=("turn_detection", ("server_vad",)),
                ),
                Entry(
                    "vad_threshold",
                    "Sensitivity to sound",
                    "How loud something must be to be taken for speech; further right where it is noisy.",
                    ends=("Every sound", "Only loud speech"),
                    look=Look.SLIDER,
                    needs=("turn_detection", ("server_vad",)),
                ),
                Entry(
                    "vad_prefix_ms",
                    "Sound kept before speech",
                    "So that first syllables are not lost.",
                    unit="ms",
                    needs=("turn_detection", ("server_vad",)),
                ),
                Entry(
                    "eagerness",
                    "Eagerness",
                    "How soon the assistant takes its turn.",
                    {"low": "Patient", "medium": "Medium", "high": "Eager", "auto": "Automatic"},
                    needs=("turn_detection", ("semantic_vad",)),
                ),
                Entry(
                    "confirm_ms",
                    "Speech that cuts in",
                    "How long you must speak to interrupt an answer, so that a cough does not.",
                    unit="ms",
                    ends=("At once", "Only longer speech"),
                    look=Look.SLIDER,
                ),
            ),
        ),
        Section(
            "What you say, in writing",
            (
                Entry(
                    "transcription_model",
                    "Written down by",
                    "The model that writes down what you say; empty for nobody.",
                    empty="nobody",
                ),
                Entry(
                    "language",
                    "Language",
                    "What you speak, as a code such as en or ja; empty lets the service find out.",
                    empty="found out",
                ),
            ),
        ),
        Section(
            "Answers in detail",
            (
                Entry(
                    "temperature",
                    "Temperature",
                    "How freely answers are worded, from 0.6 to 1.2. Only the preview protocol has it.",
                ),
                Entry(
                    "max_output_tokens",
                    "Longest answer",
                    "In tokens, up to 4096; 0 for no limit.",
                    unit="tokens",
                ),
                Entry(
                    "truncation",
                    "When its memory is full",
                    "A long conversation outgrows what a model can remember.",
                    {
                        "auto": "The oldest is forgotten",
                        "disabled": "Answers fail",
                        "ratio": "A part is kept",
                    },
                ),
                Entry(
                    "retention_ratio",
                    "Part that is kept",
                    "From 0 to 1, of what it can remember.",
                    needs=("truncation", ("ratio",)),
                ),
            ),
        ),
        Section(
            "What the assistant may use",
            (
                Entry(
                    "tool_choice",
                    "Functions",
                    "Whether the assistant may use the functions below.",
                    {"auto": "When they help", "none": "Never"},
                ),
                Entry(
                    "clock",
                    "Clock",
                    "It may ask this computer for date and time.",
                    needs=("tool_choice", ("auto",)),
                ),
                Entry(
                    "notes",
                    "Your notes",
                    "A folder whose text files it may search. What it finds goes to the service.",
                    empty="none",
                    look=Look.FOLDER,
                    needs=("tool_choice", ("auto",)),
                ),
            ),
        ),
        Section("In force in this conversation", (), panel="session"),
    ),
)
