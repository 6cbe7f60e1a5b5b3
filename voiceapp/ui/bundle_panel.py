"""What would be sent with a report of a problem, to be read before it is saved; a window beside the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from voiceapp.ui import theme, wording
from voiceapp.ui.icon_button import IconButton

FILE_NAME = "voiceapp-problem.zip"
LIST_PX = 210
REMARKS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file, as it is shown."""

    name: str
    size_bytes: int
    text: str


class BundlePanel(QDialog):
    """Lists the files with their sizes, shows the content of the chosen one, and saves nothing by itself.

    Signals:
        save_requested(str): the person has read enough and chosen a path.
    """

    save_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(wording.tr("Report a problem"))
        self.setAccessibleName(wording.tr("Report a problem"))
        self.setModal(False)
        self._texts: tuple[str, ...] = ()
        self._title = QLabel(wording.tr("What a report would contain"), self)
        self._title.setFont(theme.scaled_font(1.4, weight=QFont.Weight.DemiBold))
        self.says = QLabel(self)
        self.says.setWordWrap(True)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setProperty("role", "quiet")
        self.files = QListWidget(self)
        self.files.setObjectName("bundle_files")
        self.files.setAccessibleName(wording.tr("Files of the report"))
        self.content = QPlainTextEdit(self)
        self.content.setObjectName("bundle_content")
        self.content.setReadOnly(True)
        self.content.setTabChangesFocus(True)
        self.content.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.content.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.content.setAccessibleName(wording.tr("Content of the file"))
        self.save = IconButton("check", wording.tr("Save…"), self, labelled=True, kind="primary")
        self.shut = IconButton("close", wording.tr("Close"), self, labelled=True, kind="bordered")
        self._assemble()
        self.files.currentRowChanged.connect(self._show_file)
        self.save.clicked.connect(self._ask_for_path)
        self.shut.clicked.connect(self.close)
        self.show_waiting()

    def show_waiting(self) -> None:
        """Say that the files are being put together."""
        self._show((), wording.tr("The files are being put together…"))

    def show_files(self, files: Sequence[ShownFile], remarks: Sequence[str]) -> None:
        """Show what would be saved, and what is missing from it."""
        promise = wording.tr(
            "Nothing is sent. Read it, save it, and give it to whoever helps you. Words, sound, keys and "
            "names were taken out; names of devices are in it."
        )
        shown = list(remarks[:REMARKS_SHOWN])
        if (rest := len(remarks) - len(shown)) > 0:
            more = wording.tr("… and %1 more; about.txt has all of them.")
            shown.append(more.replace("%1", str(rest)))
        self._show(files, "\n".join((promise, *shown)))

    def show_failure(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self._show((), sentence)

    def show_saved(self, sentence: str) -> None:
        """Say where it was saved, or why not; the files stay."""
        self.says.setText(sentence)
        self.setAccessibleDescription(sentence)

    # -- inside ----------------------------------------------------------------------------------------

    def _assemble(self) -> None:
        parts = QSplitter(Qt.Orientation.Horizontal, self)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(theme.S)
        parts.setObjectName("wire_parts")
        parts.addWidget(self.files)
        parts.addWidget(self.content)
        parts.setStretchFactor(1, 1)
        parts.setSizes([LIST_PX, 3 * LIST_PX])
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        buttons.addStretch(1)
        buttons.addWidget(self.shut)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(self._title)
        column.addWidget(self.says)
        column.addWidget(parts, 1)
        column.addLayout(buttons)
        self.resize(QSize(860, 600))

    def _show(self, files: Sequence[ShownFile], sentence: str) -> None:
        self._texts = tuple(file.text for file in files)
        self.files.clear()
        for file in files:
            size = QLocale().formattedDataSize(file.size_bytes)
            self.files.addItem(QListWidgetItem(f"{file.name}\n{size}"))
        self.save.setEnabled(bool(files))
        self.show_saved(sentence)
        if files:
            self.files.setCurrentRow(0)
            self.files.setFocus()

    def _show_file(self, row: int) -> None:
        self.content.setPlainText(self._texts[row] if row >= 0 else "")

    def _ask_for_path(self) -> None:
        dialog = QFileDialog(self, wording.tr("Save the report of a problem"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(wording.tr("Zip files (*.zip)"))
        dialog.setDefaultSuffix("zip")
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(self.save_requested)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
