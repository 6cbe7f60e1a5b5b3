"""One of a few values, or one of the devices there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

from voiceapp.ui.device_picker import Choice

WIDTH_MIN = 150
WIDTH_MAX = 300


class SettingChoice(Choice):
    """A list to choose from that leaves the wheel to the page around it.

    Signals:
        edited(object): nothing is ever half typed here; for the likeness with the others.
        settled(object): the chosen value, by the person.
    """

    edited = Signal(object)
    settled = Signal(object)

    def __init__(self, words: Mapping[str, str], icon_name: str = "", parent: QWidget | None = None) -> None:
        """`words` are value -> what it is called; none for a list of devices, which is offered later."""
        super().__init__(icon_name, parent)
        for value, word in words.items():
            self.addItem(word, value)
        self.activated.connect(lambda place: self.settled.emit(self.itemData(place)))

    def name_values(self, words: Mapping[str, str]) -> None:
        """Call the values something else."""
        for place in range(self.count()):
            if self.itemData(place) in words:
                self.setItemText(place, words[self.itemData(place)])
        self.updateGeometry()

    def show_words(self, words: Mapping[str, str]) -> None:
        """Offer these values, value -> what it is called, in the place of all others."""
        shown = self.currentData()
        self.clear()
        for value, word in words.items():
            self.addItem(word, value)
        self.show_value(shown)
        self.updateGeometry()

    def show_value(self, value: object) -> None:
        """Show the chosen value; one that is not in the list is shown as nothing."""
        self.setCurrentIndex(self.findData(value))

    def show_devices(self, names: Sequence[str], chosen: str) -> None:
        """Offer these devices and the system's own choice; one that is missing stays, and is called so."""
        self.offer(names, chosen)
        self.tell_missing("")

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 (Qt's name)
        """Scroll the page, not the choice."""
        event.ignore()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return room for the longest entry, so that nothing moves when another is chosen."""
        metrics = self.fontMetrics()
        words = [self.itemText(place) for place in range(self.count())] or [self.placeholderText()]
        longest = max(metrics.horizontalAdvance(word) for word in words)
        hint = super().sizeHint()
        taken = hint.width() - min(
            190, metrics.horizontalAdvance(self.currentText() or self.placeholderText())
        )
        return QSize(max(WIDTH_MIN, min(WIDTH_MAX, taken + longest + 4)), hint.height())
