"""Where the panel of kept conversations is: beside the rest of the window, or over it in a narrow one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from voiceapp.ui import theme
from voiceapp.ui.conversations_panel import ConversationsPanel

PANEL_PX = 300
BESIDE_PX = 780
"""From this width on the panel stands beside the conversation."""
PEEP_PX = 56
"""Of what lies under the panel, to click on."""


class ConversationsSide(QWidget):
    """The panel, hidden at first, and the rest.

    Signals:
        toggled(bool): the panel is shown now, or not any more.
        focus_freed(): it was hidden and had the keyboard's focus.
    """

    toggled = Signal(bool)
    focus_freed = Signal()

    def __init__(self, panel: ConversationsPanel, rest: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panel = panel
        self._beside = QSplitter(Qt.Orientation.Horizontal, self)
        self._beside.setChildrenCollapsible(False)
        self._beside.setHandleWidth(1)
        self._beside.addWidget(panel)
        self._beside.addWidget(rest)
        self._beside.setStretchFactor(0, 0)
        self._beside.setStretchFactor(1, 1)
        self._beside.setSizes([theme.roomy(PANEL_PX), 600])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._beside)
        panel.hide()
        panel.closed.connect(self.close_panel)

    @property
    def is_over(self) -> bool:
        """Whether the panel lies over the rest."""
        return self._panel.parent() is self

    def open_panel(self) -> None:
        """Show the panel, ready to search."""
        if self._panel.isHidden():
            self._place()
            self._panel.show()
            self.toggled.emit(True)
        self._panel.begin()

    def close_panel(self) -> None:
        """Hide the panel."""
        if self._panel.isHidden():
            return
        focus = self.window().focusWidget()
        had_focus = bool(focus) and self._panel.isAncestorOf(focus)
        self._panel.hide()
        self.toggled.emit(False)
        if had_focus:
            self.focus_freed.emit()

    def toggle_panel(self) -> None:
        """Show or hide the panel."""
        if self._panel.isHidden():
            self.open_panel()
        else:
            self.close_panel()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 (Qt's name)
        """Put the panel where there is room."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        over = self.width() < theme.roomy(BESIDE_PX)
        if over != self.is_over:
            was_hidden = self._panel.isHidden()
            focus = self.window().focusWidget()
            had_focus = bool(focus) and self._panel.isAncestorOf(focus)
            if over:
                self._panel.setParent(self)
            else:
                self._beside.insertWidget(0, self._panel)
                panel_px = theme.roomy(PANEL_PX)
                self._beside.setSizes([panel_px, max(1, self.width() - panel_px)])
            self._panel.setVisible(not was_hidden)
            if had_focus:
                focus.setFocus()
        if over:
            width = min(self.width() - PEEP_PX, theme.roomy(PANEL_PX) + PEEP_PX)
            self._panel.setGeometry(0, 0, max(self._panel.minimumWidth(), width), self.height())
            self._panel.raise_()
