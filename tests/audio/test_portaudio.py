"""The real sound system against a library that is not there, refuses, hangs, or loses devices."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from tests.fake_sounddevice import FakeDevice, FakeSoundDevice
from voiceapp.audio.capture import Capture
from voiceapp.audio.device_stream import DeviceFormat
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.portaudio import PortAudioSystem, load_sounddevice, portaudio_version
from voiceapp.clock import ManualClock
from voiceapp.dialogue.inputs import (
    Input,
    MicBlock,
    MicrophoneLost,
    MicrophoneOpened,
    SpeakerBlock,
    SpeakerOpened,
)
from voiceapp.errors import SoundError


class Desk:
    """A PortAudio system on a fake library, with two doors."""

    def __init__(self, *plugged: FakeDevice, **options: Any) -> None:
        self.clock = ManualClock()
        self.inputs: list[Input] = []
        self.library = FakeSoundDevice(self.clock, list(plugged))
        self.loads = 0
        self.denied = False
        self.system = PortAudioSystem(self.clock, load=self._load, is_denied=lambda _: self.denied, **options)
        self.capture = Capture(self.clock, self.inputs.append)
        self.playout = PlayoutQueue(self.clock, self.inputs.append)

    def _load(self) -> FakeSoundDevice:
        self.loads += 1
        return self.library

    def tried(self) -> list[tuple[int, int]]:
        """Return rate and channels of the streams that could be opened."""
        return [(s.options["samplerate"], s.options["channels"]) for s in self.library.streams]


def microphone(name: str = "Desk microphone", **options: Any) -> FakeDevice:
    return FakeDevice(name, inputs=2, **options)


def speaker(name: str = "Desk speaker", **options: Any) -> FakeDevice:
    return FakeDevice(name, outputs=2, **options)


def test_nothing_is_loaded_before_it_is_needed() -> None:
    desk = Desk(microphone())
    assert desk.loads == 0
    desk.system.refresh()
    assert desk.loads == 0
    assert [device.name for device in desk.system.devices()] == ["Desk microphone"]
    assert desk.loads == 1


def test_streams_run_at_the_format_of_the_wire_in_blocks_of_5_and_10_ms_at_low_latency() -> None:
    desk = Desk(microphone(), speaker())
    heard = desk.system.open_microphone(desk.capture)
    played = desk.system.open_speaker(desk.playout)
    assert (heard.device_name, played.device_name) == ("Desk microphone", "Desk speaker")
    wanted = {"samplerate": 24_000, "channels": 1, "dtype": "int16", "latency": "low"}
    for stream in desk.library.streams:
        assert wanted.items() <= stream.options.items()
        assert stream.options["extra_settings"] is None
    assert [stream.options["blocksize"] for stream in desk.library.streams] == [120, 240]
    heard.close()
    played.close()


def test_door_hears_of_the_device_with_its_first_block() -> None:
    desk = Desk(microphone(), speaker())
    streams = [desk.system.open_microphone(desk.capture), desk.system.open_speaker(desk.playout)]
    assert desk.inputs == []
    for _ in range(2):
        desk.library.streams[0].turn(bytes(240), offset_s=-0.015)
    assert desk.library.streams[1].turn() == bytes(480)
    kinds = [MicrophoneOpened, MicBlock, SpeakerOpened, SpeakerBlock]
    assert [type(happened) for happened in desk.inputs] == kinds
    for stream in streams:
        stream.close()


@pytest.mark.parametrize(
    ("rates_hz", "channels", "opened"),
    [
        ((24_000,), (2,), (24_000, 2)),
        ((48_000,), (1,), (48_000, 1)),
        ((44_100,), (2,), (44_100, 2)),
        ((16_000, 48_000), (2,), (48_000, 2)),
    ],
)
def test_device_that_refuses_our_format_is_opened_in_its_own(
    rates_hz: tuple[int, ...], channels: tuple[int, ...], opened: tuple[int, int]
) -> None:
    desk = Desk(speaker(rates_hz=rates_hz, channels=channels))
    stream = desk.system.open_speaker(desk.playout)
    assert desk.tried() == [opened]
    assert stream.statistics().format == DeviceFormat(*opened)
    stream.close()


def test_hardware_that_insists_on_all_its_channels_gets_them() -> None:
    desk = Desk(FakeDevice("Studio", inputs=8, channels=(8,), rates_hz=(96_000,), own_rate_hz=96_000))
    desk.system.open_microphone(desk.capture).close()
    assert desk.tried() == [(96_000, 8)]


def test_format_can_be_forced() -> None:
    desk = Desk(speaker(rates_hz=(24_000, 44_100), channels=(1, 2)), device_format=DeviceFormat(44_100, 2))
    desk.system.open_speaker(desk.playout).close()
    assert desk.tried() == [(44_100, 2)]


def test_windows_converts_rates_itself() -> None:
    desk = Desk(speaker())
    desk.library.host_api_name = "Windows WASAPI"
    desk.system.open_speaker(desk.playout).close()
    assert desk.library.streams[0].options["extra_settings"] == "auto_convert=True"


def test_named_device_is_opened_and_a_missing_one_is_named() -> None:
    desk = Desk(speaker(), speaker("Headset"))
    stream = desk.system.open_speaker(desk.playout, "Headset (ALSA)")
    assert desk.library.streams[0].options["device"] == 1
    stream.close()
    with pytest.raises(SoundError, match="The loudspeaker “Kitchen” is not there now"):
        desk.system.open_speaker(desk.playout, "Kitchen")


# -- refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("device", "sentence"),
    [
        (microphone(busy=True), "is used by another program or has just been unplugged"),
        (microphone(rates_hz=(1,)), "accepts no sample rate we know. If the system asks for permission"),
        (microphone(broken=True), "cannot be opened. Plug it in again or choose another"),
    ],
)
def test_refusal_is_a_sentence_with_what_was_tried_as_details(device: FakeDevice, sentence: str) -> None:
    desk = Desk(device)
    with pytest.raises(SoundError) as caught:
        desk.system.open_microphone(desk.capture)
    assert caught.value.sentence.startswith("The microphone “Desk microphone” ")
    assert sentence in caught.value.sentence
    assert caught.value.device == "Desk microphone"
    assert caught.value.details.startswith("24000 Hz, mono: ")
    assert all(stream.closed for stream in desk.library.streams)


def test_device_the_system_keeps_from_us_is_named_as_such() -> None:
    desk = Desk(microphone(denied=True))
    with pytest.raises(SoundError, match="The system does not allow voiceapp to use the microphone"):
        desk.system.open_microphone(desk.capture)


def test_devices_that_are_not_even_listed_for_want_of_permission_are_not_called_missing() -> None:
    desk = Desk()
    desk.denied = True
    with pytest.raises(SoundError, match="The system does not allow voiceapp to use the loudspeaker"):
        desk.system.open_speaker(desk.playout)


def test_busy_device_is_not_asked_for_every_format() -> None:
    desk = Desk(microphone(busy=True))
    with pytest.raises(SoundError) as caught:
        desk.system.open_microphone(desk.capture)
    assert caught.value.details.count("\n") == 0


def test_machine_without_devices_is_a_normal_state() -> None:
    desk = Desk()
    assert desk.system.devices() == ()
    with pytest.raises(SoundError, match="There is no loudspeaker"):
        desk.system.open_speaker(desk.playout)


def test_missing_library_is_told_each_time_and_found_once_it_is_installed() -> None:
    clock = ManualClock()
    missing = [SoundError("The sound library PortAudio is not installed.")]

    def load() -> FakeSoundDevice:
        if missing:
            raise missing.pop()
        return FakeSoundDevice(clock, [speaker()])

    system = PortAudioSystem(clock, load=load)
    with pytest.raises(SoundError, match="PortAudio is not installed"):
        system.devices()
    assert len(system.devices()) == 1


class _RefusingImport:
    """An import hook that fails for sounddevice as it does on a machine without the library."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def find_spec(self, name: str, *_: object) -> None:
        if name == "sounddevice":
            raise self.error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError("PortAudio library not found"), "PortAudio is not installed. On Debian"),
        (ImportError("No module named sounddevice"), "package “sounddevice” is missing"),
        (RuntimeError("Error initializing PortAudio"), "PortAudio cannot start on this machine"),
    ],
)
def test_failed_import_becomes_a_sentence_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    sys.meta_path.insert(0, hook := _RefusingImport(error))
    try:
        with pytest.raises(SoundError) as caught:
            load_sounddevice()
    finally:
        sys.meta_path.remove(hook)
    assert sentence in caught.value.sentence
    assert caught.value.details == str(error)


