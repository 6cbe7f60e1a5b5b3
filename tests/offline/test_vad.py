from __future__ import annotations

import shutil
import subprocess
from array import array
from pathlib import Path

import pytest

from tests.offline.scripted import noise, tone
from voiceapp.offline.vad import SILENT_DB, EnergyVad, level_db
from voiceapp.pcm import frames_of_ms, ms_of_frames, silence


def mixed(*sounds: bytes) -> bytes:
    """Add sounds of equal length."""
    samples = [array("h", sound) for sound in sounds]
    return array("h", (sum(values) for values in zip(*samples, strict=True))).tobytes()


def quiet(ms: int) -> bytes:
    return silence(frames_of_ms(ms))


def heard(vad: EnergyVad, pcm: bytes) -> list[tuple[str, int]]:
    """Return what was signalled, with positions in ms."""
    return [(type(signal).__name__, ms_of_frames(signal.frame)) for signal in vad.feed(pcm)]


# -- level -------------------------------------------------------------------------------------------


def test_the_level_is_in_decibels_of_full_scale() -> None:
    assert level_db(tone(100, dbfs=-20.0)) == pytest.approx(-20.0, abs=0.05)
    assert level_db(noise(100, dbfs=-60.0)) == pytest.approx(-60.0, abs=0.5)
    assert level_db(quiet(10)) == SILENT_DB
    assert level_db(b"") == SILENT_DB


def test_an_offset_of_a_cheap_microphone_is_no_sound() -> None:
    assert level_db(array("h", [3_000] * 240).tobytes()) == SILENT_DB


# -- beginning ---------------------------------------------------------------------------------------


def test_speech_begins_after_70_ms_at_its_first_loud_frame() -> None:
    vad = EnergyVad()
    assert heard(vad, quiet(500) + tone(60)) == []
    assert heard(vad, tone(10)) == [("Began", 500)]
    assert vad.speaking


@pytest.mark.parametrize("click_ms", [10, 30, 60])
def test_a_click_is_too_short(click_ms: int) -> None:
    assert heard(EnergyVad(), quiet(500) + tone(click_ms, dbfs=-6.0) + quiet(500)) == []


def test_silence_and_the_noise_of_a_room_are_no_speech() -> None:
    assert heard(EnergyVad(), quiet(5_000)) == []
    assert heard(EnergyVad(), noise(5_000, dbfs=-60.0)) == []
    assert heard(EnergyVad(), noise(5_000, dbfs=-70.0)) == []


def test_sound_may_come_in_pieces_of_any_size() -> None:
    pcm = quiet(300) + tone(400) + quiet(400)
    whole = heard(EnergyVad(), pcm)
    vad = EnergyVad()
    pieces = [signal for start in range(0, len(pcm), 334) for signal in heard(vad, pcm[start : start + 334])]
    assert pieces == whole == [("Began", 300), ("Ended", 900)]


def test_positions_go_on_from_where_it_starts() -> None:
    assert heard(EnergyVad(frame=frames_of_ms(1_000)), quiet(100) + tone(100)) == [("Began", 1_100)]


# -- end ---------------------------------------------------------------------------------------------


def test_speech_ends_after_the_configured_silence() -> None:
    assert heard(EnergyVad(silence_ms=500), quiet(200) + tone(300) + quiet(490)) == [("Began", 200)]
    assert heard(EnergyVad(silence_ms=500), quiet(200) + tone(300) + quiet(500)) == [
        ("Began", 200),
        ("Ended", 1_000),
    ]


def test_a_pause_shorter_than_the_silence_ends_nothing() -> None:
    pcm = quiet(200) + tone(300) + quiet(480) + tone(300) + quiet(600)
    assert heard(EnergyVad(silence_ms=500), pcm) == [("Began", 200), ("Ended", 1_780)]


def test_a_crackle_does_not_prolong_the_turn() -> None:
    pcm = quiet(200) + tone(300) + quiet(250) + tone(20) + quiet(230)
    assert heard(EnergyVad(silence_ms=500), pcm) == [("Began", 200), ("Ended", 1_000)]


