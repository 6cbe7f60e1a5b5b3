"""Which personas there are, which one is looked at, and how there come to be more or fewer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from voiceapp.personas import Persona
from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.icons import icon
from voiceapp.ui.settings_persona_templates import TEMPLATES
from voiceapp.ui.worded import worded

ICON_PX = 18
LINES_MAX = 6


class PersonaList(QFrame):
    """The list, three buttons, and a question before anything is removed.

    Signals:
        turned(): another one is looked at; see `name`.
        add_requested(object): a template, or None for a persona with nothing of its own.
        copy_requested(), remove_requested(): of the one that is looked at.
    """

    turned = Signal()
    add_requested = Signal(object)
    copy_requested = Signal()
    remove_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self._personas: tuple[Persona, ...] = ()
        self._chosen = ""
        self.empty = QLabel(self)
        self.empty.setWordWrap(True)
        self.empty.setProperty("role", "quiet")
        self.names = QListWidget(self)
        self.names.setObjectName("settings_pages")
        self.names.setIconSize(QSize(ICON_PX, ICON_PX))
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.currentRowChanged.connect(lambda _row: self._turn())
        self.add = IconButton("new", "", self, labelled=True, kind="bordered")
        self.add.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.add.setMenu(self.menu)
        self._plain = self.menu.addAction("")
        self._plain.triggered.connect(lambda: self.add_requested.emit(None))
        self.menu.addSeparator()
        self._templates = [self.menu.addAction("") for _ in TEMPLATES]
        for action, template in zip(self._templates, TEMPLATES, strict=True):
            action.triggered.connect(lambda _checked, one=template: self.add_requested.emit(one))
        self.copy = IconButton("copy", "", self, labelled=True, kind="bordered")
        self.copy.clicked.connect(self.copy_requested)
        self.remove = IconButton("trash", "", self, labelled=True, kind="bordered")
        self.remove.clicked.connect(self._ask)
        self.question = QLabel(self)
        self.question.setWordWrap(True)
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        self.yes = IconButton("trash", "", self, labelled=True, kind="danger")
        self.yes.clicked.connect(self._remove)
        self.no = IconButton("close", "", self, labelled=True, kind="bordered")
        self.no.clicked.connect(self._keep)
        self._asking = QFrame(self)
        self._assemble()
        worded(self, self._say)

    @property
    def name(self) -> str:
        """The name of the one that is looked at; empty: there is none."""
        row = self.names.currentRow()
        return self._personas[row].name if 0 <= row < len(self._personas) else ""

    def show_personas(self, personas: Sequence[Persona], chosen: str, *, wanted: str = "") -> None:
        """Show these, and which one is talked to; look at `wanted`, or go on looking at the same one."""
        looked_at = next((name for name in (wanted, self.name, chosen) if _place(name, personas) >= 0), "")
        self._personas, self._chosen = tuple(personas), chosen
        self.names.blockSignals(True)
        while self.names.count() > len(personas):
            self.names.takeItem(self.names.count() - 1)
        while self.names.count() < len(personas):
            self.names.addItem(QListWidgetItem())
        self.names.setCurrentRow(max(0, _place(looked_at, personas)))
        self.names.blockSignals(False)
        self._asking.hide()
        for part in (self.names, self.copy, self.remove):
            part.setVisible(bool(personas))
        self.empty.setVisible(not personas)
        self._name_all()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Draw in other colours, and measure in another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._name_all()
        elif event.type() is QEvent.Type.FontChange:
            self._fit()

    # -- inside ----------------------------------------------------------------------------------------

    def _assemble(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        for button in (self.add, self.copy, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        asking = QHBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(theme.S)
        asking.addWidget(self.question, 1)
        asking.addWidget(self.no)
        asking.addWidget(self.yes)
        self._asking.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.empty)
        column.addWidget(self.names)
        column.addLayout(buttons)
        column.addWidget(self._asking)

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Personas"))
        self.names.setAccessibleName(wording.tr("Personas"))
        self.empty.setText(
            wording.tr(
                "There is none yet. A persona has a name and whatever is to be different with it: "
                "instructions, a voice, how long it waits. Begin with an example, or with nothing."
            )
        )
        self.add.set_name(wording.tr("Add"))
        self._plain.setText(wording.tr("With nothing of its own"))
        for action, template in zip(self._templates, TEMPLATES, strict=True):
            action.setText(wording.tr(template.title))
        self.copy.set_name(wording.tr("Duplicate"))
        self.remove.set_name(wording.tr("Remove"))
        self.yes.set_name(wording.tr("Remove for good"))
        self.no.set_name(wording.tr("Keep"))
        self._name_all()
        self._say_question()

    def _name_all(self) -> None:
        tokens = theme.colors()
        for row, persona in enumerate(self._personas):
            item = self.names.item(row)
            is_chosen = persona.name == self._chosen
            text = wording.tr("%1 (you talk to this one)") if is_chosen else "%1"
            item.setText(text.replace("%1", persona.label))
            item.setIcon(icon("person", tokens.accent if is_chosen else tokens.secondary))

    def _say_question(self) -> None:
        label = next((one.label for one in self._personas if one.name == self.name), "")
        self.question.setText(wording.tr("“%1” and its instructions will be gone.").replace("%1", label))

    def _fit(self) -> None:
        line = max(self.names.sizeHintForRow(0), 1) + 2
        self.names.setFixedHeight(line * max(1, min(LINES_MAX, len(self._personas))) + 10)

    def _turn(self) -> None:
        self._asking.hide()
        self.turned.emit()

    def _ask(self) -> None:
        self._say_question()
        self._asking.show()
        self.no.setFocus()

    def _keep(self) -> None:
        self._asking.hide()
        self.remove.setFocus()

    def _remove(self) -> None:
        self._asking.hide()
        self.names.setFocus()
        self.remove_requested.emit()


def _place(name: str, personas: Sequence[Persona]) -> int:
    """Return where a persona stands; -1 for one that is not there."""
    return next((place for place, one in enumerate(personas) if name and one.name == name), -1)