# -- loss, return, overlap ---------------------------------------------------------------------------


def test_unplugged_device_is_told_and_opens_again_after_a_refresh() -> None:
    device = microphone()
    desk = Desk(device)
    stream = desk.system.open_microphone(desk.capture)
    desk.library.plugged.clear()
    desk.library.streams[0].vanish()
    assert [type(happened) for happened in desk.inputs] == [MicrophoneLost]
    stream.close()
    desk.system.refresh()
    with pytest.raises(SoundError, match="There is no microphone"):
        desk.system.open_microphone(desk.capture)
    desk.library.plugged.append(device)
    desk.system.refresh()
    desk.system.open_microphone(desk.capture).close()
    assert len(desk.library.streams) == 2


def test_refresh_leaves_open_streams_alone() -> None:
    desk = Desk(microphone())
    stream = desk.system.open_microphone(desk.capture)
    desk.library.plugged.append(speaker())
    desk.system.refresh()
    assert len(desk.system.devices()) == 1
    stream.close()
    desk.system.refresh()
    assert len(desk.system.devices()) == 2


def test_sound_server_that_ends_and_comes_back_is_found_again() -> None:
    desk = Desk(microphone())
    desk.system.devices()
    desk.library.starts = False
    desk.system.refresh()
    with pytest.raises(SoundError, match="PortAudio cannot list the devices"):
        desk.system.devices()
    desk.library.starts = True
    desk.system.refresh()
    assert len(desk.system.devices()) == 1


