"""Settings that belong together, on one sheet with a title above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from voiceapp.settings import allowed
from voiceapp.ui import theme, wording
from voiceapp.ui.settings_entry import Section
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.worded import worded


class SettingsCard(QFrame):
    """A title, and below it the rows of a section and its pieces on a sheet."""

    def __init__(
        self,
        section: Section,
        problem_with: Callable[[str, object], str],
        panels: Mapping[str, QWidget],
        parent: QWidget | None = None,
    ) -> None:
        """`panels` are the pieces that a section names."""
        super().__init__(parent)
        self._section = section
        self.title = QLabel(self)
        self.title.setFont(theme.scaled_font(1.0, weight=QFont.Weight.DemiBold))
        self.sheet = QFrame(self)
        self.sheet.setObjectName("settings_sheet")
        self.rows = tuple(
            SettingRow(entry, allowed(entry.name), problem_with, self.sheet) for entry in section.entries
        )
        self.panels = tuple(panels[name] for name in (section.lead, section.panel) if name)
        column = QVBoxLayout(self.sheet)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        lead = (panels[section.lead],) if section.lead else ()
        last = (panels[section.panel],) if section.panel else ()
        self.parts: tuple[QWidget, ...] = (*lead, *self.rows, *last)
        """All of it, from above."""
        for part in self.parts:
            column.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.S)
        whole.addWidget(self.title)
        whole.addWidget(self.sheet)
        worded(self, self._say)

    def show_found(self, query: str, shown: Callable[[SettingRow], bool], *, has_panels: bool) -> int:
        """Show the rows that answer `query`, without one those that are `shown`; return how many parts.

        The pieces beside the rows are found by the title of the section.
        """
        by_title = bool(query) and all(
            word in self.title.text().casefold() for word in query.casefold().split()
        )
        parts = 0
        for panel in self.panels:
            visible = has_panels and (not query or by_title)
            panel.setVisible(visible)
            parts += visible
        is_first = not (self.panels and not self.panels[0].isHidden() and len(self.panels) > 1)
        for row in self.rows:
            visible = (row.answers(query) or by_title) if query else shown(row)
            row.setVisible(visible)
            if visible:
                row.set_first(is_first)
                is_first = False
                parts += 1
        self.setVisible(parts > 0)
        return parts

    def _say(self) -> None:
        self.title.setText(wording.tr(self._section.title))
        self.sheet.setAccessibleName(self.title.text())
