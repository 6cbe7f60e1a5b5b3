from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QTranslator
from PySide6.QtWidgets import QApplication, QLabel

from voiceapp.ui import wording
from voiceapp.ui.worded import worded


class Shouting(QTranslator):
    """Translates every sentence into capitals."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        return text.upper() if context == "voiceapp" else ""

    def isEmpty(self) -> bool:
        return False


def test_words_are_set_at_once_and_again_when_the_language_changes(app: QApplication) -> None:
    label = QLabel()
    said: list[str] = []

    def say() -> None:
        label.setText(wording.tr("Good morning"))
        said.append(label.text())

    worded(label, say)
    assert said == ["Good morning"]
    translator = Shouting()
    QCoreApplication.installTranslator(translator)
    app.processEvents()
    QCoreApplication.removeTranslator(translator)
    app.processEvents()
    assert said == ["Good morning", "GOOD MORNING", "Good morning"]


def test_other_events_change_nothing(app: QApplication) -> None:
    label = QLabel()
    said: list[int] = []
    worded(label, lambda: said.append(1))
    QCoreApplication.sendEvent(label, QEvent(QEvent.Type.StyleChange))
    assert said == [1]
