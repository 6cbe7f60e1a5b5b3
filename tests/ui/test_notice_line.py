from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from tests.ui_tools import Wishes, controls, shown, spoken_description, spoken_name
from voiceapp.dialogue.snapshot import Snapshot
from voiceapp.model_notice import Notice
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.notice_line import NoticeLine

OLD = Notice("azure old 2027-03-02", "old is announced to be retired on 2027-03-02.", "Source: a table.")


def notice_of(model: str) -> Notice | None:
    return OLD if model == "old" else None


def line(*known_keys: str) -> NoticeLine:
    found = NoticeLine(notice_of, known_keys)
    shown(found, 700, 40)
    found.hide()
    return found


def test_a_model_nobody_announced_needs_no_line() -> None:
    found = line()
    found.show_model("new")
    assert found.isHidden()


def test_a_model_that_goes_is_told_of_with_its_source_on_demand() -> None:
    found = line()
    found.show_model("old")
    assert not found.isHidden()
    assert found.text.text() == "old is announced to be retired on 2027-03-02."
    assert spoken_description(found) == found.text.text()
    assert found.details.isHidden()
    found.more.click()
    assert found.details.isVisible()
    assert found.details.text() == "Source: a table."


def test_a_dismissed_line_is_gone_and_its_key_told() -> None:
    found = line()
    keys: list[str] = []
    found.dismissed.connect(keys.append)
    found.show_model("old")
    found.shut.click()
    assert found.isHidden()
    assert keys == ["azure old 2027-03-02"]
    found.show_model("new")
    found.show_model("old")
    assert found.isHidden()


def test_a_line_dismissed_another_day_stays_away() -> None:
    found = line("azure old 2027-03-02")
    found.show_model("old")
    assert found.isHidden()


def test_a_connection_that_is_lost_changes_nothing_and_another_model_does() -> None:
    found = line()
    found.show_model("old")
    found.show_model("")
    assert not found.isHidden()
    found.show_model("new")
    assert found.isHidden()


def test_every_control_has_a_name() -> None:
    found = line()
    found.show_model("old")
    assert [part for part in controls(found) if not spoken_name(part)] == []


def test_the_window_shows_it_each_time_until_it_was_dismissed(tmp_path: Path) -> None:
    def window() -> MainWindow:
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        made = MainWindow(
            Wishes(), title_label="Azure", wall_offset_ns=0, settings=settings, notice_of=notice_of
        )
        shown(made)
        made.show_snapshot(Snapshot(model="old"))
        return made

    first, second = window(), window()
    assert second.notice.isVisible()
    first.notice.shut.click()
    assert window().notice.isHidden()


def test_the_same_name_may_be_another_model_after_the_service_has_changed() -> None:
    announced = [OLD]
    found = NoticeLine(lambda _model: announced[0] if announced else None, ())
    found.show_model("old")
    announced.clear()
    found.show_model("old")
    assert not found.isHidden()
    found.look_again()
    found.show_model("old")
    assert found.isHidden()
