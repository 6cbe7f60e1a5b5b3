from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from tests.ui_tools import settle, shown, spoken_name
from voiceapp.ui.bundle_panel import FILE_NAME, BundlePanel, ShownFile

FILES = (ShownFile("about.txt", 400, "What is in here"), ShownFile("tape/tape.jsonl", 586_645, "{}\n{}"))


def panel_with_files() -> BundlePanel:
    panel = BundlePanel()
    panel.show_files(FILES, ["There is no log."])
    shown(panel)
    return panel


def test_nothing_waits_for_it_and_nothing_can_be_saved_before_there_is_something_to_read() -> None:
    panel = BundlePanel()
    shown(panel)
    assert not panel.isModal()
    assert not panel.save.isEnabled()
    assert "being put together" in panel.says.text()


def test_every_file_is_listed_with_its_size() -> None:
    panel = panel_with_files()
    listed = [panel.files.item(row).text() for row in range(panel.files.count())]
    assert [text.splitlines()[0] for text in listed] == ["about.txt", "tape/tape.jsonl"]
    assert listed[0].splitlines()[1].startswith("400")
    assert "572" in listed[1]  # KiB


def test_the_content_of_the_chosen_file_is_shown_and_cannot_be_changed() -> None:
    panel = panel_with_files()
    assert panel.content.toPlainText() == "What is in here"
    panel.files.setCurrentRow(1)
    assert panel.content.toPlainText() == "{}\n{}"
    assert panel.content.isReadOnly()


def test_what_is_missing_is_said_beside_what_is_promised() -> None:
    panel = panel_with_files()
    assert panel.says.text().startswith("Nothing is sent.")
    assert panel.says.text().endswith("There is no log.")


def test_many_remarks_do_not_push_the_files_away() -> None:
    panel = BundlePanel()
    panel.show_files(FILES, [f"Line {number} of the tape is damaged." for number in range(100)])
    shown(panel, 860, 600)
    assert panel.height() == 600
    assert panel.content.height() > 250
    assert "and 97 more; about.txt has all of them" in panel.says.text()


def test_saving_asks_for_a_place_and_only_then_emits_it(tmp_path: Path) -> None:
    panel = panel_with_files()
    wanted: list[str] = []
    panel.save_requested.connect(wanted.append)
    panel.save.click()
    settle()
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    assert wanted == []
    assert dialog.selectedFiles()[0].endswith(FILE_NAME)
    dialog.fileSelected.emit(str(tmp_path / "problem.zip"))
    dialog.reject()
    assert wanted == [str(tmp_path / "problem.zip")]


def test_after_saving_the_files_stay_and_the_place_is_said() -> None:
    panel = panel_with_files()
    panel.show_saved("Saved as problem.zip.")
    assert panel.says.text() == "Saved as problem.zip."
    assert panel.files.count() == 2


def test_a_failure_is_said_and_there_is_nothing_to_save() -> None:
    panel = panel_with_files()
    panel.show_failure("There is no tape.")
    assert panel.says.text() == "There is no tape."
    assert (panel.files.count(), panel.content.toPlainText()) == (0, "")
    assert not panel.save.isEnabled()


def test_a_screen_reader_hears_what_each_part_is() -> None:
    panel = panel_with_files()
    assert spoken_name(panel.files) == "Files of the report"
    assert spoken_name(panel.content) == "Content of the file"
    assert spoken_name(panel.save) == "Save…"
