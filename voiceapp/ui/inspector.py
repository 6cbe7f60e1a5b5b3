"""What a session really does: events both ways, where the time of each turn goes, all numbers, the cost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from voiceapp.dialogue.snapshot import Snapshot, WireNote
from voiceapp.ui import wording
from voiceapp.ui.abilities_view import AbilitiesView
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.numbers_view import NumbersView
from voiceapp.ui.shortcuts import hint
from voiceapp.ui.usage_view import UsageView
from voiceapp.ui.waterfall_view import WaterfallView
from voiceapp.ui.wire_panel import WirePanel


class Inspector(QFrame):
    """A panel with five pages.

    Signals:
        closed(): the person wants it gone.
    """

    closed = Signal()

    def __init__(self, wall_offset_ns: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName(wording.tr("Inspector"))
        self.setMinimumSize(280, 180)
        self.wires = WirePanel(wall_offset_ns, self)
        self.waterfall = WaterfallView(self)
        self.numbers = NumbersView(self)
        self.usage = UsageView(self)
        self.abilities = AbilitiesView(self)
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        self.pages.tabBar().setAccessibleName(wording.tr("Pages of the inspector"))
        self.pages.tabBar().setDrawBase(False)
        self.pages.addTab(self.wires, wording.tr("Events"))
        self.pages.addTab(self._scrolled(self.waterfall), wording.tr("Latency"))
        self.pages.addTab(self._scrolled(self.numbers), wording.tr("Numbers"))
        self.pages.addTab(self._scrolled(self.usage), wording.tr("Usage"))
        self.pages.addTab(self._scrolled(self.abilities), wording.tr("Server"))
        self.shut = IconButton(
            "close", wording.tr("Close"), self, hint=hint(wording.tr("Close"), "inspector")
        )
        self.shut.clicked.connect(self.closed)
        self.pages.setCornerWidget(self.shut)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)

    def note_wires(self, notes: Sequence[WireNote], *, dropped: int = 0) -> None:
        """Add wire events; `dropped` is how many were lost on the way here."""
        self.wires.note_wires(notes, dropped=dropped)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the latency of the last turns, everything that is counted, and what the server can do."""
        numbers = snapshot.numbers
        self.waterfall.show_waterfalls(numbers.waterfalls)
        self.numbers.show_numbers(numbers)
        self.usage.show_numbers(numbers)
        self.abilities.show_facts(snapshot.abilities)

    def _scrolled(self, page: QWidget) -> QScrollArea:
        area = QScrollArea(self)
        area.setObjectName("inspector_page")
        area.setAccessibleName(page.accessibleName())
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area
