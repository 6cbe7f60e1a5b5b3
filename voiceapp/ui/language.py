"""The language of every window: words from the translations in `assets/i18n`, dates and numbers by it.

English needs no file: it is what the sources say. Qt's own words (its file dialog, the menu of a text field)
come from the translations that Qt brings along.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QFontDatabase

from voiceapp.assets_path import asset
from voiceapp.ui.worded import say_again


class Language(Enum):
    """What the person has chosen."""

    SYSTEM = "system"
    """The system's, where there is a translation; else English words, with the system's dates and numbers."""
    ENGLISH = "en"
    JAPANESE = "ja"


NAMES = {Language.ENGLISH: "English", Language.JAPANESE: "日本語"}
"""What each language calls itself; never translated, so that everybody finds the way back."""

_WRITING = {QLocale.Language.Japanese: QFontDatabase.WritingSystem.Japanese}
"""Scripts that not every system has letters for."""


_CHOSEN = "language of the windows"
"""Name of the property of the application that holds the choice."""


def chosen() -> Language:
    """Return what was chosen last; the system's before anything was."""
    program = QCoreApplication.instance()
    return Language((program.property(_CHOSEN) if program is not None else None) or Language.SYSTEM.value)


def speak(language: Language) -> None:
    """Say everything in `language` from now on, in windows that are open too.

    Each widget hears of it by `QEvent.LanguageChange` (see `worded.py`). On the Qt thread, after the
    application was made.
    """
    program = QCoreApplication.instance()
    assert program is not None
    program.setProperty(_CHOSEN, language.value)
    for old in program.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly):
        program.removeTranslator(old)
        old.deleteLater()
    locale = locale_of(language)
    QLocale.setDefault(locale)
    name = spoken(locale).value
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for path in (f"{qt}/qtbase_{name}.qm", str(asset(f"i18n/voiceapp_{name}.qm"))):
        translator = QTranslator(program)
        if name != Language.ENGLISH.value and translator.load(path):
            program.installTranslator(translator)
    say_again()  # where no translator came or went, the dates and numbers may still be others


def locale_of(language: Language) -> QLocale:
    """Return how dates and numbers are written with `language`."""
    system = QLocale.system()
    match language:
        case Language.SYSTEM:
            return system
        case Language.ENGLISH:
            # The person's own country, where English has forms for it: a day is not a month.
            return QLocale(QLocale.Language.English, system.territory())
        case Language.JAPANESE:
            return QLocale(QLocale.Language.Japanese, QLocale.Country.Japan)


def has_letters() -> bool:
    """Say whether some font of this system can write the language in use."""
    writing = _WRITING.get(QLocale().language())
    return writing is None or bool(QFontDatabase.families(writing))


def spoken(locale: QLocale) -> Language:
    """Return the language of ours that somebody with `locale` reads best; English where there is none."""
    codes = {language.value: language for language in NAMES}
    for name in locale.uiLanguages():
        code = name.partition("-")[0]
        if code in codes:
            return codes[code]
    return Language.ENGLISH
