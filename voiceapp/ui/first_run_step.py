"""One step of the introduction: what it is about, in a sentence, and the cards to choose with.

The cards are those of the settings window, so that nothing has to be learned twice; a step only picks them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from voiceapp.ui import theme
from voiceapp.ui.settings_card import SettingsCard
from voiceapp.ui.settings_entry import Section
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_table import entries
from voiceapp.ui.tab_order import stops

COLUMN_PX = 620

_ENTRIES = {entry.name: entry for entry in entries()}


def section(title: str, *names: str, lead: str = "", panel: str = "") -> Section:
    """Return a section with these settings, told as in the settings window."""
    return Section(title, tuple(_ENTRIES[name] for name in names), lead=lead, panel=panel)


class FirstRunStep(QScrollArea):
    """A title, a sentence, and cards below each other; scrolls where there is not room for all."""

    def __init__(
        self,
        sections: Sequence[Section],
        problem_with: Callable[[str, object], str],
        panels: Mapping[str, QWidget],
        parent: QWidget | None = None,
    ) -> None:
        """`panels` are the pieces that the sections name."""
        super().__init__(parent)
        self.setObjectName("settings_area")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget(self)
        body.setObjectName("settings_body")
        self.title = QLabel(body)
        self.title.setFont(theme.scaled_font(1.5, weight=QFont.Weight.DemiBold))
        self.text = QLabel(body)
        for label in (self.title, self.text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.cards = tuple(SettingsCard(part, problem_with, panels, body) for part in sections)
        self.rows: dict[str, SettingRow] = {row.entry.name: row for card in self.cards for row in card.rows}
        inner = QWidget(body)
        inner.setMaximumWidth(theme.roomy(COLUMN_PX))
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.L)
        column.addWidget(self.title)
        column.addWidget(self.text)
        for card in self.cards:
            column.addWidget(card)
        column.addStretch(1)
        middle = QHBoxLayout(body)
        middle.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        middle.addWidget(inner, 1)
        self.setWidget(body)

    def say(self, title: str, sentence: str) -> None:
        """Say what the step is about."""
        self.title.setText(title)
        self.text.setText(sentence)

    def show_rows(self, is_shown: Callable[[SettingRow], bool], hidden: Sequence[QWidget] = ()) -> None:
        """Show the rows that have a meaning now, and the cards whose pieces are not among `hidden`."""
        for card in self.cards:
            card.show_found("", is_shown, has_panels=not set(card.panels) & set(hidden))

    def controls(self) -> list[QWidget]:
        """Return what Tab is to reach, from above."""
        return stops(part for card in self.cards for part in card.parts)
