from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

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


def test_a_machine_without_devices_has_nothing_to_choose(picker: DevicePicker) -> None:
    picker.set_devices([], [])
    assert picker.microphone.placeholderText() == "No microphone found"
    assert picker.speaker.placeholderText() == "No loudspeaker found"
    assert (picker.microphone.currentIndex(), picker.microphone.isEnabled()) == (-1, False)


def test_a_chosen_device_that_is_not_there_stays_chosen(picker: DevicePicker) -> None:
    picker.set_devices(["A"], ["C"], "Headset")
    assert picker.microphone.currentText() == "Headset (not connected)"
    assert picker.microphone.currentData() == "Headset"
    assert [data for _, data in entries(picker.microphone)] == ["", "Headset", "A"]
    assert picker.replaced() == ()


def test_what_is_used_in_the_place_of_a_missing_device_is_said(picker: DevicePicker) -> None:
    picker.set_devices(["A"], ["C"], "Headset", "Headset")
    picker.show_used("A", True, "", False)
    assert picker.microphone.currentText() == "Headset (not connected) · using System default"
    assert picker.replaced() == (
        "The microphone “Headset” is not connected; until it is, the system's own is used.",
    )
    picker.set_devices(["A", "Headset"], ["C"], "Headset")
    assert picker.microphone.currentText() == "Headset"
    assert picker.replaced() == ()


def test_a_device_that_works_is_not_called_missing_whatever_the_list_says(picker: DevicePicker) -> None:
    picker.set_devices([], [], "Headset", "Box (ALSA)")
    picker.show_used("Headset", True, "Box", True)
    assert picker.microphone.currentText() == "Headset"
    assert picker.speaker.currentText() == "Box (ALSA)"
    assert picker.replaced() == ()


def test_a_fresh_list_is_asked_for_when_a_device_comes_or_goes(picker: DevicePicker) -> None:
    asked: list[bool] = []
    picker.devices_changed.connect(lambda: asked.append(True))
    picker.show_used("A", True, "C", True)
    assert asked == []  # nobody has given a list yet
    picker.set_devices(["A"], ["C"])
    picker.show_used("A", True, "C", True)
    picker.show_used("The microphone has stopped.", False, "C", True)
    assert asked == [True]


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


def test_a_list_that_stands_alone_is_named_by_a_label_of_its_own() -> None:
    place = QWidget()
    choice = Choice(parent=place)
    choice.addItem("Both")
    choice.call("Direction")
    choice.call("Direction of events")
    shown(place)
    interface = QAccessible.queryAccessibleInterface(choice)
    relations = interface.relations(QAccessible.RelationFlag.Label)
    assert [label.text(QAccessible.Text.Name) for label, _ in relations] == ["Direction of events"]
    assert choice.accessibleName() == "Direction of events"
