"""Which microphone and which loudspeaker."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QStyledItemDelegate, QWidget

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icons import draw_icon
from voiceapp.ui.worded import worded

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
        self._missing = ""
        self._used = ""
        self._has_default = False
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setItemDelegate(QStyledItemDelegate(self))  # the usual one ignores the style sheet's padding
        self._label: QLabel | None = None
        worded(self, self._say_default)

    def call(self, name: str) -> None:
        """Name a list that stands alone: on Linux a screen reader knows it by the label beside it only."""
        if self._label is None:
            self._label = QLabel(self.parentWidget())
            self._label.setBuddy(self)
            self._label.hide()
        self._label.setText(name)
        self.setAccessibleName(name)

    def offer(self, names: Sequence[str], chosen: str) -> None:
        """Offer the system's choice and `names`; a chosen one that is not among them stays in the list."""
        self.blockSignals(True)
        self.clear()
        self._missing = chosen if chosen not in names else ""
        self._has_default = bool(names or chosen)
        if self._has_default:
            self.addItem(wording.tr("System default"), "")
        self._used = ""
        for name in dict.fromkeys(name for name in (self._missing, *names) if name):
            self.addItem(name, name)
        self.setCurrentIndex(self.findData(chosen))
        self.blockSignals(False)
        self.setEnabled(self.count() > 0)
        self._redo()

    def tell_missing(self, used: str) -> None:
        """Name a chosen device that is not there as such; `used` is what works in its place, if anything."""
        self._used = used
        if not self._missing:
            return
        if used and (self._missing == used or self._missing.startswith(f"{used} (")):
            text = "%1"  # it works, whatever the list says
        elif used:
            text = wording.tr("%1 (not connected) · using System default")
        else:
            text = wording.tr("%1 (not connected)")
        text = text.replace("%1", self._missing)
        place = self.findData(self._missing)
        if self.itemText(place) != text:
            self.setItemText(place, text)
            self._redo()

    @property
    def missing(self) -> str:
        """Return the name that is chosen but neither there nor in use; empty: all is well."""
        return self._missing if self.currentText() != self._missing else ""

    def _say_default(self) -> None:
        if self._has_default:
            self.setItemText(0, wording.tr("System default"))
            self.tell_missing(self._used)
        self._redo()

    def _redo(self) -> None:
        self.updateGeometry()
        self.update()

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
        painter.setPen(QPen(QColor(tokens.accent if focus else tokens.field_border), 2 if focus else 1))
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
        devices_changed(): other devices are in use, so that the lists may be out of date.
    """

    microphone_chosen = Signal(str)
    speaker_chosen = Signal(str)
    devices_wanted = Signal()
    devices_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._used: tuple[str, bool, str, bool] = ("", False, "", False)
        self._listed = False
        # On Linux a combo box is called what it shows; screen readers take its name from a label.
        self._names = (QLabel(self), QLabel(self))
        self.microphone = self._choice("mic", self._names[0])
        self.speaker = self._choice("speaker", self._names[1])
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
        self.microphone.offer((), "")
        self.speaker.offer((), "")
        worded(self, self._say)

    def set_devices(
        self,
        inputs: Sequence[str],
        outputs: Sequence[str],
        chosen_input: str = "",
        chosen_output: str = "",
    ) -> None:
        """Offer these names; a chosen one that is not among them is shown as missing."""
        self._listed = True
        self.microphone.offer(inputs, chosen_input)
        self.speaker.offer(outputs, chosen_output)
        self._tell()

    def show_used(self, microphone: str, mic_works: bool, speaker: str, speaker_works: bool) -> None:
        """Tell which devices are in use, or the sentences that say why none is."""
        used = (microphone, mic_works, speaker, speaker_works)
        if used == self._used:
            return
        self._used = used
        self._tell()
        if self._listed:  # one that came or went is to be in the lists or not
            self.devices_changed.emit()

    def replaced(self) -> tuple[str, ...]:
        """Return a sentence for each chosen device in whose place another is used."""
        _, mic_works, _, speaker_works = self._used
        found = []
        if mic_works and self.microphone.missing:
            sentence = wording.tr(
                "The microphone “%1” is not connected; until it is, the system's own is used."
            )
            found.append(sentence.replace("%1", self.microphone.missing))
        if speaker_works and self.speaker.missing:
            sentence = wording.tr(
                "The loudspeaker “%1” is not connected; until it is, the system's own is used."
            )
            found.append(sentence.replace("%1", self.speaker.missing))
        return tuple(found)

    def _say(self) -> None:
        for choice, label, name in (
            (self.microphone, self._names[0], wording.tr("Microphone")),
            (self.speaker, self._names[1], wording.tr("Loudspeaker")),
        ):
            choice.setAccessibleName(name)
            label.setText(name)
        self.microphone.setPlaceholderText(wording.tr("No microphone found"))
        self.speaker.setPlaceholderText(wording.tr("No loudspeaker found"))
        self._tell()

    def _tell(self) -> None:
        microphone, mic_works, speaker, speaker_works = self._used
        for choice, name, device, works in (
            (self.microphone, wording.tr("Microphone"), microphone, mic_works),
            (self.speaker, wording.tr("Loudspeaker"), speaker, speaker_works),
        ):
            sentence = (
                wording.tr("In use: %1").replace("%1", device) if works else sentences.translated(device)
            )
            choice.setToolTip(sentence or name)
            choice.setAccessibleDescription(sentence)
            choice.tell_missing(device if works else "")
            choice.set_alert(bool(choice.missing) or (bool(device) and not works))

    def _choice(self, icon_name: str, label: QLabel) -> Choice:
        choice = Choice(icon_name, self)
        choice.setMaximumWidth(WIDTH_MAX)
        choice.about_to_open.connect(self.devices_wanted)
        label.setBuddy(choice)
        label.hide()
        return choice
