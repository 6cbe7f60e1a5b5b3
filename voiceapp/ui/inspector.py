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
from voiceapp.ui.worded import worded


class Inspector(QFrame):
    """A panel with five pages.

    Signals:
        closed(): the person wants it gone.
    """

    closed = Signal()

    def __init__(self, wall_offset_ns: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setMinimumSize(280, 180)
        self.wires = WirePanel(wall_offset_ns, self)
        self.waterfall = WaterfallView(self)
        self.numbers = NumbersView(self)
        self.usage = UsageView(self)
        self.abilities = AbilitiesView(self)
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        self.pages.tabBar().setDrawBase(False)
        self.pages.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its bar has the focus, and its pages
        others = (self.waterfall, self.numbers, self.usage, self.abilities)
        self._sheets = (self.wires, *map(self._scrolled, others))
        for sheet in self._sheets:
            self.pages.addTab(sheet, "")
        self.shut = IconButton("close", "", self)
        self.shut.clicked.connect(self.closed)
        self.pages.setCornerWidget(self.shut)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        worded(self, self._say)

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

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Inspector"))
        self.pages.tabBar().setAccessibleName(wording.tr("Pages of the inspector"))
        names = (
            wording.tr("Events"),
            wording.tr("Latency"),
            wording.tr("Numbers"),
            wording.tr("Usage"),
            wording.tr("Server"),
        )
        for place, (sheet, name) in enumerate(zip(self._sheets, names, strict=True)):
            self.pages.setTabText(place, name)
            sheet.setAccessibleName(name)
        self.shut.set_name(wording.tr("Close"), hint=hint(wording.tr("Close"), "inspector"))

    def _scrolled(self, page: QWidget) -> QScrollArea:
        area = QScrollArea(self)
        area.setObjectName("inspector_page")
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        return area