def test_a_voice_that_falls_a_little_below_the_line_is_still_speaking() -> None:
    # The line is at -52 dBFS; once begun, -54 is above the lower one.
    pcm = quiet(200) + tone(200, dbfs=-50.0) + tone(600, dbfs=-54.0) + quiet(600)
    assert heard(EnergyVad(silence_ms=500), pcm) == [("Began", 200), ("Ended", 1_500)]


def test_forgotten_speech_does_not_end_and_may_begin_again() -> None:
    vad = EnergyVad(silence_ms=200)
    assert heard(vad, quiet(200) + tone(200)) == [("Began", 200)]
    vad.forget()
    assert heard(vad, quiet(500)) == []
    assert heard(vad, tone(100)) == [("Began", 900)]


# -- threshold and room ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("threshold", "lowest_dbfs"),
    [(0.0, -61.0), (0.5, -51.0), (1.0, -41.0)],
)
def test_a_higher_threshold_needs_louder_speech(threshold: float, lowest_dbfs: float) -> None:
    loud = quiet(500) + tone(300, dbfs=lowest_dbfs)
    assert heard(EnergyVad(threshold=threshold), loud) == [("Began", 500)]
    assert heard(EnergyVad(threshold=threshold), quiet(500) + tone(300, dbfs=lowest_dbfs - 2)) == []


def test_a_quiet_microphone_is_enough_in_a_quiet_room() -> None:
    speech = mixed(tone(400, dbfs=-46.0), noise(400, dbfs=-75.0))
    assert heard(EnergyVad(), noise(1_000, dbfs=-75.0) + speech)[0] == ("Began", 1_000)


def test_a_loud_room_raises_the_line() -> None:
    vad = EnergyVad()
    vad.feed(noise(8_000, dbfs=-45.0))
    assert vad.room_db == pytest.approx(-45.0, abs=1.5)
    assert not vad.speaking
    assert heard(vad, noise(500, dbfs=-38.0, seed=2)) == []
    assert [kind for kind, _ in heard(vad, tone(300, dbfs=-20.0))] == ["Began"]


def test_a_fan_that_is_switched_on_is_taken_for_speech_for_three_seconds_at_most() -> None:
    signals = heard(EnergyVad(silence_ms=500), quiet(4_000) + noise(10_000, dbfs=-40.0))
    assert [kind for kind, _ in signals] == ["Began", "Ended"]
    assert signals[1][1] <= 4_000 + 3_000 + 500 + 100


def test_another_detector_can_take_over_what_is_known_of_the_room() -> None:
    before = EnergyVad()
    before.feed(noise(6_000, dbfs=-45.0))
    after = EnergyVad(threshold=0.5)
    after.adopt_room(before)
    assert heard(after, noise(500, dbfs=-42.0, seed=3)) == []


# -- a real voice ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hello(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return "hello" of a synthetic person, 24 000 Hz; silence of a quarter of a second leads it."""
    flite = shutil.which("flite")
    assert flite is not None, "flite must be installed: it is the tests' human voice"
    path: Path = tmp_path_factory.mktemp("voice") / "hello.wav"
    subprocess.run([flite, "-voice", "slt", "-t", "hello", "-o", str(path)], check=True)
    samples = array("h", path.read_bytes()[44:])  # 16 000 Hz behind a plain header.
    out = array("h")
    for index in range(len(samples) * 3 // 2):
        place, part = divmod(index * 2, 3)
        following = samples[min(place + 1, len(samples) - 1)]
        out.append((samples[place] * (3 - part) + following * part) // 3)
    return quiet(250) + out.tobytes() + quiet(800)


@pytest.mark.parametrize("gain_db", [0, -12, -24])
def test_a_spoken_hello_is_found_at_several_levels(hello: bytes, gain_db: int) -> None:
    factor = 10 ** (gain_db / 20)
    quieter = array("h", (int(sample * factor) for sample in array("h", hello))).tobytes()
    room = noise(len(quieter) // 48, dbfs=-66.0)
    signals = heard(EnergyVad(silence_ms=500), mixed(quieter[: len(room)], room))
    assert [kind for kind, _ in signals] == ["Began", "Ended"]
    assert 230 <= signals[0][1] <= 500
