"""What the server of this conversation can do, and how that is known."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from voiceapp.abilities import WORDS, Fact, KnownBy
from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.usage_view import Cells, Table
from voiceapp.ui.worded import worded

HEADS = ("What the server can do", "works", "known")
EXPLANATION = (
    "Servers differ. What one was found not to know is not asked of it again for 30 days; what is only "
    "expected of its kind is tried."
)


class AbilitiesView(QWidget):
    """One line for each ability."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("abilities")
        self._shown: tuple[Fact, ...] = ()
        self.table = Table(HEADS, self)
        self.remark = QLabel(self)
        self.remark.setWordWrap(True)
        self.remark.setFont(theme.small_font())
        self.remark.setProperty("role", "quiet")
        self.remark.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.S, theme.M, theme.M)
        column.setSpacing(0)
        column.addWidget(self.table)
        column.addWidget(self.remark)
        column.addStretch(1)
        worded(self, self._say)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show the facts of a snapshot."""
        if facts != self._shown:
            self._shown = facts
            self._say()

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("What the server can do"))
        self.table.show_rows(rows_of(self._shown))
        expected = next((fact.note for fact in self._shown if fact.known_by is KnownBy.DATA), "")
        expected = sentences.translated(expected)
        source = wording.tr("Expected %1.").replace("%1", expected) if expected else ""
        self.remark.setText(sentences.joined(wording.tr(EXPLANATION), source))


def rows_of(facts: tuple[Fact, ...]) -> list[Cells]:
    """Return a line for each ability, known or not."""
    found = {fact.ability: fact for fact in facts}
    ways = {
        KnownBy.DATA: wording.tr("expected"),
        KnownBy.MEMORY: wording.tr("from before"),
        KnownBy.SESSION: wording.tr("found now"),
    }
    rows: list[Cells] = []
    for ability, words in WORDS.items():
        name = wording.tr(words)
        name = name[:1].upper() + name[1:]
        fact = found.get(ability)
        if fact is None:
            rows.append((name, "?", wording.tr("not yet")))
        else:
            rows.append((name, wording.tr("yes") if fact.works else wording.tr("no"), ways[fact.known_by]))
    return rows
