"""A child of `startup.py`: opens the real window, says `painted` when it first draws itself, closes it."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from voiceapp import cli


class FirstPaint(QObject):
    """Watches every object of the program until a widget has been asked to draw itself."""

    def __init__(self, application: QApplication) -> None:
        """Begin to watch."""
        super().__init__()
        self._application = application
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        """Look at an event and let it pass."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self._application.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)  # after the whole frame
        return False

    def _painted(self) -> None:
        sys.stdout.write("painted\n")
        sys.stdout.flush()
        self._application.closeAllWindows()


if __name__ == "__main__":
    watch = FirstPaint(QApplication(["voiceapp"]))
    sys.exit(cli.main(["--offline"]))
