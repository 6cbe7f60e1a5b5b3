"""Which microphone and which loudspeaker."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QStyledItemDelegate, QWidget

from voiceapp.ui import theme, wording
from voiceapp.ui.icons import draw_icon

ICON_PX = 18
WIDTH_MAX = 250


class Choice(QComboBox):
    """A list to choose from, drawn in the window's own style.

    Signals:
        about_to_open(): the list is going to be shown; whoever owns it may make it fresh.
    """

    about_to_open = Signal()

    def __init__(self, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._alert = False
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setItemDelegate(QStyledItemDelegate(self))  # the usual one ignores the style sheet's padding

    def set_alert(self, alert: bool) -> None:
        """Draw a warning in place of the drawing: what is shown is a reason, not a choice."""
        if alert != self._alert:
            self._alert = alert
            self.update()

    def showPopup(self) -> None:  # noqa: N802 (Qt's name)
        """Show the list, as wide as its longest entry."""
        self.about_to_open.emit()
        metrics = QFontMetrics(self.font())
        longest = max((metrics.horizontalAdvance(self.itemText(n)) for n in range(self.count())), default=0)
        self.view().setMinimumWidth(min(480, max(self.width(), longest + 2 * theme.XL)))
        super().showPopup()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return room for what is chosen."""
        metrics = QFontMetrics(self.font())
        words = min(190, metrics.horizontalAdvance(self._shown()))
        icon_room = ICON_PX + theme.S if self._icon_name else 0
        return QSize(theme.S + icon_room + words + 16 + 2 * theme.S, theme.CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return room for the drawing and a few letters."""
        return QSize(84 if self._icon_name else 64, theme.CONTROL_HEIGHT)

    def event(self, event: QEvent) -> bool:
        """Draw again when the pointer comes and goes."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the frame, the choice and the arrow."""
        tokens = theme.colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        painter.setPen(QPen(QColor(tokens.accent if focus else tokens.border), 2 if focus else 1))
        painter.setBrush(QColor(tokens.hover if self.underMouse() and self.isEnabled() else tokens.surface))
        inset = 1.0 if focus else 0.5
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        ink = tokens.text if self.isEnabled() and not self._alert else tokens.secondary
        left = float(theme.S + 2)
        middle = self.height() / 2
        if self._icon_name:
            name = "warning" if self._alert else self._icon_name
            color = tokens.warning if self._alert else tokens.secondary
            draw_icon(painter, name, color, QRectF(left, middle - ICON_PX / 2, ICON_PX, ICON_PX))
            left += ICON_PX + 6
        right = self.width() - theme.S - 14
        metrics = QFontMetrics(self.font())
        words = metrics.elidedText(self._shown(), Qt.TextElideMode.ElideRight, int(right - left - 4))
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(left, 0, right - left, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        draw_icon(painter, "chevron-down", tokens.secondary, QRectF(right, middle - 7, 14, 14))

    def _shown(self) -> str:
        return self.currentText() if self.currentIndex() >= 0 else self.placeholderText()


class DevicePicker(QWidget):
    """Two lists of names; an empty name stands for the system's own choice.

    Signals:
        microphone_chosen(str): by the person, not by `set_devices`.
        speaker_chosen(str): likewise.
        devices_wanted(): a list is about to be looked at.
    """

    microphone_chosen = Signal(str)
    speaker_chosen = Signal(str)
    devices_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.microphone = self._choice("mic", wording.tr("Microphone"))
        self.speaker = self._choice("speaker", wording.tr("Loudspeaker"))
        self.microphone.activated.connect(
            lambda n: self.microphone_chosen.emit(str(self.microphone.itemData(n)))
        )
        self.speaker.activated.connect(lambda n: self.speaker_chosen.emit(str(self.speaker.itemData(n))))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(self.microphone)
        row.addWidget(self.speaker)
        row.addStretch(0)
        self.set_devices((), ())

    def set_devices(
        self,
        inputs: Sequence[str],
        outputs: Sequence[str],
        chosen_input: str = "",
        chosen_output: str = "",
    ) -> None:
        """Offer these names; a chosen one that is not among them is shown as missing."""
        self._fill(self.microphone, inputs, chosen_input, wording.tr("No microphone found"))
        self._fill(self.speaker, outputs, chosen_output, wording.tr("No loudspeaker found"))

    def show_used(self, microphone: str, mic_works: bool, speaker: str, speaker_works: bool) -> None:
        """Tell which devices are in use, or the sentences that say why none is."""
        self._tell(self.microphone, wording.tr("Microphone"), microphone, mic_works)
        self._tell(self.speaker, wording.tr("Loudspeaker"), speaker, speaker_works)

    def _choice(self, icon_name: str, name: str) -> Choice:
        choice = Choice(icon_name, self)
        choice.setMaximumWidth(WIDTH_MAX)
        choice.setAccessibleName(name)
        choice.setToolTip(name)
        choice.about_to_open.connect(self.devices_wanted)
        # On Linux a combo box is called what it shows; screen readers take its name from a label.
        label = QLabel(name, self)
        label.setBuddy(choice)
        label.hide()
        return choice

    @staticmethod
    def _fill(choice: Choice, names: Sequence[str], chosen: str, none_sentence: str) -> None:
        choice.blockSignals(True)
        choice.clear()
        if names:
            choice.addItem(wording.tr("System default"), "")
            for name in dict.fromkeys(name for name in names if name):
                choice.addItem(name, name)
            choice.setPlaceholderText(wording.tr("%1 (not connected)").replace("%1", chosen))
            choice.setCurrentIndex(choice.findData(chosen))
        else:
            choice.setPlaceholderText(none_sentence)
            choice.setCurrentIndex(-1)
        choice.blockSignals(False)
        choice.setEnabled(bool(names))
        choice.updateGeometry()
        choice.update()

    @staticmethod
    def _tell(choice: Choice, name: str, device: str, works: bool) -> None:
        sentence = wording.tr("In use: %1").replace("%1", device) if works else device
        if choice.toolTip() != (sentence or name):
            choice.setToolTip(sentence or name)
            choice.setAccessibleDescription(sentence)
        if device and not works and not choice.count() and choice.placeholderText() != device:
            choice.setPlaceholderText(device)
            choice.updateGeometry()
            choice.update()
        choice.set_alert(bool(device) and not works)
