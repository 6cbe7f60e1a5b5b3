"""What would be sent with a report of a problem, to be read before it is saved; a window beside the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

from voiceapp.ui import sentences, theme, wording
from voiceapp.ui.icon_button import IconButton
from voiceapp.ui.worded import worded

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
        self.setModal(False)
        self.setMinimumSize(theme.least(360, 420))
        self._texts: tuple[str, ...] = ()
        self._sizes: tuple[tuple[str, int], ...] = ()
        self._told: Callable[[], str] = _waiting
        """What stands above the files; called again in another language."""
        self._title = QLabel(self)
        self._title.setFont(theme.scaled_font(1.4, weight=QFont.Weight.DemiBold))
        self._title.setWordWrap(True)
        self.says = QLabel(self)
        self.says.setWordWrap(True)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setProperty("role", "quiet")
        self.files = QListWidget(self)
        self.files.setObjectName("bundle_files")
        self.content = QPlainTextEdit(self)
        self.content.setObjectName("bundle_content")
        self.content.setReadOnly(True)
        self.content.setTabChangesFocus(True)
        self.content.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.content.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.save = IconButton("check", "", self, labelled=True, kind="primary")
        self.shut = IconButton("close", "", self, labelled=True, kind="bordered")
        self._assemble()
        self.files.currentRowChanged.connect(self._show_file)
        self.save.clicked.connect(self._ask_for_path)
        self.shut.clicked.connect(self.close)
        worded(self, self._say)
        self.show_waiting()

    def show_waiting(self) -> None:
        """Say that the files are being put together."""
        self._show((), _waiting)

    def show_files(self, files: Sequence[ShownFile], remarks: Sequence[str]) -> None:
        """Show what would be saved, and what is missing from it."""
        self._show(files, lambda: _promise(remarks))

    def show_failure(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self._show((), lambda: sentences.translated(sentence))

    def show_saved(self, sentence: str) -> None:
        """Say where it was saved, or why not; the files stay."""
        self._told = lambda: sentences.translated(sentence)
        self._tell()

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

    def _say(self) -> None:
        self.setWindowTitle(wording.tr("Report a problem"))
        self.setAccessibleName(wording.tr("Report a problem"))
        self._title.setText(wording.tr("What a report would contain"))
        self.files.setAccessibleName(wording.tr("Files of the report"))
        self.content.setAccessibleName(wording.tr("Content of the file"))
        self.save.set_name(wording.tr("Save…"))
        self.shut.set_name(wording.tr("Close"))
        for line, (name, size_bytes) in enumerate(self._sizes):
            self.files.item(line).setText(f"{name}\n{QLocale().formattedDataSize(size_bytes)}")
        self._tell()

    def _tell(self) -> None:
        sentence = self._told()
        self.says.setText(sentence)
        self.setAccessibleDescription(sentence)

    def _show(self, files: Sequence[ShownFile], told: Callable[[], str]) -> None:
        self._texts = tuple(file.text for file in files)
        self._sizes = tuple((file.name, file.size_bytes) for file in files)
        self._told = told
        self.files.clear()
        for _file in files:
            self.files.addItem(QListWidgetItem())
        self.save.setEnabled(bool(files))
        self._say()
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


def _waiting() -> str:
    return wording.tr("The files are being put together…")


def _promise(remarks: Sequence[str]) -> str:
    """Return what saving means, and the first of what is missing."""
    shown = [sentences.translated(remark) for remark in remarks[:REMARKS_SHOWN]]
    if (rest := len(remarks) - len(shown)) > 0:
        shown.append(wording.tr("… and %1 more; about.txt has all of them.").replace("%1", str(rest)))
    promise = wording.tr(
        "Nothing is sent. Read it, save it, and give it to whoever helps you. Words, sound, keys and "
        "names were taken out; names of devices are in it."
    )
    return "\n".join((promise, *shown))
