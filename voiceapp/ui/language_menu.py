"""The languages of the windows to choose from; each is called what it calls itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from voiceapp.ui import language, wording
from voiceapp.ui.language import NAMES, Language
from voiceapp.ui.worded import worded


class LanguageMenu(QMenu):
    """Ticks the language in use.

    Signals:
        language_chosen(Language): by the person; the words change when somebody follows.
    """

    language_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        group = QActionGroup(self)
        self.languages: dict[Language, QAction] = {}
        for one in Language:
            action = self.addAction(NAMES.get(one, ""))
            action.setCheckable(True)
            action.triggered.connect(lambda _checked, chosen=one: self.language_chosen.emit(chosen))
            group.addAction(action)
            self.languages[one] = action
        worded(self, self._say)

    def _say(self) -> None:
        # Both languages, whichever is in use: whoever cannot read the one finds the way by the other.
        title = wording.tr("Language of the windows")
        self.setTitle(title if "Language" in title else f"{title} (Language)")
        self.setAccessibleName(self.title())
        self.languages[Language.SYSTEM].setText(wording.tr("As the system"))
        self.languages[language.chosen()].setChecked(True)
