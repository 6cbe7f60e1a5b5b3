"""What a session really does: events both ways, and where the time of each turn goes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from voiceapp.dialogue.snapshot import Waterfall, WireNote
from voiceapp.ui import wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.shortcuts import hint
from voiceapp.ui.waterfall_view import WaterfallView
from voiceapp.ui.wire_panel import WirePanel


class Inspector(QFrame):
    """A panel with two pages.

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
        area = QScrollArea(self)
        area.setObjectName("waterfall_area")
        area.setAccessibleName(wording.tr("Latency of each turn"))
        area.setWidget(self.waterfall)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        self.pages.tabBar().setAccessibleName(wording.tr("Pages of the inspector"))
        self.pages.tabBar().setDrawBase(False)
        self.pages.addTab(self.wires, wording.tr("Events"))
        self.pages.addTab(area, wording.tr("Latency"))
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

    def show_waterfalls(self, waterfalls: tuple[Waterfall, ...]) -> None:
        """Show the latency of the last turns."""
        self.waterfall.show_waterfalls(waterfalls)
