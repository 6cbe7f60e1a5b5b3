"""Every setting in one table: on which page it stands, what it is called, and what a person is told of it.

What a setting may be comes from its type (`settings.allowed`); here are only words. A test holds the table
against the settings, so a new one without words is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator

from voiceapp.ui.language import NAMES
from voiceapp.ui.settings_entry import Entry, Look, Page, Section
from voiceapp.ui.settings_persona_page import PERSONAS
from voiceapp.ui.settings_voice import VOICE

CONNECTION = Page(
    "connection",
    "Connection",
    "globe",
    (
        Section(
            "Where to connect",
            (
                Entry(
                    "endpoint",
                    "Address",
                    "The resource's base address, or a whole address pasted from the portal.",
                    empty="https://NAME.openai.azure.com",
                ),
                Entry(
                    "deployment",
                    "Deployment",
                    "The name you gave the model in your Azure resource.",
                    empty="gpt-realtime",
                ),
                Entry(
                    "model",
                    "Model",
                    "The name of the model; empty for the service's usual one.",
                    empty="gpt-realtime",
                ),
                Entry(
                    "api_version",
                    "API version",
                    "Empty for the current protocol; a date that ends in -preview for Azure's older one.",
                    empty="current protocol",
                ),
            ),
            lead="service",
            panel="connect",
        ),
        Section(
            "Who you are",
            (
                Entry(
                    "tenant",
                    "Tenant",
                    "The id or domain of the resource's tenant; empty for the one you are signed in to.",
                    empty="yours",
                ),
                Entry(
                    "client_id",
                    "Application",
                    "The id of an application of your own to sign in to, if your organisation wants one.",
                    empty="Azure's own for development",
                ),
            ),
            panel="identity",
        ),
        Section("Does it work?", (), panel="check"),
        Section(
            "Cost",
            (
                Entry(
                    "cost_cap",
                    "End a conversation at",
                    "What one conversation may cost, by the price file; 0 for no limit.",
                    unit="US$",
                ),
            ),
        ),
    ),
)

SOUND = Page(
    "sound",
    "Microphone & loudspeaker",
    "mic",
    (
        Section(
            "Devices",
            (
                Entry("microphone", "Microphone", "", look=Look.MICROPHONE),
                Entry("speaker", "Loudspeaker", "", look=Look.SPEAKER),
            ),
            panel="meter",
        ),
        Section(
            "Echo",
            (
                Entry(
                    "duplex",
                    "While the assistant speaks",
                    "What can cut in. Automatic follows the echo that is measured.",
                    {
                        "auto": "Automatic",
                        "full": "Cut in at any moment",
                        "cautious": "Only a clear voice cuts in",
                        "half": "Only keys cut in",
                    },
                ),
                Entry(
                    "echo_cancellation",
                    "Echo cancellation",
                    "Takes the loudspeaker out of the microphone. Off for a device that does it itself.",
                    {"auto": "Automatic", "off": "Off"},
                    at_start=True,
                ),
            ),
            panel="echo",
        ),
        Section(
            "Noise",
            (
                Entry(
                    "noise_reduction",
                    "Noise reduction by the service",
                    "Suited to where your microphone is.",
                    {
                        "off": "Off",
                        "near_field": "Close, as in a headset",
                        "far_field": "Far, as in a room",
                    },
                ),
                Entry(
                    "noise_suppression",
                    "Noise suppression here",
                    "Takes steady noise out on this computer. Services do so themselves.",
                    at_start=True,
                ),
            ),
        ),
    ),
)

KEYS = Page(
    "keys",
    "Keys",
    "keys",
    (
        Section(
            "In every program",
            (
                Entry("hotkey", "Talk key", "", look=Look.TALK_KEY),
                Entry(
                    "hotkey_mode",
                    "The talk key is",
                    "With a double tap that locks, the next tap ends your turn.",
                    {
                        "hold": "Held while you speak",
                        "toggle": "Pressed to begin and to end",
                        "double-tap": "Held, or tapped twice to lock",
                    },
                ),
                Entry(
                    "interrupt_key",
                    "Interrupt key",
                    "Stops the answer, whatever program you are in.",
                    look=Look.OTHER_KEY,
                ),
            ),
        ),
        Section(
            "While a key is held",
            (
                Entry(
                    "pre_roll_ms",
                    "Sound kept before the key",
                    "You often begin to speak a little before you press it.",
                    unit="ms",
                ),
                Entry(
                    "tail_ms",
                    "Sound kept after the key",
                    "And let go of it a little before you end.",
                    unit="ms",
                ),
            ),
        ),
        Section(
            "What you hear",
            (
                Entry(
                    "cue_sounds",
                    "Short sounds",
                    "They are kept out of what is sent, and are as loud as the system's volume makes them.",
                    {"off": "None", "talk key": "Of the talk key", "all": "Also of mute and connection"},
                ),
            ),
        ),
        Section("In this window", (), panel="keys"),
    ),
)

APPEARANCE = Page(
    "appearance",
    "Appearance",
    "appearance",
    (
        Section(
            "Languages",
            (
                Entry(
                    "interface_language",
                    "Language of the windows",
                    "Dates and numbers follow it. What you say, and the answers, have settings of their own.",
                    {"system": "As the system", **{language.value: name for language, name in NAMES.items()}},
                ),
            ),
            panel="language",
        ),
        Section(
            "Colours",
            (
                Entry(
                    "appearance",
                    "Light or dark",
                    "The text follows the size that is set for the whole desktop.",
                    {"system": "As the system", "light": "Light", "dark": "Dark"},
                ),
            ),
        ),
        Section(
            "Text and motion",
            (
                Entry(
                    "text_scale",
                    "Size of the text",
                    "1 is the size that is set for the whole desktop. Ctrl++ and Ctrl+- change it.",
                ),
                Entry(
                    "motion",
                    "Motion",
                    "Reduced: the cursor does not blink, nothing fades in, and the meters move calmly.",
                    {"system": "As the system", "reduced": "Reduced", "full": "Usual"},
                ),
            ),
        ),
        Section(
            "On the desktop",
            (
                Entry("tray", "Show the state in the tray", "Where the desktop has one; GNOME has none."),
                Entry(
                    "close_to_tray",
                    "Closing leaves it in the tray",
                    "Its icon, or starting voiceapp again, brings the window back.",
                    needs=("tray", (True,)),
                ),
                Entry(
                    "start_hidden",
                    "Start without the window",
                    "Without a tray and without a talk key for every program it starts minimised instead.",
                    at_start=True,
                ),
            ),
        ),
    ),
)

PRIVACY = Page(
    "privacy",
    "Privacy",
    "lock",
    (
        Section(
            "What reaches the disk",
            (
                Entry(
                    "keep_nothing",
                    "Keep nothing",
                    "No word and no sound of a conversation reaches the disk, whatever else is set.",
                    at_start=True,
                ),
                Entry(
                    "keep_conversations",
                    "Keep conversations",
                    "Their words stay on this computer, to be searched, exported or continued.",
                    needs=("keep_nothing", (False,)),
                ),
                Entry(
                    "keep_undelivered",
                    "Keep what is not delivered yet",
                    "What you say waits on the disk until the service has it, in case the program crashes.",
                    needs=("keep_nothing", (False,)),
                    at_start=True,
                ),
                Entry(
                    "record",
                    "Record conversations",
                    "With words and sound, or only the timing.",
                    {"off": "No", "on": "With words and sound", "private": "Only the timing"},
                    needs=("keep_nothing", (False,)),
                    at_start=True,
                ),
            ),
        ),
    ),
)

PAGES = (CONNECTION, VOICE, PERSONAS, SOUND, KEYS, APPEARANCE, PRIVACY)


def entries() -> Iterator[Entry]:
    """Go through all entries of all pages."""
    for page in PAGES:
        for section in page.sections:
            yield from section.entries
