"""The page about whom one talks to, and the lines of one persona, which are called as on the other pages."""

from __future__ import annotations

from voiceapp.personas import OVERRIDES
from voiceapp.ui.settings_entry import Entry, Look, Page, Section
from voiceapp.ui.settings_voice import VOICE
from voiceapp.ui.wording import marked, tr

PERSONAS = Page(
    "personas",
    marked("Personas"),
    "person",
    (
        Section(
            marked("Whom you talk to"),
            (
                Entry(
                    "persona",
                    marked("You talk to"),
                    marked("Followed at once. After the first answer, another voice means a new session."),
                    look=Look.PERSONA,
                ),
            ),
        ),
        Section(marked("What each of them is like"), (), panel="personas"),
    ),
)

TITLE = Entry(
    "title",
    marked("Name"),
    marked("As you want to read it in the menu and at the top of the window."),
)

_GENERAL = {entry.name: entry for section in VOICE.sections for entry in section.entries}
LINES = tuple(_GENERAL[name] for name in OVERRIDES)
"""The settings a persona may have of its own, in the order in which they are shown."""


def nobody() -> str:
    """Return what stands in the place of a persona, in the person's language."""
    return tr("The assistant, as it is set")
