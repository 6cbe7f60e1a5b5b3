"""Whether the conversation follows the language of the windows: offered, never taken for granted."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from voiceapp.settings import Settings
from voiceapp.ui import language, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.language import NAMES, Language
from voiceapp.ui.worded import worded


class SettingsLanguage(QFrame):
    """A sentence about what the assistant hears and answers, and a button that changes both.

    Signals:
        setting_chosen(str, object): a setting's name and a value, by the person.
    """

    setting_chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_panel")
        self._settings = Settings()
        self._is_embedded = True
        self.says = self._sentence()
        self.fonts = self._sentence()
        self.talk_too = IconButton("globe", "", self, labelled=True, kind="bordered")
        self.talk_too.clicked.connect(self._talk_too)
        self._column = column = QVBoxLayout(self)
        column.setSpacing(theme.S)
        column.addWidget(self.says)
        column.addWidget(self.talk_too, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.fonts)
        worded(self, self._say)

    def show_settings(self, settings: Settings, *, is_embedded: bool) -> None:
        """Show what is set; `is_embedded`: one talks to the assistant inside the program."""
        self._settings, self._is_embedded = settings, is_embedded
        self._say()

    def spoken(self) -> Language:
        """Return the language of the windows, as far as there is a translation for the system's."""
        return language.spoken(QLocale())

    # -- inside ----------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.setAccessibleName(wording.tr("Language of the conversation"))
        name = NAMES[self.spoken()]
        self.talk_too.set_name(wording.tr("Talk in %1 too").replace("%1", name))
        is_followed = self._is_followed()
        if self._is_embedded:
            said = wording.tr("The assistant inside this program understands and speaks English only.")
        elif is_followed:
            said = wording.tr(
                "What you say is written down as %1, and the assistant is asked to answer in it."
            )
        else:
            said = wording.tr(
                "The conversation does not follow by itself. With the button what you say is written down as "
                "%1, and the assistant is asked to answer in it."
            )
        self.says.setText(said.replace("%1", name))
        self.setAccessibleDescription(self.says.text())
        needless = self.spoken() is Language.ENGLISH and not (
            self._settings.language or self._settings.answer_language
        )
        self.talk_too.setVisible(not self._is_embedded and not is_followed and not needless)
        self.says.setVisible(not needless)
        says_anything = not needless or not language.has_letters()
        self._column.setContentsMargins(
            *((theme.L, theme.S, theme.L, theme.M) if says_anything else (0, 0, 0, 0))
        )
        self.fonts.setVisible(not language.has_letters())
        self.fonts.setText(
            wording.tr("This computer has no font for %1. Install one, such as fonts-noto-cjk.").replace(
                "%1", name
            )
        )

    def _is_followed(self) -> bool:
        code = self.spoken().value
        return self._settings.language == code and self._settings.answer_language == code

    def _talk_too(self) -> None:
        code = self.spoken().value
        self.setting_chosen.emit("language", code)
        self.setting_chosen.emit("answer_language", code)

    def _sentence(self) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(theme.small_font())
        label.setProperty("role", "quiet")
        return label
