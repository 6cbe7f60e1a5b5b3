from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible

from tests.ui_tools import shown, spoken_description
from voiceapp.ui.device_picker import Choice, DevicePicker


@pytest.fixture
def picker() -> DevicePicker:
    widget = DevicePicker()
    shown(widget, 600, 60)
    return widget


def entries(choice: Choice) -> list[tuple[str, str]]:
    return [(choice.itemText(n), choice.itemData(n)) for n in range(choice.count())]


def test_the_systems_own_choice_comes_first_and_names_are_offered_once(picker: DevicePicker) -> None:
    picker.set_devices(["A", "B", "A", ""], ["C"])
    assert entries(picker.microphone) == [("System default", ""), ("A", "A"), ("B", "B")]
    assert picker.microphone.currentData() == ""
    assert entries(picker.speaker) == [("System default", ""), ("C", "C")]


def test_setting_the_list_chooses_nothing(picker: DevicePicker) -> None:
    chosen: list[str] = []
    picker.microphone_chosen.connect(chosen.append)
    picker.set_devices(["A", "B"], [], "B")
    assert chosen == []
    assert picker.microphone.currentText() == "B"


def test_choosing_gives_the_name(picker: DevicePicker) -> None:
    chosen: list[str] = []
    picker.microphone_chosen.connect(chosen.append)
    picker.speaker_chosen.connect(lambda name: chosen.append(f"speaker {name}"))
    picker.set_devices(["A", "B"], ["C"])
    picker.microphone.activated.emit(1)
    picker.microphone.activated.emit(0)
    picker.speaker.activated.emit(1)
    assert chosen == ["A", "", "speaker C"]


def test_no_device_is_said_in_a_sentence(picker: DevicePicker) -> None:
    picker.set_devices([], [])
    assert picker.microphone.placeholderText() == "No microphone found"
    assert picker.speaker.placeholderText() == "No loudspeaker found"
    assert not picker.microphone.isEnabled()
    picker.show_used("There is no sound system here.", False, "", False)
    assert picker.microphone.placeholderText() == "There is no sound system here."


def test_a_chosen_device_that_is_not_there_is_named_as_missing(picker: DevicePicker) -> None:
    picker.set_devices(["A"], ["C"], "Headset")
    assert picker.microphone.currentIndex() == -1
    assert picker.microphone.placeholderText() == "Headset (not connected)"


def test_the_device_in_use_or_the_reason_why_none_is_told(picker: DevicePicker) -> None:
    picker.set_devices(["A"], ["C"])
    picker.show_used("A", True, "The loudspeaker was unplugged.", False)
    assert spoken_description(picker.microphone) == "In use: A"
    assert spoken_description(picker.speaker) == "The loudspeaker was unplugged."


def test_a_fresh_list_is_asked_for_before_it_is_shown(picker: DevicePicker) -> None:
    asked: list[bool] = []
    picker.devices_wanted.connect(lambda: asked.append(True))
    picker.set_devices(["A"], ["C"])
    picker.microphone.showPopup()
    assert asked == [True]
    picker.microphone.hidePopup()


def test_a_list_that_is_open_takes_a_new_one(picker: DevicePicker) -> None:
    picker.set_devices(["A"], ["C"])
    picker.microphone.showPopup()
    picker.set_devices(["A", "B"], ["C"])
    assert picker.microphone.count() == 3
    picker.microphone.hidePopup()


def test_a_screen_reader_finds_the_label_of_each_list(picker: DevicePicker) -> None:
    for choice, name in ((picker.microphone, "Microphone"), (picker.speaker, "Loudspeaker")):
        relations = QAccessible.queryAccessibleInterface(choice).relations(
            QAccessible.RelationFlag.AllRelations
        )
        labels = [
            other.text(QAccessible.Text.Name)
            for other, kind in relations
            if kind & QAccessible.RelationFlag.Label
        ]
        assert labels == [name]