def test_closing_is_silent_and_may_be_repeated() -> None:
    desk = Desk(microphone())
    stream = desk.system.open_microphone(desk.capture)
    stream.close()
    stream.close()
    assert desk.library.streams[0].closed
    assert desk.inputs == []


def test_stream_closed_while_another_is_being_opened_is_released_right_after() -> None:
    desk = Desk(microphone(), speaker())
    heard = desk.system.open_microphone(desk.capture)
    closed_during: list[bool] = []

    def close_it() -> None:
        heard.close()
        closed_during.append(desk.library.streams[0].closed)

    desk.library.during_open = close_it
    played = desk.system.open_speaker(desk.playout)
    assert closed_during == [False]
    assert desk.library.streams[0].closed
    assert not desk.library.streams[1].closed
    played.close()


def test_second_opening_at_the_same_time_fails_with_a_sentence_and_the_list_is_the_known_one() -> None:
    desk = Desk(microphone(), speaker())
    desk.system.devices()
    seen: list[object] = []

    def open_another() -> None:
        desk.library.during_open = None
        seen.append(len(desk.system.devices()))
        desk.system.refresh()
        with pytest.raises(SoundError, match="Another sound device is being opened"):
            desk.system.open_microphone(desk.capture)

    desk.library.during_open = open_another
    desk.system.open_speaker(desk.playout).close()
    assert seen == [2]
    assert len(desk.library.streams) == 1


def test_the_library_says_what_it_is() -> None:
    assert portaudio_version(lambda: FakeSoundDevice(ManualClock(), [])) == "PortAudio V19.7.0-devel"
