"""A conversation and, when somebody looks inside, the inspector: side by side where there is room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from voiceapp.ui import theme
from voiceapp.ui.inspector import Inspector

INSPECTOR_PX = 460
SIDE_BY_SIDE_PX = 960
"""From this width on the inspector stands beside the conversation, below it otherwise."""


class WorkArea(QSplitter):
    """The middle of a window; the inspector is hidden at first.

    Signals:
        inspector_toggled(bool): it is shown now, or not any more.
        focus_freed(): it was hidden and had the keyboard's focus.
    """

    inspector_toggled = Signal(bool)
    focus_freed = Signal()

    def __init__(self, conversation: QWidget, inspector: Inspector, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._inspector = inspector
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(conversation)
        self.addWidget(inspector)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setSizes([600, INSPECTOR_PX])
        inspector.hide()
        inspector.closed.connect(self.toggle_inspector)

    def toggle_inspector(self) -> None:
        """Show or hide the inspector."""
        showing = self._inspector.isHidden()
        focus = self.window().focusWidget()
        had_focus = bool(focus) and self._inspector.isAncestorOf(focus)
        self._inspector.setVisible(showing)
        self.inspector_toggled.emit(showing)
        if had_focus and not showing:
            self.focus_freed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Put the inspector where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= theme.roomy(SIDE_BY_SIDE_PX)
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.orientation() is not orientation:
            self.setOrientation(orientation)
