"""The buttons under the last answers: to hear another one, and to choose one of two.

Real buttons over the transcript, so that the keyboard and screen readers reach them; the rows keep room for
them and say where it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtWidgets import QWidget

from voiceapp.dialogue.snapshot import Row
from voiceapp.dialogue.two_answers import Again, NotAgain
from voiceapp.ui import shortcuts, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.worded import worded

PASSING = (None, NotAgain.BUSY, NotAgain.OFFLINE, NotAgain.SPEAKING)
"""With these reasons not to, the button stands there and waits."""


class AnswerButtons(QObject):
    """One button to answer again and two to keep an answer, shown where rows have room for them.

    Signals:
        again_requested(): give another answer to the same words.
        keep_requested(str): keep the answer with this row.
    """

    again_requested = Signal()
    keep_requested = Signal(str)

    def __init__(self, ground: QWidget, owner: QWidget) -> None:
        """`ground` is what they lie on, `owner` takes the focus when a button with it goes."""
        super().__init__(owner)
        self._owner = owner
        self._again = Again()
        self.again = IconButton("retry", "", ground, labelled=True)
        self.keep = tuple(IconButton("check", "", ground, labelled=True, kind="bordered") for _ in range(2))
        self._keys = ["", ""]
        self.again.clicked.connect(self.again_requested)
        for number, button in enumerate(self.keep):
            button.clicked.connect(lambda _checked=False, n=number: self.keep_requested.emit(self._keys[n]))
        worded(owner, self._say)
        self.place([])

    def show_again(self, again: Again) -> None:
        """Offer another answer, or say why there can be none."""
        self._again = again
        self.again.setEnabled(again.why_not is None)
        self._say()

    def place(self, rooms: Sequence[tuple[Row, QRectF]]) -> None:
        """Put the buttons into the rooms rows have for them; those without a room are not there."""
        again = next((room for row, room in rooms if row.key == self._again.key), None)
        keep = [(row, room) for row, room in rooms if row.can_keep][-len(self.keep) :]
        for number, button in enumerate(self.keep):
            row, room = keep[number] if number < len(keep) else (None, None)
            self._keys[number] = row.key if row is not None else ""
            self._put(button, room, 0)
        # A button without a frame begins where the words do.
        indent = self.keep[0].sizeHint().width() if any(room is again for _, room in keep) else -theme.M
        self.again.set_labelled(True)
        if again is not None and indent + self.again.sizeHint().width() > again.width():
            self.again.set_labelled(False)
        self._put(self.again, again, indent)

    def _put(self, button: IconButton, room: QRectF | None, indent_px: int) -> None:
        if room is None:
            if button.hasFocus():
                self._owner.setFocus()
            button.hide()
            return
        size = button.sizeHint()
        button.setGeometry(round(room.left()) + indent_px, round(room.top()), size.width(), size.height())
        button.show()

    def _say(self) -> None:
        why_not = wording.not_again(self._again.why_not)
        hint = shortcuts.hint(wording.tr("Another answer to the same words"), "again")
        self.again.set_name(wording.tr("Answer again"), hint=why_not or hint)
        for button in self.keep:
            button.set_name(
                wording.tr("Keep this one"),
                hint=wording.tr("The assistant goes on with this answer and forgets the other one."),
            )
