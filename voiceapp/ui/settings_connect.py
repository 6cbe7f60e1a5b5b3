"""What the settings lead to, what is in force and since where, and the way to connect there."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.worded import worded


@dataclass(frozen=True, slots=True)
class Way:
    """Where the program is connected to, and where its settings lead."""

    connected: str = ""
    """As the title says it, such as `Azure · gpt-realtime`."""
    wanted: str = ""
    """The same for the settings of now; empty: they lead nowhere."""
    problem: str = ""
    """Why they lead nowhere."""
    is_other: bool = False
    """Connecting now would lead elsewhere."""
    values: tuple[tuple[str, str, str], ...] = ()
    """(what, value, where it came from) of everything that is in force."""


class ConnectPanel(QFrame):
    """A sentence, a table of what is in force, and a button.

    Signals:
        connect_requested(): the person wants the new connection now.
    """

    connect_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self._way = Way()
        self.says = QLabel(self)
        self.says.setWordWrap(True)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.connect_now = IconButton("retry", "", self, labelled=True, kind="primary")
        self.connect_now.clicked.connect(self.connect_requested)
        self._values = QGridLayout()
        self._values.setHorizontalSpacing(theme.L)
        self._values.setVerticalSpacing(1)
        self._values.setColumnStretch(1, 1)
        self._labels: list[tuple[QLabel, QLabel, QLabel]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.says)
        column.addLayout(self._values)
        column.addWidget(self.connect_now, 0, Qt.AlignmentFlag.AlignLeft)
        worded(self, self._say)

    def show_way(self, way: Way) -> None:
        """Show where the settings lead."""
        self._way = way
        self._say()

    def _say(self) -> None:
        way = self._way
        connected, wanted = sentences.translated(way.connected), sentences.translated(way.wanted)
        self.setAccessibleName(wording.tr("Connection in force"))
        self.connect_now.set_name(wording.tr("Connect now"))
        if way.problem:
            said = sentences.translated(way.problem)
        elif way.is_other and way.wanted != way.connected:
            said = wording.tr(
                "You are connected to %1; the settings lead to %2. Connecting begins a new conversation."
            )
            said = said.replace("%1", connected).replace("%2", wanted)
        elif way.is_other:
            said = wording.tr("The connection was changed. Connecting begins a new conversation.")
        else:
            said = wording.tr("In use: %1.").replace("%1", connected)
        self.says.setText(said)
        self.says.setProperty("role", "problem" if way.problem else "")
        self.says.style().polish(self.says)
        self.connect_now.setVisible(way.is_other and not way.problem)
        self._show_values(way.values)
        self.setAccessibleDescription(said)

    def _show_values(self, values: tuple[tuple[str, str, str], ...]) -> None:
        while len(self._labels) < len(values):
            row = 2 * len(self._labels)
            self._labels.append(
                (self._cell(row, 0, "quiet"), self._cell(row, 1), self._cell(row + 1, 1, "quiet"))
            )
        for line, labels in enumerate(self._labels):
            texts = values[line] if line < len(values) else ("", "", "")
            for label, text in zip(labels, texts, strict=True):
                label.setText(sentences.translated(text))
                label.setVisible(bool(text))

    def _cell(self, row: int, column: int, role: str = "") -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(theme.small_font())
        label.setWordWrap(column == 1)
        label.setProperty("role", role)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._values.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
        return label
